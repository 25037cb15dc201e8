<?php

use Carbon\CarbonImmutable;
use Illuminate\Support\Facades\Http;
use Illuminate\Support\Str;

Route::post('/auth/apple/callback', function (Request $request) {
    $now = CarbonImmutable::now();
    $secret = \Firebase\JWT\JWT::encode([
        'iss' => config('services.apple.team_id'),
        'iat' => $now->timestamp,
        'exp' => $now->addMonths(5)->timestamp,
        'aud' => 'https://appleid.apple.com',
        'sub' => config('services.apple.client_id'),
    ], str_replace('\n', "\n", env('APPLE_PRIVATE_KEY')), 'ES256', config('services.apple.key_id'));

    config(['services.apple.client_secret' => $secret]);

    $user = Socialite::driver('apple')->stateless()->user();

    $tokens = Http::asForm()->post('https://appleid.apple.com/auth/token', [
        'client_id' => config('services.apple.client_id'),
        'client_secret' => $secret,
        'code' => $request->input('code'),
        'grant_type' => 'authorization_code',
    ])->throw()->json();

    foreach (array_only($tokens, ['id_token', 'refresh_token']) as $name => $token) {
        logger()->debug("{$name}: " . Str::limit($token, 10));
    }

    return match (true) {
        $user->email === null => redirect('/register'),
        default => redirect('/'),
    };
});
