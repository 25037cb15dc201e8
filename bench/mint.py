"""Mint a client_secret, compared with the bare signature and with the libraries that people use."""

from __future__ import annotations

import warnings

import jwt as pyjwt
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256
from jose import jwk as python_jose_jwk
from jose import jwt as python_jose
from joserfc import jwt as joserfc
from joserfc.jwk import ECKey

from bench.timing import Figure, time_calls
from siwakit import KeySigner, key_at_hand, mint_client_secret
from siwakit.apple import ISSUER
from siwakit.flow.correction import check_product
from siwakit.samples import KEY_ID, NOW, SERVICES_ID, TEAM_ID, example_keys

with warnings.catch_warnings(record=True):  # Authlib warns its users to move to joserfc
    from authlib.jose import JsonWebKey
    from authlib.jose import jwt as authlib

LEAST = 0.8
BARE = "cryptography's bare signature"
CLAIMS = {"iss": TEAM_ID, "iat": NOW, "exp": NOW + 600, "aud": ISSUER, "sub": SERVICES_ID}
HEADER = {"alg": "ES256", "kid": KEY_ID}


def measure() -> list[Figure]:
    """Return the figures of minting; every library has its key parsed beforehand."""
    pem = example_keys.team_key_text()
    private = example_keys.team_key()
    signer = KeySigner(private)
    algorithm = ECDSA(SHA256())
    ec_key, web_key, jose_key = ECKey.import_key(pem), JsonWebKey.import_key(pem), python_jose_jwk.construct(pem, "ES256")
    token = _mint(signer)
    signing_input = token.rsplit(".", 1)[0].encode()
    key = key_at_hand(pem, f"AuthKey_{KEY_ID}.p8")
    seen = time_calls(
        {
            "siwakit": lambda: _mint(signer),
            BARE: lambda: private.sign(signing_input, algorithm),
            "PyJWT": lambda: pyjwt.encode(CLAIMS, private, algorithm="ES256", headers={"kid": KEY_ID}),
            "joserfc": lambda: joserfc.encode(dict(HEADER), CLAIMS, ec_key),
            "Authlib": lambda: authlib.encode(dict(HEADER), dict(CLAIMS), web_key),
            "python-jose": lambda: python_jose.encode(CLAIMS, jose_key, algorithm="ES256", headers={"kid": KEY_ID}),
            "judged": lambda: check_product(token, key, SERVICES_ID, NOW),
        }
    )
    ours, bare, judged = seen.pop("siwakit"), seen.pop(BARE), seen.pop("judged")
    return [
        Figure("mint a client_secret", ours, BARE, bare, bare / ours, f"peer / ours >= {LEAST}", bare / ours >= LEAST),
        *(Figure("mint a client_secret", ours, name, time, time / ours, "peer / ours, no promise") for name, time in seen.items()),
        Figure("judge and verify what was minted, as `siwakit secret` does", judged, BARE, bare, judged / bare, "ours / peer, no promise"),
    ]


def _mint(signer: KeySigner) -> str:
    return mint_client_secret(signer, team_id=TEAM_ID, key_id=KEY_ID, client_id=SERVICES_ID, now=NOW)
