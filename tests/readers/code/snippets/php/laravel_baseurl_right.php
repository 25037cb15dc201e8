<?php

namespace App\Services;

use Illuminate\Http\Client\PendingRequest;
use Illuminate\Support\Facades\Http;

class AppleHttp
{
    private function client(): PendingRequest
    {
        return Http::baseUrl('https://appleid.apple.com')->asForm()->acceptJson()->timeout(10);
    }

    public function refresh(string $token): array
    {
        return $this->client()->post('/auth/token', [
            'client_id' => config('services.apple.client_id'),
            'client_secret' => app(AppleSecret::class)->make(),
            'grant_type' => 'refresh_token',
            'refresh_token' => $token,
        ])->json();
    }
}
