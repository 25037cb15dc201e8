"""Base64 in a JWT that a program puts together: padded, of the standard alphabet, or right in the end."""

from __future__ import annotations

from tests.each import each
from tests.readers.code.libraries.roots import root_of

RUBY = """
input = "#{part({ alg: "ES256", kid: "Q7M2T9XK4C" }.to_json)}.#{part(claims.to_json)}"
raw = OpenSSL::ASN1.decode(key.sign("SHA256", input)).value.map { |n| n.value.to_s(2).rjust(32, "\\x00") }.join
puts "#{input}.#{part(raw)}"
"""
START = """
key = OpenSSL::PKey::EC.new(File.read("AuthKey_Q7M2T9XK4C.p8"))
claims = { iss: "R5T8Q2WM7K", iat: Time.now.to_i, exp: Time.now.to_i + 600, aud: "https://appleid.apple.com", sub: "com.acmefit.web" }
"""
WRONG = "secret-not-base64url"
IN_RUBY = [
    ("Base64.urlsafe_encode64(data, padding: false)", None),
    ("Base64.urlsafe_encode64(data)", WRONG),
    ("Base64.urlsafe_encode64(data).delete('=')", None),
    ("Base64.urlsafe_encode64(data).sub(/=+$/, '')", None),
    ("Base64.strict_encode64(data)", WRONG),
    ("Base64.strict_encode64(data).tr('+/', '-_')", WRONG),
    ("Base64.strict_encode64(data).tr('+/', '-_').delete('=')", None),
    ("Base64.strict_encode64(data).gsub(/[+\\/=]/, '+' => '-', '/' => '_', '=' => '')", None),
    ("Base64.strict_encode64(data).gsub(PATTERN, SAFE)", None),
    ("Base64.strict_encode64(data).strip.freeze", WRONG),
]
PYTHON = """
import base64, json, time
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
def part(data):
    return {encoded}
key = serialization.load_pem_private_key(open("AuthKey_Q7M2T9XK4C.p8", "rb").read(), password=None)
now = int(time.time())
header, claims = {{"alg": "ES256", "kid": "Q7M2T9XK4C"}}, {{
    "iss": "R5T8Q2WM7K", "iat": now, "exp": now + 600, "aud": "https://appleid.apple.com", "sub": "com.acmefit.web"}}
signed = part(json.dumps(header).encode()) + "." + part(json.dumps(claims).encode())
r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
print(signed + "." + part(r.to_bytes(32, "big") + s.to_bytes(32, "big")))
"""
IN_PYTHON = [
    ('base64.urlsafe_b64encode(data).decode("utf-8")', WRONG),
    ('base64.urlsafe_b64encode(data).rstrip(b"=").decode()', None),
    ('base64.urlsafe_b64encode(data).decode().replace("=", "")', None),
    ("base64.urlsafe_b64encode(data)[:-2].decode()", None),
    ('base64.b64encode(data).decode("utf-8")', WRONG),
    ('base64.b64encode(data).replace(b"+", b"-").replace(b"/", b"_").rstrip(b"=").decode()', None),
]
JAVASCRIPT = """
const crypto = require('crypto')
const key = require('fs').readFileSync('AuthKey_Q7M2T9XK4C.p8')
const part = (data) => {encoded}
const now = Math.floor(Date.now() / 1000)
const header = {{ alg: 'ES256', kid: 'Q7M2T9XK4C' }}
const claims = {{ iss: 'R5T8Q2WM7K', iat: now, exp: now + 600, aud: 'https://appleid.apple.com', sub: 'com.acmefit.web' }}
const input = part(Buffer.from(JSON.stringify(header))) + '.' + part(Buffer.from(JSON.stringify(claims)))
console.log(input + '.' + part(crypto.sign('sha256', Buffer.from(input), {{ key, dsaEncoding: 'ieee-p1363' }})))
"""
IN_JAVASCRIPT = [
    ("data.toString('base64')", WRONG),
    ("data.toString('base64url')", None),
    ("data.toString('base64').replace(/=/g, '').replace(/\\+/g, '-').replace(/\\//g, '_')", None),
    ("data.toString('base64').replace(/\\+/g, '-').replace(/\\//g, '_')", WRONG),
    ("data.toString('base64').replace(/[^A-Za-z0-9+/]/g, '').replace(/\\+/g, '-').replace(/\\//g, '_')", None),
    ("base64url.fromBase64(data.toString('base64'))", None),
]


@each(("encoded", "rule"), IN_RUBY)
def test_in_ruby(encoded: str, rule: str | None) -> None:
    assert root_of("apple.rb", f"{START}\ndef part(data)\n  {encoded}\nend\n{RUBY}") == rule


@each(("encoded", "rule"), IN_PYTHON)
def test_in_python(encoded: str, rule: str | None) -> None:
    assert root_of("apple.py", PYTHON.format(encoded=encoded)) == rule


@each(("encoded", "rule"), IN_JAVASCRIPT)
def test_in_javascript(encoded: str, rule: str | None) -> None:
    assert root_of("apple.js", JAVASCRIPT.format(encoded=encoded)) == rule
