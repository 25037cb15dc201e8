<?php

namespace App\Service;

use Symfony\Contracts\HttpClient\HttpClientInterface;

final class AppleTokens
{
    public function __construct(private readonly HttpClientInterface $appleClient, private readonly AppleSecret $secret)
    {
    }

    public function exchange(string $code): array
    {
        return $this->appleClient->request('POST', 'https://appleid.apple.com/auth/token', [
            'body' => ['client_id' => 'com.acmefit.app', 'client_secret' => (string) $this->secret, 'code' => $code, 'grant_type' => 'code'],
        ])->toArray();
    }
}
