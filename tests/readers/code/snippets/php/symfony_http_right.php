<?php

namespace App\Service;

use Symfony\Contracts\HttpClient\HttpClientInterface;

final class AppleRevoker
{
    public function __construct(private readonly HttpClientInterface $client, private readonly AppleSecret $secret)
    {
    }

    public function revoke(string $token): void
    {
        $this->client->request('POST', 'https://appleid.apple.com/auth/revoke', [
            'headers' => ['Content-Type' => 'application/x-www-form-urlencoded'],
            'body' => ['client_id' => 'com.acmefit.app', 'client_secret' => (string) $this->secret, 'token' => $token, 'token_type_hint' => 'refresh_token'],
        ])->getStatusCode();
    }
}
