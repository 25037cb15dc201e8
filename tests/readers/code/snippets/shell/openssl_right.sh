#!/usr/bin/env bash
set -euo pipefail

TEAM_ID="R5T8Q2WM7K"
CLIENT_ID="com.acmefit.web"
KEY_ID="Q7M2T9XK4C"

b64url() { openssl base64 -e -A | tr '+/' '-_' | tr -d '='; }

now=$(date +%s)
header=$(printf '{"alg":"ES256","kid":"%s"}' "$KEY_ID" | b64url)
payload=$(printf '{"iss":"%s","iat":%d,"exp":%d,"aud":"https://appleid.apple.com","sub":"%s"}' "$TEAM_ID" "$now" "$((now + 15552000))" "$CLIENT_ID" | b64url)

der_to_raw() {
  openssl asn1parse -inform DER | awk -F: '/INTEGER/ {print $4}' | while read -r n; do printf '%64s' "$n" | tr ' ' 0; done | xxd -r -p
}

signature=$(printf '%s' "$header.$payload" | openssl dgst -sha256 -sign "AuthKey_${KEY_ID}.p8" | der_to_raw | b64url)
echo "$header.$payload.$signature"
