"""Advice about state and nonce, which tie the answer to the browser that started the sign-in."""

from __future__ import annotations

from collections.abc import Mapping

from siwakit import samples
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.authorize_page import SIGN_IN
from siwakit.rules.model import Example, Fail, Harm, Outcome, Question, Rule, on
from siwakit.sources import APPLE_AUTHENTICATING, APPLE_AUTHORIZE, OUR_ADVICE, RFC_6749


@on(SIGN_IN)
def lacks_state(query: Mapping[str, str]) -> Outcome:
    """Find a sign-in that nothing ties to the browser."""
    if query.get("state"):
        return None
    return Fail("authorize.state", query.get("state"), "a fresh random value", "nothing ties the answer to the browser that asked")


STATE_MISSING = Rule(
    id="state-missing",
    title="the sign-in has no state",
    question=Question.AUTHORIZE,
    since="0.1",
    told_by={Proof.STATE_NOT_RETURNED: 40},
    why="An attacker can send your user to the callback with the attacker's own code, and so sign the user in to the attacker's account.",
    fix="Send a fresh random state, keep it in a cookie with SameSite=None and Secure, and compare it in the callback.",
    references=(APPLE_AUTHORIZE, RFC_6749),
    check=lacks_state,
    harm=Harm.UNSAFE,
    good=lambda: (Example("a state", samples.authorizing),),
    bad=lambda: (
        Example("none", lambda s: samples.authorizing(s, state=samples.DROP)),
        Example("an empty state", lambda s: samples.authorizing(s, state="")),
    ),
)


@on(SIGN_IN)
def lacks_nonce(query: Mapping[str, str]) -> Outcome:
    """Find a sign-in whose identity token could belong to another sign-in: neither a nonce nor a challenge binds it."""
    if query.get("nonce") or query.get("code_challenge"):
        return None
    return Fail("authorize.nonce", query.get("nonce"), "a fresh random value", "nothing ties the identity token to this sign-in")


NONCE_MISSING = Rule(
    id="nonce-missing",
    title="the sign-in has no nonce",
    question=Question.AUTHORIZE,
    since="0.1",
    why="An identity token that was stolen elsewhere cannot be distinguished from the one that this sign-in asked for.",
    fix="Send a fresh random nonce, keep it with the state, and compare it with the nonce in the identity token.",
    references=(APPLE_AUTHENTICATING, OUR_ADVICE),
    check=lacks_nonce,
    harm=Harm.UNSAFE,
    good=lambda: (
        Example("a nonce", samples.authorizing),
        Example(
            "PKCE instead of a nonce", lambda s: samples.authorizing(s, nonce=samples.DROP, code_challenge="E9Mel", code_challenge_method="S256")
        ),
    ),
    bad=lambda: (Example("none", lambda s: samples.authorizing(s, nonce=samples.DROP)),),
)

RULES = (STATE_MISSING, NONCE_MISSING)
