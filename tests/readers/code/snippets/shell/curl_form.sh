#!/usr/bin/env bash
client_secret="$(cat secret.jwt)"
curl -X POST "https://appleid.apple.com/auth/revoke" \
  -F "client_id=com.acmefit.app" \
  -F "client_secret=${client_secret}" \
  -F "token=$REFRESH_TOKEN" \
  -F "token_type_hint=refresh_token"
