from __future__ import annotations

from tests.each import each
from tests.readers.code.libraries.roots import changed, root_of

_IDS = "iss: 'R5T8Q2WM7K', aud: 'https://appleid.apple.com', sub: 'com.acmefit.web'"

DATES = f"""
import jwt from 'jsonwebtoken';
import moment from 'moment';
import dayjs from 'dayjs';
import {{ DateTime }} from 'luxon';
import {{ addDays, addMonths, addYears, getTime, getUnixTime }} from 'date-fns';

const today = new Date();
export const secret = (key) => jwt.sign(
  {{ {_IDS}, iat: moment().unix(), exp: moment().add(180, 'days').unix() }}, key, {{ algorithm: 'ES256', keyid: 'Q7M2T9XK4C' }});
"""
_EXP = "exp: moment().add(180, 'days').unix()"
RIGHT_DATES = [
    "exp: moment().add(30, 'd').unix()",
    "exp: moment().add({ days: 30 }).unix()",
    "exp: +moment().add(30, 'minutes').format('X')",
    "exp: dayjs().add(4, 'weeks').unix()",
    "exp: dayjs().add(1, 'M').unix()",
    "exp: dayjs().add(5, 'months').unix()",
    "exp: Math.floor(dayjs().add(1, 'hour').valueOf() / 1000)",
    "exp: DateTime.now().plus({ days: 180 }).toUnixInteger()",
    "exp: Math.floor(DateTime.utc().plus({ hours: 1 }).toSeconds())",
    "exp: Math.round(DateTime.fromJSDate(today).plus({ hours: 1 }).toMillis() / 1000)",
    "exp: getUnixTime(addDays(today, 180))",
    "exp: Math.floor(getTime(addMonths(today, 1)) / 1000)",
    # What is not known is not judged.
    "exp: moment(EXPIRY).unix()",
    "exp: dayjs().add(LIFETIME, 'days').unix()",
    "exp: DateTime.fromISO(EXPIRY).toUnixInteger()",
    "exp: getUnixTime(addDays(today, DAYS))",
    "exp: moment().endOf('year').unix()",
]
WRONG_DATES = [
    ("milliseconds of moment", _EXP, "exp: moment().add(1, 'h').valueOf()", "secret-exp-in-milliseconds"),
    ("months of moment", _EXP, "exp: moment().add(6, 'M').unix()", "lifetime-in-calendar-months"),
    ("minutes are not months", _EXP, "exp: moment().subtract(6, 'm').unix()", "secret-exp-before-iat"),
    ("dayjs returns another date", _EXP, "exp: dayjs().add(1, 'year').unix()", "secret-lives-too-long"),
    ("milliseconds of luxon", _EXP, "exp: DateTime.now().plus({ days: 1 }).toMillis()", "secret-exp-in-milliseconds"),
    ("years of date-fns", _EXP, "exp: getUnixTime(addYears(today, 1))", "secret-lives-too-long"),
    ("quarters of luxon", _EXP, "exp: DateTime.now().plus({ quarters: 2 }).toUnixInteger()", "lifetime-in-calendar-months"),
]

JOSE2 = """
const { JWK, JWT } = require('jose');
const key = JWK.asKey(fs.readFileSync('key.p8'), { kid: 'Q7M2T9XK4C' });
const secret = JWT.sign({ sub: 'com.acmefit.web' }, key, {
  algorithm: 'ES256', audience: 'https://appleid.apple.com', issuer: 'R5T8Q2WM7K', expiresIn: '180 days' });
"""
JOSE2_CHANGES = [
    ("the thumbprint of the key", ", { kid: 'Q7M2T9XK4C' }", "", "secret-kid-malformed"),
    ("no kid", "expiresIn", "kid: false, expiresIn", "secret-kid-missing"),
    ("a year", "180 days", "1 year", "secret-lives-too-long"),
    ("no iat", "expiresIn", "iat: false, expiresIn", "secret-iat-missing"),
]

DJWT = f"""
import {{ create, getNumericDate }} from 'https://deno.land/x/djwt@v2.8/mod.ts';
const secret = await create({{ alg: 'ES256', kid: 'Q7M2T9XK4C' }}, {{ {_IDS}, iat: getNumericDate(0), exp: getNumericDate(3600) }}, key);
"""
DJWT_CHANGES = [
    ("a duration", "exp: getNumericDate(3600)", "exp: 3600", "secret-exp-is-a-duration"),
    ("no kid", ", kid: 'Q7M2T9XK4C'", "", "secret-kid-missing"),
]

NODE = f"""
import {{ createSign }} from 'node:crypto';
const b64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
export function secret(key) {{
  const now = Math.floor(Date.now() / 1000);
  const input = `${{b64({{ alg: 'ES256', kid: 'Q7M2T9XK4C' }})}}.${{b64({{ {_IDS}, iat: now, exp: now + 600 }})}}`;
  return `${{input}}.${{createSign('sha256').update(input).sign(key, 'base64url')}}`;
}}
"""
NODE_CHANGES = [
    ("a key of a secret manager", "sign(key, ", "sign(parameter.Value, ", "signature-is-der"),
    ("a variable of the environment", "sign(key, ", "sign(process.env.P8, ", "signature-is-der"),
]
NODE_RIGHT = ("sign(options, ", "sign({ key, ...rest }, ", "sign({ key, dsaEncoding: 'ieee-p1363' }, ")

FORM = """
const params = new URLSearchParams({ client_id: 'com.acmefit.web', client_secret: secret(), code, grant_type: 'authorization_code' });
const answer = await fetch('https://appleid.apple.com/auth/token', { method: 'POST', body: params });
"""
_FETCH = "fetch('https://appleid.apple.com/auth/token', { method: 'POST', body: params })"
FORM_CHANGES = [
    ("a string without a type", "body: params", "body: params.toString()", "request-content-type-wrong"),
    ("encoded twice", "code, grant", "code, redirect_uri: encodeURIComponent('https://acmefit.com/cb'), grant", "request-encoded-twice"),
]
FORM_RIGHT = [
    ("body: params", "headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: params.toString()"),
    ("code, grant", "code, redirect_uri: decodeURIComponent(encodeURIComponent('https://acmefit.com/cb')), grant"),
    (_FETCH, "axios.post('https://appleid.apple.com/auth/token', params.toString())"),
    (_FETCH, "needle('post', 'https://appleid.apple.com/auth/token', params.toString())"),
]

FROM_SETTINGS = """
import * as arctic from 'arctic';
import AppleStrategy from 'passport-apple';
const team = 'R5T8Q2WM7K', client = 'com.acmefit.web', kid = 'Q7M2T9XK4C';
new arctic.Apple(client, team, kid, key, 'https://acmefit.com/cb');
new AppleStrategy({ clientID: client, teamID: team, keyID: kid, privateKeyLocation: './AuthKey_Q7M2T9XK4C.p8' });
"""
FROM_SETTINGS_CHANGES = [
    ("arguments of arctic", "(client, team,", "(team, client,", "secret-iss-is-client-id"),
    ("the key of another file", "keyID: kid", "keyID: '8H3K9L2M4N'", "secret-kid-differs-from-key-file"),
    ("the Key ID as team", "teamID: team", "teamID: kid", "secret-iss-is-key-id"),
    ("both exchanged", "teamID: team, keyID: kid", "teamID: kid, keyID: team", "secret-kid-is-team-id"),
]


def _file(program: str) -> str:
    return root_of("secret.js", program) or ""


@each("exp", RIGHT_DATES)
def test_a_date_that_is_right_or_not_known_is_not_accused(exp: str) -> None:
    assert _file(DATES.replace(_EXP, exp)) == ""


@each("title, program, rule", list(changed(DATES, WRONG_DATES)))
def test_dates_of_libraries(title: str, program: str, rule: str) -> None:
    assert _file(program) == rule, title


@each(
    "title, program, rule",
    [
        *changed(JOSE2, JOSE2_CHANGES),
        *changed(DJWT, DJWT_CHANGES),
        *changed(NODE, NODE_CHANGES),
        *changed(FORM, FORM_CHANGES),
        *changed(FROM_SETTINGS, FROM_SETTINGS_CHANGES),
    ],
)
def test_one_mistake_is_named(title: str, program: str, rule: str) -> None:
    assert _file(program) == rule, title


@each(
    "program",
    [JOSE2, DJWT, FORM, FROM_SETTINGS, *[NODE.replace("sign(key, ", words) for words in NODE_RIGHT], *[FORM.replace(*words) for words in FORM_RIGHT]],
)
def test_right_programs(program: str) -> None:
    assert _file(program) == ""


@each("name", ["AuthKey_XXXXXXXXXX.p8", "AuthKey_${id}.p8", "apple.p8", "AuthKey_Q7M2T9XK4C.p8"])
def test_a_name_of_a_key_file_that_says_nothing_accuses_nobody(name: str) -> None:
    assert _file(FROM_SETTINGS.replace("'./AuthKey_Q7M2T9XK4C.p8'", f"`./{name}`")) == ""


@each(
    "address",
    ["jose", "npm:jose@5", "https://esm.sh/jose@4.14.4", "https://deno.land/x/jose@v4.9.1/index.ts", "jsr:@panva/jose@6", "https://esm.sh/v135/jose"],
)
def test_a_package_is_known_by_its_address(address: str) -> None:
    program = f"import {{ SignJWT as Jwt }} from '{address}';\nnew Jwt({{ {_IDS} }}).setProtectedHeader({{ alg: 'ES256' }}).setIssuedAt().sign(key);"
    assert _file(program) == "secret-kid-missing"
