#!/bin/bash
kid=Q7M2T9XK4C
iss=R5T8Q2WM7K
sub=com.acmefit.web
base64_url_encode() {
  base64 | tr -d '\n' | tr '+/' '-_' | tr -d '='
}
iat=$(date +%s)
exp=$(( iat + 86400 ))
h=$(echo -n "{\"alg\":\"ES256\",\"kid\":\"$kid\"}" | base64_url_encode)
p=$(echo -n "{\"iss\":\"$iss\",\"iat\":$iat,\"exp\":$exp,\"aud\":\"https://appleid.apple.com\",\"sub\":\"$sub\"}" | base64_url_encode)
s=$(echo -n "$h.$p" | openssl dgst -sha256 -binary -sign AuthKey_$kid.p8 | base64_url_encode)
echo "$h.$p.$s"
