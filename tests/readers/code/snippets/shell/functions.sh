#!/bin/sh
# The usual settings.
. ./.env
export APPLE_CLIENT_ID="com.example.web" APPLE_TEAM_ID
[ -z "$APPLE_TEAM_ID" ] && APPLE_TEAM_ID=A1B2C3D4E5

mint() {
    local key_id="$1" lifetime=${2:-3600}
    local iat=$(date -u +%s)
    header="{\"alg\":\"ES256\",\"kid\":\"$key_id\"}"
    claims='{"iss":"'"$APPLE_TEAM_ID"'","iat":'$iat',"exp":'$((iat + lifetime))',"aud":"https://appleid.apple.com","sub":"'$APPLE_CLIENT_ID'"}'
    input="$(echo -n "$header" | base64 | tr -d '\n=' | tr '/+' '_-').$(echo -n "$claims" | base64 | tr -d '\n=' | tr '/+' '_-')"
    signature=$(openssl dgst -sha256 -sign key.pem <<< "$input" | base64 -w0)
    echo "$input.$signature"
}

case "$1" in
  revoke|remove) end=revoke; grant="token=$2" ;;
  *) end=token; grant="code=$2&grant_type=authorization_code" ;;
esac
secret=`mint ABC123DEFG`
if ! command -v curl > /dev/null; then
  echo "curl is missing" >&2
  exit 1
elif [ "$end" = token ]; then
  curl "https://appleid.apple.com/auth/$end" --data "client_id=$APPLE_CLIENT_ID&client_secret=$secret&$grant"
else
  wget -qO- --post-data="client_id=$APPLE_CLIENT_ID&client_secret=$secret&$grant" https://appleid.apple.com/auth/$end
fi
