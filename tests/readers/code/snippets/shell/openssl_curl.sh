#!/usr/bin/env bash
set -euo pipefail

TEAM_ID="A1B2C3D4E5"
CLIENT_ID='com.example.web'
KEY_ID=${APPLE_KEY_ID:-ABC123DEFG}
KEY_FILE="./AuthKey_${KEY_ID}.p8"

b64url() {
  openssl base64 -e -A | tr '+/' '-_' | tr -d '='
}

NOW=$(date +%s)
EXP=$((NOW + 86400 * 180))

HEADER=$(printf '{"alg":"ES256","kid":"%s"}' "$KEY_ID" | b64url)
PAYLOAD=$(cat <<JSON | b64url
{
  "iss": "$TEAM_ID",
  "iat": $NOW,
  "exp": $EXP,
  "aud": "https://appleid.apple.com",
  "sub": "${CLIENT_ID}"
}
JSON
)
# openssl writes DER
SIGNATURE=$(printf '%s' "$HEADER.$PAYLOAD" | openssl dgst -sha256 -sign "$KEY_FILE" -binary | b64url)
CLIENT_SECRET="$HEADER.$PAYLOAD.$SIGNATURE"

curl -sS -X POST https://appleid.apple.com/auth/token \
  -H 'Content-Type: application/x-www-form-urlencoded' \
  -d "client_id=$CLIENT_ID" \
  -d "client_secret=$CLIENT_SECRET" \
  -d "code=$1" \
  -d 'grant_type=authorization_code' \
  --data-urlencode "redirect_uri=https://example.com/callback"
