#!/usr/bin/env bash
client_secret="$(cat secret.jwt)"
curl -G "https://appleid.apple.com/auth/token" \
  --data-urlencode "client_id=com.acmefit.web" \
  --data-urlencode "client_secret=${client_secret}" \
  --data-urlencode "code=$1" \
  --data-urlencode "grant_type=authorization_code"
