"""What one library mints, all others verify, ours included; and the doctor accuses none of them."""

from __future__ import annotations

import json
import subprocess
import time
import warnings
from functools import partial
from itertools import product
from pathlib import Path

import jwt as pyjwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jose import jwt as python_jose
from jose.exceptions import JWTError as PythonJoseRefusal
from joserfc import jwt as joserfc
from joserfc.errors import BadSignatureError as JoserfcRefusal
from joserfc.jwk import ECKey

from siwakit import KeySigner, Known, diagnose, key_at_hand, mint_client_secret, verify_signature
from siwakit.apple import ISSUER
from siwakit.jose import jws
from siwakit.samples import KEY_ID, SERVICES_ID, TEAM_ID, example_keys

with warnings.catch_warnings(record=True):  # Authlib sends its users to joserfc, loudly
    from authlib.jose import jwt as authlib
    from authlib.jose.errors import BadSignatureError as AuthlibRefusal

NPM = Path(__file__).resolve().parent.parent / "npm"
# Some of these libraries look at the clock by themselves, and the suite may be long on its way here.
NOW = int(time.time())
LIFE = 86_400
CLAIMS = {"iss": TEAM_ID, "iat": NOW, "exp": NOW + LIFE, "aud": ISSUER, "sub": SERVICES_ID}
HEADER = {"alg": "ES256", "kid": KEY_ID}


def public_pem(private) -> str:
    return private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def mint_ours(pem):
    signer = KeySigner(key_at_hand(pem).reading.private)
    return mint_client_secret(signer, team_id=TEAM_ID, key_id=KEY_ID, client_id=SERVICES_ID, now=NOW, expires_in_seconds=LIFE)


def mint_authlib(pem):
    return authlib.encode(dict(HEADER), dict(CLAIMS), pem).decode()


def mint_npm(library, pem):
    return ask_node(do="mint", library=library, key=pem, kid=KEY_ID, claims=CLAIMS)["token"]


def verify_npm(library, token, pem):
    return ask_node(do="verify", library=library, key=pem, audience=ISSUER, token=token)["verified"]


def verify_joserfc(token, pem):
    return joserfc.decode(token, ECKey.import_key(pem), algorithms=["ES256"]).claims == CLAIMS


def ask_node(**asked):
    done = subprocess.run(["node", "libraries.cjs"], cwd=NPM, input=json.dumps(asked), capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


MINTERS = {
    "siwakit": mint_ours,
    "PyJWT": lambda pem: pyjwt.encode(CLAIMS, pem, algorithm="ES256", headers={"kid": KEY_ID}),
    "joserfc": lambda pem: joserfc.encode(dict(HEADER), CLAIMS, ECKey.import_key(pem)),
    "Authlib": mint_authlib,
    "python-jose": lambda pem: python_jose.encode(CLAIMS, pem, algorithm="ES256", headers={"kid": KEY_ID}),
    "jsonwebtoken": partial(mint_npm, "jsonwebtoken"),
    "jose": partial(mint_npm, "jose"),
}
VERIFIERS = {
    "siwakit": lambda token, pem: verify_signature(token, key_at_hand(pem).reading.public),
    "PyJWT": lambda token, pem: pyjwt.decode(token, pem, algorithms=["ES256"], audience=ISSUER) == CLAIMS,
    "joserfc": verify_joserfc,
    "Authlib": lambda token, pem: authlib.decode(token, pem) == CLAIMS,
    "python-jose": lambda token, pem: python_jose.decode(token, pem, algorithms=["ES256"], audience=ISSUER) == CLAIMS,
    "jsonwebtoken": partial(verify_npm, "jsonwebtoken"),
    "jose": partial(verify_npm, "jose"),
}
REFUSALS = (pyjwt.InvalidSignatureError, JoserfcRefusal, AuthlibRefusal, PythonJoseRefusal)
OF_NPM = {"jsonwebtoken", "jose"}
NEEDS_NPM = pytest.mark.npm


def marks(*names):
    return [NEEDS_NPM] if OF_NPM.intersection(names) else []


PAIRS = [pytest.param(a, b, id=f"{a}, {b}", marks=marks(a, b)) for a, b in product(MINTERS, VERIFIERS)]
EACH = [pytest.param(name, id=name, marks=marks(name)) for name in MINTERS]


def verify_or_refuse(verifier, token, pem) -> bool:
    try:
        return VERIFIERS[verifier](token, pem)
    except REFUSALS:
        return False


@pytest.fixture(scope="module")
def minted():
    """Return a secret of the library that is named, made once."""
    made = {}

    def by(name):
        return made.get(name) or made.setdefault(name, MINTERS[name](example_keys.team_key_text()))

    return by


@pytest.mark.parametrize(("minter", "verifier"), PAIRS)
def test_what_one_mints_the_other_verifies(minter, verifier, minted):
    assert VERIFIERS[verifier](minted(minter), public_pem(example_keys.team_key()))


@pytest.mark.parametrize(("minter", "verifier"), PAIRS)
def test_what_one_mints_the_other_refuses_under_another_key(minter, verifier, minted):
    assert not verify_or_refuse(verifier, minted(minter), public_pem(example_keys.other_key()))


@pytest.mark.parametrize("minter", EACH)
def test_the_doctor_accuses_no_library(minter, minted):
    key = key_at_hand(example_keys.team_key_text(), f"AuthKey_{KEY_ID}.p8")
    diagnosis = diagnose(minted(minter), known=Known(now=NOW, keys=(key,)))
    assert diagnosis.root is None
    assert diagnosis.assumed == ()


@pytest.mark.parametrize("minter", EACH)
def test_the_doctor_accuses_no_library_where_the_project_is_known(minter, minted):
    known = Known(now=NOW, team_id=TEAM_ID, key_id=KEY_ID, services_ids=(SERVICES_ID,))
    diagnosis = diagnose(minted(minter), (f"AuthKey_{KEY_ID}.p8", example_keys.team_key_text()), known=known)
    assert diagnosis.root is None
    assert diagnosis.assumed == ()


@pytest.mark.parametrize("minter", EACH)
def test_every_library_says_the_same_claims_under_the_same_algorithm_and_key(minter, minted):
    token = jws.read(minted(minter))
    assert token.claims == CLAIMS
    assert token.header.items() >= HEADER.items()


def test_ours_has_the_five_claims_and_two_header_members_and_nothing_else(minted):
    token = jws.read(minted("siwakit"))
    assert list(token.header) == ["alg", "kid"]
    assert list(token.claims) == ["iss", "iat", "exp", "aud", "sub"]
    assert not token.faults
