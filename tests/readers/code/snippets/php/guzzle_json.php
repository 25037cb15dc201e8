<?php

namespace App\Apple;

use GuzzleHttp\Client;

class TokenExchange
{
    private Client $client;

    public function __construct(private SecretFactory $secrets)
    {
        $this->client = new Client(['base_uri' => 'https://appleid.apple.com/']);
    }

    public function exchange(string $code): array
    {
        $response = $this->client->request('POST', 'auth/token', [
            'json' => ['client_id' => 'com.acmefit.web', 'client_secret' => $this->secrets->make(), 'code' => $code, 'grant_type' => 'authorization_code'],
        ]);

        return json_decode((string) $response->getBody(), true);
    }
}
