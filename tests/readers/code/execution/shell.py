"""Programs for the shell that mint a client_secret with openssl and send it with curl, and small changes that each make one mistake."""

from __future__ import annotations

IDS = "TEAM_ID=R5T8Q2WM7K\nKEY_ID=Q7M2T9XK4C\nCLIENT_ID=com.acmefit.web\n"
B64 = "b64() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }\n"
# r and s out of the DER that openssl writes, 32 bytes each.
RAW = (
    "raw() {\n  openssl asn1parse -inform DER | awk -F: '/INTEGER/ { print $NF }' | while read -r number; do\n"
    "    printf '%64s' \"$number\" | tr ' ' 0\n  done | xxd -r -p\n}\n"
)
SEND = """curl -sS -X POST https://appleid.apple.com/auth/token \\
  -H 'Content-Type: application/x-www-form-urlencoded' \\
  -d "client_id=$CLIENT_ID" \\
  -d "client_secret=$SECRET" \\
  -d "code=$CODE" \\
  -d 'grant_type=authorization_code'
"""
PLAIN = (
    "#!/usr/bin/env bash\nset -euo pipefail\n\n"
    + IDS
    + B64
    + RAW
    + """NOW=$(date +%s)
HEADER=$(printf '{"alg":"ES256","kid":"%s"}' "$KEY_ID" | b64)
CLAIMS=$(printf '{"iss":"%s","iat":%s,"exp":%s,"aud":"https://appleid.apple.com","sub":"%s"}' \\
  "$TEAM_ID" "$NOW" "$((NOW + 86400 * 150))" "$CLIENT_ID" | b64)
SIGNATURE=$(printf '%s.%s' "$HEADER" "$CLAIMS" | openssl dgst -sha256 -sign AuthKey_Q7M2T9XK4C.p8 -binary | raw | b64)
SECRET="$HEADER.$CLAIMS.$SIGNATURE"
"""
    + SEND
)
HEREDOC = (
    "#!/bin/bash\n"
    + IDS
    + B64
    + RAW
    + """iat=$(date -u +%s)
exp=$((iat + 3600))
header=$(echo -n "{\\"alg\\":\\"ES256\\",\\"kid\\":\\"$KEY_ID\\"}" | b64)
claims=$(cat <<JSON | b64
{
  "iss": "$TEAM_ID",
  "iat": $iat,
  "exp": $exp,
  "aud": "https://appleid.apple.com",
  "sub": "$CLIENT_ID"
}
JSON
)
signature=$(echo -n "$header.$claims" | openssl dgst -sha256 -sign "AuthKey_$KEY_ID.p8" | raw | b64)
curl --silent https://appleid.apple.com/auth/token \\
  --data "client_id=$CLIENT_ID&client_secret=$header.$claims.$signature&code=$CODE&grant_type=authorization_code"
"""
)
FUNCTIONS = (
    "#!/bin/bash\nset -e\n"
    + B64
    + RAW
    + """
mint() {
  local team="$1" client="$2" kid="$3" lifetime="${4:-600}"
  local now=$(date +%s)
  local head=$(printf '{"alg":"ES256","kid":"%s","typ":"JWT"}' "$kid" | b64)
  local body=$(printf '{"iss":"%s","iat":%d,"exp":%d,"aud":"https://appleid.apple.com","sub":"%s"}' "$team" $now $((now + lifetime)) "$client" | b64)
  local signed=$(printf '%s' "$head.$body" | openssl dgst -sha256 -sign "AuthKey_$kid.p8" | raw | b64)
  echo "$head.$body.$signed"
}

main() {
  local secret=$(mint R5T8Q2WM7K com.acmefit.web Q7M2T9XK4C)
  curl -s -X POST "https://appleid.apple.com/auth/token" \\
    --data-urlencode "client_id=com.acmefit.web" \\
    --data-urlencode "client_secret=$secret" \\
    --data-urlencode "code=$CODE" \\
    --data-urlencode "grant_type=authorization_code"
}
main
"""
)
WITH_JQ = (
    "#!/bin/bash\n"
    + IDS
    + B64
    + RAW
    + """now=$(date +%s)
header=$(jq -nc --arg kid "$KEY_ID" '{alg: "ES256", kid: $kid}' | tr -d '\\n' | b64)
payload=$(jq -nc --arg iss "$TEAM_ID" --arg sub "$CLIENT_ID" --argjson iat "$now" --argjson exp "$((now + 900))" \\
  '{iss: $iss, iat: $iat, exp: $exp, aud: "https://appleid.apple.com", sub: $sub}' | tr -d '\\n' | b64)
signature=$(printf '%s' "$header.$payload" | openssl dgst -sha256 -sign AuthKey_Q7M2T9XK4C.p8 | raw | b64)
SECRET="$header.$payload.$signature"
"""
    + SEND
)
ENVIRONMENT = (
    '#!/bin/bash\nset -eu\n: "${APPLE_TEAM_ID:?}" "${APPLE_CLIENT_ID:?}" "${APPLE_KEY_ID:?}"\n'
    + B64
    + RAW
    + """issued_at=`date +%s`
expires_at=`expr $issued_at + 15000000`
h='{"alg":"ES256","kid":"'$APPLE_KEY_ID'"}'
p='{"iss":"'$APPLE_TEAM_ID'","iat":'$issued_at',"exp":'$expires_at',"aud":"https://appleid.apple.com","sub":"'$APPLE_CLIENT_ID'"}'
unsigned="$(echo -n "$h" | b64).$(echo -n "$p" | b64)"
signature=$(echo -n "$unsigned" | openssl dgst -sha256 -binary -sign <(echo "$APPLE_PRIVATE_KEY") | raw | b64)
curl -s https://appleid.apple.com/auth/token \\
  -d client_id="$APPLE_CLIENT_ID" \\
  -d client_secret="$unsigned.$signature" \\
  -d code="$CODE" \\
  -d grant_type=authorization_code
"""
)
ARGUMENTS = (
    "#!/bin/bash\n"
    + IDS
    + B64
    + RAW
    + """HALF_A_YEAR=15552000
now=$(date +%s)
input="$(printf '{"kid":"%s","alg":"ES256"}' $KEY_ID | b64).$(printf \\
  '{"iss":"%s","iat":%s,"exp":%s,"aud":"https://appleid.apple.com","sub":"%s"}' $TEAM_ID $now $((now + HALF_A_YEAR)) $CLIENT_ID | b64)"
SECRET="$input.$(openssl dgst -sha256 -sign AuthKey_Q7M2T9XK4C.p8 <(printf '%s' "$input") | raw | b64)"
args=(--silent --request POST --url https://appleid.apple.com/auth/token)
args+=(--data "client_id=$CLIENT_ID" --data "client_secret=$SECRET")
args+=(--data "code=$CODE" --data "grant_type=authorization_code")
curl "${args[@]}"
"""
)
DATES = (
    "#!/bin/bash\n"
    + IDS
    + B64
    + RAW
    + """IAT=$(date +%s)
EXP=$(date -d '+30 days' +%s)
HEADER=$(echo -n '{"alg":"ES256","kid":"'"$KEY_ID"'"}' | b64)
CLAIMS=$(echo -n '{"iss":"'"$TEAM_ID"'","iat":'"$IAT"',"exp":'"$EXP"',"aud":"https://appleid.apple.com","sub":"'"$CLIENT_ID"'"}' | b64)
SIGNATURE=$(echo -n "$HEADER.$CLAIMS" | openssl dgst -sha256 -sign AuthKey_Q7M2T9XK4C.p8 | raw | b64)
SECRET="${HEADER}.${CLAIMS}.${SIGNATURE}"
"""
    + SEND
)
WITH_WGET = (
    "#!/bin/sh\n"
    + IDS
    + B64
    + RAW
    + """now=$(date -u +%s)
head=$(printf '{"alg":"ES256","kid":"%s"}' "$KEY_ID" | b64)
body=$(printf '{"iss":"%s","iat":%s,"exp":%s,"aud":"https://appleid.apple.com","sub":"%s"}' "$TEAM_ID" "$now" "$((now + 3600))" "$CLIENT_ID" | b64)
SECRET="$head.$body.$(printf %s "$head.$body" | openssl dgst -sha256 -sign AuthKey_Q7M2T9XK4C.p8 | raw | b64)"
wget -qO- --post-data="client_id=$CLIENT_ID&client_secret=$SECRET&code=$CODE&grant_type=authorization_code" https://appleid.apple.com/auth/token
"""
)

AUD = '"https://appleid.apple.com"'
COMMON = (
    ("DER", " | raw | b64", " | b64"),
    ("aud with a slash", AUD, '"https://appleid.apple.com/"'),
    ("aud of the endpoint", AUD, '"https://appleid.apple.com/auth/token"'),
    ("no such grant_type", "grant_type=authorization_code", "grant_type=code"),
    ("authorize", "https://appleid.apple.com/auth/token", "https://appleid.apple.com/auth/authorize"),
    ("milliseconds", "+%s)", "+%s000)"),
)
SENT = (
    *(("GET", "-X POST", "-G"), ("no grant_type", " \\\n  -d 'grant_type=authorization_code'", "")),
    ("JSON type", "application/x-www-form-urlencoded", "application/json"),
    ("Basic", '  -d "client_id=$CLIENT_ID" \\\n  -d "client_secret=$SECRET" \\\n', '  -u "$CLIENT_ID:$SECRET" \\\n'),
)

PROGRAMS: dict[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "plain.sh": (
        PLAIN,
        (
            *(*COMMON, *SENT),
            ("no kid", """'{"alg":"ES256","kid":"%s"}' "$KEY_ID\"""", """'{"alg":"ES256"}'"""),
            ("HS256 named", '"alg":"ES256"', '"alg":"HS256"'),
            ("a year", "86400 * 150", "86400 * 365"),
            ("iss and sub swapped", "TEAM_ID=R5T8Q2WM7K", "TEAM_ID=com.acmefit.web", "CLIENT_ID=com.acmefit.web\nb", "CLIENT_ID=R5T8Q2WM7K\nb"),
        ),
    ),
    "heredoc.sh": (
        HEREDOC,
        (
            *COMMON,
            ("no sub", '.com",\n  "sub": "$CLIENT_ID"', '.com"'),
            ("iss and sub swapped", '"iss": "$TEAM_ID"', '"iss": "$CLIENT_ID"', '"sub": "$CLIENT_ID"', '"sub": "$TEAM_ID"'),
            ("a newline in the signed text", 'echo -n "$header.$claims"', 'echo "$header.$claims"'),
            ("numbers as text", '"iat": $iat,\n  "exp": $exp', '"iat": "$iat",\n  "exp": "$exp"'),
            ("no grant_type", "&grant_type=authorization_code", ""),
        ),
    ),
    "functions.sh": (
        FUNCTIONS,
        (
            *COMMON,
            ("a year", ":-600", ":-31536000"),
            ("iss and sub swapped", "mint R5T8Q2WM7K com.acmefit.web", "mint com.acmefit.web R5T8Q2WM7K"),
            ("kid of the team", '"$kid" | b64', '"$team" | b64'),
            ("in the address", "-X POST", "-G"),
        ),
    ),
    "with_jq.sh": (
        WITH_JQ,
        (*COMMON, *SENT, ("no kid", ", kid: $kid", ""), ("no sub", ", sub: $sub", ""), ("a year", "now + 900", "now + 31536000")),
    ),
    "environment.sh": (ENVIRONMENT, (*COMMON[:5], ("a year", "15000000", "31536000"), ("milliseconds", "+%s`", "+%s000`"))),
    "arguments.sh": (
        ARGUMENTS,
        (
            *COMMON,
            *(("no kid", '"kid":"%s",', "", "' $KEY_ID", "'"), ("a year", "15552000", "31536000"), ("GET", "--request POST", "--get")),
            ("no grant_type", ' --data "grant_type=authorization_code"', ""),
        ),
    ),
    "with_wget.sh": (
        WITH_WGET,
        (
            *COMMON,
            ("no grant_type", "&grant_type=authorization_code", ""),
            ("a year", "now + 3600", "now + 31536000"),
            ("padded", " | tr -d '='", ""),
        ),
    ),
    "dates.sh": (
        DATES,
        (
            *(*COMMON, *SENT),
            ("seven months", "+30 days", "+7 months"),
            ("a year", "+30 days", "+1 year"),
            ("local time", "$(date +%s)", "$(date -d \"$(date -u '+%F %T')\" +%s)"),
        ),
    ),
}
