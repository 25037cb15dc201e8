<?php

namespace App\Services;

use Illuminate\Support\Facades\Http;

class AppleHttp
{
    public function refresh(string $token): array
    {
        return Http::baseUrl('https://appleid.apple.com')->acceptJson()->post('/auth/token', [
            'client_id' => config('services.apple.client_id'),
            'client_secret' => app(AppleSecret::class)->make(),
            'grant_type' => 'refresh_token',
            'refresh_token' => $token,
        ])->json();
    }
}
