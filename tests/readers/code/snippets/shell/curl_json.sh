#!/bin/sh
CLIENT_SECRET=$(./mint.sh)
curl -s -X POST https://appleid.apple.com/auth/token \
  -H 'Content-Type: application/json' \
  -d "{\"client_id\":\"com.acmefit.web\",\"client_secret\":\"$CLIENT_SECRET\",\"grant_type\":\"refresh_token\",\"refresh_token\":\"$1\"}"
