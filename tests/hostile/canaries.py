"""Made-up secrets in every form that one is written in, and the search for them in output.

They are useless to anyone: all of them are derived from the digest of a sentence.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import unquote

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

# As short as a piece of a secret can be and still be told from everything else that is written.
WINDOW = 12


def _digest(name: str) -> bytes:
    return sha256(f"a canary of siwakit's tests: {name}".encode()).digest()


def _opaque(name: str, size: int = 32) -> str:
    return urlsafe_b64encode((_digest(name) + _digest(f"{name} again"))[:size]).rstrip(b"=").decode()


def _segment(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


KEY = derive_private_key(int.from_bytes(_digest("key"), "big") >> 1, SECP256R1())
SCALAR = KEY.private_numbers().private_value.to_bytes(32, "big")
DER = KEY.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
SEC1_DER = KEY.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
SEC1 = KEY.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
_NUMBERS = KEY.public_key().public_numbers()
JWK = {
    "kty": "EC",
    "crv": "P-256",
    "x": urlsafe_b64encode(_NUMBERS.x.to_bytes(32, "big")).rstrip(b"=").decode(),
    "y": urlsafe_b64encode(_NUMBERS.y.to_bytes(32, "big")).rstrip(b"=").decode(),
    "d": urlsafe_b64encode(SCALAR).rstrip(b"=").decode(),
}
CODE = f"c{_digest('code').hex()[:32]}.0.srtzw.{_opaque('code')[:22]}"
ACCESS_TOKEN = f"a{_digest('access').hex()[:32]}.0.srtzw.{_opaque('access')[:22]}"
REFRESH_TOKEN = f"r{_digest('refresh').hex()[:32]}.0.srtzw.{_opaque('refresh')[:22]}"
SIGNATURE = _opaque("signature", 64)
HEADER = {"alg": "ES256", "kid": "ABC123DEFG"}
CLAIMS = {"iss": "A1B2C3D4E5", "iat": 1_764_000_000, "exp": 1_764_003_600, "aud": "https://appleid.apple.com/auth/token", "sub": "com.example.web"}
CLIENT_SECRET = f"{_segment(HEADER)}.{_segment(CLAIMS)}.{SIGNATURE}"
IDENTITY_TOKEN = ".".join(
    (_segment({"alg": "RS256", "kid": "example"}), _segment({"iss": "https://appleid.apple.com", "aud": "com.example.web"}), _opaque("identity", 64))
)
VERIFIER = _opaque("verifier")
PASSWORD = _opaque("password", 15)
COOKIE = _opaque("cookie")
BEARER = _opaque("bearer")
BASIC = b64encode(f"com.example.web:{_opaque('basic')}".encode()).decode()


@dataclass(frozen=True, slots=True)
class Canary:
    """One form of one secret; only *whole* counts if pieces of it may be shown."""

    kind: str
    text: str
    whole: bool = False


def _private_part(der: bytes) -> str:
    """Return the base64 characters that depend only on the private number; the rest is public or the same in every key."""
    at = der.index(SCALAR)
    return b64encode(der).decode()[-(-at // 3) * 4 : (at + len(SCALAR)) // 3 * 4]


CANARIES = (
    Canary("private number, hexadecimal", SCALAR.hex()),
    Canary("private number, hexadecimal capitals", SCALAR.hex().upper()),
    Canary("private number, hexadecimal pairs", SCALAR.hex(":")),
    Canary("private number, decimal", str(int.from_bytes(SCALAR, "big"))),
    Canary("private number, base64", b64encode(SCALAR).decode()),
    Canary("private number, base64url", JWK["d"]),
    Canary("private number, bytes as Python prints them", "".join(f"\\x{byte:02x}" for byte in SCALAR)),
    Canary("PKCS#8, base64", _private_part(DER)),
    Canary("PKCS#8, base64url", _private_part(DER).replace("+", "-").replace("/", "_")),
    Canary("SEC1, base64", _private_part(SEC1_DER)),
    *(Canary("a line of PEM", line, whole=True) for line in (*PEM.split("\n"), *SEC1.split("\n")) if len(line) > WINDOW and "-----" not in line),
    Canary("PEM within base64", b64encode(PEM.encode()).decode()[60:-60]),
    Canary("authorization code", CODE),
    Canary("access token", ACCESS_TOKEN),
    Canary("refresh token", REFRESH_TOKEN),
    Canary("signature of the client_secret", SIGNATURE),
    Canary("client_secret", CLIENT_SECRET, whole=True),
    Canary("signature of the identity token", IDENTITY_TOKEN.rpartition(".")[2]),
    Canary("identity token", IDENTITY_TOKEN, whole=True),
    Canary("code_verifier", VERIFIER),
    Canary("password of an address", PASSWORD),
    Canary("cookie", COOKIE),
    Canary("bearer token", BEARER),
    Canary("basic credentials", BASIC[-30:]),
    Canary("basic credentials, decoded", _opaque("basic")),
)
_WHOLE = {canary.text: canary.kind for canary in CANARIES if canary.whole}
_WINDOWS = {canary.text[at : at + WINDOW]: canary.kind for canary in CANARIES if not canary.whole for at in range(len(canary.text) - WINDOW + 1)}
_GAPS = re.compile(r"\s+|\\[nrt]|\x1b\[[0-9;]*m")


def find_leaks(written: bytes | str) -> set[str]:
    """Return the kinds of secret of which *written* contains a piece, even across wrapped lines and in escapes."""
    text = written.decode("utf-8", "replace") if isinstance(written, bytes) else written
    found: set[str] = set()
    for shown in {text, _GAPS.sub("", text), unquote(text), text.replace("\\\\", "\\")}:
        found |= {kind for whole, kind in _WHOLE.items() if whole in shown}
        found |= {_WINDOWS[piece] for piece in {shown[at : at + WINDOW] for at in range(len(shown) - WINDOW + 1)} & _WINDOWS.keys()}
    if isinstance(written, bytes) and (SCALAR in written or SCALAR[::-1] in written):
        found.add("private number, bytes")
    return found
