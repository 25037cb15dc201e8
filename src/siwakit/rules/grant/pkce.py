"""Rules about PKCE, which Apple does not document but enforces: if it was started at authorize, it must be completed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from siwakit import samples
from siwakit.apple import Endpoint
from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence
from siwakit.evidence.fields import Fields
from siwakit.evidence.masked import is_gap
from siwakit.evidence.parts import ANSWER, AUTHORIZE, CODE, FIELDS, GRANT_TYPE, PORTAL
from siwakit.evidence.said import Proof
from siwakit.evidence.showing.redact import sealed
from siwakit.evidence.sign_in.issued_to import WORDS, Words, is_grant_refusal, known_or_none
from siwakit.evidence.sign_in.portal import Portal
from siwakit.jose import base64url
from siwakit.rules.model import Check, Example, Fail, Missing, Question, Rule, Skip, Suspicion, Verdict, reading
from siwakit.rules.wire import INVALID_GRANT
from siwakit.sources import APPLE_SIGNIN_AUTH_180, BETTER_AUTH_10294, RFC_7636

AT = "request.form.code_verifier"


def _judged(look: Callable[[str, str, str], Verdict]) -> Check:
    """Return the outcome for the verifier, the challenge and its method; an empty string means that there is none."""

    @reading(FIELDS, GRANT_TYPE, PORTAL, CODE, AUTHORIZE, WORDS, ANSWER, needs=FIELDS)
    def check(evidence: Evidence) -> Verdict:
        fields = evidence.get(FIELDS)
        if evidence.get(GRANT_TYPE) != "authorization_code" or isinstance(fields, Absence):
            return Skip("no code is redeemed")
        begun = _begun(evidence)
        if begun is None:
            return Skip("there was no authorize request")
        if isinstance(begun, Absence):
            return _open(evidence, fields, look)
        return look(fields.get("code_verifier") or "", *begun)

    return check


def _begun(evidence: Evidence) -> tuple[str, str] | Absence | None:
    portal, code = known_or_none(evidence.get(PORTAL)), known_or_none(evidence.get(CODE))
    record = portal.codes.get(code) if portal and code else None
    query = evidence.get(AUTHORIZE)
    if record is not None and (record.code_challenge or isinstance(query, Absence)):
        return record.code_challenge or "", "S256"
    if isinstance(query, Mapping):
        if is_gap(query.get("code_challenge", "")):
            return UNKNOWN
        return query.get("code_challenge", ""), query.get("code_challenge_method", "")
    return None if query is LACKING or portal is not None else UNKNOWN


def _open(evidence: Evidence, fields: Fields, look: Callable[[str, str, str], Verdict]) -> Verdict:
    """Stay undecided only if some authorize request could break the rule."""
    verifier = fields.get("code_verifier") or ""
    could_break = look(verifier, "", "") is not None or look(verifier, "another challenge", "S256") is not None
    if not could_break or isinstance(evidence.get(WORDS), Words):
        return None
    return Missing((AUTHORIZE,), int(is_grant_refusal(evidence)))


def lacks_verifier(verifier: str, challenge: str, _method: str) -> Verdict:
    """Find a challenge without a verifier."""
    if not challenge or verifier:
        return None
    return Fail(
        AT, None, "the code_verifier of the code_challenge", "the authorize request has a code_challenge, but the token request has no code_verifier"
    )


def differs(verifier: str, challenge: str, method: str) -> Verdict:
    """Find a verifier that does not match the challenge, by S256 or, if that was not requested, as plain text."""
    if not challenge or not verifier or base64url.encode(sha256(verifier.encode()).digest()) == challenge.rstrip("="):
        return None
    if method != "S256" and verifier == challenge:
        return None
    because = "the SHA-256 of the code_verifier, in base64url, is not the code_challenge of the authorize request"
    return Fail(AT, sealed("code_verifier", verifier), f"the code_verifier of the code_challenge {challenge}", because)


def lacks_challenge(verifier: str, challenge: str, _method: str) -> Verdict:
    """Find a verifier without a challenge."""
    if challenge or not verifier:
        return None
    return Fail(AT, sealed("code_verifier", verifier), None, "the authorize request has no code_challenge")


def _begins(scenario: samples.Scenario, **changes: Any) -> samples.Scenario:
    """Start PKCE at authorize, and in Apple's record of it."""
    query = {"code_challenge": samples.CHALLENGE, "code_challenge_method": "S256", **changes}
    return scenario.authorize(**query).portal(lambda portal: _with_challenge(portal, query["code_challenge"]))


def _with_challenge(portal: Portal, challenge: str) -> Portal:
    return replace(portal, codes={name: replace(record, code_challenge=challenge) for name, record in portal.codes.items()})


CODE_VERIFIER_IS_MISSING = Rule(
    id="code-verifier-missing",
    title="PKCE was started at authorize, but code_verifier is not sent",
    question=Question.GRANT,
    since="0.1",
    told_by={Proof.VERIFIER_MISSING: 40},
    why=(
        "Since October 2024 Apple refuses a code issued with a code_challenge unless the matching code_verifier is sent. Apple documents neither "
        "of the two."
    ),
    fix="Send the code_verifier that the code_challenge was computed from, or send no code_challenge to authorize.",
    references=(APPLE_SIGNIN_AUTH_180, RFC_7636),
    check=_judged(lacks_verifier),
    wire=INVALID_GRANT.cited(APPLE_SIGNIN_AUTH_180),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion("check the authorize URL for a code_challenge", "the authorize URL has no code_challenge"),
    excuse=lambda _, leniency: leniency.ignores_pkce,
    good=lambda: (
        Example("no PKCE", lambda s: s),
        Example("PKCE started and completed", lambda s: _begins(s).form(code_verifier=samples.VERIFIER)),
        Example("none on a refresh", lambda s: _begins(s.refresh())),
    ),
    bad=lambda: (
        Example("no code_verifier", _begins),
        Example("an empty code_verifier", lambda s: _begins(s).form(code_verifier="")),
        Example("by the authorize request", lambda s: _begins(s).unknown("portal")),
    ),
)

CODE_VERIFIER_IS_WRONG = Rule(
    id="code-verifier-wrong",
    title="code_verifier does not match the code_challenge",
    question=Question.GRANT,
    since="0.1",
    told_by={Proof.VERIFIER_MISSING: 30},
    why="Each sign-in has its own code_verifier. One from another attempt, or one that replaced a lost cookie's, does not match for Apple.",
    fix="Store the code_verifier with the state of its sign-in, and send that one.",
    references=(APPLE_SIGNIN_AUTH_180, BETTER_AUTH_10294, RFC_7636),
    check=_judged(differs),
    wire=INVALID_GRANT.cited(APPLE_SIGNIN_AUTH_180),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion(
        "check the authorize URL: is code_challenge the SHA-256 of the code_verifier that you sent?", "the sign-in was done without PKCE"
    ),
    excuse=lambda _, leniency: leniency.ignores_pkce,
    good=lambda: (
        Example("the matching one", lambda s: _begins(s).form(code_verifier=samples.VERIFIER)),
        Example("padding in the challenge", lambda s: _begins(s, code_challenge=f"{samples.CHALLENGE}=").form(code_verifier=samples.VERIFIER)),
        Example("the plain method", lambda s: _plain(s).form(code_verifier=samples.VERIFIER)),
    ),
    bad=lambda: (
        Example("from another attempt", lambda s: _begins(s).form(code_verifier=samples.VERIFIER[::-1])),
        Example("the challenge itself", lambda s: _begins(s).form(code_verifier=samples.CHALLENGE)),
        Example("by the authorize request", lambda s: _begins(s).form(code_verifier=samples.VERIFIER[::-1]).unknown("portal")),
    ),
)

CODE_VERIFIER_LACKS_CHALLENGE = Rule(
    id="code-verifier-without-challenge",
    title="code_verifier is sent, but PKCE was not started",
    question=Question.GRANT,
    since="0.1",
    told_by={Proof.VERIFIER_MISSING: 20},
    why="The authorize request had no code_challenge for this code_verifier to match. One report says that Apple refuses that.",
    fix="Send code_challenge and code_challenge_method=S256 to authorize, or send no code_verifier.",
    references=(BETTER_AUTH_10294, RFC_7636),
    check=_judged(lacks_challenge),
    assumed=INVALID_GRANT,
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion("check the authorize URL for a code_challenge", "the authorize URL has a code_challenge"),
    excuse=lambda _, leniency: leniency.ignores_pkce,
    good=lambda: (Example("no PKCE", lambda s: s), Example("PKCE started and completed", lambda s: _begins(s).form(code_verifier=samples.VERIFIER))),
    bad=lambda: (
        Example("by Apple's record", lambda s: s.form(code_verifier=samples.VERIFIER)),
        Example("by the authorize request", lambda s: s.form(code_verifier=samples.VERIFIER).unknown("portal")),
    ),
)


def _plain(scenario: samples.Scenario) -> samples.Scenario:
    return scenario.authorize(code_challenge=samples.VERIFIER, code_challenge_method="plain").unknown("portal")


RULES = (CODE_VERIFIER_IS_MISSING, CODE_VERIFIER_IS_WRONG, CODE_VERIFIER_LACKS_CHALLENGE)
