"""Shapes of what people paste, with a credential in every place that can contain one, to search for in every output.

A shape is built from the name and the value of a credential. Places for an identifier (client_id, kid, host, path) have none, because
identifiers are shown.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from urllib.parse import quote, unquote

TOKEN_URL = "https://appleid.apple.com/auth/token"
ANSWER = '{"error":"invalid_client"}'
_RIGHT = "client_id=com.example.web&grant_type=authorization_code&redirect_uri=https%3A%2F%2Fexample.com%2Fcb"
_TIME = "2026-09-21T14:13:20Z"
WINDOW = 8
NAMES = ("password", "X-Api-Key", "clientSecret", "state", "apple_client_secret_key")
VALUES = {
    "a word": "bluewhalegiraffe",
    "a word with a digit": "zebra9quartz",
    "digits": "8820194477113",
    "hexadecimal": "9f3ac1d27be04865aa91d3c07f5e6b12",
    "signs": "Tr0ub4dor&3$xyzzy!",
    "base64": "q7Zk+3/vLw9XtBq1mN==",
    "an API key": "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
    "words": "velvet walrus pogo",
    "a code": "c9f3ac1d27be04865aa91d3c07f5e6b12.0.srtzw.Qk7_zX-12345abcdeFGH_w",
}


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def _jwt(*parts: object) -> str:
    return ".".join(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + ".c2lnbmF0dXJl"


def _pairs(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _har(url: str, request: list[dict[str, str]], body: str, response: list[dict[str, str]], answer: str = ANSWER) -> str:
    sent = {"method": "POST", "url": url, "headers": request, "cookies": request, "postData": {"mimeType": "text/plain", "text": body}}
    entry = {"startedDateTime": _TIME, "request": sent, "response": {"status": 400, "headers": response, "content": {"text": answer}}}
    return json.dumps({"log": {"entries": [entry]}})


def _postman(name: str, secret: str) -> str:
    pair = [{"key": name, "value": secret}]
    form = [{"key": "grant_type", "value": "refresh_token"}, *pair]
    request = {"method": "POST", "url": {"raw": TOKEN_URL}, "header": pair, "body": {"mode": "urlencoded", "urlencoded": form}}
    info = {"name": "x", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}
    auth = {"type": "bearer", "bearer": [{"key": "token", "value": secret}]}
    item = {"name": "t", "request": request, "response": [{"code": 400, "body": ANSWER, "originalRequest": request}]}
    return json.dumps({"info": info, "variable": pair, "auth": auth, "item": [item]})


def _requests(name: str, secret: str) -> Iterator[tuple[str, str]]:
    coded = quote(secret, "")
    body = json.dumps({name: secret, "client_id": "com.example.web", "grant_type": "authorization_code"})
    yield "curl, a field", f"curl -X POST {TOKEN_URL} -d '{_RIGHT}' -d '{name}={coded}'\n\n{ANSWER}"
    yield "curl, a field to encode", f"curl {TOKEN_URL} --data-urlencode '{name}={secret}' -d grant_type=refresh_token"
    yield "curl, a header", f"curl {TOKEN_URL} -H 'Content-Type: text/plain' -H '{name}: {secret}' -d '{_RIGHT}'"
    yield "curl, a cookie", f"curl {TOKEN_URL} -b '{name}={secret}' -H 'Cookie: {name}={secret}' -d '{_RIGHT}'"
    yield "curl, a part", f"curl {TOKEN_URL} -F '{name}={secret}' -F client_id=com.example.web"
    yield "curl, JSON", f"curl {TOKEN_URL} -H 'Content-Type: application/json' -d '{body}'"
    yield "curl, a user", f"curl -u '{name}:{secret}' {TOKEN_URL} -d '{_RIGHT}'"
    yield "curl, a query", f"curl -X POST '{TOKEN_URL}?{name}={coded}&{_RIGHT}'"
    yield "curl, a fragment", f"curl -X POST '{TOKEN_URL}#{name}={coded}' -d '{_RIGHT}'"
    yield "curl, userinfo", f"curl -X POST 'https://{name}:{coded}@appleid.apple.com/auth/token' -d '{_RIGHT}'"
    yield "curl, a referrer", f"curl {TOKEN_URL} -e 'https://example.com/?{name}={coded}' -H 'Content-Type: text/plain' -d '{_RIGHT}'"
    yield "curl, a body that is no form", f"curl {TOKEN_URL} -d '{secret}'"
    yield (
        "HTTP",
        f"POST /auth/token?{name}={coded} HTTP/1.1\nHost: appleid.apple.com\n{name}: {secret}\nReferer: https://example.com/a?{name}={coded}\n\n"
        f"{_RIGHT}&{name}={coded}\n\nHTTP/1.1 400 Bad Request\nSet-Cookie: {name}={secret}\nLocation: https://example.com/#{name}={coded}\n\n"
        + json.dumps({"error": "invalid_client", name: secret}),
    )
    yield (
        "multipart",
        (
            f"POST /auth/token HTTP/1.1\nHost: appleid.apple.com\nContent-Type: multipart/form-data; boundary=XX\n\n--XX\n"
            f'Content-Disposition: form-data; name="{name}"\n\n{secret}\n--XX--\n\nHTTP/1.1 400 No\n\n{ANSWER}'
        ),
    )
    yield "digest", f"curl {TOKEN_URL} -H 'Authorization: Digest username=\"{secret}\", response=\"{secret}\"' -d '{_RIGHT}'"
    yield "basic", f"curl {TOKEN_URL} -H 'Authorization: Basic {_base64('com.example.web:' + secret)}' -d '{_RIGHT}'"
    yield "a form", f"{_RIGHT}&{name}={coded}"
    yield "a form, not encoded", f"{_RIGHT}&{name}={secret}&client_secret={secret}&code={secret}"
    yield "a form over two lines", f"{_RIGHT}&{name}={secret[:6]}\n{secret[6:]}"
    pair = (name, secret)
    url = f"{TOKEN_URL}?{name}={coded}#{name}={coded}"
    yield "HAR", _har(url, _pairs(pair, ("Cookie", f"{name}={secret}")), f"{_RIGHT}&{name}={coded}", _pairs(("Set-Cookie", f"{name}={secret}")))
    yield "HAR, JSON", _har(TOKEN_URL, _pairs(pair), body, _pairs(pair), json.dumps({"error": "invalid_client", "error_description": secret}))
    yield "HAR, an answer in its own words", _har(TOKEN_URL, [], _RIGHT, [], json.dumps({"error": secret, "error_description": f"it was {secret}"}))
    yield "Postman", _postman(name, secret)


def _settings(name: str, secret: str) -> Iterator[tuple[str, str]]:
    coded, literal = quote(secret, ""), json.dumps(secret)
    members = {"client_id": "com.example.web", "team_id": "A1B2C3D4E5", name: secret, "private_key": secret}
    yield ".env", f"APPLE_CLIENT_ID=com.example.web\nAPPLE_TEAM_ID=A1B2C3D4E5\n{name}={secret}\nAPPLE_{name.upper()}={secret}\n"
    yield "shell", f"export APPLE_CLIENT_ID=com.example.web\nexport {name}='{secret}'\n"
    yield "YAML", f"apple:\n  client_id: com.example.web\n  team_id: A1B2C3D4E5\n  {name}: {secret}\n  private_key: |\n    {secret}\n"
    yield "JSON settings", json.dumps({"apple": members})
    yield "TOML", f'[apple]\nclient_id = "com.example.web"\nteam_id = "A1B2C3D4E5"\n{name} = {literal}\n'
    yield "properties", f"spring.security.oauth2.client.registration.apple.client-id=com.example.web\napple.{name}={secret}\n"
    yield "a redirect_uri", f"APPLE_CLIENT_ID=com.example.web\nAPPLE_REDIRECT_URI=https://u:{coded}@example.com/cb?{name}={coded}\n"
    yield "a redirect_uri, not encoded", f"APPLE_CLIENT_ID=com.example.web\nAPPLE_REDIRECT_URI=https://u:{secret}@example.com/cb#{name}={secret}\n"
    yield "GoTrue", f"GOTRUE_EXTERNAL_APPLE_CLIENT_ID=com.example.web\nGOTRUE_EXTERNAL_APPLE_SECRET={secret}\n"
    yield (
        "Python",
        f"SOCIALACCOUNT_PROVIDERS = {{'apple': {{'APP': {{'client_id': 'com.example.web', 'secret': {secret!r}, {name!r}: {secret!r}}}}}}}",
    )
    yield "JavaScript", f"AppleProvider({{ clientId: 'com.example.web', clientSecret: {literal}, {json.dumps(name)}: {literal} }})"
    yield "Ruby", f"provider :apple, 'com.example.web', '', {{ team_id: 'A1B2C3D4E5', pem: {literal}, {json.dumps(name)} => {literal} }}"
    yield "a private JWK", json.dumps({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "d": secret, name: secret})
    yield "a key set", json.dumps({"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "d": secret, name: secret}]})
    yield "PEM", f"-----BEGIN PRIVATE KEY-----\n{_base64(secret * 6)}\n{secret}\n-----END PRIVATE KEY-----\n"
    yield "PEM on one line", f"-----BEGIN PRIVATE KEY----- {_base64(secret * 6)} {secret} -----END PRIVATE KEY-----"
    yield "PEM with headers", f"-----BEGIN EC PRIVATE KEY-----\n{name}: {secret}\n\nAAAA\n-----END EC PRIVATE KEY-----\n# {secret}\n"
    yield "PKCS#8, hexadecimal", f"3081{(secret * 6).encode().hex()}"


def _sign_ins(name: str, secret: str) -> Iterator[tuple[str, str]]:
    coded = quote(secret, "")
    fields = f"code={coded}&state={coded}&id_token={coded}&user={coded}&{name}={coded}"
    origin = f"Host: example.com\nOrigin: https://appleid.apple.com\nCookie: {name}={secret}"
    yield "a callback", f"POST /callback?{name}={coded} HTTP/1.1\n{origin}\n\n{fields}\n\nHTTP/1.1 403 No\nSet-Cookie: {name}={secret}\n\n{secret}"
    yield "a callback by GET", f"GET /callback?{fields} HTTP/1.1\n{origin}\n\nHTTP/1.1 404 Not Found\n\n"
    yield "a callback's address", f"https://example.com/cb?error=invalid_client&error_description={coded}&{fields}"
    yield "a callback's fragment", f"https://example.com/cb#{fields}"
    inner = quote(f"https://u:{secret}@example.com/cb?{name}={secret}", "")
    yield (
        "authorize",
        f"https://appleid.apple.com/auth/authorize?client_id=com.example.web&redirect_uri={inner}&state={coded}&nonce={coded}&{name}={coded}",
    )
    yield "authorize, a query that is no form", f"https://appleid.apple.com/auth/authorize?{coded}"
    yield "a client_secret's claims", _jwt({"alg": "ES256", name: secret}, {"iss": "A1B2C3D4E5", name: secret, "nonce": secret})
    yield "an identity token", _jwt({"alg": "RS256", "kid": "x"}, {"iss": "https://appleid.apple.com", "nonce": secret, name: secret})
    yield "an app's call", json.dumps({"identityToken": secret, "authorizationCode": secret, "nonce": secret, "user": secret, name: secret})
    yield "a broker's call", json.dumps({"provider": "apple", "id_token": secret, "nonce": secret, name: secret})
    yield "tokens", json.dumps({"access_token": secret, "refresh_token": secret, "id_token": secret, "token_type": "Bearer", name: secret})
    yield "a notification", json.dumps({"payload": secret, name: secret})


def _logs(name: str, secret: str) -> Iterator[tuple[str, str]]:
    coded, literal = quote(secret, ""), json.dumps(secret)
    yield "logfmt", f'{_TIME} level=error msg="apple invalid_client" client_id=com.example.web {name}={secret} {name}="{secret}"'
    record = {"time": _TIME, "msg": "apple invalid_client", "request": {"url": f"{TOKEN_URL}?{name}={coded}", "headers": {name: secret}}}
    yield "a JSON log", json.dumps({**record, name: secret})
    yield "GoTrue's log", json.dumps({"component": "api", "error": f"Unacceptable audience: [{secret}]", "referer": f"https://e.com/?{name}={coded}"})
    yield (
        "nginx",
        f'1.2.3.4 - - [21/Sep/2026:14:13:20 +0000] "POST /auth/token?{name}={coded} HTTP/1.1" 400 26 "https://e.com/?{name}={coded}" "{secret}"',
    )
    yield "Apache", f'1.2.3.4 - {secret} [21/Sep/2026:14:13:20 +0000] "GET /auth/apple/callback?code={coded}&{name}={coded} HTTP/1.1" 403 26'
    yield "Heroku", f'{_TIME} heroku[router]: method=POST path="/auth/apple/callback?{name}={coded}" request_id={secret} status=403 invalid_client'
    yield "ALB", f'https {_TIME} app/lb/50 1.2.3.4:28 400 400 "POST https://example.com:443/cb?{name}={coded} HTTP/1.1" "{secret}" - invalid_client'
    yield "Kubernetes", f"{_TIME} stderr F " + json.dumps({"level": "error", "msg": "apple invalid_client", "kubernetes": {name: secret}})
    yield "Rails", f'Started POST "/auth/apple/callback?{name}={coded}"\n  Parameters: {{"code"=>{literal}, {json.dumps(name)}=>{literal}}}\n{ANSWER}'
    yield "var_dump", f'array(2) {{\n  ["client_id"]=>\n  string(15) "com.example.web"\n  ["{name}"]=>\n  string(9) "{secret}"\n}}\n{ANSWER}'
    yield "print_r", f"Array\n(\n    [client_id] => com.example.web\n    [{name}] => {secret}\n    [grant_type] => authorization_code\n)\n{ANSWER}"
    yield "Python's repr", f"requests.post('{TOKEN_URL}', data={{'client_id': 'com.example.web', {name!r}: {secret!r}}}) -> {ANSWER}"
    yield "Java's toString", f"TokenRequest{{clientId=com.example.web, {name}={secret}, grantType=authorization_code}} {ANSWER}"
    yield "Go's %+v", f'{_TIME} &{{ClientID:com.example.web {name}:{secret} Endpoint:{{TokenURL:{TOKEN_URL}}}}} oauth2: "invalid_client"'
    yield "Ruby's inspect", f'#<OAuth2::Client:0x000 @id="com.example.web", @secret={literal}> invalid_client: {ANSWER}'
    yield (
        "a stack trace",
        f"Error: invalid_client\n    at parse ({secret}.js:12:3)\n    {name}: {secret}\n  data: {{ error: 'invalid_client', x: {secret!r} }}",
    )
    yield "an audience", f'oidc: expected audience "{secret}" got ["{secret}"]\n{ANSWER}'
    yield "nonces", f"Nonces mismatch: expected {secret} got {secret} id_token\n{ANSWER}"
    yield "no route", f"Cannot POST /auth/apple/callback?{name}={coded}"


def shapes_of(name: str, secret: str) -> dict[str, str]:
    """Return every shape with *secret* under *name*."""
    return {title: text for kind in (_requests, _settings, _sign_ins, _logs) for title, text in kind(name, secret)}


def pieces_shown(secret: str, written: str) -> list[str]:
    """Return the pieces of *secret* in *written*: as it is, backwards, encoded, in base64, in hexadecimal, and over lines."""
    forms = {secret, secret[::-1], quote(secret, ""), json.dumps(secret)[1:-1], secret.replace(" ", "+"), secret.encode().hex()}
    forms.add("".join(secret.split()))
    # Base64 at each of the three places at which the secret can begin, without the characters that its neighbours decide.
    forms |= {_base64("x" * shift + secret).rstrip("=")[4:-2] for shift in range(3)}
    pieces = {form[at : at + WINDOW] for form in forms for at in range(len(form) - WINDOW + 1)}
    texts = {written, re.sub(r"\s+|\\[nrt]", "", written), " ".join(written.split()), unquote(written)}
    return sorted(piece for piece in pieces if any(piece in text for text in texts))
