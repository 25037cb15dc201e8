"""Text as people paste it, and the mistake that must be named first, which no example of a single rule can show."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64encode
from urllib.parse import quote, urlencode

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from tests.each import each

from siwakit import Known, Origin, diagnose
from siwakit.samples import (
    ACCESS_TOKEN,
    BUNDLE_ID,
    CODE,
    DROP,
    KEY_ID,
    NOW,
    OTHER_KEY_ID,
    REDIRECT_URI,
    REFRESH_TOKEN,
    SERVICES_ID,
    STATE,
    TEAM_ID,
    Scenario,
    sign_rs256,
)
from siwakit.samples.example_keys import other_key_text, team_key_text

TOKEN = "https://appleid.apple.com/auth/token"
REFUSED = 'HTTP/1.1 400 Bad Request\r\nServer: Apple\r\nContent-Type: application/json;charset=UTF-8\r\n\r\n{"error":"invalid_client"}'
GRANTED = (
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
    f'{{"access_token":"{ACCESS_TOKEN}","token_type":"Bearer","expires_in":3600,"refresh_token":"{REFRESH_TOKEN}","id_token":"e.e.e"}}'
)
NOBODY = Known(now=NOW)
WEB = Known(now=NOW, team_id=TEAM_ID, key_id=KEY_ID, bundle_ids=(BUNDLE_ID,), services_ids=(SERVICES_ID,), origin=Origin.WEB)
P8, OTHER_P8 = team_key_text(), other_key_text()
KEY, OTHER = (f"AuthKey_{KEY_ID}.p8", P8), (f"AuthKey_{OTHER_KEY_ID}.p8", OTHER_P8)
ARMOUR = ("-----BEGIN PRIVATE KEY-----\n", "\n-----END PRIVATE KEY-----\n")
S = Scenario()
RIGHT = S.compact_secret()
WRONG = S.secret(aud=TOKEN).compact_secret()  # one mistake that every reading of the request has to find
IT = "secret-aud-is-endpoint"
UUID = "57246542-96fe-1a63-e053-0824d011072a"
TEAM = serialization.load_pem_private_key(P8.encode(), None)


def form(secret: str = RIGHT, **changes: str | None) -> dict[str, str]:
    fields: dict[str, str | None] = {
        "client_id": SERVICES_ID,
        "client_secret": secret,
        "code": CODE,
        "grant_type": "authorization_code",
        "redirect_uri": REDIRECT_URI,
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


def http(body: dict[str, str] | str, *, target: str = "/auth/token", kind: str | None = "application/x-www-form-urlencoded") -> str:
    text = body if isinstance(body, str) else urlencode(body)
    head = f"Content-Type: {kind}\r\n" if kind else ""
    return f"POST {target} HTTP/1.1\r\nHost: appleid.apple.com\r\n{head}Content-Length: {len(text)}\r\n\r\n{text}"


def refused(body: dict[str, str] | str, **how: str | None) -> str:
    return f"{http(body, **how)}\r\n\r\n{REFUSED}"  # type: ignore[arg-type]  texts and pairs by name


def secret(scenario: Scenario) -> str:
    return refused(form(scenario.compact_secret()))


def raw(data: bytes, algorithm: hashes.HashAlgorithm | None = None) -> bytes:
    r, s = utils.decode_dss_signature(TEAM.sign(data, ec.ECDSA(algorithm or hashes.SHA256())))  # type: ignore[union-attr,call-arg,arg-type]
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def der(data: bytes) -> bytes:
    return TEAM.sign(data, ec.ECDSA(hashes.SHA256()))  # type: ignore[union-attr,call-arg,arg-type,no-any-return]


def hs256(key: str) -> Scenario:
    return S.header(alg="HS256", typ="JWT").signed(lambda data: hmac.new(key.encode(), data, hashlib.sha256).digest())


def curl(fields: dict[str, str], option: str = "--data-urlencode", glue: str = " \\\n  ") -> str:
    return glue.join([f"curl --location --request POST '{TOKEN}'", *(f"{option} '{name}={value}'" for name, value in fields.items())])


PART = "----WebKitFormBoundaryX"
PARTS = (f'--{PART}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in form().items())
MULTIPART = "".join((*PARTS, f"--{PART}--\r\n"))
AUTHORIZE = "https://appleid.apple.com/auth/authorize?" + urlencode(
    {"client_id": SERVICES_ID, "redirect_uri": REDIRECT_URI, "response_type": "code", "response_mode": "form_post", "scope": "name", "state": STATE}
)
BODY = urlencode(form(WRONG))
LINES = form(WRONG)

READINGS = {
    "cmd": " ^\n".join([f'curl -X POST "{TOKEN}"', *(f'  -d "{name}={value}"' for name, value in LINES.items())]),
    "powershell": " `\n".join([f"PS C:\\> curl.exe -X POST '{TOKEN}'", *(f"  -d '{name}={value}'" for name, value in LINES.items())]),
    "postman": curl(form(WRONG)),
    "glued option": f"curl {TOKEN} -d'{BODY}'",
    "curl and its answer": f"$ curl -i {TOKEN} -d '{BODY}'\n"
    'HTTP/2 400 \nserver: Apple\ncontent-type: application/json\n\n{"error":"invalid_client"}',
    "mitmproxy": f"POST {TOKEN} HTTP/2.0\ncontent-type: application/x-www-form-urlencoded\n\n{BODY}",
    "browser": f":method: POST\n:authority: appleid.apple.com\n:path: /auth/token\ncontent-type: application/x-www-form-urlencoded\n\n{BODY}",
    "stream of bytes": http(form(WRONG)) + REFUSED,
    "fields": BODY,
    "bulk edit": "\n".join(f"{name}:{value}" for name, value in LINES.items()),
    "python": repr(form(WRONG)),
    "ruby": "{" + ", ".join(f'"{name}"=>"{value}"' for name, value in LINES.items()) + "}",
    "php": "Array\n(\n" + "".join(f"    [{name}] => {value}\n" for name, value in LINES.items()) + ")\n",
    "markdown": f'My request:\n```bash\ncurl {TOKEN} -d \'{BODY}\'\n```\nand I get\n```json\n{{"error":"invalid_client"}}\n```\nplease help\n',
    "variable": f"APPLE_CLIENT_SECRET={WRONG}",
    "broken lines": "\n".join(WRONG[at : at + 76] for at in range(0, len(WRONG), 76)),
    "label": f"client_secret:\n{WRONG}",
    "prose": f"my client secret is\n\n{WRONG}\n\nand the key\n\n{P8}\nthanks",
}


@each("name", READINGS)
def test_the_mistake_is_found_however_the_request_is_written(name: str) -> None:
    assert diagnose(READINGS[name], KEY, known=WEB).named[0] == IT


FIRST: dict[str, tuple[str, tuple[str | tuple[str, str], ...]]] = {
    # the secret's text
    "quotes": ("secret-has-quotes-or-whitespace", (refused(form(f'"{RIGHT}"')), KEY)),
    "bytes as Python prints them": ("secret-has-quotes-or-whitespace", (refused(form(f"b'{RIGHT}'")), KEY)),
    "a line break": ("secret-has-whitespace", (refused(form(f"{RIGHT}\n")), KEY)),
    "Bearer": ("secret-has-bearer-prefix", (refused(form(f"Bearer {RIGHT}")), KEY)),
    "percent-encoded": ("secret-is-url-encoded", (refused(form(quote(RIGHT.replace(".", "%2E")))), KEY)),
    "base64": ("secret-is-wrapped-twice", (refused(form(b64encode(RIGHT.encode()).decode())), KEY)),
    "column": ("secret-is-truncated", (refused(form(RIGHT[:255])), KEY)),
    "JSON around it": ("secret-is-json", (refused(form(json.dumps({"token": RIGHT}))), KEY)),
    "template": ("secret-is-not-a-jwt", (refused(form("{{client_secret}}")), KEY)),
    "static": ("secret-is-not-a-jwt", (refused(form("my-client-secret")),)),
    # header, payload
    "key text": ("secret-signed-with-key-text", (secret(hs256(P8)), KEY)),
    "key text, stripped": ("secret-signed-with-key-text", (secret(hs256(P8.strip())), KEY)),
    "key text, escaped": ("secret-signed-with-key-text", (secret(hs256(P8.replace("\n", "\\n"))), P8.replace("\n", "\\n"))),
    "some other key": ("secret-alg-not-es256", (secret(hs256("secret")), KEY)),
    "RS256": ("secret-alg-not-es256", (secret(S.header(alg="RS256").signed(sign_rs256)), KEY)),
    "App Store Connect": ("secret-iss-is-issuer-uuid", (secret(S.secret(iss=UUID, aud="appstoreconnect-v1", sub=DROP)), KEY)),
    "182 days": ("configuration-too-fresh", (secret(S.secret(exp=NOW + 182 * 86400)), KEY)),
    "exactly the limit": ("configuration-too-fresh", (secret(S.secret(exp=NOW + 15_777_000)), KEY)),
    "a second over it": ("secret-lives-too-long", (secret(S.secret(exp=NOW + 15_777_001)), KEY)),
    # signature
    "DER": ("signature-is-der", (secret(S.signed(der)), KEY)),
    "DER in hex": ("signature-is-hex", (secret(S.signed(lambda data: der(data).hex().encode())), KEY)),
    "hex": ("signature-is-hex", (secret(S.signed(lambda data: raw(data).hex().encode())), KEY)),
    "base64 of it": ("signature-is-base64-of-text", (secret(S.signed(lambda data: b64encode(raw(data)))), KEY)),
    "halves": ("signature-halves-swapped", (secret(S.signed(lambda data: (both := raw(data))[32:] + both[:32])), KEY)),
    "SHA-512": ("signature-wrong-hash", (secret(S.signed(lambda data: raw(data, hashes.SHA512()))), KEY)),
    "the payload alone": ("signature-over-other-bytes", (secret(S.signed(lambda data: raw(data.split(b".")[1]))), KEY)),
    "the wrong one of two": ("secret-kid-differs-from-key-file", (secret(S.signed_by_other_key()), KEY, OTHER)),
    "two keys, no names": ("secret-kid-differs-from-key-file", (secret(S.signed_by_other_key()), P8, OTHER_P8)),
    "one file": ("secret-kid-differs-from-key-file", (secret(S.signed_by_other_key()), OTHER)),
    # the request
    "multipart on the wire": ("request-body-is-multipart", (refused(MULTIPART, kind=f"multipart/form-data; boundary={PART}"), KEY)),
    "Postman's form": ("request-body-is-multipart", (curl(form(), "--form"), REFUSED, KEY)),
    "JSON and more": ("request-body-is-json", (refused(json.dumps(form(WRONG)), kind="application/json"), KEY)),
    "fields in the address": ("request-fields-in-query", (refused("", target=f"/auth/token?{urlencode(form())}"), KEY)),
    "no media type": ("request-content-type-missing", (refused(form(), kind=None), KEY)),
    "a field twice": ("request-repeats-field", (refused(f"{urlencode(form())}&client_id={SERVICES_ID}"), KEY)),
    "encoded twice": ("request-encoded-twice", (refused(quote(urlencode(form()), safe="=&")), KEY)),
    "to the page": ("request-to-other-endpoint", (refused(form(), target="/auth/authorize"), KEY)),
    "user and password": (
        "request-credentials-in-basic-auth",
        (f"curl -u '{SERVICES_ID}:{RIGHT}' {TOKEN} -d grant_type=authorization_code -d code={CODE} -d redirect_uri={REDIRECT_URI}", REFUSED, KEY),
    ),
    # keys with an empty secret
    "plus lost": ("key-base64-damaged", (refused(form("")), (KEY[0], P8.replace("+", " ")))),
    "indented": ("key-is-indented", (refused(form("")), (KEY[0], "\n".join(f"  {line}" for line in P8.splitlines())))),
    "one line": ("key-on-one-line", (refused(form("")), (KEY[0], P8.strip().replace("\n", "")))),
    # several pieces
    "refused, and a newer secret": ("secret-is-stale", (secret(S.secret(iat=NOW - 181 * 86400, exp=NOW - 86400)), ("new.jwt", RIGHT))),
    "authorize, token, answer": (IT, (AUTHORIZE, http(form(WRONG)), REFUSED, KEY)),
    "callback and token": (IT, (f"POST /callback HTTP/1.1\r\nHost: app.example.com\r\n\r\ncode={CODE}&state={STATE}", http(form(WRONG)), REFUSED)),
    "refused, then granted": (IT, (f"{refused(form(WRONG))}\r\n\r\n{http(form())}\r\n\r\n{GRANTED}", KEY)),
    "granted, then used again": ("code-used-twice", (f"{http(form())}\r\n\r\n{GRANTED}\r\n\r\n{refused(form()).replace('_client', '_grant')}", KEY)),
    "hidden there, given here": (IT, (refused(form("[REDACTED]")), WRONG, KEY)),
}


@each("name", FIRST)
def test_the_cause_is_named_first(name: str) -> None:
    wanted, pieces = FIRST[name]
    assert diagnose(*pieces, known=WEB).named[0] == wanted


@each("text", ["YOUR_CLIENT_SECRET", "MY_SECRET", "<the jwt>"])
def test_a_secret_that_may_only_be_hidden_is_suspected(text: str) -> None:
    diagnosis = diagnose(refused(form(text)), known=WEB)
    assert diagnosis.root is None
    assert text.startswith("<") or diagnosis.suspects[0].rule.id == "secret-is-not-a-jwt"


@each("name", ["App Store Connect", "JSON around it", "bytes as Python prints them", "multipart on the wire", "key text"])
def test_what_follows_from_the_cause_stands_under_it(name: str) -> None:
    diagnosis = diagnose(*FIRST[name][1], known=WEB)
    assert diagnosis.others == ()


MASKS = [
    *("***", "eyJ...xxx", "[REDACTED]", "[FILTERED]", "<client_secret>", "xxxxx", "$SECRET", "${SECRET}"),
    *("eyJhbGciOiJFUzI1NiIs...", "eyJhbGciOi\u2026"),
]


@each("mask", MASKS)
@each("known", [NOBODY, WEB], ids=["nobody", "web"])
def test_what_is_hidden_is_not_accused(mask: str, known: Known) -> None:
    diagnosis = diagnose(refused(form(mask, code=mask, client_id=mask)), KEY, known=known)
    assert diagnosis.root is None
    assert diagnosis.assumed == ()


@pytest.mark.parametrize("body", ["MIGTAgEA...", "***", "<key>"])
def test_a_key_that_is_hidden_is_not_accused(body: str) -> None:
    assert diagnose(refused(form("***")), body.join(ARMOUR), known=WEB).root is None


@each("pieces", [(RIGHT,), (RIGHT, KEY), (refused(form()), KEY), (REFUSED,), ('{"error":"invalid_client"}',)])
def test_what_is_right_is_not_accused(pieces: tuple[str | tuple[str, str], ...]) -> None:
    assert diagnose(*pieces, known=NOBODY).root is None


def test_a_name_with_blanks_inside_is_not_closed_up() -> None:
    root = diagnose(refused(form(client_id="My App")), known=WEB).root
    assert root is not None
    assert root.fail.expected != "MyApp"


def test_another_name_of_redirect_uri_is_told() -> None:
    root = diagnose(refused(form(redirect_uri=None, redirect_url=REDIRECT_URI)), known=WEB).root
    assert root is not None
    assert "redirect_url" in root.fail.because


def test_the_field_that_holds_the_value_is_told() -> None:
    root = diagnose(refused(form(code=None, redirect_uri=None, refresh_token=REFRESH_TOKEN)), known=WEB).root
    assert root is not None
    assert "refresh_token" in root.fail.because
