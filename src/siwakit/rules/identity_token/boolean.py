"""Rules about email_verified and is_private_email, which come as booleans or as strings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit import samples
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.said import Proof, Statement
from siwakit.evidence.sign_in.identity_parts import CLAIMS, VERIFIER
from siwakit.evidence.sign_in.said_parts import SAID
from siwakit.rules.model import Example, Fail, Harm, Missing, Outcome, Question, Rule, Skip, Suspicion, Verdict, either, on, reading
from siwakit.sources import APPLE_AUTHENTICATING, OUR_ADVICE, PASSPORT_APPLE_86

_TWO_FORMS = ("email_verified", "is_private_email")
_FORM_SETTINGS = ("claim_type", "expects", "boolean_claims", "email_verified", "is_private_email", "email_verified_type")


def accepted_forms(verifier: Mapping[str, Any]) -> frozenset[type]:
    """Return the types that the verifier accepts for boolean claims; both if it does not say."""
    words = " ".join(value.lower() for name in _FORM_SETTINGS if isinstance(value := verifier.get(name), str))
    named = {kind for word, kind in (("string", str), ("bool", bool)) if word in words}
    return frozenset(named or {str, bool})


def _reads_truth(verifier: Mapping[str, Any]) -> bool:
    return any("truth" in value.lower() for name in (*_FORM_SETTINGS, "reads") if isinstance(value := verifier.get(name), str))


@on(CLAIMS, VERIFIER)
def refuses_form(claims: Mapping[str, Any], verifier: Mapping[str, Any]) -> Outcome:
    """Find a claim in a form that the verifier does not accept."""
    forms = accepted_forms(verifier)
    name = next((claim for claim in _TWO_FORMS if claim in claims and type(claims[claim]) in {str, bool} - forms), None)
    if name is None:
        return None
    wanted = "a string" if str in forms else "a boolean"
    return Fail(
        f"identity_token.claims.{name}", claims[name], "either form", f"it is {_form_of(claims[name])} here, but the verifier accepts only {wanted}"
    )


def _form_of(value: object) -> str:
    return "a boolean" if isinstance(value, bool) else "a string"


@reading(CLAIMS, VERIFIER, needs=CLAIMS)
def _refuses_form_or_may(evidence: Evidence) -> Verdict:
    verdict, claims = refuses_form(evidence), evidence.get(CLAIMS)
    if isinstance(verdict, Missing) and (isinstance(claims, Absence) or not claims.keys() & set(_TWO_FORMS)):
        return Skip("the token has none of these claims")
    return verdict


@on(SAID[Proof.CLAIM_FORM_REFUSED])
def _says_that_it_refuses_form(statement: Statement) -> Outcome:
    name = statement.values.get("claim")
    if name not in _TWO_FORMS:
        return Skip("the words name another claim")
    return Fail("verifier.claim_type", "one form only", "either form", f"{statement.speaker} could not read {name}")


@on(CLAIMS, VERIFIER)
def takes_one_form(claims: Mapping[str, Any], verifier: Mapping[str, Any]) -> Outcome:
    """Find a verifier that accepts only one form, if this token happens to have it."""
    forms = accepted_forms(verifier)
    if len(forms) > 1 or any(type(claims.get(claim)) in {str, bool} - forms for claim in _TWO_FORMS):
        return None
    return Fail("verifier.claim_type", "only a string" if str in forms else "only a boolean", "either form")


@on(CLAIMS, VERIFIER)
def reads_string_as_truth(claims: Mapping[str, Any], verifier: Mapping[str, Any]) -> Outcome:
    """Find the string "false" with a verifier that treats any string as true."""
    name = next((claim for claim in _TWO_FORMS if claims.get(claim) == "false"), None)
    if name is None or not _reads_truth(verifier):
        return None
    return Fail(f"identity_token.claims.{name}", "false", "false as a boolean", "a string that is not empty is treated as true")


FORM_REFUSED = Rule(
    id="identity-token-claim-form-refused",
    title="the verifier does not accept the form of a boolean claim",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.TOKEN_REFUSED: 20, Proof.CLAIM_FORM_REFUSED: 40, Proof.ONLY_SOME_USERS_FAIL: 25},
    why="email_verified and is_private_email were strings until February 2024 and are booleans since; the documentation allows both.",
    fix='Accept true, false, "true" and "false".',
    references=(PASSPORT_APPLE_86, APPLE_AUTHENTICATING),
    check=either(_refuses_form_or_may, _says_that_it_refuses_form),
    harm=Harm.DEFEATS,
    suspicion=Suspicion("check the type that your decoder expects for email_verified and is_private_email", "it accepts a boolean and a string"),
    good=lambda: (
        Example(
            "a boolean, either form accepted",
            lambda s: s.verifying(lambda i: i.claims(email_verified=True).verifier_says(expects="string or boolean")),
        ),
    ),
    bad=lambda: (
        Example(
            "a boolean, only strings accepted", lambda s: s.verifying(lambda i: i.claims(email_verified=True).verifier_says(claim_type="string only"))
        ),
        Example(
            "a string, only booleans accepted", lambda s: s.verifying(lambda i: i.claims(is_private_email="true").verifier_says(expects="boolean"))
        ),
        Example("a decoder that says it", samples.said(Proof.CLAIM_FORM_REFUSED, claim="email_verified")),
    ),
)

ONE_FORM = Rule(
    id="identity-token-verifier-takes-one-form",
    title="the verifier accepts only one form of email_verified and is_private_email",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.CLAIM_FORM_REFUSED: 30},
    why="Apple changed the form overnight in February 2024 and documents both: if it changes again, every sign-in fails.",
    fix='Accept true, false, "true" and "false".',
    references=(PASSPORT_APPLE_86, APPLE_AUTHENTICATING),
    check=takes_one_form,
    harm=Harm.FRAGILE,
    good=lambda: (Example("either", lambda s: s.verifying(lambda i: i.verifier_says(expects="string or boolean"))),),
    bad=lambda: (
        Example("a boolean, as it is today", lambda s: s.verifying(lambda i: i.claims(email_verified=True).verifier_says(expects="boolean"))),
    ),
)

READ_AS_TRUTH = Rule(
    id="identity-token-string-read-as-truth",
    title='the string "false" is treated as true',
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="An address that Apple calls unverified is treated as verified, and can give access to another user's account.",
    fix='Compare with true and "true", and treat everything else as false.',
    references=(PASSPORT_APPLE_86, OUR_ADVICE),
    check=reads_string_as_truth,
    harm=Harm.UNSAFE,
    good=lambda: (Example("a boolean", lambda s: s.verifying(lambda i: i.claims(email_verified=False).verifier_says(reads="truthy"))),),
    bad=lambda: (Example("a string", lambda s: s.verifying(lambda i: i.claims(email_verified="false").verifier_says(reads="truthy"))),),
)

RULES = (FORM_REFUSED, ONE_FORM, READ_AS_TRUTH)
