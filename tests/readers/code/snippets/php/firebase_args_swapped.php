<?php
use Firebase\JWT\JWT;

$teamId = 'R5T8Q2WM7K';
$keyId = 'Q7M2T9XK4C';
$payload = ['iss' => $keyId, 'iat' => time(), 'exp' => time() + 3600, 'aud' => 'https://appleid.apple.com', 'sub' => 'com.acmefit.web'];
echo JWT::encode($payload, file_get_contents("AuthKey_{$keyId}.p8"), 'ES256', $teamId);
