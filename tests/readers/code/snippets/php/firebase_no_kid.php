<?php

namespace App\Apple;

use Firebase\JWT\JWT;

final class SecretFactory
{
    public function __construct(private readonly string $teamId, private readonly string $clientId, private readonly string $keyId, private readonly string $pem)
    {
    }

    public function create(): string
    {
        $issuedAt = time();

        return JWT::encode([
            'iss' => $this->teamId,
            'iat' => $issuedAt,
            'exp' => $issuedAt + 3600,
            'aud' => 'https://appleid.apple.com',
            'sub' => $this->clientId,
        ], $this->pem, 'ES256');
    }
}
