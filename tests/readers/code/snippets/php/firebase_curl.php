<?php

declare(strict_types=1);

require __DIR__ . '/vendor/autoload.php';

use Firebase\JWT\JWT;

const TEAM_ID = 'A1B2C3D4E5';
define('CLIENT_ID', 'com.example.web');
$keyId = getenv('APPLE_KEY_ID') ?: 'ABC123DEFG';

function clientSecret(string $keyId, int $lifetime = 86400 * 180): string
{
    $key = file_get_contents(sprintf('%s/AuthKey_%s.p8', __DIR__, $keyId));
    $time = time();
    $claims = [
        'iss' => TEAM_ID,
        'iat' => $time,
        'exp' => $time + $lifetime,
        'aud' => 'https://appleid.apple.com',
        'sub' => CLIENT_ID,
    ];

    return JWT::encode($claims, $key, 'ES256', $keyId);
}

$fields = http_build_query([
    'client_id' => CLIENT_ID,
    'client_secret' => clientSecret($keyId),
    'code' => $_POST['code'],
    'grant_type' => 'authorization_code',
    'redirect_uri' => "https://{$_SERVER['HTTP_HOST']}/callback",
]);

$ch = curl_init();
curl_setopt_array($ch, [
    CURLOPT_URL => 'https://appleid.apple.com/auth/token',
    CURLOPT_POST => true,
    CURLOPT_POSTFIELDS => $fields,
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_HTTPHEADER => ['Accept: application/json', 'Content-Type: application/x-www-form-urlencoded'],
]);
$answer = json_decode(curl_exec($ch), true);
if (isset($answer['error'])) {
    throw new RuntimeException('Apple refused: ' . $answer['error']);
}
list($header, $payload) = explode('.', $answer['id_token']);
echo base64_decode($payload), PHP_EOL;
