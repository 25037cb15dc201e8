"""The targets of `fuzz/`, driven by hypothesis for a few seconds, and comparisons with other libraries."""

from __future__ import annotations

import json

import jwt
import pytest
from fuzz.mutate import run
from fuzz.seeds import seeds
from fuzz.targets import PUBLIC, TARGETS, fuzz_json
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jws as other_jws
from joserfc.jwk import ECKey

from siwakit.flow.client_secret import verify_signature
from siwakit.jose import base64url, es256, jws
from siwakit.jose.jwk import public_jwk
from siwakit.samples.example_keys import team_key

UNCHECKED = {
    "verify_exp": False,
    "verify_aud": False,
    "verify_iat": False,
    "verify_nbf": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**19), 10**19) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
HEADERS = st.fixed_dictionaries(
    {"alg": st.sampled_from(["ES256", "ES256", "ES256", "es256", "none", "HS256", "RS256"])},
    # Of text, and short: elsewhere these have that type, and a header at most 512 bytes.
    optional={"kid": st.text(max_size=10), "typ": st.text(max_size=5), "crit": st.lists(st.just("exp"), max_size=2), "b64": st.booleans()},
)


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=60)
@given(st.data())
def test_any_bytes_are_answered(name, data):
    TARGETS[name](data.draw(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))))


@pytest.mark.parametrize("name", TARGETS)
def test_changed_seeds_are_answered(name):
    assert run(TARGETS[name], seeds(name), 0.6) > 0


@settings(max_examples=100)
@given(VALUES)
def test_json_is_read_as_python_reads_it(value):
    fuzz_json(json.dumps(value).encode())
    fuzz_json(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def signed(header: object, claims: object) -> str:
    first, second = (base64url.encode(json.dumps(part).encode()) for part in (header, claims))
    return f"{first}.{second}.{base64url.encode(es256.sign(team_key(), f'{first}.{second}'.encode()))}"


def accepted_by_others(token: str) -> list[object]:
    key = ECKey.import_key(public_jwk(PUBLIC))
    return [
        jwt.decode(token, PUBLIC, algorithms=["ES256"], options=UNCHECKED),
        json.loads(other_jws.deserialize_compact(token, key, algorithms=["ES256"]).payload),
    ]


@settings(max_examples=100)
@given(HEADERS, st.dictionaries(st.text(max_size=10), VALUES, max_size=6))
def test_what_is_accepted_others_accept_with_the_same_claims(header, claims):
    token = signed(header, claims)
    # What is refused is left alone, not filtered: at times it is nearly all of them, and hypothesis gives up.
    if verify_signature(token, PUBLIC):
        assert accepted_by_others(token) == [jws.read(token).claims] * 2


@settings(max_examples=150)
@given(st.data())
def test_no_change_to_a_token_is_accepted(data):
    token = signed({"alg": "ES256", "kid": "ABC123DEFG"}, {"iss": "A1B2C3D4E5", "iat": 1, "sub": "com.example.web"})
    assert verify_signature(token, PUBLIC)
    assert accepted_by_others(token) == [jws.read(token).claims] * 2
    at = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.characters(codec="utf-8") | st.sampled_from("ABab-_.=+/ \n"))
    changed = token[:at] + letter + token[at + data.draw(st.integers(0, 1)) :]
    assert changed == token or not verify_signature(changed, PUBLIC)


@pytest.mark.parametrize("header", [{"alg": "ES256", "crit": ["exp"]}, {"alg": "ES256", "crit": []}, {"alg": "ES256", "b64": False}])
def test_unknown_extensions_are_refused(header):
    assert not verify_signature(signed(header, {"a": 1}), PUBLIC)


def test_an_exception_is_raised_with_its_input():
    def target(data: bytes) -> None:
        raise ValueError(len(data))

    with pytest.raises(ValueError, match=r"^3\n") as caught:
        run(target, [b"abc"], 1)
    assert caught.value.__notes__ == ["input: b'abc'"]
