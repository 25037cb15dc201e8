"""Rules about iss: the identity token must be Apple's, and the verifier must expect the issuer in Apple's tokens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit import samples
from siwakit.apple import ISSUER, OTHER_HOST
from siwakit.evidence.said import Proof, Statement
from siwakit.evidence.sign_in.identity_parts import CLAIMS, VERIFIER
from siwakit.evidence.sign_in.said_parts import SAID
from siwakit.rules.model import Enforcer, Example, Fail, Harm, Outcome, Question, Rule, Skip, Suspicion, either, on
from siwakit.sources import APPLE_ID_TOKEN, STAFF_ON_HOST, SUPABASE_AUTH_2051

AT_ISS = "identity_token.claims.iss"
_ISSUERS = ("expected_iss_from_discovery", "expected_iss", "expected_issuer", "issuer", "iss")
_VERIFY = (Enforcer.VERIFY,)


@on(CLAIMS)
def is_foreign_iss(claims: Mapping[str, Any]) -> Outcome:
    """Find an issuer that is not Apple's."""
    iss = claims.get("iss")
    if iss == ISSUER:
        return None
    because = "account.apple.com was in the discovery document for a day in June 2025, but in no token" if iss == f"https://{OTHER_HOST}" else ""
    return Fail(AT_ISS, iss, ISSUER, because)


@on(CLAIMS, VERIFIER)
def expects_other_iss(claims: Mapping[str, Any], verifier: Mapping[str, Any]) -> Outcome:
    """Find a verifier that expects an issuer other than the one in Apple's tokens."""
    expected = next((verifier[name] for name in _ISSUERS if isinstance(verifier.get(name), str)), None)
    if expected is None or expected == ISSUER or claims.get("iss") != ISSUER:
        return None
    because = "the discovery document had account.apple.com for about a day in June 2025, while tokens kept https://appleid.apple.com"
    return Fail("verifier.issuer", expected, ISSUER, because if OTHER_HOST in expected else "", ISSUER)


@on(SAID[Proof.ISSUER_REFUSED])
def _says_it_expects_other(statement: Statement) -> Outcome:
    expected, actual = statement.values.get("expected", ""), statement.values.get("actual", "")
    # A verifier that expects the other host refuses every token, whatever it got.
    other = expected if actual in {ISSUER, ""} else actual if expected == ISSUER else None
    # Any other iss may be that of another token, which was given to the verifier by mistake.
    if other != f"https://{OTHER_HOST}" and not (actual == ISSUER and expected.rstrip("/") == ISSUER):
        return Skip("the words do not name Apple's issuer")
    because = f"{statement.speaker} says that it expected {expected}" + (f" and got {actual}" if actual else "")
    return Fail("verifier.issuer", other, ISSUER, because, ISSUER)


ISS_IS_WRONG = Rule(
    id="identity-token-iss-not-apple",
    title="the identity token was not issued by Apple",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.ISSUER_REFUSED: 30},
    why="The issuer in Apple's tokens is exactly https://appleid.apple.com; a token with any other issuer is not Apple's.",
    fix="Refuse the token, and check where it came from.",
    references=(APPLE_ID_TOKEN, STAFF_ON_HOST),
    check=is_foreign_iss,
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (Example("Apple", lambda s: s.verifying(lambda i: i.claims(iss=ISSUER))),),
    bad=lambda: (
        Example("account.apple.com", lambda s: s.verifying(lambda i: i.claims(iss=f"https://{OTHER_HOST}"))),
        Example("a trailing slash", lambda s: s.verifying(lambda i: i.claims(iss=f"{ISSUER}/"))),
        Example("no iss", lambda s: s.verifying(lambda i: i.claims(iss=samples.DROP))),
    ),
)

ISS_FROM_DISCOVERY = Rule(
    id="identity-token-iss-from-discovery",
    title="the verifier expects an issuer other than the one in Apple's tokens",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.ISSUER_REFUSED: 40},
    why="A verifier that reads the issuer from the discovery document refused every token when Apple changed that document in June 2025.",
    fix="Hard-code https://appleid.apple.com as the issuer, and do not derive it from discovery.",
    references=(SUPABASE_AUTH_2051, STAFF_ON_HOST, APPLE_ID_TOKEN),
    check=either(expects_other_iss, _says_it_expects_other),
    harm=Harm.DEFEATS,
    suspicion=Suspicion(
        "compare the issuer that your verifier expects with issuer in https://appleid.apple.com/.well-known/openid-configuration",
        "the verifier expects https://appleid.apple.com, hard-coded",
    ),
    good=lambda: (Example("Apple's", lambda s: s.verifying(lambda i: i.verifier_says(expected_iss=ISSUER))),),
    bad=lambda: (
        Example(
            "as discovery had it in June 2025", lambda s: s.verifying(lambda i: i.verifier_says(expected_iss_from_discovery=f"https://{OTHER_HOST}"))
        ),
        Example("a trailing slash", lambda s: s.verifying(lambda i: i.verifier_says(expected_iss=f"{ISSUER}/"))),
        Example("a verifier that says it", samples.said(Proof.ISSUER_REFUSED, expected=ISSUER, actual=f"https://{OTHER_HOST}")),
    ),
)

RULES = (ISS_IS_WRONG, ISS_FROM_DISCOVERY)
