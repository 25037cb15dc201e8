<?php
$opts = ['http' => ['method' => 'POST', 'header' => "Content-type: application/x-www-form-urlencoded\r\n", 'content' => http_build_query(['client_id' => 'com.acmefit.web', 'client_secret' => $jwt, 'code' => $code, 'grant_type' => 'authorization_code'])]];
$res = file_get_contents('https://appleid.apple.com/auth/token', false, stream_context_create($opts));
