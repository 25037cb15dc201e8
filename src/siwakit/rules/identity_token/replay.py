"""The rule about replay: a token, and its nonce, are valid for one sign-in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit import samples
from siwakit.evidence.said import Proof
from siwakit.evidence.showing.redact import sealed
from siwakit.evidence.sign_in.identity_parts import CLAIMS, TEXT, VERIFIER, WAS_REDEEMED
from siwakit.rules.model import Enforcer, Example, Fail, Harm, Outcome, Question, Rule, Suspicion, either, on
from siwakit.sources import FIREBASE_IOS_4434, OUR_ADVICE

AT = "identity_token.claims.nonce"
_SEEN = ("seen_nonces", "used_nonces", "seen_tokens", "used_tokens")


@on(WAS_REDEEMED, TEXT)
def was_redeemed(redeemed: bool, text: str) -> Outcome:  # noqa: FBT001  the part itself
    """Find a token that the verifier says it has accepted before."""
    return Fail("identity_token", sealed("identity token", text), "a new token", "this very token was redeemed already") if redeemed else None


@on(CLAIMS, TEXT, VERIFIER)
def is_replayed(claims: Mapping[str, Any], text: str, verifier: Mapping[str, Any]) -> Outcome:
    """Find a token, or a nonce, that the verifier has seen before."""
    seen = [value for name in _SEEN if isinstance(verifier.get(name), list | tuple) for value in verifier[name]]
    nonce = claims.get("nonce")
    if nonce is not None and nonce in seen:
        return Fail(AT, sealed("nonce", str(nonce)), "a nonce that was not used before", "a token with this nonce was redeemed already")
    if text in seen:
        return Fail("identity_token", sealed("identity token", text), "a new token", "this very token was redeemed already")
    return None


REPLAYED = Rule(
    id="identity-token-replayed",
    title="the identity token was presented a second time",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.TOKEN_EXPIRED: 30, Proof.TOKEN_REPLAYED: 40, Proof.ONLY_SECOND_TIME_FAILS: 30},
    why="A token and its nonce are valid for one sign-in; two layers of an application, or a stored token, redeemed it twice.",
    fix="Request a new credential from Apple with a new nonce each time, and redeem it in one place.",
    references=(FIREBASE_IOS_4434, OUR_ADVICE),
    check=either(is_replayed, was_redeemed),
    harm=Harm.DEFEATS,
    enforced_at=(Enforcer.VERIFY,),
    suspicion=Suspicion("check for a second place that redeems the same credential", "each token is redeemed once"),
    good=lambda: (Example("other nonces seen", lambda s: s.verifying(lambda i: i.verifier_says(seen_nonces=["another"]))),),
    bad=lambda: (
        Example("the nonce seen", lambda s: s.verifying(lambda i: i.verifier_says(seen_nonces=[samples.NONCE]))),
        Example("the token seen", lambda s: s.verifying(lambda i: i.verifier_says(seen_tokens=[i.text("com.example.web")]))),
    ),
)

RULES = (REPLAYED,)
