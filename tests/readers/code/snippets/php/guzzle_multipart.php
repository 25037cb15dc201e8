<?php
use GuzzleHttp\Client;

$client = new Client();
$response = $client->post('https://appleid.apple.com/auth/token', [
    'multipart' => [
        ['name' => 'client_id', 'contents' => 'com.acmefit.web'],
        ['name' => 'client_secret', 'contents' => $secret],
        ['name' => 'code', 'contents' => $_POST['code']],
        ['name' => 'grant_type', 'contents' => 'authorization_code'],
    ],
]);
echo $response->getBody();
