<?php
use GuzzleHttp\Client;
use GuzzleHttp\RequestOptions;

function exchange(string $code, string $secret): array
{
    $http = new Client(['base_uri' => 'https://appleid.apple.com', 'timeout' => 5]);
    $response = $http->post('/auth/token', [
        RequestOptions::FORM_PARAMS => ['client_id' => 'com.acmefit.web', 'client_secret' => $secret, 'code' => $code, 'grant_type' => 'authorization_code'],
    ]);

    return json_decode((string) $response->getBody(), true);
}
