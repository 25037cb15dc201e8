"""Credentials as logs write them: one canary in each line, in many syntaxes and under names that no list contains.

The canary is a plain word with a digit, like many passwords: it does not look like a secret.
"""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote

CANARY = "marble7plum"
HEAD = '2026-09-21T14:13:20Z ERROR apple {"error":"invalid_client"}'


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def _har(headers: str, more: str = "") -> str:
    return (
        '{"request":{"method":"POST","url":"https://appleid.apple.com/auth/token","headers":['
        + headers
        + "]"
        + more
        + '},"response":{"status":400,"content":{"text":"{\\"error\\":\\"invalid_client\\"}"}}}'
    )


_INNER = json.dumps({"auth": {"password": CANARY}})
_TWICE = json.dumps({"level": "error", "msg": json.dumps({"error": "invalid_client", "apple": _INNER})})
_JWT = ".".join(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in ({"alg": "HS256"}, {"sub": CANARY}))

# What follows `HEAD` on the same line.
_BEHIND = {
    "bearer": f"Authorization: Bearer {CANARY}",
    "bearer, quoted": f'"Authorization": "Bearer {CANARY}"',
    "bearer, no space": f"authorization:bearer {CANARY}",
    "token scheme": f"Authorization: Token {CANARY}",
    "basic": f"Authorization: Basic {_base64('com.example.web:' + CANARY)}",
    "digest": f'Authorization: Digest username="me", realm="x", nonce="{CANARY}", response="{CANARY}"',
    "AWS signature": f"Authorization: AWS4-HMAC-SHA256 Credential={CANARY}/20260921/eu/s3/aws4_request, Signature={CANARY}",
    "proxy authorization": f"Proxy-Authorization: Basic {CANARY}",
    "unknown header": f"X-Amz-Security-Token: {CANARY}",
    "unknown header, upper case": f"X-SHARED-KEY: {CANARY}",
    "cookie": f"Cookie: theme=dark; sid={CANARY}; lang=en",
    "cookies, several": f"Cookie: a={CANARY}; b={CANARY}; __Host-session={CANARY}",
    "set-cookie": f"Set-Cookie: __Secure-next-auth.session-token={CANARY}; Path=/; HttpOnly",
    "set-cookie, list": f'"set-cookie":["sid={CANARY}; Path=/","csrf={CANARY}"]',
    "pwd": f"pwd={CANARY}",
    "auth": f"auth={CANARY}",
    "jwt": f"jwt={CANARY}",
    "otp": f"otp={CANARY}",
    "pin": f"pin: {CANARY}",
    "name that nobody knows": f"zugangswort={CANARY}",
    "name in other letters": f"пароль={CANARY} 密码={CANARY}",
    "no name": f"user logged in with {CANARY}",
    "passphrase": f"passphrase=correct {CANARY} staple",
    "quoted with spaces": f'passwd="correct {CANARY} staple"',
    "quotes inside": f"password='it\\'s {CANARY}'",
    "no closing quote": f'password="{CANARY}',
    "logfmt": f'level=error msg="apple said no" api_token={CANARY} user=jane status=400',
    "colons": f"token::{CANARY}",
    "arrow": f"secret -> {CANARY}",
    "tabs": f"secret\t{CANARY}",
    "ruby hash": f'{{"client_id"=>"com.example.web", "client_password"=>"{CANARY}", :token=>"{CANARY}"}}',
    "ruby symbols": f'{{client_id: "com.example.web", passcode: "{CANARY}"}}',
    "rails parameters": f'Parameters: {{"utf8"=>"x", "user"=>{{"pass"=>"{CANARY}"}}}}',
    "go struct": f"&{{ClientID:com.example.web ClientSecret:{CANARY} Scopes:[{CANARY}]}}",
    "go map": f"map[Authorization:[Bearer {CANARY}] Cookie:[sid={CANARY}]]",
    "go quoted struct": f'oauth2.Config{{ClientID:"com.example.web", ClientSecret:"{CANARY}"}}',
    "java toString": f"AppleCredentials(clientId=com.example.web, clientSecret={CANARY}, refresh={CANARY})",
    "java map": f"{{client_id=com.example.web, credential={CANARY}}}",
    "kotlin data class": f"Login(user=User(name=Jane, secretWord={CANARY}))",
    "rust debug": f'Credentials {{ id: "com.example.web", key: Secret("{CANARY}") }}',
    "python repr": f"{{'client_id': 'com.example.web', 'passkey': '{CANARY}'}}",
    "python bytes": f"headers=[(b'authorization', b'Bearer {CANARY}'), (b'x-key', b'{CANARY}')]",
    "python dataclass": f"Session(id='{CANARY}', token='{CANARY}')",
    "php dump": f'array(2) {{ ["user"]=> string(4) "jane" ["wachtwoord"]=> string(11) "{CANARY}" }}',
    "php print_r": f"Array ( [client_id] => com.example.web [pass] => {CANARY} )",
    "php serialized": f's:4:"pass";s:11:"{CANARY}";',
    "elixir": f'%{{"client_id" => "com.example.web", "token" => "{CANARY}", secret: "{CANARY}"}}',
    "objective-c": f'{{ "client_id" = "com.example.web"; passCode = "{CANARY}"; }}',
    "XML": f"<login><password>{CANARY}</password><token value='{CANARY}'/></login>",
    "SOAP": f'<wsse:Password Type="PasswordText">{CANARY}</wsse:Password>',
    "YAML": f"db: {{user: jane, password: {CANARY}}}",
    "ini": f"[db] password = {CANARY}",
    "environment": f"DATABASE_URL=postgres://jane:{CANARY}@db.example.com/app AWS_SECRET_ACCESS_KEY={CANARY}",
    "userinfo": f"https://jane:{CANARY}@example.com/callback",
    "userinfo of Apple": f"https://jane:{CANARY}@appleid.apple.com/auth/token",
    "query": f"GET https://example.com/reset?t={CANARY}&next=/ 302",
    "query of Apple": f"https://appleid.apple.com/auth/token?k={CANARY}",
    "path": f"GET https://example.com/invite/{CANARY} 302",
    "path of Apple": f"https://appleid.apple.com/auth/token/{CANARY}",
    "fragment": f"https://example.com/#access={CANARY}",
    "subdomain": f"https://{CANARY}.hooks.example.com/",
    "encoded twice": quote(quote(f'{{"password":"{CANARY}"}}', ""), ""),
    "encoded form in a form": f"client_id=com.example.web&next={quote('https://a.example/?pw=' + CANARY, '')}",
    "base64 of JSON": _base64(json.dumps({"password": CANARY})),
    "base64 under a name": f"state={_base64(json.dumps({'session': CANARY}))}",
    "JWT of the application": f"session={_JWT}.c2lnbmF0dXJl",
    "hexadecimal": f"blob={CANARY.encode().hex()}",
    "form": f"client_id=com.example.web&grant_type=authorization_code&passcode={CANARY}&remember=1",
    "form, semicolons": f"a=1;pass={CANARY};b=2",
    "multipart": f'Content-Disposition: form-data; name="secretword" {CANARY}',
    "curl": f"curl -u jane:{CANARY} -H 'X-Key: {CANARY}' -b 'sid={CANARY}' https://example.com -d p={CANARY}",
    "mysql": f"mysql -ujane -p{CANARY} app",
    "GraphQL variables": f'{{"query":"mutation($p:String!){{login(p:$p)}}","variables":{{"p":"{CANARY}"}}}}',
    "GraphQL inline": f'mutation {{ login(email: "a@example.com", phrase: "{CANARY}") {{ id }} }}',
    "gRPC metadata": f"metadata: {{x-api: [{CANARY}], authorization-bin: [{_base64(CANARY)}]}}",
    "Kafka headers": f"RecordHeaders(headers = [RecordHeader(key = auth, value = {list(CANARY.encode())})]) {CANARY}",
    "AWS keys": f"AKIA{CANARY.upper()} aws_session_token {CANARY}",
    "Slack hook": f"https://hooks.slack.com/services/T000/B000/{CANARY}",
    "PEM on one line": f"-----BEGIN PRIVATE KEY-----{_base64(CANARY * 3)}-----END PRIVATE KEY-----",
    "PEM body": f"key={_base64(CANARY * 3)}",
    "SQL": f"sessions (id, secret) VALUES (1, '{CANARY}')",
    "SQL bind": f'binds: [["password", "{CANARY}"]]',
    "CSV": f"jane,{CANARY},400",
    "ANSI colours": f"\x1b[31mpassword\x1b[0m=\x1b[1m{CANARY}\x1b[0m",
    "email and password": f"jane@example.com:{CANARY}",
    "client_id that is none": f"client_id={CANARY}",
    "Apple's sentence with more": f"The code was not issued to {CANARY}",
    "kid that is none": f"kid={CANARY} iss={CANARY} aud={CANARY} sub={CANARY}",
}
# Lines that are a whole of their own.
_WHOLE = {
    "JSON": json.dumps({"level": "error", "msg": "apple invalid_client", "passphrase": CANARY, "client_id": "com.example.web"}),
    "JSON, nested": json.dumps({"msg": "apple invalid_client", "ctx": {"a": [{"b": {"c": CANARY}}]}}),
    "JSON, list": json.dumps({"msg": "apple invalid_client", "args": ["--password", CANARY]}),
    "JSON in JSON": json.dumps({"msg": "apple invalid_client", "log": _INNER}),
    "JSON in JSON in JSON": _TWICE,
    "JSON beside the answer": json.dumps({"error": "invalid_client", "error_description": f"apple: {CANARY}", "trace": CANARY}),
    "JSON, escaped letters": json.dumps({"msg": "apple invalid_client", "pass": CANARY}).replace("marble", "m\\u0061rble"),
    "HAR": _har(f'{{"name":"authorization","value":"Bearer {CANARY}"}},{{"name":"x-other","value":"{CANARY}"}}'),
    "HAR, cookies": _har("", f',"cookies":[{{"name":"sid","value":"{CANARY}"}}],"queryString":[{{"name":"k","value":"{CANARY}"}}]'),
    "HAR, value first": _har(f'{{"value":"{CANARY}","name":"Proxy-Authorization"}}'),
    "HAR, body": _har("", f',"postData":{{"mimeType":"application/json","text":"{{\\"p\\":\\"{CANARY}\\"}}"}}'),
    "raw HTTP": f"POST /auth/token HTTP/1.1\nHost: appleid.apple.com\nX-Key: {CANARY}\nCookie: a={CANARY}\n\nclient_id=com.example.web&p={CANARY}\n\n"
    "HTTP/1.1 400 Bad Request\nSet-Cookie: b=" + CANARY + '\n\n{"error":"invalid_client"}',
    "request to Apple": f"curl https://appleid.apple.com/auth/token -u jane:{CANARY} -H 'X-Key: {CANARY}' -d grant_type=authorization_code "
    f"-d client_id=com.example.web -d client_secret={CANARY} -d code={CANARY} -d extra={CANARY} # invalid_client",
    "settings": f"APPLE_CLIENT_ID=com.example.web\nAPPLE_CLIENT_SECRET={CANARY}\nSESSION_SECRET={CANARY}\nSMTP_PASS={CANARY}\n# invalid_client",
    "callback": f"POST /callback HTTP/1.1\nHost: example.com\nOrigin: https://appleid.apple.com\nX-Key: {CANARY}\nCookie: sid={CANARY}\n\n"
    f"code={CANARY}&state={CANARY}&user={CANARY}\n\nHTTP/1.1 403 Forbidden\n\ninvalid_client",
}
CREDENTIALS = {**{name: f"{HEAD} {text}" for name, text in _BEHIND.items()}, **_WHOLE}
_DISGUISES = (
    *("marble", "MARBLE", "rble7plu", "m\\u0061rble", CANARY.encode().hex(), str(list(CANARY.encode()))[1:-1]),
    # Base64 of the canary at each of the three places at which it can begin.
    *(_base64("x" * shift + CANARY)[4:12] for shift in range(3)),
)


def find_canary(written: str) -> list[str]:
    """Return the disguises in which *written* shows the canary."""
    return [text for text in _DISGUISES if text in written]
