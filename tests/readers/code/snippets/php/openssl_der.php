<?php

function encode($data)
{
    $encoded = strtr(base64_encode($data), '+/', '-_');
    return rtrim($encoded, '=');
}

function generateJWT($kid, $iss, $sub, $key)
{
    $header = ['alg' => 'ES256', 'kid' => $kid];
    $body = ['iss' => $iss, 'iat' => time(), 'exp' => time() + 3600, 'aud' => 'https://appleid.apple.com', 'sub' => $sub];

    $privKey = openssl_pkey_get_private($key);
    $payload = encode(json_encode($header)) . '.' . encode(json_encode($body));
    $signature = '';
    $success = openssl_sign($payload, $signature, $privKey, OPENSSL_ALGO_SHA256);
    if (!$success) {
        return false;
    }

    return $payload . '.' . encode($signature);
}
