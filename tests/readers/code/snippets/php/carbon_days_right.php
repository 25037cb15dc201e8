<?php

use Firebase\JWT\JWT;
use Illuminate\Support\Carbon;

function apple_client_secret(): string
{
    return JWT::encode([
        'iss' => env('APPLE_TEAM_ID'),
        'iat' => now()->timestamp,
        'exp' => now()->addDays(180)->timestamp,
        'aud' => 'https://appleid.apple.com',
        'sub' => env('APPLE_CLIENT_ID'),
    ], env('APPLE_PRIVATE_KEY'), 'ES256', env('APPLE_KEY_ID'));
}
