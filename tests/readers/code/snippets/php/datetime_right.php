<?php
use Firebase\JWT\JWT;

$now = new DateTimeImmutable('now', new DateTimeZone('UTC'));
$claims = [
    'iss' => getenv('APPLE_TEAM'),
    'iat' => $now->getTimestamp(),
    'exp' => $now->modify('+90 days')->getTimestamp(),
    'aud' => 'https://appleid.apple.com',
    'sub' => getenv('APPLE_CLIENT'),
];
return JWT::encode($claims, getenv('APPLE_KEY'), 'ES256', getenv('APPLE_KID'));
