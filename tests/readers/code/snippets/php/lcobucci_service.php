<?php

namespace App\Services;

use DateTimeImmutable;
use GuzzleHttp\Client;
use Lcobucci\JWT\Configuration;
use Lcobucci\JWT\Signer\Ecdsa\Sha256;
use Lcobucci\JWT\Signer\Key\InMemory as Key;

final class AppleClientSecret
{
    private const ISSUER = 'https://appleid.apple.com';

    public static int $lifetime = 3600;

    private ?string $cached = null;

    public function __construct(
        private readonly string $teamId,
        private readonly string $clientId,
        private readonly string $keyId,
        private readonly string $keyPath = '/keys/apple.p8',
        private ?Client $http = null,
    ) {
        $this->http ??= new Client(['base_uri' => self::ISSUER, 'timeout' => 5.0]);
    }

    public static function fromConfig(array $config): static
    {
        return new static(...$config);
    }

    public function generate(): string
    {
        $config = Configuration::forAsymmetricSigner(new Sha256(), Key::file($this->keyPath), Key::plainText('unused'));
        $now = new DateTimeImmutable();
        $token = $config->builder()
            ->issuedBy($this->teamId)
            ->issuedAt($now)
            ->expiresAt($now->modify('+' . static::$lifetime . ' seconds'))
            ->permittedFor(self::ISSUER)
            ->relatedTo($this->clientId)
            ->withHeader('kid', $this->keyId)
            ->getToken($config->signer(), $config->signingKey());

        return $this->cached = $token->toString();
    }

    public function exchange(string $code): array
    {
        try {
            $response = $this->http->post('/auth/token', [
                'form_params' => [
                    'client_id' => $this->clientId,
                    'client_secret' => $this->cached ?? $this->generate(),
                    'code' => $code,
                    'grant_type' => 'authorization_code',
                ],
            ]);
        } catch (\GuzzleHttp\Exception\ClientException $e) {
            report($e);

            return [];
        }

        return json_decode((string) $response->getBody(), associative: true);
    }
}
