"""Hostile inputs, generated the same way each time: at least two hundred, for everything that siwakit reads.

Each is a few lines of code instead of a file of 1 MiB. As many as possible contain secrets.
"""

from __future__ import annotations

import bz2
import gzip
import json
import random
import zipfile
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from io import BytesIO
from itertools import cycle
from urllib.parse import quote

from tests.hostile.canaries import (
    ACCESS_TOKEN,
    BASIC,
    BEARER,
    CLIENT_SECRET,
    CODE,
    COOKIE,
    DER,
    IDENTITY_TOKEN,
    JWK,
    PASSWORD,
    PEM,
    REFRESH_TOKEN,
    SCALAR,
    SEC1,
    VERIFIER,
)
from tests.hostile.worker import Run

MIB = 1024 * 1024
KIB = 1024
_LARGE = 128 * KIB
ESC_OSC52 = "\x1b]52;c;cm0gLXJmIC8=\x07"
ESC_CSI = "\x1b[2J\x1b[31m\x1b[?1049h"
C1 = "\x9b31m\x9d52;c;AAAA\x9c"
BIDI = "\u202e\u2066\u200b\u200d\ufeff\u2028\u00ad\U000e0041"
DIRT = f"{ESC_OSC52}{ESC_CSI}{C1}{BIDI}\x00\x07\r\x7f"
TOKEN_URL = "https://appleid.apple.com/auth/token"
FORM = f"client_id=com.example.web&client_secret={CLIENT_SECRET}&grant_type=authorization_code&code={CODE}&code_verifier={VERIFIER}"
ANSWER = '{"error":"invalid_client"}'
CURL = f"curl -X POST {TOKEN_URL} -H 'Authorization: Bearer {BEARER}' -H 'Cookie: session={COOKIE}' -d '{FORM}'"
RAW = (
    f"POST /auth/token HTTP/1.1\nHost: appleid.apple.com\nAuthorization: Basic {BASIC}\nCookie: session={COOKIE}\n"
    f"Content-Type: application/x-www-form-urlencoded\n\n{FORM}\n\nHTTP/1.1 400 Bad Request\nContent-Type: application/json\n\n{ANSWER}\n"
)
Made = Iterator[tuple[str, bytes | str]]


def _fill(unit: str | bytes, size: int = MIB) -> str:
    text = unit.decode() if isinstance(unit, bytes) else unit
    width = len(text.encode("utf-8", "surrogatepass"))
    return text * (size // width)


def _segment(value: object) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _token(header: object, claims: object, signature: str = CLIENT_SECRET.rpartition(".")[2]) -> str:
    return f"{_segment(header)}.{_segment(claims)}.{signature}"


def _nested(depth: int, begin: str = "[", end: str = "]", inner: str = "1") -> str:
    return begin * depth + inner + end * depth


def curls() -> Made:
    yield "50k-options", "curl " + _fill("-d a=b ", 50_000 * 7) + f"{TOKEN_URL} -d '{FORM}'"
    yield "50k-data-with-canaries", f"curl {TOKEN_URL} " + _fill(f"-d 'code={CODE}' ", 900 * KIB)
    yield "one-quote-open", f"curl {TOKEN_URL} -d '{FORM}" + _fill(" x", MIB - 2 * KIB)
    yield "dollar-quotes", f"curl {TOKEN_URL} " + _fill("$'", MIB - KIB)
    yield "dollar-quotes-escapes", f"curl {TOKEN_URL} $'" + _fill("\\x41\\u0041\\'", MIB - KIB) + "'"
    yield "dollar-brackets", f"curl {TOKEN_URL} -d " + _fill("$(", MIB - KIB)
    yield "dollar-brackets-closed", f"curl {TOKEN_URL} -d " + _nested(200_000, "$(", ")", CODE)
    yield "many-substitutions", f"curl {TOKEN_URL} -d " + _fill("$(x) ", MIB - KIB)
    yield "many-substitutions-open", f"curl {TOKEN_URL} -d " + _fill("$((x) ", MIB - KIB)
    yield "backticks", f"curl {TOKEN_URL} " + _fill("`", MIB - KIB)
    yield "backticks-odd", f"curl {TOKEN_URL} " + _fill("`a\n", MIB - KIB)
    yield "backslashes", f"curl {TOKEN_URL} " + _fill("\\", MIB - KIB)
    yield "backslash-folds", f"curl {TOKEN_URL} " + _fill("\\\n", MIB - KIB) + f"-d '{FORM}'"
    yield "alternating-quotes", f"curl {TOKEN_URL} " + _fill("'\"'\"", MIB - KIB)
    yield "nested-quotes", f"curl {TOKEN_URL} -d " + _fill('"\'\\"\'"', MIB - KIB)
    yield "carets", "curl ^\n" + _fill('^^"^\n', MIB - KIB) + TOKEN_URL
    yield "caret-quotes", f"curl {TOKEN_URL} ^\n -d " + _fill('^"\\^"', MIB - KIB)
    yield "powershell-ticks", f"curl {TOKEN_URL} `\n" + _fill('-d "a`"" `\n', MIB - KIB)
    yield "powershell-open", f'curl {TOKEN_URL} `\n -d "' + _fill('`"', MIB - KIB)
    yield "redirects", f"curl {TOKEN_URL} " + _fill("<a>b ", MIB - KIB)
    yield "redirect-words", f"curl {TOKEN_URL} " + _fill("<a b c d e f g h i j k l m n o p q r s t u", MIB - KIB)
    yield (
        "at-files",
        f"curl {TOKEN_URL} -d @/etc/passwd -d @secret.txt --data-urlencode code@secret.txt -F a=@secret.txt -F b=<secret.txt -T secret.txt",
    )
    yield "substitution-of-a-file", f'curl {TOKEN_URL} -d "code=$(cat secret.txt)" -d `cat secret.txt` -H @secret.txt -K secret.txt -b secret.txt'
    yield "runs-nothing", f"curl {TOKEN_URL} -d a=$(touch ran) ; touch ran && touch ran | touch ran > ran `touch ran`"
    yield "userinfo-1-mib", "curl https://user:" + _fill(PASSWORD, MIB - KIB) + "@appleid.apple.com/auth/token -d code=1"
    yield "userinfo", f"curl 'https://user:{PASSWORD}@appleid.apple.com/auth/token' -d '{FORM}' -u 'me:{PASSWORD}'"
    yield "ipv6-junk", f"curl 'https://[::1%25{'z' * 1000}]:99999999999999999999/auth/token' -d '{FORM}'"
    yield "ipv6-open", f"curl 'https://[{'::' * 1000}/auth/token' -d '{FORM}'"
    yield "ipv6-userinfo", f"curl 'https://a@[b@]c:[d]/auth/token?code={CODE}' -d x"
    yield "many-urls", "curl " + _fill(f"https://[::1]/auth/token?{CODE} ", MIB - KIB)
    yield "get-with-data", f"curl -G {TOKEN_URL} " + _fill(f"-d '{FORM}' ", 900 * KIB)
    yield "multipart-100k", f"curl {TOKEN_URL} " + _fill("-F a=b ", 700 * KIB)
    yield "multipart-quoted", f"curl {TOKEN_URL} -F 'a=\"" + _fill('\\\\"', MIB - KIB) + "'"
    yield "urlencode", f"curl {TOKEN_URL} --data-urlencode 'code=" + _fill("\u00e9\u202e", 900 * KIB) + "'"
    yield "headers-50k", f"curl {TOKEN_URL} " + _fill("-H 'a: b' ", 900 * KIB) + f"-d '{FORM}'"
    yield "header-injection", f"curl {TOKEN_URL} -H $'X: a\\r\\nAuthorization: Bearer {BEARER}\\x1b[31m' -d $'{FORM}\\e]52;c;AAAA\\a'"
    yield "dirt", f"curl {TOKEN_URL}{DIRT} -H 'X{DIRT}: {DIRT}' -d 'client_id={DIRT}&{FORM}' -X '{DIRT}'"
    yield "prompt-regex", _fill("sudo " * 8 + "A=" + "x" * 199 + " ", MIB - KIB) + "curl"
    yield "prompt-regex-lines", _fill("a" * 119 + "$ " + "A=1 " * 8 + "x\n", MIB)
    yield "curl-words", _fill("curl ", MIB)
    yield "curl-paths", _fill("/curl.exe", MIB)
    yield "curl-hosts", "curl " + _fill("a.", MIB - KIB)
    yield "curl-commands", _fill("curl -d\n", MIB)
    yield "curl-commands-open", _fill("curl -d '\n", MIB - 1)
    yield "curl-commands-many", _fill("curl https://a.b\n", MIB)
    yield "next", f"curl {TOKEN_URL} -d '{FORM}' " + _fill("--next ", MIB - 2 * KIB)
    yield "lost-folds", f"curl {TOKEN_URL}\n" + _fill("-d a=b\n", MIB - KIB)
    yield "comments", f"curl {TOKEN_URL} " + _fill("#a\n-d ", MIB - KIB)
    yield "nul", f"curl\x00 {TOKEN_URL} -d '\x00{FORM}'"
    yield "form-then-answer", CURL + "\n\n" + ANSWER


def raw_http() -> Made:
    yield "headers-100k", f"POST {TOKEN_URL} HTTP/1.1\n" + _fill("a: b\n", 900 * KIB) + f"\n{FORM}"
    yield "header-long", f"POST {TOKEN_URL} HTTP/1.1\nX: " + _fill(BEARER, MIB - 2 * KIB) + f"\n\n{FORM}"
    yield "header-folds", f"POST {TOKEN_URL} HTTP/1.1\nX: a\n" + _fill(" b\n", MIB - 2 * KIB) + f"\n{FORM}"
    yield "header-names", f"POST {TOKEN_URL} HTTP/1.1\n" + _fill("a" * 101 + ":\n", MIB - KIB)
    yield "no-body", f"POST {TOKEN_URL} HTTP/1.1\n" + _fill("\n", MIB - KIB)
    yield "start-lines", _fill("POST / HTTP/1.1\n", MIB)
    yield "start-lines-199", "POST / HTTP/1.1\n" * 199 + RAW
    yield "status-lines", _fill("HTTP/1.1 400 Bad\n\n", MIB)
    yield "status-lines-long", "HTTP/1.1 400 " + _fill("x", MIB - KIB)
    yield "target-long", "POST /" + _fill("x", MIB - KIB) + f" HTTP/1.1\n\n{FORM}"
    yield "target-spaces", "POST" + _fill(" ", MIB - KIB) + "/ HTTP/1.1\n\n"
    yield "indent", _fill(" ", 500 * KIB) + "POST / HTTP/1.1\n" + _fill(" ", 500 * KIB)
    yield "indent-lines", _fill(" " * 100 + "\n", MIB - KIB) + "POST / HTTP/1.1"
    yield "chunked-huge", f"POST {TOKEN_URL} HTTP/1.1\nTransfer-Encoding: chunked\n\nffffffff\n{FORM}\n0\n"
    yield "chunked-many", f"POST {TOKEN_URL} HTTP/1.1\nTransfer-Encoding: chunked\n\n" + _fill("1\na\n", 900 * KIB) + "0\n"
    yield "chunked-extensions", f"POST {TOKEN_URL} HTTP/1.1\nTransfer-Encoding: chunked\n\n" + _fill("1;" + "x" * 300 + "\na\n", 900 * KIB)
    yield "length-huge", RAW.replace("Cookie", "Content-Length: 99999999999999999999\nCookie")
    yield "length-superscript", RAW.replace("Cookie", "Content-Length: \u00b2\u0663\nCookie")
    yield "many-lengths", RAW.replace("Cookie", "Content-Length: 5\n" * 1000 + "Cookie")
    yield "dates", RAW.replace("Content-Type: application/json", f"Date: Wed, 99 Foo 99999 99:99:99 {DIRT}")
    yield "date-overflow", RAW.replace("Content-Type: application/json", "Date: Fri, 31 Dec 9999 23:59:59 -9999")
    yield "date-long", "HTTP/1.1 400 Bad\nDate: " + _fill("Wed, ", 900 * KIB) + f"\n\n{ANSWER}"
    yield (
        "multipart-100k",
        (
            f"POST {TOKEN_URL} HTTP/1.1\nContent-Type: multipart/form-data; boundary=x\n\n"
            + _fill('--x\nContent-Disposition: form-data; name="a"\n\nb\n', 900 * KIB)
            + "--x--"
        ),
    )
    yield "multipart-boundary", f'POST {TOKEN_URL} HTTP/1.1\nContent-Type: multipart/form-data; boundary="{"-" * 200}"\n\n' + _fill("-", 900 * KIB)
    yield (
        "multipart-canaries",
        (
            f'POST {TOKEN_URL} HTTP/1.1\nContent-Type: multipart/form-data; boundary=x\n\n--x\nContent-Disposition: form-data;name="code"\n\n{CODE}\n'
            f'--x\nContent-Disposition: form-data; name="private{DIRT}"\n\n{PEM}\n--x--'
        ),
    )
    yield (
        "multipart-names",
        (
            f"POST {TOKEN_URL} HTTP/1.1\nContent-Type: multipart/form-data; boundary=x\n\n--x\nContent-Disposition: form-data;"
            + _fill(' name="\\', 900 * KIB)
        ),
    )
    yield "content-type-long", f"POST {TOKEN_URL} HTTP/1.1\nContent-Type: " + _fill("; boundary=", 900 * KIB) + f"\n\n{FORM}"
    yield "basic-long", f"POST {TOKEN_URL} HTTP/1.1\nAuthorization: Basic " + _fill(BASIC, 900 * KIB) + f"\n\n{FORM}"
    yield (
        "basic-and-bearer",
        RAW.replace("Cookie:", f"Authorization: Bearer {BEARER}\nX-Api-Key: {PASSWORD}\nProxy-Authorization: Basic {BASIC}\nCookie:"),
    )
    yield "pseudo-headers", ":method POST\n:authority appleid.apple.com\n" * 10_000 + FORM
    yield "verbose-lines", _fill("> POST / HTTP/1.1\n", MIB)
    yield "verbose", "* Connected\n" + "".join(f"> {line}\n" for line in RAW.split("\n")[:6]) + "< HTTP/1.1 400\n< \n" + ANSWER
    yield "verbose-progress", "> POST /auth/token HTTP/1.1\n" + _fill("  0     0    0     0    0     0      0      0 --:--:-- --:--:--\n", MIB - KIB)
    yield "verbose-progress-regex", "> POST /auth/token HTTP/1.1\n" + _fill("0 ", MIB - KIB)
    yield "verbose-digits", "> POST /auth/token HTTP/1.1\n" + _fill("0", MIB - KIB)
    yield "verbose-remarks", "< HTTP/1.1 400 Bad\n< \n" + ANSWER + _fill("* Connection #", MIB - KIB)
    yield "verbose-braces", "< HTTP/1.1 400 Bad\n" + _fill("{ [5 bytes data]\n", MIB - KIB)
    yield "after-messages", RAW + _fill("}\n\n", 900 * KIB)
    yield "after-messages-spaces", RAW + "}" + _fill(" ", 500 * KIB) + "\n" + _fill("\n", 400 * KIB)
    yield "after-messages-keys", RAW + _fill("\n\n  -- BEGIN ", 900 * KIB)
    yield "parts-heads", RAW + _fill("\n--x\na: b\n", 900 * KIB) + "\n\neyJ.eyJ"
    yield "gzip-body", RAW.encode() + gzip.compress(FORM.encode()) * 1000
    yield "dirt", RAW.replace("Cookie", f"X{DIRT}: {DIRT}\nCookie").replace("com.example.web", DIRT)
    yield "proxy", "CONNECT appleid.apple.com:443 HTTP/1.1\n\n" * 190 + RAW
    yield "separators", _fill("###\n", 900 * KIB) + RAW


def forms() -> Made:
    yield "percent-bomb", "client_id=" + _fill("%25", MIB - KIB)
    yield "percent-odd", "client_id=" + _fill("%", MIB - KIB)
    yield "percent-invalid", "client_id=" + _fill("%ff%fe%zz", MIB - KIB) + f"&{FORM}"
    yield "pairs-500k", _fill("a&", MIB)
    yield "pairs-known", _fill("code=1&", MIB)
    yield "equals", "code=" + _fill("=", MIB - KIB)
    yield "ampersands", FORM + _fill("&", MIB - KIB)
    yield "names-long", _fill("client_", 500 * KIB) + "=1&" + FORM
    yield "names-near", "&".join(f"client_i{number}=x" for number in range(60_000)) + "&" + FORM
    yield "secrets-under-odd-names", f"x={CODE}&password={PASSWORD}&pass%77ord={PASSWORD}&p={quote(PEM)}&jwk={quote(json.dumps(JWK))}&" + FORM
    yield "code-repeated", f"code={CODE}&" * 5000 + FORM
    yield "quoted-secret", FORM.replace("client_secret=", "client_secret=%22Bearer%20").replace("&grant", "%22%0A&grant")
    yield (
        "secret-encoded-many-times",
        f"client_id=a&grant_type=authorization_code&client_secret={quote(quote(quote(quote(quote(CLIENT_SECRET, ''))), ''), '')}",
    )
    yield "secret-wrapped", f"client_id=a&grant_type=authorization_code&client_secret={b64encode(b64encode(CLIENT_SECRET.encode())).decode()}"
    yield "secret-of-1-mib", "client_id=a&grant_type=authorization_code&client_secret=ey" + _fill("A", MIB - KIB)
    yield "secret-of-dots", "client_id=a&grant_type=authorization_code&client_secret=ey" + _fill(".", MIB - KIB)
    yield "secret-of-quotes", "client_id=a&grant_type=authorization_code&client_secret=" + _fill('\\n"', 30 * KIB)
    yield "secret-is-the-key", f"client_id=a&grant_type=authorization_code&client_secret={quote(PEM)}&code={CODE}"
    yield "secret-is-the-key-on-one-line", f"client_id=a&grant_type=authorization_code&client_secret={b64encode(DER).decode()}&code={CODE}"
    yield "secret-is-the-number", f"client_id=a&grant_type=authorization_code&client_secret={SCALAR.hex()}&code={REFRESH_TOKEN}"
    yield (
        "secret-is-the-number-decimal",
        f"client_id=a&grant_type=authorization_code&client_secret={int.from_bytes(SCALAR, 'big')}&code={ACCESS_TOKEN}",
    )
    yield "secret-is-a-jwk", f"client_id=a&grant_type=authorization_code&client_secret={quote(json.dumps(JWK))}&code={IDENTITY_TOKEN}"
    yield (
        "everything-as-client-id",
        f"client_id={quote(PEM)}&grant_type={CODE}&redirect_uri=https://u:{PASSWORD}@example.com/?t={ACCESS_TOKEN}&code={VERIFIER}",
    )
    yield (
        "refresh-and-token",
        f"grant_type=refresh_token&refresh_token={REFRESH_TOKEN}&token={ACCESS_TOKEN}&client_id={CODE}&client_secret={IDENTITY_TOKEN}",
    )
    yield "listing", _fill("a: b\n", MIB)
    yield "listing-known", _fill(f"code: {CODE}\n", 900 * KIB)
    yield "listing-colons", "code" + _fill(":", MIB - KIB)
    yield "listing-spaces", "code" + _fill(" ", MIB - KIB) + "x"
    yield "dirt", FORM + f"&redirect_uri=https://{DIRT}&scope={DIRT}&{DIRT}={DIRT}&state=%1b%5d52;c;AAAA%07%c2%9b31m%e2%80%ae"
    yield "unicode-digits", FORM + "&expires=" + "\u0661" * 5000


def jsons() -> Made:
    yield "members-million", "{" + ",".join(f'"{number:x}":1' for number in range(90_000)) + "}"
    yield "members-same", '{"a":1' + _fill(',"a":1', MIB - KIB) + "}"
    yield "members-same-names", "{" + ",".join(f'"{number % 500:x}":1' for number in range(999)) + "}"
    yield "members-1000", json.dumps({f"error{number}": CODE for number in range(1000)})
    yield "list-million", '{"error":[' + _fill("1,", MIB - KIB) + "1]}"
    yield "deep-lists", _nested(500_000)
    yield "deep-objects", '{"error":' * 100_000 + "1" + "}" * 100_000
    yield "deep-open", _fill("[", MIB)
    yield "deep-in-answer", '{"error":"invalid_client","x":' + _nested(50_000) + "}"
    yield "deep-33", '{"error":"invalid_client","x":' + _nested(33) + "}"
    yield "float-overflow", '{"error":"invalid_client","expires_in":1e999,"x":-1e999}'
    yield "float-long", '{"error":"invalid_client","x":0.' + _fill("1", MIB - KIB) + "}"
    yield "digits-million", '{"error":"invalid_client","x":' + _fill("9", MIB - KIB) + "}"
    yield "nan", '{"error":NaN,"x":Infinity,"y":-Infinity}'
    yield "surrogates", '{"error":"\\ud800","error_description":"\\udfff\\ud83d"}'
    yield "surrogates-paired", '{"error":"invalid_client","error_description":"\\ud83d\\ude00\\u202e\\u001b[31m\\u009b"}'
    yield "escapes", '{"error":"' + _fill("\\u0041", MIB - KIB) + '"}'
    yield "backslashes", '{"error":"' + _fill("\\\\", MIB - KIB) + '"}'
    yield "string-open", '{"error":"' + _fill('\\"', MIB - KIB)
    yield "utf-8-invalid", b'{"error":"\xff\xfe\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80"}'
    yield "utf-16", ('{"error":"invalid_client","x":"' + CODE + '"}').encode("utf-16")
    yield "utf-16-odd", b"\xff\xfe" + b"\x00\xd8" * 300_000
    yield "utf-32", '{"error":"invalid_client"}'.encode("utf-32")
    yield (
        "description-long",
        json.dumps({"error": "invalid_grant", "error_description": "client_id mismatch. The code was not issued to " + "x" * 900_000}),
    )
    yield "description-canaries", json.dumps({"error": "invalid_grant", "error_description": f"{CODE} {CLIENT_SECRET} {PEM} {BEARER} {DIRT}"})
    yield "error-is-a-secret", json.dumps({"error": CODE, "error_description": REFRESH_TOKEN, "error_uri": f"https://u:{PASSWORD}@x/"})
    yield "error-types", json.dumps({"error": {"a": [CODE]}, "error_description": 1e308, "access_token": [ACCESS_TOKEN], "expires_in": "\u202e"})
    yield "tokens", json.dumps({"access_token": ACCESS_TOKEN, "refresh_token": REFRESH_TOKEN, "id_token": IDENTITY_TOKEN, "token_type": "bearer"})
    yield "dirty-names", json.dumps({DIRT: DIRT, "error": DIRT}, ensure_ascii=False)
    yield "answer-and-prompt", "{" + _fill("x", 500 * KIB) + "}" + _fill("$", 400 * KIB)
    yield "error-words", _fill("invalid_client ", MIB)
    yield "error-spaces", "invalid_client" + _fill(" ", MIB - KIB) + "x"
    yield "json-lines", _fill('{"error":"invalid_client"}\n', MIB)
    yield "json-paragraphs", _fill('{"error":"invalid_client"}\n\n', MIB)
    yield "bare-numbers", _fill("1e999 ", MIB)
    yield (
        "form-in-json",
        json.dumps({"grant_type": "authorization_code", "code": CODE, "client_secret": CLIENT_SECRET, "client_id": DIRT, "x": [PEM]}),
    )


def tokens() -> Made:
    head, claims = {"alg": "ES256", "kid": "ABC123DEFG"}, {"iss": "A1B2C3D4E5", "iat": 1, "exp": 2, "aud": "https://appleid.apple.com", "sub": "a"}
    yield "dots-100k", "eyJ" + "." * 100_000
    yield "dots-1-mib", "eyJhbGciOiJFUzI1NiJ9" + _fill(".eyJ", MIB - KIB)
    yield "at-16-kib", _token(head, claims | {"x": "y" * 11_900})
    yield "over-16-kib", _token(head, claims | {"x": "y" * 20_000})
    yield "one-mib", _token(head, claims | {"x": "y" * 700_000})
    yield "deep", _token(head, _nested(3000).encode())
    yield "members", _token(head, {f"{number:x}": number for number in range(900)})
    yield "members-1001", _token(head, {f"{number:x}": 1 for number in range(1001)})
    yield "huge-integer", _token(head, b'{"iat":' + b"9" * 5000 + b"}")
    yield "integer-20-digits", _token(head, b'{"iat":99999999999999999999,"exp":-99999999999999999999,"nbf":12345678901234567890}')
    yield "exponents", _token(head, b'{"iat":1e308,"exp":1e-308,"nbf":-1e308,"auth_time":1e20}')
    yield "overflow", _token(head, b'{"iat":1e999}')
    yield "nan", _token(head, b'{"iat":NaN,"exp":Infinity}')
    yield "not-utf-8", _token(head, b'{"iss":"\xff\xfe"}')
    yield "surrogates", _token(head, b'{"iss":"\\ud800","sub":"\\udc00\\ud800"}')
    yield "dirt", _token({"alg": DIRT, "kid": DIRT, DIRT: DIRT}, {"iss": DIRT, "sub": DIRT, "aud": [DIRT], DIRT: {DIRT: DIRT}})
    yield "secrets-in-claims", _token({"alg": "ES256", "kid": CODE, "jwk": JWK}, {"iss": PEM, "sub": REFRESH_TOKEN, "aud": CLIENT_SECRET, "x": SEC1})
    yield "repeated", _token(b'{"alg":"ES256","alg":"none","alg":"HS256"}', b'{"iss":"a","iss":"b"' + b',"iss":"c"' * 500 + b"}")
    yield "stray-bits", CLIENT_SECRET[:-1] + "z"
    yield "standard-alphabet", f"{_segment(head)}.{_segment(claims)}." + "+/" * 43
    yield "padded", f"{_segment(head)}=.{_segment(claims)}==.{'A' * 86}=="
    yield "none", f"{_segment({'alg': 'none'})}.{_segment(claims)}."
    yield "five-segments", ".".join(["eyJhbGciOiJkaXIifQ"] * 5)
    yield "two-segments", CLIENT_SECRET.rpartition(".")[0]
    yield "unicode-dots", CLIENT_SECRET.replace(".", "\u3002")
    yield "spaces-inside", " ".join(CLIENT_SECRET)
    yield "broken-lines", "\n".join(CLIENT_SECRET[at : at + 10] for at in range(0, len(CLIENT_SECRET), 10))
    yield "quoted-a-lot", '"' * 5000 + CLIENT_SECRET + '"' * 5000
    yield "bearer-a-lot", "Bearer " * 2000 + CLIENT_SECRET
    yield "bearer-a-mib", _fill("Bearer ", MIB - 2 * KIB) + CLIENT_SECRET
    yield "damaged-a-mib", "eyJ" + _fill("\\n", MIB - KIB)
    yield "damaged-percent", "%65%79" + _fill("%2e", MIB - KIB)
    yield "many", _fill(CLIENT_SECRET + "\n", 900 * KIB)
    yield "many-paragraphs", (CLIENT_SECRET + "\n\n") * 99
    yield "many-in-a-line", _fill(CLIENT_SECRET + " ", 900 * KIB)
    yield "der-signature", _token(head, claims, urlsafe_b64encode(b"\x30\x84\xff\xff\xff\xff" + SCALAR * 2).rstrip(b"=").decode())
    yield "der-signature-short", _token(head, claims, urlsafe_b64encode(b"\x30").rstrip(b"=").decode())
    yield "hex-signature", _token(head, claims, (SCALAR * 2).hex())
    yield "signature-4-kib", _token(head, claims, "A" * 12_000)
    yield (
        "empty-segments",
        "..",
    )
    yield "empty-objects", "e30.e30."
    yield "header-is-a-list", f"{_segment([1])}.{_segment('x')}.{_segment(1)}"
    yield "crit", _token({"alg": "ES256", "crit": ["b64"] * 500, "b64": False, "zip": "DEF"}, claims)
    yield "key-as-payload", f"{_segment(head)}.{_segment(PEM.encode())}.{_segment(DER)}"


def keys() -> Made:
    body = b64encode(DER).decode()
    yield "begin-40k", _fill("-----BEGIN", 400 * KIB)
    yield "begin-40k-spaced", _fill("-----BEGIN ", 440 * KIB)
    yield "begin-lines", _fill("-----BEGIN PRIVATE KEY-----\n", MIB)
    yield "begin-lines-16k", _fill("-----BEGIN PRIVATE KEY-----\n", 16 * KIB - 1)
    yield "end-lines-16k", _fill("-----END PRIVATE KEY-----\n", 16 * KIB - 1)
    yield "pairs", _fill(PEM, 900 * KIB)
    yield "pairs-16k", _fill(PEM, 16 * KIB)
    yield "body-1-mib", "-----BEGIN PRIVATE KEY-----\n" + _fill("A" * 64 + "\n", MIB - KIB) + "-----END PRIVATE KEY-----\n"
    yield "body-16k", "-----BEGIN PRIVATE KEY-----\n" + _fill(body, 15 * KIB) + "\n-----END PRIVATE KEY-----\n"
    yield "dashes", _fill("-", MIB)
    yield "dashes-16k", _fill("-", 16 * KIB - 40) + "BEGIN PRIVATE KEY" + "-" * 10
    yield "spaces-16k", "-----BEGIN PRIVATE KEY-----" + _fill(" ", 15 * KIB) + body[:20] + "-----END PRIVATE KEY-----"
    yield "whole-and-more", PEM + _fill("\n", 15 * KIB)
    yield "truncated", PEM[:120]
    yield "one-line", PEM.replace("\n", " ")
    yield "escaped", PEM.replace("\n", "\\n")
    yield "escaped-many-times", PEM.replace("\n", "\\" * 64 + "n")
    yield "quoted-many-times", '"' * 3000 + PEM + '"' * 3000
    yield "indented", "".join(f"    {line}\n" for line in PEM.split("\n"))
    yield "base64-of-pem", b64encode(PEM.encode()).decode()
    yield "base64-many-times", _base64_times(PEM.encode(), 12)
    yield "bare", body
    yield "bare-hex", DER.hex()
    yield "der", DER
    yield "der-and-more", DER + b"\x00" * 10_000
    yield "der-length-bomb", b"\x30\x84\xff\xff\xff\xff\x02\x01\x00" + DER
    yield "der-length-3", b"\x30\x83\xff\xff\xff" + DER[3:]
    yield "der-indefinite", b"\x30\x80" * 5000
    yield "der-nested", b"\x30\x82\x3f\xff" * 4000
    yield "der-base64-bomb", b64encode(b"\x30\x83\xff\xff\xff\x02\x01\x00\x30\x13" + DER[9:]).decode()
    yield "der-oid-bomb", b"\x30\x81\x87\x02\x01\x00\x30\x13\x06\xff" + DER[9:]
    yield "sec1", SEC1
    yield "sec1-and-parameters", "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + SEC1
    yield "encrypted", "-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + body + "\n-----END ENCRYPTED PRIVATE KEY-----\n"
    yield "encrypted-header", SEC1.replace("KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n", 1)
    yield "rsa", "-----BEGIN RSA PRIVATE KEY-----\n" + _fill("A", 12 * KIB) + "\n-----END RSA PRIVATE KEY-----\n"
    yield "certificate", "-----BEGIN CERTIFICATE-----\n" + _fill("MIIB", 12 * KIB) + "\n-----END CERTIFICATE-----\n"
    yield "openssh", "-----BEGIN OPENSSH PRIVATE KEY-----\n" + _fill("b3BlbnNzaC1rZXktdjEA", 12 * KIB) + "\n-----END OPENSSH PRIVATE KEY-----\n"
    yield "pgp", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n" + body + "\n-----END PGP PRIVATE KEY BLOCK-----"
    yield "jwk", json.dumps(JWK)
    yield "jwk-broken", json.dumps(JWK | {"x": "A", "y": DIRT, "crv": DIRT})
    yield "number-hex", SCALAR.hex()
    yield "number-hex-0x", "0x" + SCALAR.hex().upper()
    yield "number-pairs", SCALAR.hex(":")
    yield "number-decimal", str(int.from_bytes(SCALAR, "big"))
    yield "number-base64", b64encode(SCALAR).decode()
    yield "number-bytes", SCALAR
    yield "openssl-text", "Private-Key: (256 bit)\npriv:\n    " + SCALAR.hex(":") + "\npub:\n    04:\nASN1 OID: prime256v1\n"
    yield "python-bytes", repr(PEM.encode())
    yield "utf-16", PEM.encode("utf-16")
    yield "utf-8-mark", b"\xef\xbb\xbf" + PEM.encode()
    yield "html-entities", PEM.replace("-", "&#45;")
    yield "percent", quote(PEM, "")
    yield "plus", PEM.replace("\n", "+").replace(" ", "+")
    yield "nul-inside", PEM.replace("\n", "\x00\n")
    yield "zero-width-inside", "\u200b".join(PEM)
    yield "dashes-unicode", PEM.replace("-", "\u2014")
    yield "dirt", DIRT + PEM + DIRT
    yield "changed-letter", PEM.replace("MIGH", "MIGh")
    yield "path", "/etc/passwd.p8"
    yield "path-long", _fill("/x", 390) + ".p8"
    yield "curve", "prime256v1"


def _base64_times(data: bytes, times: int) -> bytes:
    for _ in range(times):
        data = b64encode(data)
    return data


def key_sets() -> Made:
    def rsa(number: int, bits: int = 2048) -> dict[str, str]:
        modulus = (random.Random(number).getrandbits(bits) | 1 << (bits - 1) | 1).to_bytes(bits // 8, "big")  # noqa: S311  the same each time
        return {"kty": "RSA", "kid": f"k{number}", "use": "sig", "alg": "RS256", "n": _segment(modulus), "e": "AQAB"}

    yield "fifty", json.dumps({"keys": [rsa(number) for number in range(50)]})
    yield "fifty-one", json.dumps({"keys": [rsa(number) for number in range(51)]})
    yield "million", '{"keys":[' + _fill("{},", MIB - KIB) + "{}]}"
    yield "modulus-of-1-mib", json.dumps({"keys": [rsa(1) | {"n": "A" * 900_000}]})
    yield "modulus-of-60-kib", json.dumps({"keys": [rsa(1) | {"n": "_" * 60_000}]})
    yield "modulus-8192", json.dumps({"keys": [rsa(number, 8192) for number in range(20)]})
    yield "exponent-huge", json.dumps({"keys": [rsa(1) | {"e": "_" * 2000}]})
    yield "exponent-zero", json.dumps({"keys": [rsa(1) | {"e": ""}, rsa(2) | {"e": "AA"}, rsa(3) | {"n": "AA"}]})
    yield "private", json.dumps({"keys": [JWK | {"kid": "k"}]})
    yield "private-alone", json.dumps(JWK)
    yield "symmetric", json.dumps({"keys": [{"kty": "oct", "kid": CODE, "k": JWK["d"]}]})
    yield "types", json.dumps({"keys": [1, None, "x", [], {"kty": 1, "kid": []}, {"kty": "EC", "kid": "a", "crv": {}, "x": 1, "y": None}]})
    yield "point-not-on-curve", json.dumps({"keys": [JWK | {"y": JWK["x"], "kid": DIRT, "d": 1}]})
    yield "dirty-kids", json.dumps({"keys": [rsa(1) | {"kid": DIRT}, rsa(2) | {"kid": PEM}, rsa(3) | {"kid": "x" * 40_000}]})
    yield "keys-is-a-text", json.dumps({"keys": CODE})


def notifications() -> Made:
    def one(events: object) -> str:
        return json.dumps({"payload": _token({"alg": "RS256", "kid": "k"}, {"iss": "https://appleid.apple.com", "aud": "a", "events": events})})

    yield "events-text", one(json.dumps({"type": "account-delete", "sub": DIRT, "event_time": 1e20}))
    yield "events-deep", one("[" * 5000)
    yield "events-long", one("x" * 10_000)
    yield "events-list", one([{"type": CODE, "event_time": "\u202e"}] * 100)
    yield "events-number", one(10**19)
    yield "payload-number", json.dumps({"payload": 1})
    yield "payload-secret", json.dumps({"payload": f"ey{CODE}"})
    yield "payload-1-mib", json.dumps({"payload": "ey" + "A" * 1_000_000})
    yield "payload-dots", json.dumps({"payload": "ey" + "." * 1_000_000})


def addresses() -> Made:
    page = "https://appleid.apple.com/auth/authorize"
    yield "query-1-mib", f"{page}?client_id=" + _fill("x", MIB - KIB)
    yield "query-500k", f"{page}?" + _fill("a&", MIB - KIB)
    yield "percent", f"{page}?client_id=a&redirect_uri=" + _fill("%25", MIB - KIB)
    yield (
        "secrets",
        f"{page}?client_id={CODE}&redirect_uri=https://u:{PASSWORD}@example.com/%3Fcode%3D{CODE}&code_challenge={VERIFIER}&client_secret={CLIENT_SECRET}",
    )
    yield "secrets-in-fragment", f"https://u:{PASSWORD}@appleid.apple.com/auth/authorize?response_type=code#code={CODE}&id_token={IDENTITY_TOKEN}"
    yield "dirt", f"{page}?client_id={DIRT}&redirect_uri={DIRT}&response_type=%1b%5b31m&scope=%e2%80%ae&state=%00"
    yield "redirect-ipv6", f"{page}?client_id=a&redirect_uri=https://[::1&response_type=code"
    yield "redirect-port", f"{page}?client_id=a&redirect_uri=https://a:999999999999/&response_type=code"
    yield "redirect-junk", f"{page}?client_id=a&redirect_uri=" + quote("https://[[::]]\\@\u2100.example/\n\t", "")
    yield "userinfo-1-mib", "https://" + _fill("u@", MIB - KIB) + "appleid.apple.com/auth/authorize?client_id=a"
    yield "brackets", "https://" + _fill("[", MIB - KIB) + "/auth/authorize"
    yield "wrapped", page + _fill("\n&a=b", MIB - KIB)
    yield "wrapped-spaces", page + "?a=b" + _fill("\n ", MIB - KIB)
    yield "unicode-host", "https://\u2100\uff0f\uff20.example/auth/authorize?client_id=a"
    yield "callback", f"https://example.com/callback?code={CODE}&state=x&id_token={IDENTITY_TOKEN}&user=" + quote(json.dumps({"name": DIRT}))
    yield "callback-user-deep", "https://example.com/callback?code=1&user=" + "%5B" * 100_000
    yield "callback-error", f"https://example.com/callback?error={DIRT}&error_description={CODE}"
    yield (
        "callback-post",
        (
            f"POST /callback HTTP/1.1\nHost: u:{PASSWORD}@example.com\nCookie: sid={COOKIE}\nOrigin: https://appleid.apple.com\n"
            f"Content-Type: application/x-www-form-urlencoded\n\ncode={CODE}&state=x&user={quote(json.dumps({'name': PEM}))}\n\n"
            f"HTTP/1.1 302 Found\nSet-Cookie: sid={COOKIE}; SameSite=Lax\nLocation: https://u:{PASSWORD}@example.com/?code={CODE}\n\n"
        ),
    )
    yield "callback-cookies", "POST /callback HTTP/1.1\nHost: a.b\n\ncode=1\n\nHTTP/1.1 403 No\n" + _fill(f"Set-Cookie: a={COOKIE}\n", 900 * KIB)


def pages() -> Made:
    yield "html-1-mib", "<!doctype html><html>" + _fill("<b>x</b>", MIB - KIB)
    yield "html-open", "<html>" + _fill("<", MIB - KIB)
    yield "html-title", "<html><head><title>" + _fill("<title>", MIB - KIB)
    yield "html-comments", "<html>" + _fill("<!--", MIB - KIB)
    yield "html-scripts", "<html>" + _fill("<script>", MIB - KIB)
    yield "html-entities", "<html><title>Sign In &#x1b;[31m&#155;&#8238;</title>" + _fill("&#x1b;", MIB - KIB)
    yield "html-secrets", f"<html><center>Apple</center>{CODE} {PEM} {CLIENT_SECRET} invalid_client {DIRT}</html>"
    yield "html-spaces", "<html><h1>" + _fill(" ", MIB - KIB) + "</h1>"
    yield "html-attributes", "<html><body " + _fill("a='", MIB - KIB)
    yield "doctype", "<!doctype" + _fill(" ", MIB - KIB) + "x"
    yield "copied-page", _fill("Sign in with your Apple Account\n", MIB)
    yield "copied-error", f"Sign Up Not Completed\n\ninvalid_client {CODE}\n" * 2000


def settings() -> Made:
    env = f'APPLE_TEAM_ID=A1B2C3D4E5\nAPPLE_KEY_ID=ABC123DEFG\nAPPLE_CLIENT_ID=com.example.web\nAPPLE_PRIVATE_KEY="{PEM}"\n'
    yaml_key = "".join(f"    {line}\n" for line in PEM.split("\n"))
    yield ".env", env + f"APPLE_CLIENT_SECRET={CLIENT_SECRET}\nDATABASE_URL=postgres://u:{PASSWORD}@host/db\n"
    yield "open-quote.env", env + 'X="' + _fill("\\", 900 * KIB)
    yield "lines.env", env + _fill("A=b\n", 900 * KIB)
    yield "quotes.env", "A='" + _fill("'\nA='", 900 * KIB)
    yield "spaces.env", _fill(" ", 500 * KIB) + "A=" + _fill(" ", 500 * KIB) + "#"
    yield "remarks.env", "APPLE_TEAM_ID=a" + _fill(" #", 900 * KIB)
    yield "key-lines.env", "APPLE_PRIVATE_KEY=-----BEGIN PRIVATE KEY-----\n" + _fill("AAAA\n", 900 * KIB)
    yield "dirt.env", f"APPLE_TEAM_ID={DIRT}\nAPPLE_CLIENT_ID={DIRT}\nAPPLE_KEY_ID='{DIRT}'\n"
    yield (
        "bomb.yaml",
        "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(20)),
    )
    yield "itself.yaml", "apple: &a\n  team_id: A1B2C3D4E5\n  again: *a\n"
    yield (
        "merge-bomb.yaml",
        "a: &a {x: 1}\n" + "".join(f"k{n}: &k{n}\n  <<: [*a, *{'a' if n == 0 else f'k{n - 1}'}]\n  v{n}: 1\n" for n in range(300)),
    )
    yield "deep.yaml", "apple: " + "[" * 20_000
    yield "deep-blocks.yaml", "".join(" " * depth + "a:\n" for depth in range(600))
    yield "tags.yaml", "apple:\n  team_id: !!python/object/apply:os.system ['touch ran']\n  key_id: !!python/name:os.system\n"
    yield "binary.yaml", f"apple:\n  team_id: !!binary {b64encode(DIRT.encode()).decode()}\n  private_key: |\n{yaml_key}"
    yield "documents.yaml", _fill("---\na: b\n", 200 * KIB)
    yield "scalar.yaml", "a: '" + _fill("''", 200 * KIB) + "'"
    yield "quoted.yaml", 'a: "' + _fill("\\x1b", 200 * KIB) + '"'
    yield "one-mib.yaml", "apple:\n" + _fill("  a: b\n", MIB - KIB)
    yield (
        "secret.yaml",
        "kind: Secret\ndata:\n  APPLE_PRIVATE_KEY: " + b64encode(PEM.encode()).decode() + f"\n  APPLE_TEAM_ID: {b64encode(DIRT.encode()).decode()}\n",
    )
    yield "timestamps.yaml", "apple:\n  team_id: 9999-99-99\n  key_id: 1:60:60\n  n: 0x" + "f" * 5000 + "\n"
    yield "deep.toml", "a = " + "[" * 50_000
    yield "deep-tables.toml", "[" + ".".join(["a"] * 5000) + "]\nteam_id = 1\n"
    yield "dotted.toml", ".".join(["a"] * 50_000) + " = 1\n"
    yield "inline.toml", "a = " + "{a=" * 5000
    yield "digits.toml", "[apple]\nteam_id = " + "9" * 5000 + "\n"
    yield "floats.toml", f"[apple]\nteam_id = 1e999\nkey_id = nan\nclient_id = '{DIRT[:3].strip()}'\nprivate_key = '''{PEM}'''\n"
    yield "tables.toml", _fill("[[a]]\n", 200 * KIB)
    yield "keys.toml", "".join(f"k{number}=1\n" for number in range(25_000))
    yield "key.json", json.dumps({"apple": {"team_id": DIRT, "key_id": CODE, "private_key": PEM, "client_secret": CLIENT_SECRET}})
    yield "comments.json", "{" + _fill("/*", 200 * KIB)
    yield "comment-quotes.json", "{//" + _fill('"\\', 200 * KIB)
    yield "deep.json", '{"apple":' * 20_000
    yield "digits.json", '{"apple":{"team_id":' + "9" * 5000 + "}}"
    yield "commas.json", '{"a":1//\n' + _fill(", ", 200 * KIB) + "}"
    yield "firebase.json", json.dumps({"type": "service_account", "private_key": PEM, "client_email": DIRT, "private_key_id": SCALAR.hex()})
    yield "settings.py", f"SOCIALACCOUNT_PROVIDERS = {{'apple': {{'APP': {{'client_id': 'a', 'secret': 'K', 'certificate_key': '''{PEM}'''}}}}}}\n"
    yield "deep.py", "A = " + "(" * 5000
    yield "deep-unary.py", "A = " + "-" * 50_000 + "1"
    yield "deep-calls.py", "A = " + "dict(a=" * 100 + "1" + ")" * 100
    yield "power.py", "A = 9 ** 9 ** 9 ** 9\nB = 'x' * 10 ** 10\nSOCIAL_AUTH_APPLE_ID_TEAM = 'A' * 10 ** 9\n"
    yield "runs.py", "import os\nos.system('touch ran')\nSOCIAL_AUTH_APPLE_ID_TEAM = __import__('os').system('touch ran')\n"
    yield "attributes.py", "A = a" + ".a" * 50_000
    yield "sums.py", "A = 'x'" + " + 'x'" * 10_000 + "\nSOCIAL_AUTH_APPLE_ID_TEAM = A\n"
    yield "doubling.py", "A = 'xxxxxxxxxxxxxxxx'\n" + "A = A + A\n" * 200 + "SOCIAL_AUTH_APPLE_ID_TEAM = A\n"
    yield "lists.py", "A = [1]\n" + "A = [A, A, A, A]\n" * 40 + "SOCIALACCOUNT_PROVIDERS = {'apple': A}\n"
    yield "f-strings.py", "A = f'" + "{A}" * 5000 + "'\n"
    yield "nul.py", "A = '\x00'\nSOCIAL_AUTH_APPLE_ID_TEAM = 'x'\n"
    yield "application.properties", f"spring.security.oauth2.client.registration.apple.client-id={DIRT}\n" + _fill("a\\\n", 200 * KIB)
    yield "escapes.properties", "apple.team=" + _fill("\\ud800\\u001b", 200 * KIB)
    yield "folds.properties", "apple.team=a" + _fill("\\", 200 * KIB)
    yield "strategy.js", f"new AppleStrategy({{teamID: '{DIRT}', keyID: '{CODE}', privateKeyString: `{PEM}`, clientID: '{REFRESH_TOKEN}'}})"
    yield "brackets.js", "new AppleStrategy(" + _fill("{[(", 200 * KIB)
    yield "marks.js", _fill("AppleStrategy(", 200 * KIB)
    yield "marks-colons.js", _fill("apple: {", 200 * KIB)
    yield "apples.js", _fill("apple", 200 * KIB)
    yield "quotes.js", "AppleProvider({a: '" + _fill("\\'", 200 * KIB)
    yield "provider.rb", "provider :apple, " + _fill("'a', ", 200 * KIB)
    yield "arrows.php", "'apple' => [" + _fill("'a' => ", 200 * KIB)


def recordings() -> Made:
    def entry(url: str, text: str = FORM, answer: str = ANSWER, **more: object) -> dict[str, object]:
        return {
            "startedDateTime": "2026-11-25T10:00:00.000Z",
            "request": {
                "method": "POST",
                "url": url,
                "headers": [{"name": "Authorization", "value": f"Bearer {BEARER}"}, {"name": "Cookie", "value": f"sid={COOKIE}"}],
                "postData": {"mimeType": "application/x-www-form-urlencoded", "text": text},
            },
            "response": {"status": 400, "headers": [], "content": {"text": answer, "mimeType": "application/json"}},
            **more,
        }

    def har(*entries: object) -> str:
        return json.dumps({"log": {"version": "1.2", "entries": list(entries)}})

    yield "right.har", har(entry(TOKEN_URL))
    yield "dirt.har", har(entry(TOKEN_URL + DIRT, FORM + DIRT, DIRT, startedDateTime=DIRT))
    yield "many.har", har(*[entry(TOKEN_URL)] * 900)
    yield "empty-entries.har", '{"log":{"entries":[' + _fill("{},", MIB - KIB) + "{}]}}"
    yield "deep.har", '{"log":{"entries":[' + '{"request":' * 60_000
    yield "deep-lists.har", '{"log":{"entries":' + "[" * 500_000
    yield "deep-in-an-entry.har", '{"log":{"entries":[{"request":{"url":"https://a.b","headers":' + _nested(100_000) + "}}]}}"
    yield "truncated.har", har(entry(TOKEN_URL))[:-40]
    yield (
        "types.har",
        har(
            1,
            None,
            "x",
            [],
            {"request": 1},
            {"request": {"url": [], "headers": {}, "postData": []}},
            entry("https://appleid.apple.com/auth/token") | {"response": {"status": "x", "content": 1}},
        ),
    )
    yield (
        "numbers.har",
        '{"log":{"entries":[{"startedDateTime":1e999,"request":{"url":"https://appleid.apple.com/auth/token","method":"POST","bodySize":'
        + "9" * 6000
        + '},"response":{"status":1e999}}]}}',
    )
    yield (
        "status-huge.har",
        '{"log":{"entries":[{"request":{"url":"https://appleid.apple.com/auth/token","method":"POST"},"response":{"status":' + "9" * 4000 + "}}]}}",
    )
    yield "base64.har", har(entry(TOKEN_URL) | {"response": {"status": 400, "content": {"encoding": "base64", "text": "A" * 900_001}}})
    yield (
        "base64-secrets.har",
        har(entry(TOKEN_URL) | {"response": {"status": 400, "content": {"encoding": "base64", "text": b64encode(f"{PEM}{CODE}".encode()).decode()}}}),
    )
    yield (
        "params.har",
        har(
            {
                "request": {
                    "method": "POST",
                    "url": TOKEN_URL,
                    "postData": {"mimeType": "multipart/form-data", "params": [{"name": "code", "value": CODE}, {"name": DIRT}, 1]},
                }
            }
        ),
    )
    yield (
        "headers.har",
        har({"request": {"method": "POST", "url": TOKEN_URL, "headers": [{"name": "a", "value": "b"}] * 20_000}, "response": {"status": 400}}),
    )
    yield (
        "surrogates.har",
        '{"log":{"entries":[{"request":{"url":"https://appleid.apple.com/auth/token?\\ud800","method":"\\udfff","postData":{"text":"code=\\ud800"}},"response":{"status":400,"content":{"text":"\\udfff"}}}]}}',
    )
    yield "utf-8-invalid.har", b'{"log":{"entries":[{"request":{"url":"https://appleid.apple.com/auth/token\xff\xfe"}}]}}'
    yield "nul.har", b'{"log":{"entries":[' + b"\x00" * 100_000
    yield "strings.har", '{"log":{"entries":[{"request":{"url":"https://a.b/' + _fill("x", MIB - KIB) + '"}}]}}'
    yield "string-open.har", '{"log":{"comment":"' + _fill("\\\\", MIB - KIB)
    yield "repeated-log.har", '{"log":{"entries":[]},' + _fill('"log":{},', MIB - KIB) + '"log":{"entries":[]}}'


def collections() -> Made:
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"

    def postman(*items: object, **more: object) -> str:
        return json.dumps({"info": {"name": DIRT, "schema": schema}, "item": list(items), **more})

    def item(**more: object) -> dict[str, object]:
        fields = [
            {"key": name, "value": value}
            for name, value in (("client_id", "{{a}}"), ("client_secret", CLIENT_SECRET), ("code", CODE), ("grant_type", "authorization_code"))
        ]
        return {"name": DIRT, "request": {"method": "POST", "url": {"raw": TOKEN_URL}, "body": {"mode": "urlencoded", "urlencoded": fields}, **more}}

    yield "right.json", postman(item())
    yield "variables.json", postman(item(url="{{a}}"), variable=[{"key": "a", "value": "{{b}}{{b}}"}, {"key": "b", "value": "{{a}}{{a}}"}])
    yield "variable-bomb.json", postman(item(url="{{v0}}"), variable=[{"key": f"v{n}", "value": f"{{{{v{n + 1}}}}}" * 60} for n in range(9)])
    yield "variable-long.json", postman(item(url="{{v}}" * 5000), variable=[{"key": "v", "value": "x" * 100_000}])
    yield "braces.json", postman(item(url="{{" * 200_000))
    yield "braces-percent.json", postman(item(url="{%" * 200_000))
    yield "many.json", postman(*[item()] * 900)
    yield "deep-items.json", '{"info":{"schema":"' + schema + '"},"item":[' + '{"item":[' * 20_000
    yield "deep-items-closed.json", '{"info":{"schema":"' + schema + '"},"item":[' + '{"item":[' * 400 + "]}" * 400 + "]}"
    yield (
        "types.json",
        postman(1, None, "x", {"request": "https://appleid.apple.com/auth/token"}, {"request": {"url": 1, "header": {}, "body": []}}, {"item": {}}),
    )
    yield "auth.json", postman(item(auth={"type": "basic", "basic": [{"key": "username", "value": "u"}, {"key": "password", "value": PASSWORD}]}))
    yield "bearer.json", postman(item(auth={"type": "bearer", "bearer": [{"key": "token", "value": BEARER}]}, header=[{"key": DIRT, "value": DIRT}]))
    yield "files.json", postman(item(body={"mode": "formdata", "formdata": [{"key": "code", "type": "file", "src": "/etc/passwd"}]}))
    yield "raw-json.json", postman(item(body={"mode": "raw", "raw": json.dumps({"code": CODE, "private_key": PEM})}))
    yield "digits.json", '{"info":{"schema":"' + schema + '"},"item":[' + "9" * 5000 + "]}"
    yield (
        "insomnia.json",
        json.dumps(
            {
                "_type": "export",
                "resources": [
                    {
                        "_type": "request",
                        "url": TOKEN_URL,
                        "method": DIRT,
                        "body": {"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "code", "value": CODE}]},
                    }
                ]
                * 50,
            }
        ),
    )


def logs() -> Made:
    line = f"2026-11-25T10:00:00Z ERROR apple invalid_client {FORM} Authorization: Bearer {BEARER}\n"
    yield "lines", _fill(line, 900 * KIB)
    yield "one-line", "2026-11-25T10:00:00Z apple invalid_client " + _fill("x", MIB - KIB)
    yield "dirt", f"2026-11-25T10:00:00Z apple {DIRT} invalid_client client_secret={CLIENT_SECRET} {DIRT}\n" * 100
    yield "escapes", "apple invalid_client " + _fill("\\\\\\\\", MIB - KIB)
    yield "escapes-deep", "apple invalid_client " + "\\" * 4096 + '"error":"invalid_client"'
    yield "entities", "apple invalid_client " + _fill("&amp;", MIB - KIB)
    yield "entities-deep", "apple invalid_client &" + _fill("amp;", MIB - KIB)
    yield "objects", "apple " + _fill('{"error":"invalid_client"', MIB - KIB)
    yield "objects-open", "apple invalid_client " + _fill("{", MIB - KIB)
    yield "objects-closed", "apple invalid_client " + _nested(500_000, "{", "}", "")
    yield "pairs", "apple " + _fill(f"client_secret={'x' * 50} ", MIB - KIB)
    yield "pairs-quotes", "apple " + _fill('client_secret="', MIB - KIB)
    yield "pairs-arrows", "apple client_secret" + _fill("=>", MIB - KIB)
    yield "tokens", "apple " + _fill(f"{CLIENT_SECRET}x ", MIB - KIB)
    yield "tokens-dots", "apple " + _fill("eyJaaaaaaaaa.", MIB - KIB)
    yield "words", "apple invalid_client " + _fill("a&client_secret=b ", MIB - KIB)
    yield "words-long", "apple " + _fill("&client_secret=", MIB - KIB)
    yield "urls", "apple " + _fill("https://appleid.apple.com/auth/authorize?a ", MIB - KIB)
    yield "curls", "apple " + _fill("curl 'https://a' ", MIB - KIB)
    yield "curls-json", '{"msg":"' + _fill("curl 'https://appleid.apple.com/auth/token' -d \\\"a\\\" ", MIB - KIB) + '"}'
    yield "raw", "apple '" + _fill("POST /auth/token HTTP/1.1\\n", MIB - KIB)
    yield "times", _fill("2026-11-25T10:00:00", MIB)
    yield "times-odd", _fill("apple invalid_client 99999999999999999999 0000-00-00T99:99:99+99:99\n", 900 * KIB)
    yield "times-first", "2026-02-31T23:59:60.999999999+01:99 apple invalid_client\n9999-12-31T23:59:59-14:00 apple invalid_client\n"
    yield "epochs", '{"time":9999999999999999999,"msg":"apple invalid_client"}\n' * 1000
    yield "indents", "apple invalid_client\n" + _fill(" x\n", 900 * KIB)
    yield "tracebacks", _fill("Traceback (most recent call last):\n  File\napple invalid_client\n", MIB)
    yield "nul", b"apple invalid_client\x00\xff\xfe\n" * 20_000
    yield (
        "json-lines",
        _fill(json.dumps({"time": "2026-11-25T10:00:00Z", "msg": f"apple invalid_client {CODE}", "secret": CLIENT_SECRET}) + "\n", 900 * KIB),
    )
    yield (
        "json-in-json",
        json.dumps({"msg": json.dumps({"msg": json.dumps({"msg": json.dumps({"error": "invalid_client", "code": CODE, "x": DIRT})})})}),
    )
    yield "keys", f"apple invalid_client {PEM!r} {SCALAR.hex()} {json.dumps(JWK)} client_secret={BEARER}\n" * 50
    yield "status", "apple " + _fill("status code 4", MIB - KIB)
    yield "status-words", "apple" + _fill(" status", MIB - KIB)
    yield "mismatch", _fill("client_id mismatch. The code was not issued to ", MIB)
    yield "mismatch-secret", f"apple invalid_grant client_id mismatch. The code was not issued to {CODE}\n"
    yield (
        "surrogates",
        json.dumps({"msg": "apple invalid_client", "grant_type": "x", "code": "\ud800" * 30, "client_secret": DIRT, "client_id": DIRT}),
    )
    yield "blank", _fill("\n", MIB)
    yield "carriage-returns", _fill("apple invalid_client\r", MIB)
    yield "utf-16", line.encode("utf-16") * 100


def junk() -> Made:
    noise = random.Random(2026)  # noqa: S311  the same each time
    yield "empty", b""
    yield "blank", _fill(" \t\n", MIB)
    yield "nul", b"\x00" * MIB
    yield "ff", b"\xff" * MIB
    yield "noise", noise.randbytes(MIB)
    yield "noise-ascii", noise.randbytes(MIB).translate(bytes(32 + number % 95 for number in range(256)))
    signs = b"{}[]\"'\\:,=&%.-\n ey"
    yield "noise-lines", noise.randbytes(MIB).translate(bytes(signs[number % len(signs)] for number in range(256)))
    yield "gzip", gzip.compress(_fill("x", MIB).encode(), mtime=0)
    yield "gzip-cut", gzip.compress(noise.randbytes(1000), mtime=0)[:-9]
    yield "gzip-bomb", gzip.compress(b"\x00" * 30_000_000, 1, mtime=0)
    yield "gzip-bad", b"\x1f\x8b" + noise.randbytes(1000)
    yield "bzip2", bz2.compress(b"\x00" * MIB)
    yield "xz-bad", b"\xfd7zXZ\x00" + noise.randbytes(100)
    yield "zlib", zlib.compress(b"\x00" * MIB)
    yield "zip", _zip()
    yield "elf", b"\x7fELF" + noise.randbytes(10_000)
    yield "png", b"\x89PNG\r\n\x1a\n" + noise.randbytes(10_000)
    yield "utf-16", ("x" * 100_000).encode("utf-16")
    yield "utf-16-cut", b"\xfe\xff\xd8"
    yield "overlong", b"\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf" * 50_000
    yield "surrogates", b"\xed\xa0\x80\xed\xbf\xbf" * 100_000
    yield "combining", "e" + _fill("\u0301", MIB - KIB)
    yield "astral", _fill("\U0001f600", MIB)
    yield "bidi", _fill("\u202e\u2066", MIB)
    yield "zero-width", _fill("\u200b", MIB)
    yield "tags", _fill("\U000e0041", MIB)
    yield "turkish", _fill("\u0130\u0131\u017f\u212a", MIB)
    yield "sharp-s", _fill("\ufb03\u00df", MIB)
    yield "digits-arabic", _fill("\u0661", MIB)
    yield "line-ends", _fill("\x85\u2028\u2029\x0b\x0c", MIB)
    yield "escapes", _fill(ESC_OSC52 + ESC_CSI, MIB)
    yield "c1", _fill(C1, MIB)
    yield "base64", _fill("QUJD", MIB)
    yield "base64-lines", _fill("QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD\n", MIB)
    yield "hex", _fill("deadbeef", MIB)
    yield "quotes", _fill("'\"`", MIB)
    yield "braces", _fill("{}", MIB)
    yield "braces-open", _fill("{", MIB)
    yield "colons", _fill("a:", MIB)
    yield "equals", _fill("A=", MIB)
    yield "paragraphs", _fill("x\n\n", MIB)
    yield "paragraphs-100", "x\n\n" * 99 + ANSWER
    yield "labels", _fill("label:\n", MIB)
    yield "labels-paragraphs", _fill("label:\n\n", MIB)
    yield "fences", _fill("```\n", MIB)
    yield "fence-long", "```" + _fill("x", MIB - KIB)
    yield "comments", _fill("# \n", MIB)
    yield "comments-slashes", _fill("//", MIB)
    yield "opaque", "".join(f"{secret}\n" for secret in (CODE, ACCESS_TOKEN, REFRESH_TOKEN, VERIFIER, BEARER, COOKIE, PASSWORD))
    yield "code-alone", CODE
    yield "verifier-alone", VERIFIER
    yield "everything", "\n\n".join((CURL, RAW, ANSWER, CLIENT_SECRET, PEM, IDENTITY_TOKEN, FORM, json.dumps(JWK)))
    yield "everything-dirty", DIRT.join((CURL, RAW, ANSWER, CLIENT_SECRET, PEM, IDENTITY_TOKEN, FORM, json.dumps(JWK)))
    yield "other-client", f"wget --header='Authorization: Bearer {BEARER}' --post-data='{FORM}' {TOKEN_URL}{DIRT}"
    yield "name-in-name", _fill("AB=", 1500)
    yield "name-in-name-1-mib", _fill("AB=")
    yield "name-in-name-long", _fill("A" * 43 + "=")


def _zip() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("../../etc/passwd"), b"\x00" * 10_000)
    return file.getvalue()


def projects() -> Made:
    yield "deep", "keys = " + "[" * 100_000
    yield "digits", "now = " + "9" * 5000
    yield "now-far", "now = 999999999999"
    yield "now-negative", "now = '-1'"
    yield "now-first", "now = '0001-01-01T00:00:00+14:00'"
    yield "now-last", "now = '9999-12-31T23:59:59-14:00'"
    yield "unknown", f"'{CODE}' = 1"
    yield "unknown-dirt", '"\\u001b[31m\\u009b\\u202e" = 1'
    yield "origin-secret", f"origin = '{VERIFIER}'"
    yield "team-dirt", 'team_id = "\\u001b]52;c;AAAA\\u0007"\nkey_id = "\\u202e"\nbundle_ids = ["\\u009b"]\nredirect_uri = "https://[\\u0000"'
    yield "key-nul", 'key = "a\\u0000b.p8"'
    yield "key-long", f"key = '{'x' * 5000}'"
    yield "key-folder", "key = '/'"
    yield "key-zero", "key = '/dev/zero'"
    yield "key-memory", "key = '/proc/self/mem'"
    yield "key-is-the-key", f"key = '''{PEM}'''"
    yield "keys-50k", "keys = [" + "'a'," * 50_000 + "]"
    yield "dotted", ".".join(["a"] * 20_000) + " = 1"
    yield "utf-16", "team_id = 'x'".encode("utf-16")
    yield "not-utf-8", b"team_id = '\xff\xfe'"
    yield "not-toml", f"{CODE} {PEM}"
    yield "types", "team_id = 1979-05-27T07:32:00Z"
    yield "booleans", "team_id = true"
    yield "ids-10k", "bundle_ids = [" + ",".join(f"'com.example.{number}'" for number in range(10_000)) + "]"
    yield "response", f"response = '''{ANSWER}'''"
    yield "response-nul", 'response = "\\u0000"'


def lines() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield command lines that are themselves hostile."""
    yield "option-dirt", ("doctor", f"--{DIRT.replace(chr(0), '')}")
    yield "option-secret", ("doctor", f"--code={CODE}")
    yield "command-dirt", (f"x{ESC_OSC52}{C1}{BIDI}",)
    yield "command-secret", (CLIENT_SECRET,)
    yield "command-key", (PEM,)
    yield "choice-dirt", ("doctor", "x=1", "--origin", ESC_CSI)
    yield "choice-secret", ("doctor", "x=1", "--format", CODE)
    yield "number-secret", ("decode", "--now", PASSWORD, CLIENT_SECRET)
    yield "number-huge", ("decode", "--now", "9" * 4000, CLIENT_SECRET)
    yield "number-far", ("decode", "--now", "9" * 25, CLIENT_SECRET)
    yield "number-negative", ("decode", "--now", "-" + "9" * 25, CLIENT_SECRET)
    yield "number-too-long", ("decode", "--now", "9" * 5000, CLIENT_SECRET)
    yield "jobs", ("doctor", "--summary", "--jobs", "9" * 30, "-")
    yield "now-digits", ("doctor", CLIENT_SECRET, "--now", "9" * 12)
    yield "now-superscript", ("doctor", CLIENT_SECRET, "--now", "\u0661\u0662\u0663")
    yield "now-secret", ("doctor", CLIENT_SECRET, "--now", VERIFIER)
    yield "now-first", ("doctor", CLIENT_SECRET, "--now", "0001-01-01T00:00:00+14:00")
    yield "now-last", ("doctor", CLIENT_SECRET, "--now", "9999-12-31T23:59:59-14:00")
    yield "file-secret", ("doctor", CODE)
    yield "file-verifier", ("doctor", VERIFIER)
    yield "file-scalar", ("doctor", SCALAR.hex())
    yield "file-decimal", ("doctor", str(int.from_bytes(SCALAR, "big")))
    yield "file-base64", ("doctor", b64encode(SCALAR).decode())
    yield "file-key-body", ("doctor", b64encode(DER).decode())
    yield "file-long", ("doctor", "x" * MIB)
    yield "file-nul", ("doctor", "a\x00b")
    yield "file-dirt", ("doctor", DIRT.replace("\x00", "").replace(" ", ""))
    yield "file-not-utf-8", ("doctor", "\udcff\udcfe.p8")
    yield "file-folder", ("doctor", "/")
    yield "file-up", ("doctor", "../" * 500 + "etc/passwd")
    yield "file-zero", ("doctor", "/dev/zero")
    yield "file-memory", ("doctor", "/proc/self/mem")
    yield "file-null", ("doctor", "/dev/null")
    yield "key-secret", ("doctor", "x=1", "--key", CODE)
    yield "key-pem", ("doctor", CLIENT_SECRET, "--key", PEM)
    yield "key-nul", ("doctor", CLIENT_SECRET, "--key", "a\x00.p8")
    yield "key-zero", ("doctor", CLIENT_SECRET, "--key", "/dev/zero")
    yield "config-nul", ("doctor", CLIENT_SECRET, "--config", "a\x00")
    yield "config-secret", ("doctor", CLIENT_SECRET, "--config", REFRESH_TOKEN)
    yield "config-zero", ("doctor", CLIENT_SECRET, "--config", "/dev/zero")
    yield "response-secret", ("doctor", CLIENT_SECRET, "--response", REFRESH_TOKEN)
    yield (
        "options-dirt",
        (
            "doctor",
            CLIENT_SECRET,
            "--team",
            ESC_OSC52,
            "--key-id",
            C1,
            "--bundle-id",
            BIDI,
            "--services-id",
            "\udcff",
            "--redirect-uri",
            "https://[\udcff",
        ),
    )
    yield (
        "options-secret",
        (
            "doctor",
            CLIENT_SECRET,
            "--team",
            PEM,
            "--key-id",
            CODE,
            "--bundle-id",
            REFRESH_TOKEN,
            "--services-id",
            CLIENT_SECRET,
            "--redirect-uri",
            f"https://u:{PASSWORD}@x/?code={CODE}",
        ),
    )
    yield "options-long", ("doctor", CLIENT_SECRET, *("--bundle-id", "x" * 1000) * 300, "--team", "x" * 100_000)
    yield "options-50k", ("doctor", CLIENT_SECRET, *("--services-id", "a") * 20_000)
    yield "curl-apart", ("doctor", "curl", *("-d", "a=b") * 5000, TOKEN_URL)
    yield "curl-apart-dirt", ("doctor", "--", "curl", f"-d{ESC_OSC52}", f"-H{C1}", TOKEN_URL)
    yield "pieces-10k", ("doctor", *("a=b",) * 2000)
    yield "decode-dirt", ("decode", DIRT.replace("\x00", ""))
    yield "decode-not-utf-8", ("decode", "\udcff.\udcfe.\udcfd")
    yield "decode-key", ("decode", PEM)
    yield "decode-option", ("decode", f"--{CODE}")
    yield "key-dirt", ("key", ESC_OSC52)
    yield "key-is-the-key", ("key", PEM)
    yield "key-is-the-number", ("key", SCALAR.hex())
    yield "key-file-nul", ("key", "\x00")
    yield "key-file-zero", ("key", "/dev/zero")
    yield "key-two", ("key", PEM, CODE)
    yield "explain-dirt", ("explain", DIRT.replace("\x00", ""))
    yield "explain-secret", ("explain", CLIENT_SECRET)
    yield "explain-code", ("explain", CODE)
    yield "explain-long", ("explain", "secret-" * 100_000)
    yield "explain-not-utf-8", ("explain", "\udcff")
    yield "secret-team", ("secret", "--key", "key.p8", "--team", PEM, "--client-id", CODE, "--key-id", REFRESH_TOKEN)
    yield "secret-key", ("secret", "--key", PEM, "--team", "A1B2C3D4E5", "--client-id", "a")
    yield "secret-span", ("secret", "--key", "key.p8", "--team", "A1B2C3D4E5", "--client-id", "com.example.a", "--expires-in", VERIFIER)
    yield (
        "secret-span-arabic",
        (
            "secret",
            "--key",
            "key.p8",
            "--team",
            "A1B2C3D4E5",
            "--client-id",
            "com.example.a",
            "--key-id",
            "ABC123DEFG",
            "--expires-in",
            "\u0661\u0660m",
        ),
    )
    yield "secret-now", ("secret", "--key", "key.p8", "--team", "A1B2C3D4E5", "--client-id", "a", "--key-id", "ABC123DEFG", "--now", "9" * 30)
    yield "secret-dirt", ("secret", "--key", "key.p8", "--team", DIRT, "--client-id", DIRT, "--key-id", DIRT)
    yield "demo", ("demo", "9" * 30)
    yield "completion-dirt", ("completion", ESC_OSC52)
    yield "rules-extra", ("rules", CODE)


# What each family is called, what makes it, and what its files are called: with an empty name they come from standard input.
FAMILIES = (
    ("curl", curls, "request.sh"),
    ("http", raw_http, "request.http"),
    ("form", forms, "form.txt"),
    ("json", jsons, "answer.json"),
    ("token", tokens, "client_secret.jwt"),
    ("key", keys, "AuthKey_ABC123DEFG.p8"),
    ("key-set", key_sets, "keys.json"),
    ("notification", notifications, "notification.json"),
    ("address", addresses, "address.txt"),
    ("page", pages, "page.html"),
    ("settings", settings, None),
    ("har", recordings, None),
    ("postman", collections, None),
    ("log", logs, "app.log"),
    ("junk", junk, ""),
)


def all_inputs() -> Iterator[tuple[str, str, bytes]]:
    """Yield every hostile input: its family and name, its file name, and its content."""
    for family, make, file in FAMILIES:
        for name, content in make():
            data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
            assert len(data) <= MIB, f"{family} {name} is {len(data)} bytes"
            yield f"{family} {name}", name if file is None else file, data


def shapes() -> list[str]:
    """Return the formats that a report can have, whichever there are."""
    from siwakit.cli.doctor import command

    return next(list(option.type.choices) for option in command.params if option.name == "shape")


def runs(*, every: bool = False) -> Iterator[Run]:
    """Yield command lines: each input to one command in one format, in turn, and every second of the large inputs.

    With *every*, yield all inputs for all commands in all formats, which takes minutes.
    """
    known = shapes()
    turns = cycle(known)
    small = (entry for entry in enumerate(all_inputs()) if every or len(entry[1][2]) < _LARGE or entry[0] % 2)
    for number, (name, file, data) in small:
        doctors = [_doctor(f"{name}: doctor {shape}", file, data, shape) for shape in (known if every else [next(turns)])]
        # Two of three go to the doctor as they are: that is what people do.
        if every or number % 3:
            yield from doctors
        if every or not number % 3:
            others = _others(name, file, data)
            yield from others if every else others[number // 3 % len(others) :][:1]
    for name, text in projects():
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        yield Run(f"siwakit.toml {name}", ("doctor", CLIENT_SECRET), {"siwakit.toml": data})
    for name, args in lines():
        yield Run(f"arguments {name}", args, {"key.p8": PEM.encode()})


def _doctor(name: str, file: str, data: bytes, shape: str) -> Run:
    return Run(name, ("doctor", file, "--format", shape), {file: data}) if file else Run(name, ("doctor", "--format", shape), {}, data)


def _others(name: str, file: str, data: bytes) -> list[Run]:
    text = data.decode("utf-8", "surrogateescape").replace("\x00", "")
    made = [
        Run(f"{name}: doctor, as an argument", ("doctor", text), {}),
        Run(
            f"{name}: doctor, as standard input, with a key",
            ("doctor", "--key", "AuthKey_ABC123DEFG.p8", "--fix"),
            {"AuthKey_ABC123DEFG.p8": PEM.encode()},
            data,
        ),
        Run(f"{name}: doctor, as the answer", ("doctor", CURL, "--response", "answer"), {"answer": data}),
        Run(f"{name}: doctor, as the key", ("doctor", CURL, "--key", "AuthKey_ABC123DEFG.p8"), {"AuthKey_ABC123DEFG.p8": data}),
        Run(f"{name}: doctor, one question", ("doctor", "--question", "signature"), {}, data),
        Run(f"{name}: summary", ("doctor", "--summary", "--jobs", "1", file or "app.log"), {file or "app.log": data}),
        Run(f"{name}: summary json", ("doctor", "--summary", "--format", "json", "--jobs", "1", "-"), {}, data),
        Run(f"{name}: decode", ("decode",), {}, data),
        Run(f"{name}: key", ("key", "AuthKey_ABC123DEFG.p8"), {"AuthKey_ABC123DEFG.p8": data}),
        Run(f"{name}: key json", ("key", "--format", "json"), {}, data),
        Run(f"{name}: explain", ("explain", text), {}),
        Run(f"{name}: settings", ("doctor", CURL, "--config", "siwakit.toml"), {"siwakit.toml": data}),
    ]
    return [run for run in made if not any(arg.startswith("-") and len(arg) > 20 for arg in run.args)]
