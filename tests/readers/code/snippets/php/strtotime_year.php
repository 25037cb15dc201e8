<?php
require __DIR__ . '/vendor/autoload.php';

use Firebase\JWT\JWT;

$config = parse_ini_file('apple.ini');
$claims = [
    'iss' => $config['team'],
    'iat' => strtotime('now'),
    'exp' => strtotime('+12 months'),
    'aud' => 'https://appleid.apple.com',
    'sub' => $config['client'],
];
file_put_contents('secret.txt', JWT::encode($claims, file_get_contents($config['key']), 'ES256', $config['kid']));
