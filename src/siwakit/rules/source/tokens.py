"""Rules about source code that decides who a user is by an identity token."""

from __future__ import annotations

from collections.abc import Callable

from siwakit import samples
from siwakit.evidence.parts import SOURCE
from siwakit.evidence.source import ALGORITHM_PLACE, TOKEN_PLACE, Source
from siwakit.rules.model import Example, Fail, Harm, Outcome, Question, Rule, on
from siwakit.sources import APPLE_VERIFYING, OIDC_CORE, RFC_8725


@on(SOURCE)
def _trusts(source: Source) -> Outcome:
    if not source.trusts_token:
        return None
    why = "the token comes with a request, so anyone can have written it"
    return Fail(TOKEN_PLACE, "decoded and not verified", "verified with Apple's public key", why)


@on(SOURCE)
def _takes_algorithm(source: Source) -> Outcome:
    if not source.takes_algorithm:
        return None
    return Fail(ALGORITHM_PLACE, "the algorithm that the token names", "RS256", "whoever wrote the token chooses how it is verified")


def _with(source: Source) -> Callable[[samples.Scenario], samples.Scenario]:
    return lambda scenario: scenario.configured(source=source)


NOT_VERIFIED = Rule(
    id="identity-token-not-verified",
    title="the code trusts an identity token without verifying it",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why=(
        "Decoding a token only reads it. Anyone can send your server a token with the sub or the email of another user, and is signed in as that "
        "user. Only a token that your server itself receives from Apple's token endpoint may be trusted without its signature."
    ),
    fix=(
        "Verify the token before you read it: the signature with Apple's key for its kid, alg RS256, iss https://appleid.apple.com, aud your "
        "client_id, exp, and the nonce if you sent one."
    ),
    references=(APPLE_VERIFYING, OIDC_CORE),
    check=_trusts,
    harm=Harm.UNSAFE,
    good=lambda: (
        Example("source code that verifies, or redeems a code", _with(Source())),
        Example("the algorithm of the token, which has a rule of its own", _with(Source(takes_algorithm=True))),
    ),
    bad=lambda: (Example("decoded and trusted", _with(Source(trusts_token=True))),),
)

ALGORITHM_FROM_TOKEN = Rule(
    id="identity-token-alg-from-token",
    title="the code verifies an identity token by the algorithm that the token itself names",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why=(
        "The header is not verified yet when the algorithm is read from it. An attacker can name none, or HS256 with Apple's public key as the "
        "shared secret; whether that succeeds depends only on what the library refuses by itself."
    ),
    fix="Write the algorithm into the code: RS256, which is what Apple signs identity tokens with.",
    references=(RFC_8725, APPLE_VERIFYING),
    check=_takes_algorithm,
    harm=Harm.UNSAFE,
    good=lambda: (Example("source code that names the algorithm", _with(Source())),),
    bad=lambda: (Example("the algorithm of the header", _with(Source(takes_algorithm=True))),),
)

RULES = (NOT_VERIFIED, ALGORITHM_FROM_TOKEN)
