<?php
use Firebase\JWT\JWT;

function now_ms() {
    return (int) floor(microtime(true) * 1000);
}

$payload = array(
    "iss" => "R5T8Q2WM7K",
    "iat" => now_ms(),
    "exp" => now_ms() + 3600000,
    "aud" => "https://appleid.apple.com",
    "sub" => "com.acmefit.web"
);
echo JWT::encode($payload, file_get_contents("AuthKey_Q7M2T9XK4C.p8"), "ES256", "Q7M2T9XK4C");
