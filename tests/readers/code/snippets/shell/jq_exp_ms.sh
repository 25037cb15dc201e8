#!/usr/bin/env bash
set -e
now=$(date +%s%3N)
claims=$(jq -cn --arg iss "$APPLE_TEAM_ID" --arg sub "$APPLE_CLIENT_ID" --argjson now "$now" \
  '{iss: $iss, iat: $now, exp: ($now + 3600), aud: "https://appleid.apple.com", sub: $sub}')
header=$(jq -cn --arg kid "$APPLE_KEY_ID" '{alg: "ES256", kid: $kid}')
enc() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
input="$(printf %s "$header" | enc).$(printf %s "$claims" | enc)"
sig=$(printf %s "$input" | ./es256-sign key.p8 | enc)
echo "$input.$sig"
