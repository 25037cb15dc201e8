#!/bin/bash
IAT=$(date +%s)
EXP=$((IAT + 60*60*24*365))
PAYLOAD="{\"iss\":\"$TEAM\",\"iat\":$IAT,\"exp\":$EXP,\"aud\":\"https://appleid.apple.com\",\"sub\":\"$CLIENT\"}"
HEADER="{\"alg\":\"ES256\",\"kid\":\"$KID\"}"
enc() { openssl enc -base64 -A | tr '+/' '-_' | tr -d '='; }
H=$(echo -n "$HEADER" | enc)
P=$(echo -n "$PAYLOAD" | enc)
S=$(echo -n "$H.$P" | openssl dgst -sha256 -binary -sign key.p8 | python3 der2raw.py | enc)
echo "$H.$P.$S"
