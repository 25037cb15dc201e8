#!/bin/sh
# Three exchanges with curl.
curl -sS -w '\n' https://appleid.apple.com/auth/keys
curl -sS -w '\n' -d "$RIGHT_FORM" https://appleid.apple.com/auth/token
curl -sS -w '\n' -d "$REFUSED_FORM" https://appleid.apple.com/auth/token
