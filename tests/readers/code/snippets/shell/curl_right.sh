#!/bin/sh
. ./.env
CLIENT_SECRET=$(node mint.js)
curl --fail-with-body --silent https://appleid.apple.com/auth/token \
  --data-urlencode "client_id=$APPLE_CLIENT_ID" \
  --data-urlencode "client_secret=$CLIENT_SECRET" \
  --data-urlencode "code=$1" \
  -d grant_type=authorization_code \
  --data-urlencode "redirect_uri=$APPLE_REDIRECT_URI" | jq .
