"""Identity tokens that no verifier may accept: a correct one, changed by someone without Apple's key or used for another purpose."""

from __future__ import annotations

import hmac
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256, sha384, sha512
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from siwakit.apple import ISSUER
from siwakit.jose import base64url
from siwakit.jose.keys import rsa_keys
from siwakit.samples import APPLE_KID, BUNDLE_ID, NONCE, NOW, OTHER_APPLE_KID, SERVICES_ID, USER, apple_jwk, example_keys, sign_es256, sign_rs256

CLAIMS: dict[str, Any] = {"iss": ISSUER, "aud": SERVICES_ID, "exp": NOW + 86400, "iat": NOW, "sub": USER, "nonce": NONCE, "nonce_supported": True}
HEADER: dict[str, Any] = {"kid": APPLE_KID, "alg": "RS256"}
PEM = example_keys.apple_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
DER = example_keys.apple_key().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _strangers_key() -> rsa.RSAPrivateKey:
    state = 20261125

    def draw(bits: int) -> int:
        nonlocal state
        drawn = b""
        while len(drawn) * 8 < bits:
            state += 1
            drawn += sha256(state.to_bytes(8, "big")).digest()
        return int.from_bytes(drawn, "big") >> (len(drawn) * 8 - bits)

    return rsa_keys.derive(draw)


STRANGER = _strangers_key()
STRANGERS_JWK = rsa_keys.public_jwk(STRANGER, "stranger")


def encode(value: object) -> str:
    return base64url.encode(value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode())


def make(header: object = None, claims: object = None, sign: Callable[[bytes], bytes] = sign_rs256) -> str:
    text = f"{encode(HEADER if header is None else header)}.{encode(CLAIMS if claims is None else claims)}"
    return f"{text}.{encode(sign(text.encode()))}"


def signed_by_stranger(data: bytes) -> bytes:
    return STRANGER.sign(data, padding.PKCS1v15(), hashes.SHA256())


def _hmac(key: bytes, kind: Any = sha256) -> Callable[[bytes], bytes]:
    return lambda data: hmac.digest(key, data, kind)


def _apple(pad: Any, kind: Any) -> Callable[[bytes], bytes]:
    return lambda data: example_keys.apple_key().sign(data, pad, kind)


def _with(header: dict[str, Any] | None = None, /, **claims: Any) -> str:
    return make({**HEADER, **(header or {})}, {**CLAIMS, **claims})


def _without(*names: str) -> str:
    return make(None, {name: value for name, value in CLAIMS.items() if name not in names})


def _signed_elsewhere(header: dict[str, Any] | None = None, **claims: Any) -> str:
    return make({**HEADER, **(header or {})}, {**CLAIMS, **claims}, signed_by_stranger)


RIGHT = make()
H, P, S = RIGHT.split(".")
_RAW = base64url.decode(S)
_JSON = json.dumps(CLAIMS, separators=(",", ":")).encode()
_PSS = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
_N = example_keys.apple_key().public_key().public_numbers().n


def _raw_pair(header: bytes, claims: bytes) -> str:
    text = f"{encode(header)}.{encode(claims)}"
    return f"{text}.{encode(sign_rs256(text.encode()))}"


UNSIGNED: dict[str, object] = {
    "alg none, no signature": f"{encode({**HEADER, 'alg': 'none'})}.{P}.",
    "alg None": f"{encode({**HEADER, 'alg': 'None'})}.{P}.",
    "alg NONE, the old signature": f"{encode({**HEADER, 'alg': 'NONE'})}.{P}.{S}",
    "alg nOnE, two segments": f"{encode({**HEADER, 'alg': 'nOnE'})}.{P}",
    "alg empty": f"{encode({**HEADER, 'alg': ''})}.{P}.",
    "alg null": f"{encode({**HEADER, 'alg': None})}.{P}.{S}",
    "alg a list": f"{encode({**HEADER, 'alg': ['RS256']})}.{P}.{S}",
    "RS256 with an empty signature": f"{H}.{P}.",
    "the signature cut by a byte": f"{H}.{P}.{encode(_RAW[:-1])}",
    "the signature with a byte more": f"{H}.{P}.{encode(_RAW + b'0')}",
    "the signature with a zero in front": f"{H}.{P}.{encode(bytes(1) + _RAW)}",
    "the signature plus the modulus": f"{H}.{P}.{encode((int.from_bytes(_RAW, 'big') + _N).to_bytes(257, 'big'))}",
    "the signature all zeros": f"{H}.{P}.{encode(bytes(256))}",
    "the signature one": f"{H}.{P}.{encode(bytes(255) + bytes([1]))}",
    "the signature n - 1": f"{H}.{P}.{encode((_N - 1).to_bytes(256, 'big'))}",
    "a bit of the signature turned": f"{H}.{P}.{encode(bytes([_RAW[0] ^ 1]) + _RAW[1:])}",
}
CONFUSED: dict[str, object] = {
    "HS256 with Apple's PEM": make({**HEADER, "alg": "HS256"}, None, _hmac(PEM)),
    "HS256 with Apple's PEM, without the last line break": make({**HEADER, "alg": "HS256"}, None, _hmac(PEM.strip())),
    "HS256 with Apple's DER": make({**HEADER, "alg": "HS256"}, None, _hmac(DER)),
    "HS256 with Apple's JWK": make({**HEADER, "alg": "HS256"}, None, _hmac(json.dumps(apple_jwk()).encode())),
    "HS256 with the modulus": make({**HEADER, "alg": "HS256"}, None, _hmac(apple_jwk()["n"].encode())),
    "HS256 with no key": make({**HEADER, "alg": "HS256"}, None, _hmac(b"")),
    "HS384 with Apple's PEM": make({**HEADER, "alg": "HS384"}, None, _hmac(PEM, sha384)),
    "HS512 with Apple's PEM": make({**HEADER, "alg": "HS512"}, None, _hmac(PEM, sha512)),
    "ES256 by the developer's own key": make({**HEADER, "alg": "ES256"}, None, sign_es256),
    "RS256 said, ES256 made": make(None, None, sign_es256),
    "RS384 by Apple's key": make({**HEADER, "alg": "RS384"}, None, _apple(padding.PKCS1v15(), hashes.SHA384())),
    "RS512 by Apple's key": make({**HEADER, "alg": "RS512"}, None, _apple(padding.PKCS1v15(), hashes.SHA512())),
    "RS256 said, SHA-1 made": make(None, None, _apple(padding.PKCS1v15(), hashes.SHA1())),  # noqa: S303  hostile on purpose
    "PS256 by Apple's key": make({**HEADER, "alg": "PS256"}, None, _apple(_PSS, hashes.SHA256())),
    "RS256 said, PSS made": make(None, None, _apple(_PSS, hashes.SHA256())),
    "rs256 in lower case": make({**HEADER, "alg": "rs256"}),
    "RS256 with a blank": make({**HEADER, "alg": "RS256 "}),
    "EdDSA": make({**HEADER, "alg": "EdDSA"}),
}
KEYS: dict[str, object] = {
    "a stranger's key under Apple's kid": _signed_elsewhere(),
    "a stranger's key brought as jwk": _signed_elsewhere({"jwk": STRANGERS_JWK}),
    "a stranger's jwk and kid": _signed_elsewhere({"jwk": STRANGERS_JWK, "kid": "stranger"}),
    "a stranger's key by jku": _signed_elsewhere({"jku": "https://evil.example/keys"}),
    "a stranger's key by a jku that looks like Apple's": _signed_elsewhere({"jku": f"{ISSUER}/auth/keys@evil.example"}),
    "Apple's signature and a jku": _with({"jku": f"{ISSUER}/auth/keys"}),
    "a stranger's key by x5u": _signed_elsewhere({"x5u": "https://evil.example/chain"}),
    "a stranger's key by x5c": _signed_elsewhere({"x5c": [b64encode(DER).decode()]}),
    "a kid that is nobody's": _signed_elsewhere({"kid": "stranger"}),
    "the kid of the neighbour": _with({"kid": OTHER_APPLE_KID}),
    "a kid that is a path": _with({"kid": "../../../dev/null"}),
    "a kid that is SQL": _with({"kid": f"x' OR kid='{APPLE_KID}"}),
    "a kid that is a number": _with({"kid": 1}),
    "a kid that is a list": _with({"kid": [APPLE_KID]}),
    "a kid that is null": _with({"kid": None}),
    "no kid": make({"alg": "RS256"}),
    "a kid with a zero byte": _with({"kid": f"{APPLE_KID}\0"}),
    "a kid with a blank": _with({"kid": f" {APPLE_KID}"}),
    "a kid of 10,000 characters": _with({"kid": "k" * 10_000}),
    "crit with exp": _with({"crit": ["exp"], "exp": NOW + 600}),
    "crit with b64": _with({"crit": ["b64"], "b64": False}),
    "crit empty": _with({"crit": []}),
    "b64 false": _with({"b64": False}),
    "alg twice": _raw_pair(b'{"alg":"none","kid":"%s","alg":"RS256"}' % APPLE_KID.encode(), _JSON),
    "kid twice": _raw_pair(b'{"kid":"x","alg":"RS256","kid":"%s"}' % APPLE_KID.encode(), _JSON),
}
CLAIMED: dict[str, object] = {
    "account.apple.com": _with(iss="https://account.apple.com"),
    "iss with a slash": _with(iss=f"{ISSUER}/"),
    "iss in http": _with(iss=ISSUER.replace("https", "http")),
    "iss in upper case": _with(iss=ISSUER.upper()),
    "iss a list": _with(iss=[ISSUER]),
    "iss of School Manager": _with(iss=f"{ISSUER}/auth/oauth2/v2"),
    "iss of a stranger that ends like Apple's": _with(iss="https://evil.example/appleid.apple.com"),
    "no iss": _without("iss"),
    "another app": _with(aud="org.example.other"),
    "aud a list with ours in it": _with(aud=["org.example.other", SERVICES_ID]),
    "aud a list of ours alone": _with(aud=[SERVICES_ID]),
    "aud an object": _with(aud={SERVICES_ID: True}),
    "aud that starts like ours": _with(aud=f"{SERVICES_ID}.evil"),
    "aud that is part of ours": _with(aud=SERVICES_ID[:-1]),
    "aud in upper case": _with(aud=SERVICES_ID.upper()),
    "aud with a blank": _with(aud=f"{SERVICES_ID} "),
    "aud empty": _with(aud=""),
    "aud null": _with(aud=None),
    "no aud": _without("aud"),
    "expired in this second": _with(exp=NOW),
    "expired long ago": _with(exp=NOW - 86400, iat=NOW - 172800),
    "exp a string": _with(exp=str(NOW + 600)),
    "exp true": _with(exp=True),
    "exp null": _with(exp=None),
    "exp a list": _with(exp=[NOW + 600]),
    "exp negative": _with(exp=-NOW),
    "no exp": _without("exp"),
    "exp infinite": _raw_pair(json.dumps(HEADER).encode(), _JSON.replace(str(NOW + 86400).encode(), b"Infinity")),
    "exp not a number": _raw_pair(json.dumps(HEADER).encode(), _JSON.replace(str(NOW + 86400).encode(), b"NaN")),
    "exp too large to hold": _raw_pair(json.dumps(HEADER).encode(), _JSON.replace(str(NOW + 86400).encode(), b"1e999")),
    "exp of 5,000 digits": _raw_pair(json.dumps(HEADER).encode(), _JSON.replace(str(NOW + 86400).encode(), b"9" * 5000)),
    "exp twice": _raw_pair(json.dumps(HEADER).encode(), _JSON[:-1] + b',"exp":%d}' % (NOW + 172800)),
    "aud twice": _raw_pair(json.dumps(HEADER).encode(), b'{"aud":"org.example.other",' + _JSON[1:]),
    "sub twice, once escaped": _raw_pair(json.dumps(HEADER).encode(), b'{"s\\u0075b":"000000.00000000000000000000000000000000.0000",' + _JSON[1:]),
    "iat in a minute and a second": _with(iat=NOW + 61),
    "iat tomorrow": _with(iat=NOW + 86400, exp=NOW + 172800),
    "iat a string": _with(iat=str(NOW)),
    "no iat": _without("iat"),
    "sub empty": _with(sub=""),
    "sub a number": _with(sub=1234),
    "sub null": _with(sub=None),
    "no sub": _without("sub"),
    "another nonce": _with(nonce="another"),
    "nonce empty": _with(nonce=""),
    "nonce null": _with(nonce=None),
    "nonce a list": _with(nonce=[NONCE]),
    "no nonce": _without("nonce"),
    "no nonce, and nothing says that it is supported": _without("nonce", "nonce_supported"),
    "nonce in upper case": _with(nonce=NONCE.upper()),
    "nonce hashed twice": _with(nonce=sha256(sha256(NONCE.encode()).hexdigest().encode()).hexdigest()),
    "nonce hashed in base64": _with(nonce=b64encode(sha256(NONCE.encode()).digest()).decode()),
    "claims a list": make(None, [CLAIMS]),
    "claims a string": make(None, "claims"),
    "claims null": make(None, b"null"),
    "claims empty": make(None, {}),
    "claims nested 5,000 deep": make(None, b'{"a":' * 1000 + b"1" + b"}" * 1000),
    "claims in UTF-16": make(None, _JSON.decode().encode("utf-16")),
    "claims with bytes that are not UTF-8": make(None, _JSON.replace(USER.encode(), b"\xff\xfe")),
    "claims with something behind them": make(None, _JSON + b"{}"),
}
SHAPES: dict[str, object] = {
    "nothing": None,
    "empty": "",
    "a number": 7,
    "an object": {"token": RIGHT},
    "a list": [RIGHT],
    "bytes": RIGHT.encode(),
    "true": True,
    "dots": "..",
    "five segments": f"{RIGHT}.{P}.{S}",
    "four segments": f"{RIGHT}.",
    "one segment": RIGHT.replace(".", ""),
    "a blank in front": f" {RIGHT}",
    "a line break behind": f"{RIGHT}\n",
    "Bearer in front": f"Bearer {RIGHT}",
    "padding": f"{RIGHT}==",
    "ordinary base64": f"{H}.{P}.{b64encode(_RAW).decode()}",
    "padded base64url": f"{H}.{P}.{urlsafe_b64encode(_RAW).decode()}",
    "stray bits at the end of the signature": RIGHT[:-1] + chr(ord(RIGHT[-1]) + 1),
    "a letter from another alphabet": RIGHT.replace("e", "\u0435", 1),
    "half of a surrogate pair": f"{RIGHT}\ud800",
    "a zero byte": f"{RIGHT}\0",
    "the claims of another sign-in": f"{H}.{encode({**CLAIMS, 'sub': '000000.00000000000000000000000000000000.0000'})}.{S}",
    "20,000 characters": f"{H}.{'A' * 20_000}.{S}",
    "JWS in JSON": json.dumps({"protected": H, "payload": P, "signature": S}),
    "over 16 KiB and signed": _with(padding="x" * 16_384),
}
ALL = {**UNSIGNED, **CONFUSED, **KEYS, **CLAIMED, **SHAPES}
ACCEPTED_CLIENTS = (SERVICES_ID, BUNDLE_ID)
