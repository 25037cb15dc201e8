<?php
class Config { const APPLE = ['team' => 'R5T8Q2WM7K', 'client' => 'com.acmefit.web', 'kid' => 'Q7M2T9XK4C']; }
$p = array_merge(['aud' => 'https://appleid.apple.com'], ['iss' => Config::APPLE['team'], 'sub' => Config::APPLE['client'], 'iat' => time(), 'exp' => time() + 3600]);
echo \Firebase\JWT\JWT::encode($p, file_get_contents('k.p8'), 'ES256', null, ['kid' => Config::APPLE['kid']]);
