"""The typed identity token, the arguments that callers must give, and that the fast path accepts nothing that the rules refuse."""

from __future__ import annotations

from typing import Any

import pytest
from tests.each import each

from siwakit.errors import UsageError
from siwakit.flow.identity_token import IdentityToken, RealUser, verify_identity_token
from siwakit.flow.refused import IdentityTokenRefused
from siwakit.jose import base64url
from siwakit.jose.jwks import KeySet, read_key_set
from siwakit.jose.verify import kid_of
from siwakit.judge import VerdictKind
from siwakit.judge.askers import plan_of
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.identity_token.bound_claims import half_hash
from siwakit.rules.identity_token.nonce import hex_digest
from siwakit.rules.model import Enforcer, Question
from siwakit.samples import APPLE_KID, BUNDLE_ID, DROP, NONCE, NOW, OTHER_APPLE_KID, SERVICES_ID, USER, Scenario, apple_keys

KEYS = read_key_set(apple_keys(OTHER_APPLE_KID, APPLE_KID))
CLIENTS = (SERVICES_ID, BUNDLE_ID)
RIGHT: dict[str, Any] = {"keys": KEYS, "audience": CLIENTS, "nonce": NONCE, "now": NOW}
# What `verify_identity_token` enforces, written down.
ENFORCED = tuple(
    """
identity-token-missing identity-token-is-not-a-jws identity-token-damaged identity-token-repeats-member identity-token-alg-not-rs256
identity-token-header-has-crit identity-token-header-has-b64 identity-token-header-brings-key identity-token-unsigned identity-token-kid-missing
jwks-broken jwks-kept-for-ever identity-token-key-retired identity-token-key-unknown jwks-key-unfit identity-token-signature-wrong
identity-token-iss-not-apple identity-token-aud-missing identity-token-audiences-empty identity-token-audience-is-no-client-id
identity-token-aud-has-suffix identity-token-aud-is-other-client identity-token-aud-foreign identity-token-exp-missing
identity-token-iat-missing identity-token-expired identity-token-iat-ahead-by-time-zone identity-token-iat-in-future
identity-token-sub-missing identity-token-at-hash-differs identity-token-c-hash-differs identity-token-typ-not-jwt
identity-token-header-of-encrypted-token identity-token-header-has-cty identity-token-is-notification identity-token-not-valid-yet
identity-token-expires-before-issue nonce-absent nonce-not-given-to-verifier nonce-hashed-on-one-side
nonce-hashed-twice nonce-hash-in-other-encoding nonce-differs identity-token-replayed
""".split()  # noqa: SIM905  a list that is read, one word after the other
)
EXAMPLES = [
    pytest.param(example.change(Scenario()), id=f"{rule.id}: {example.title}")
    for rule in CATALOGUE
    if rule.question is Question.IDENTITY_TOKEN
    for example in (*rule.good(), *rule.bad())
]


def token(**claims: Any) -> str:
    return Scenario().verifying(lambda identity: identity.claims(**claims)).identity.text(SERVICES_ID)


def checked(text: object, **changes: Any) -> IdentityToken:
    return verify_identity_token(text, **{**RIGHT, **changes})


def test_these_rules_are_enforced_and_no_others():
    assert tuple(rule.id for rule in plan_of(Enforcer.VERIFY).rules) == ENFORCED


def test_a_right_token_comes_back_typed():
    text = token(
        email="jane@example.com", email_verified="true", is_private_email=True, real_user_status=2, auth_time=NOW - 1, transfer_sub="t", org_id="o"
    )
    found = checked(text)
    assert (found.sub, found.audience, found.issued_at, found.expires_at, found.nonce) == (USER, SERVICES_ID, NOW, NOW + 86400, NONCE)
    assert (found.email, found.is_email_verified, found.is_private_email, found.is_nonce_supported) == ("jane@example.com", True, True, True)
    assert (found.real_user, found.authenticated_at, found.transfer_sub, found.org_id) == (RealUser.LIKELY_REAL, NOW - 1, "t", "o")


def test_what_is_not_there_is_none_or_false():
    found = checked(token())
    assert (found.email, found.is_email_verified, found.is_private_email) == (None, False, False)
    assert (found.real_user, found.authenticated_at, found.transfer_sub, found.org_id) == (None, None, None, None)


@each(("value", "is_true"), [(True, True), ("true", True), (False, False), ("false", False), (1, False), ("True", False), ("", False)])
def test_strings_and_booleans_are_read_alike(value: object, is_true: bool):  # noqa: FBT001  the expectation
    assert checked(token(email_verified=value, is_private_email=value)).is_email_verified is is_true
    assert checked(token(email_verified=value, is_private_email=value)).is_private_email is is_true


def test_a_representation_shows_no_claim_that_is_a_secret():
    assert NONCE not in repr(checked(token()))


@pytest.mark.parametrize("claims", [{"nonce": NONCE}, {"nonce": hex_digest(NONCE)}, {"nonce": DROP, "nonce_supported": False}])
def test_a_nonce_may_come_raw_or_hashed_or_not_be_supported(claims: dict[str, Any]):
    assert checked(token(**claims)).sub == USER


@pytest.mark.parametrize("claims", [{"iat": NOW + 60}, {"iat": NOW + 0.5, "exp": NOW + 600.5}, {"iat": NOW - 86399, "exp": NOW + 1}])
def test_times_at_their_edges_and_with_fractions_pass(claims: dict[str, Any]):
    found = checked(token(**claims))
    assert (found.issued_at, found.expires_at) == (int(claims["iat"]), int(claims.get("exp", NOW + 86400)))


def test_the_moment_may_have_a_fraction():
    assert checked(token(exp=NOW + 1), now=NOW + 0.9).sub == USER


def test_hashes_bind_the_token_to_what_came_along():
    text = token(at_hash=half_hash("access"), c_hash=half_hash("code"))
    assert checked(text, access_token="access", code="code").sub == USER
    with pytest.raises(IdentityTokenRefused) as refused:
        checked(text, access_token="other", code="other")
    assert refused.value.rules == ("identity-token-at-hash-differs", "identity-token-c-hash-differs")


def test_all_failures_come_at_once_with_the_diagnosis():
    with pytest.raises(IdentityTokenRefused) as refused:
        checked(token(iss="https://example.com", aud="org.example.other", sub="", nonce="x"), now=NOW + 100_000)
    assert set(refused.value.rules) == {
        *("identity-token-iss-not-apple", "identity-token-aud-foreign", "identity-token-expired", "identity-token-sub-missing", "nonce-differs")
    }
    assert refused.value.diagnosis.kind is VerdictKind.ROOT_CAUSE
    assert refused.value.diagnosis.root == refused.value.findings[0]
    assert refused.value.diagnosis is refused.value.diagnosis
    assert "and 4 more" in refused.value.message


LEFT_OUT = (
    *({"audience": ""}, {"audience": ()}, {"audience": []}, {"audience": None}, {"audience": (SERVICES_ID, "")}, {"audience": b"com.example.web"}),
    *({"audience": {SERVICES_ID: 1}}, {"audience": (None,)}, {"nonce": ""}, {"nonce": b"n"}, {"nonce": 0}, {"access_token": ""}, {"code": ""}),
    *({"keys": None}, {"keys": {"keys": []}}, {"now": None}, {"now": "1790000000"}, {"now": float("nan")}, {"now": True}),
)


@each("changes", LEFT_OUT, ids=str)
def test_what_is_left_out_by_accident_is_an_error_and_not_a_pass(changes: dict[str, Any]):
    with pytest.raises(UsageError) as error:
        checked(token(), **changes)
    assert error.value.hint


@pytest.mark.parametrize("name", ["keys", "audience", "nonce", "now"])
def test_what_must_be_given_has_no_default(name: str):
    with pytest.raises(TypeError):
        verify_identity_token(token(), **{key: value for key, value in RIGHT.items() if key != name})


def test_no_nonce_sent_is_said_with_none_and_then_a_token_must_not_have_one():
    assert checked(token(nonce=DROP), nonce=None).nonce is None
    with pytest.raises(IdentityTokenRefused) as refused:
        checked(token(), nonce=None)
    assert refused.value.rules == ("nonce-not-given-to-verifier",)


def test_a_token_is_redeemed_once():
    came: set[str] = set()

    def seen(identifier: str) -> bool:
        was = identifier in came
        came.add(identifier)
        return was

    assert checked(token(), seen=seen).sub == USER
    with pytest.raises(IdentityTokenRefused) as refused:
        checked(token(), seen=seen)
    assert refused.value.rules == ("identity-token-replayed",)
    assert len(came) == 1


def test_a_token_that_is_refused_is_not_remembered():
    with pytest.raises(IdentityTokenRefused):
        checked(token(aud="org.example.other"), seen=lambda _: pytest.fail("it was asked for"))


@pytest.mark.parametrize("keys", [KeySet(), read_key_set("<html>"), read_key_set({"keys": []}), read_key_set(apple_keys(APPLE_KID, use="enc"))])
def test_a_set_without_a_key_to_verify_with_accepts_nothing(keys: KeySet):
    with pytest.raises(IdentityTokenRefused):
        checked(token(), keys=keys)


def test_the_kid_of_a_token_is_read_where_its_header_is_one_of_apples():
    header = base64url.encode(b'{"alg":"HS256","kid":"x"}')
    assert kid_of(token()) == APPLE_KID
    assert [kid_of(text) for text in (f"{header}.e30.AA", "", "x", f"{'A' * 300}.e30.AA", "A" * 20_000)] == [None] * 5
