<?php

$client_id = 'com.acmefit.web';
$client_secret = getenv('APPLE_CLIENT_SECRET');

function http($url, $params = false)
{
    $ch = curl_init();
    curl_setopt_array($ch, [
        CURLOPT_URL => $url,
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_HTTPHEADER => ['Accept: application/json', 'User-Agent: curl'],
    ]);
    if ($params) {
        curl_setopt($ch, CURLOPT_POSTFIELDS, http_build_query($params));
    }
    $response = curl_exec($ch);
    curl_close($ch);

    return json_decode($response);
}

if (isset($_POST['code'])) {
    $response = http('https://appleid.apple.com/auth/token', [
        'grant_type' => 'authorization_code',
        'code' => $_POST['code'],
        'redirect_uri' => 'https://acmefit.com/callback.php',
        'client_id' => $client_id,
        'client_secret' => $client_secret,
    ]);
}
