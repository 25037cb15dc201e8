<?php
use Firebase\JWT\JWT;

$claims = [
    'iss' => 'R5T8Q2WM7K',
    'iat' => date('Y-m-d H:i:s'),
    'exp' => date('Y-m-d H:i:s', strtotime('+1 day')),
    'aud' => 'https://appleid.apple.com',
    'sub' => 'com.acmefit.web',
];
echo JWT::encode($claims, file_get_contents('AuthKey_Q7M2T9XK4C.p8'), 'ES256', 'Q7M2T9XK4C');
