#!/bin/bash
args=(--request POST --url https://appleid.apple.com/auth/token)
args+=(--header "content-type: application/json")
issued=$(date +%s)
secret=$(jwt encode --alg ES256 --kid ABC123DEFG --iss A1B2C3D4E5 --sub com.example.web --aud https://appleid.apple.com --exp="+180 days" -S @AuthKey_ABC123DEFG.p8)
body=$(jq -n --arg id com.example.web --arg secret "$secret" --arg code "$CODE" \
  '{client_id: $id, client_secret: $secret, code: $code, grant_type: "authorization_code"}')
for attempt in 1 2 3; do
  curl "${args[@]}" --data "$body" && break
  sleep "$attempt"
done
claims=$(cat <<EOF2
{"iss": "A1B2C3D4E5", "iat": $issued, "exp": $(($(date +%s) + 15777000)), "aud": "https://appleid.apple.com", "sub": "com.example.web"}
EOF2
)
http --form POST https://appleid.apple.com/auth/token client_id=com.example.web client_secret="$(step crypto jwt sign --key key.p8 <<<"$claims")" code="$CODE" grant_type=authorization_code
