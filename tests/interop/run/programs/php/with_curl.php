<?php
// Three exchanges with the curl extension.
function ask(string $path, ?string $body = null): void
{
    $curl = curl_init("https://appleid.apple.com$path");
    curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);
    if ($body !== null) {
        curl_setopt($curl, CURLOPT_POSTFIELDS, $body);
    }
    $answer = curl_exec($curl);
    if ($answer === false) {
        fwrite(STDERR, curl_error($curl) . "\n");
        exit(1);
    }
    echo curl_getinfo($curl, CURLINFO_RESPONSE_CODE), " $answer\n";
}

ask("/auth/keys");
ask("/auth/token", getenv("RIGHT_FORM"));
ask("/auth/token", getenv("REFUSED_FORM"));
