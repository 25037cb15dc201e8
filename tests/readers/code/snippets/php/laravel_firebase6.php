<?php

namespace App\Services;

use Firebase\JWT\JWT;
use Illuminate\Support\Facades\Http;

class AppleService
{
    public function clientSecret(): string
    {
        $now = time();

        return JWT::encode(
            [
                'iss' => config('services.apple.team_id'),
                'iat' => $now,
                'exp' => $now + 3600,
                'aud' => 'https://appleid.apple.com',
                'sub' => config('services.apple.client_id'),
            ],
            str_replace('\n', "\n", config('services.apple.private_key')),
            'ES256',
            config('services.apple.key_id')
        );
    }

    public function exchange(string $code): array
    {
        return Http::asForm()->post('https://appleid.apple.com/auth/token', [
            'client_id' => config('services.apple.client_id'),
            'client_secret' => $this->clientSecret(),
            'code' => $code,
            'grant_type' => 'authorization_code',
            'redirect_uri' => config('services.apple.redirect'),
        ])->throw()->json();
    }
}
