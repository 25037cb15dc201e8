<?php

namespace App\Http\Controllers;

use Firebase\JWT\JWT;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Http;

class AppleController extends Controller
{
    private const AUD = 'https://appleid.apple.com';

    public function callback(Request $request)
    {
        $secret = JWT::encode([
            'iss' => env('APPLE_TEAM_ID'), 'iat' => time(), 'exp' => time() + 600, 'aud' => self::AUD, 'sub' => env('APPLE_CLIENT_ID'),
        ], file_get_contents(storage_path('app/AuthKey.p8')), 'ES256', env('APPLE_KEY_ID'));

        $response = Http::post(self::AUD . '/auth/token', [
            'client_id' => env('APPLE_CLIENT_ID'),
            'client_secret' => $secret,
            'code' => $request->input('code'),
            'grant_type' => 'authorization_code',
        ]);

        return $response->json();
    }
}
