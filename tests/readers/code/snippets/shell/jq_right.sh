#!/usr/bin/env bash
set -euo pipefail
: "${TEAM_ID:?}" "${CLIENT_ID:?}" "${KEY_ID:?}"
NOW=$(date -u +%s)
HEADER=$(jq -nc --arg kid "$KEY_ID" '{alg:"ES256",kid:$kid}')
PAYLOAD=$(jq -nc --arg iss "$TEAM_ID" --arg sub "$CLIENT_ID" --argjson iat "$NOW" '{iss:$iss,iat:$iat,exp:($iat+3600),aud:"https://appleid.apple.com",sub:$sub}')
b64() { base64 -w0 | tr '/+' '_-' | tr -d '='; }
UNSIGNED="$(printf '%s' "$HEADER" | b64).$(printf '%s' "$PAYLOAD" | b64)"
SIG=$(printf '%s' "$UNSIGNED" | openssl dgst -sha256 -sign "$KEY_FILE" | openssl asn1parse -inform DER | awk -F: '/INTEGER/ {printf "%64s", $4}' | tr ' ' 0 | xxd -r -p | b64)
SECRET="$UNSIGNED.$SIG"
curl -sS "https://appleid.apple.com/auth/token" -d "client_id=$CLIENT_ID" -d "client_secret=$SECRET" -d "grant_type=authorization_code" --data-urlencode "code=$CODE"
