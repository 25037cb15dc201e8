<?php

use League\OAuth2\Client\Provider\Apple;

$leeway = 60;
Firebase\JWT\JWT::$leeway = $leeway;

$provider = new Apple([
    'clientId' => 'com.acmefit.web',
    'teamId' => 'R5T8Q2WM7K',
    'keyFileId' => 'Q7M2T9XK4C',
    'keyFilePath' => __DIR__ . '/AuthKey_Q7M2T9XK4C.p8',
    'redirectUri' => 'https://acmefit.com/callback-url',
]);

if (!isset($_POST['code'])) {
    header('Location: ' . $provider->getAuthorizationUrl());
    exit;
}
$token = $provider->getAccessToken('authorization_code', ['code' => $_POST['code']]);
