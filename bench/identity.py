"""Verify an identity token with every rule, compared with the bare verification and with the libraries that people use."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import jwt as pyjwt
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from jose import jwk as python_jose_jwk
from jose import jwt as python_jose
from joserfc import jwt as joserfc
from joserfc.jwk import KeySet as JoserfcKeys

from bench.timing import Figure, time_calls
from siwakit.apple import ISSUER
from siwakit.flow.identity_token import verify_identity_token
from siwakit.jose import base64url
from siwakit.jose.jwks import read_key_set
from siwakit.samples import APPLE_KID, NONCE, NOW, OTHER_APPLE_KID, SERVICES_ID, Scenario, apple_keys, example_keys

with warnings.catch_warnings(record=True):  # Authlib warns its users to move to joserfc
    from authlib.jose import JsonWebKey
    from authlib.jose import JsonWebToken as AuthlibToken

LEAST = 0.33
# Authlib and python-jose check far less than the rules do: they do not tie algorithms to keys, and ignore repeated members, nonce and size.
PROMISED = ("PyJWT", "joserfc")
BARE = "cryptography's bare RSA verification"
KEYS = apple_keys(OTHER_APPLE_KID, APPLE_KID)


def measure() -> list[Figure]:
    """Return the figures; every library has its keys parsed beforehand, and checks the signature, iss, aud, exp and the nonce."""
    text = Scenario().verifying(lambda identity: identity.claims(email="jane@example.com", email_verified=True)).identity.text(SERVICES_ID)
    signing_input, _, signature = text.rpartition(".")
    public, raw, data = example_keys.apple_key().public_key(), base64url.decode(signature), signing_input.encode()
    keys, padding, algorithm = read_key_set(KEYS), PKCS1v15(), SHA256()
    peers = {"PyJWT": _with_pyjwt(text), "joserfc": _with_joserfc(text), "Authlib": _with_authlib(text), "python-jose": _with_python_jose(text)}
    seen = time_calls(
        {
            "siwakit": lambda: verify_identity_token(text, keys=keys, audience=SERVICES_ID, nonce=NONCE, now=NOW),
            BARE: lambda: public.verify(raw, data, padding, algorithm),
            **peers,
        }
    )
    ours, bare = seen.pop("siwakit"), seen.pop(BARE)
    name = "verify an identity token"
    return [
        Figure(name, ours, BARE, bare, bare / ours, f"peer / ours >= {LEAST}", bare / ours >= LEAST),
        *(_against(name, ours, peer, time) for peer, time in seen.items()),
    ]


def _against(name: str, ours: float, peer: str, time: float) -> Figure:
    if peer in PROMISED:
        return Figure(name, ours, peer, time, time / ours, "peer / ours > 1", time > ours)
    return Figure(name, ours, peer, time, time / ours, "peer / ours, no promise")


# Each chooses the key by kid from a set that it has parsed. The example's token has expired by now, so exp is compared by hand if a library
# cannot be given the time.
def _with_pyjwt(text: str) -> Callable[[], object]:
    keys = pyjwt.PyJWKSet.from_dict(KEYS)
    options = {"verify_exp": False, "verify_iat": False, "require": ["iss", "aud", "exp", "iat", "sub"]}

    def verify() -> object:
        key = keys[pyjwt.get_unverified_header(text)["kid"]]
        claims = pyjwt.decode(text, key, algorithms=["RS256"], audience=SERVICES_ID, issuer=ISSUER, options=options)
        return claims["exp"] > NOW and claims["nonce"] == NONCE

    return verify


def _with_joserfc(text: str) -> Callable[[], object]:
    keys = JoserfcKeys.import_key_set(KEYS)
    essential = {"essential": True}
    registry = joserfc.JWTClaimsRegistry(
        now=NOW, iss={**essential, "value": ISSUER}, aud={**essential, "value": SERVICES_ID}, exp=essential, nonce={**essential, "value": NONCE}
    )

    def verify() -> object:
        token = joserfc.decode(text, keys, algorithms=["RS256"])
        registry.validate(token.claims)
        return token.claims

    return verify


def _with_authlib(text: str) -> Callable[[], object]:
    keys, reader = JsonWebKey.import_key_set(KEYS), AuthlibToken(["RS256"])
    essential = {"essential": True}
    options = {"iss": {**essential, "value": ISSUER}, "aud": {**essential, "value": SERVICES_ID}, "exp": essential, "nonce": {"value": NONCE}}

    def verify() -> object:
        claims = reader.decode(text, keys, claims_options=options)
        claims.validate(now=NOW)
        return claims

    return verify


def _with_python_jose(text: str) -> Callable[[], object]:
    keys = {key["kid"]: python_jose_jwk.construct(key, "RS256") for key in KEYS["keys"]}
    options = {"verify_exp": False, "verify_iat": False, "verify_at_hash": False}

    def verify() -> object:
        key = keys[python_jose.get_unverified_header(text)["kid"]]
        claims = python_jose.decode(text, key, algorithms=["RS256"], audience=SERVICES_ID, issuer=ISSUER, options=options)
        return claims["exp"] > NOW and claims["nonce"] == NONCE

    return verify
