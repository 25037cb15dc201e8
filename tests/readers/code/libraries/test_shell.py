from __future__ import annotations

from tests.each import each
from tests.readers.code.libraries.roots import changed, root_of

from siwakit.evidence.pieces import SourceText
from siwakit.readers.code.execute import sketch_source

# A right program by hand: the DER signature is taken apart and put together again.
BY_HAND = r"""#!/usr/bin/env bash
set -euo pipefail

TEAM_ID=R5T8Q2WM7K
CLIENT_ID="com.acmefit.web"
KEY_ID=Q7M2T9XK4C
KEY="AuthKey_${KEY_ID}.p8"

b64url() {
  openssl base64 -e -A | tr '+/' '-_' | tr -d '='
}

raw() {
  openssl asn1parse -inform DER | awk -F: '/INTEGER/ {print $4}' | xxd -r -p
}

now=$(date +%s)
exp=$((now + 180 * 86400))
header=$(printf '{"alg":"ES256","kid":"%s"}' "$KEY_ID" | b64url)
claims=$(cat <<JSON | b64url
{
  "iss": "$TEAM_ID",
  "iat": $now,
  "exp": $exp,
  "aud": "https://appleid.apple.com",
  "sub": "${CLIENT_ID}"
}
JSON
)
signature=$(printf '%s' "$header.$claims" | openssl dgst -sha256 -sign "$KEY" -binary | raw | b64url)
secret="$header.$claims.$signature"

curl -sS -X POST https://appleid.apple.com/auth/token \
  -H 'Content-Type: application/x-www-form-urlencoded' \
  -d "client_id=$CLIENT_ID" \
  -d "client_secret=$secret" \
  --data-urlencode "code=$1" \
  -d 'grant_type=authorization_code' \
  --data-urlencode "redirect_uri=https://acmefit.com/callback"
"""
BY_HAND_CHANGES = [
    ("alg left out", '"alg":"ES256","kid"', '"kid"', "secret-alg-missing"),
    ("HS256", '"ES256"', '"HS256"', "secret-alg-not-es256"),
    ("kid left out", '{"alg":"ES256","kid":"%s"}', '{"alg":"ES256"}', "secret-kid-missing"),
    ("milliseconds", "date +%s)", "date +%s%3N)", "secret-iat-in-milliseconds"),
    ("zeros behind it", "date +%s)", "date +%s000)", "secret-iat-in-milliseconds"),
    ("a year", "180 * 86400", "365 * 86400", "secret-lives-too-long"),
    ("a day too much", "$((now + 180 * 86400))", "$(date -d '+184 days' +%s)", "secret-lives-too-long"),
    ("months", "$((now + 180 * 86400))", "$(date -d '+6 months' +%s)", "lifetime-in-calendar-months"),
    ("months of BSD", "$((now + 180 * 86400))", "$(date -v+6m +%s)", "lifetime-in-calendar-months"),
    ("a year of BSD", "$((now + 180 * 86400))", "$(date -v +1y +%s)", "secret-lives-too-long"),
    ("an expr", "$((now + 180 * 86400))", "$(expr $now + 31536000)", "secret-lives-too-long"),
    ("times in quotes", '"iat": $now', '"iat": "$now"', "secret-iat-not-a-number"),
    ("aud with a slash", '"aud": "https://appleid.apple.com"', '"aud": "https://appleid.apple.com/"', "secret-aud-has-slash"),
    ("aud is the address", '"aud": "https://appleid.apple.com"', '"aud": "https://appleid.apple.com/auth/token"', "secret-aud-is-endpoint"),
    ("iss and sub", '"iss": "$TEAM_ID"', '"iss": "$CLIENT_ID"', "secret-iss-is-client-id"),
    ("DER", " | raw | b64url", " | b64url", "signature-is-der"),
    ("JSON", "'Content-Type: application/x-www-form-urlencoded'", "'Content-Type: application/json'", "request-content-type-wrong"),
    ("no grant type", "  -d 'grant_type=authorization_code' \\\n", "", "grant-type-missing"),
    ("-G", "curl -sS -X POST", "curl -sS -G", "request-method-not-post"),
    ("the address", "/auth/token \\", "/auth/oauth2/token \\", "request-url-wrong"),
    ("basic", '-d "client_secret=$secret"', '-u "$CLIENT_ID:$secret"', "request-credentials-in-basic-auth"),
    ("the other client", '-d "client_id=$CLIENT_ID"', "-d client_id=com.acmefit.app", "sub-differs-from-client-id"),
]

# jq makes the JSON, files hold what is signed, and a function mints.
JQ = r"""
client_id=com.acmefit.web

b64() { base64 -w0 | sed 's/+/-/g; s/\//_/g' | sed -E s/=+$//; }

mint() {
  local team="$1" kid="$2" iat
  iat=$(date -u +%s)
  header=$(jq -n --arg kid "$kid" '{alg: "ES256", $kid, typ: "JWT"}' | b64)
  payload=$(jq -nc --arg iss "$team" --argjson iat "$iat" --arg sub "$client_id" \
    '{$iss, $iat, exp: ($iat + 15552000), aud: "https://appleid.apple.com", $sub}' | b64)
  echo -n "$header.$payload" > /tmp/unsigned
  openssl pkeyutl -sign -rawin -digest sha256 -inkey "/etc/keys/AuthKey_$kid.p8" -in /tmp/unsigned -out /tmp/der
  echo "$header.$payload.$(node der_to_raw.js /tmp/der)"
}

secret=$(mint R5T8Q2WM7K Q7M2T9XK4C)
curl --json "$(jq -n '{a: 1}')" https://example.com/other
curl --url https://appleid.apple.com/auth/token --data "client_id=$client_id&client_secret=$secret&code=$CODE&grant_type=authorization_code"
"""
JQ_CHANGES = [
    ("a string", "--argjson iat", "--arg iat", "secret-iat-not-a-number"),
    ("too long", "15552000", "31536000", "secret-lives-too-long"),
    ("no kid", "$kid, typ", "typ", "secret-kid-missing"),
    ("no sub", ", $sub}", "}", "secret-sub-missing"),
    ("--json", '--data "client_id', '--json "client_id', "request-content-type-wrong"),
    (
        "in parts",
        '--data "client_id=$client_id&client_secret=$secret&code=$CODE&',
        '-F client_id=$client_id -F client_secret=$secret -F code="$CODE" -F "',
        "request-body-is-multipart",
    ),
]

# A collection of functions that is often copied: the key is read from a variable, and JSON passes through jq and tr.
FUNCTIONS = r"""
kid=Q7M2T9XK4C
iss=R5T8Q2WM7K
sub=com.acmefit.web
pem=$(cat AuthKey_Q7M2T9XK4C.p8)

b64enc() { openssl enc -base64 -A | tr '+/' '-_' | tr -d '='; }
json() { jq -c . | LC_CTYPE=C tr -d '\n'; }
es_sign() { openssl dgst -binary -sha256 -sign <(printf '%s\n' "$1") | convert_ec; }

sign() {
    local algo payload header sig secret=$pem
    algo=${1:-ES256}; algo=${algo^^}
    header=$(echo '{"alg":"ES256","kid":"'$kid'"}' | json | b64enc)
    payload=$(jq -n --arg iss $iss --arg sub $sub --argjson iat $(date +%s) \
      '{iss:$iss, iat:$iat, exp: ($iat + 86400*180), aud:"https://appleid.apple.com", sub:$sub}' | json | b64enc)
    signed_content="$header.$payload"
    sig=$(printf %s "$signed_content" | es_sign "$secret" | b64enc)
    printf '%s.%s\n' "${signed_content}" "${sig}"
}
client_secret=$(sign ES256)
curl -F client_id=$sub -F client_secret="$client_secret" https://example.com/other
curl https://appleid.apple.com/auth/token -d client_id=$sub -d client_secret="$client_secret" -d code=$1 -d grant_type=authorization_code
"""
FUNCTIONS_CHANGES = [
    ("DER", ' "$1") | convert_ec', ' "$1")', "signature-is-der"),
    ("a year", "86400*180", "86400*365", "secret-lives-too-long"),
    ("no kid", ',"kid":"\'$kid\'"', "", "secret-kid-missing"),
    ("iss and sub", "--arg iss $iss", "--arg iss $sub", "secret-iss-is-client-id"),
]

# jwt-cli, and HTTPie.
TOOLS = r"""
TOKEN=$(jwt encode --alg ES256 --kid Q7M2T9XK4C --iss R5T8Q2WM7K --sub com.acmefit.web --aud https://appleid.apple.com --exp="+180 days" \
  -S @AuthKey_Q7M2T9XK4C.p8)
http --form POST https://appleid.apple.com/auth/token client_id=com.acmefit.web client_secret="$TOKEN" code="$CODE" grant_type=authorization_code
"""
TOOLS_CHANGES = [
    ("HS256 if nothing is said", "--alg ES256 ", "", "secret-alg-not-es256"),
    ("no kid", "--kid Q7M2T9XK4C ", "", "secret-kid-missing"),
    ("no exp", '--exp="+180 days" ', "", "secret-exp-missing"),
    ("a year", "+180 days", "1 year", "secret-lives-too-long"),
    ("no iat", "encode ", "encode --no-iat ", "secret-iat-missing"),
    ("JSON if nothing is said", "http --form POST", "http POST", "request-body-is-json"),
    ("the same as http", "http --form POST", "xh POST", "request-body-is-json"),
]

WGET = r"""
SECRET=$(cat secret.txt)
wget -qO- --header="Content-Type: application/json" \
  --post-data="client_id=com.acmefit.web&client_secret=$SECRET&code=$CODE&grant_type=authorization_code" \
  https://appleid.apple.com/auth/token
"""

PROGRAMS = {"mint.sh": BY_HAND, "jq.sh": JQ, "functions.sh": FUNCTIONS, "tools.sh": TOOLS}
CHANGES = [
    *(("mint.sh", *row) for row in changed(BY_HAND, BY_HAND_CHANGES)),
    *(("jq.sh", *row) for row in changed(JQ, JQ_CHANGES)),
    *(("functions.sh", *row) for row in changed(FUNCTIONS, FUNCTIONS_CHANGES)),
    *(("tools.sh", *row) for row in changed(TOOLS, TOOLS_CHANGES)),
]


@each("name", PROGRAMS)
def test_a_right_program_has_no_root_cause(name: str):
    assert root_of(name, PROGRAMS[name]) is None
    assert sketch_source(SourceText("shell", PROGRAMS[name]), 1_796_004_660)[0].token


@each("name, title, program, rule", CHANGES)
def test_each_mistake_is_the_root_cause(name: str, title: str, program: str, rule: str):
    assert root_of(name, program) == rule, title


def test_wget_sends_what_it_is_told_to():
    assert root_of("send.sh", WGET) == "request-content-type-wrong"
    assert root_of("send.sh", WGET.replace('--header="Content-Type: application/json" ', "")) is None
