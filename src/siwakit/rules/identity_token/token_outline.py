"""Rules about the form of an identity token: what can be checked before any key is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit import samples
from siwakit.evidence.evidence import LACKING, UNKNOWN, Evidence
from siwakit.evidence.said import Proof
from siwakit.evidence.showing.redact import sealed
from siwakit.evidence.sign_in.identity_parts import ABOUT_CREDENTIALS, OPENED, READING, SHOWN_HEADER, TEXT
from siwakit.jose import base64url
from siwakit.jose.jws import FaultKind, Jws
from siwakit.jose.verify import Refusal
from siwakit.rules.model import Check, Enforcer, Example, Fail, Harm, Missing, Outcome, Question, Rule, Skip, Verdict, of_kind, on, reading
from siwakit.sources import APPLE_ID_TOKEN, APPLE_KEYS, APPLE_VERIFYING, RFC_7515

AT = "identity_token"
_VERIFY = (Enforcer.VERIFY,)
_NO_JWS = frozenset({Refusal.NOT_A_JWS, Refusal.IS_ENCRYPTED, Refusal.TOO_LARGE})


@reading(ABOUT_CREDENTIALS, TEXT)
def _is_missing(evidence: Evidence) -> Verdict:
    if evidence.get(ABOUT_CREDENTIALS):
        return Skip("the question is about a request, not the token")
    if evidence.get(TEXT) is UNKNOWN:
        return Missing((TEXT,))
    return Fail(AT, None, "an identity token", "there is no token to verify") if evidence.get(TEXT) is LACKING else None


def _refused_for(*refusals: Refusal, at: str = AT, expected: str, member: str | None = None) -> Check:
    @of_kind(OPENED, refusals, OPENED, TEXT, SHOWN_HEADER)
    def look(_opened: object, text: str, header: Mapping[str, Any]) -> Outcome:
        """Find a form that is refused for this reason."""
        return Fail(at, header.get(member) if member and header else sealed("identity token", text), expected)

    return look


def _describe(text: str) -> str:
    count = text.count(".") + 1
    return "five segments: it is encrypted (JWE), and Apple only signs" if count == 5 else f"it has {count} of the 3 segments of a JWS"  # noqa: PLR2004  RFC 7516


@on(TEXT, OPENED)
def is_no_jws(text: str, opened: object) -> Outcome:
    """Find a text that does not have the form of a compact JWS."""
    if not isinstance(opened, Refusal) or opened not in _NO_JWS:
        return None
    because = "over 16 KiB, but Apple's tokens are about one" if opened is Refusal.TOO_LARGE else _describe(text)
    return Fail(AT, sealed("text", text), "header.payload.signature, each in base64url", because)


@on(OPENED, READING)
def is_damaged(opened: Jws | Refusal, token: Jws | Refusal) -> Outcome:
    """Find a segment that cannot be decoded."""
    if not isinstance(token, Jws) or not token.faults or opened is Refusal.REPEATED_MEMBER:
        return None
    fault = next((candidate for candidate in token.faults if candidate.kind is not FaultKind.REPEATED_MEMBER), None)
    if fault is None:
        return None
    return Fail(f"{AT}.{fault.segment}", fault.detail, "what Apple sent, unchanged", f"{fault.kind.value} at position {fault.position}")


MISSING = Rule(
    id="identity-token-missing",
    title="no identity token reached the verifier",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.TOKEN_NOT_GIVEN: 40},
    why="Without an identity token no user has signed in; a verifier that accepts this lets everyone in.",
    fix="Pass identityToken (native) or id_token (web) as Apple returned it, and request a new one from Apple if it is null.",
    references=(APPLE_VERIFYING,),
    check=_is_missing,
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (Example("a token", lambda s: s.verifying()),),
    bad=lambda: (Example("null", lambda s: s.verifying(lambda i: i.absent())),),
)

NOT_A_JWS = Rule(
    id="identity-token-is-not-a-jws",
    title="the identity token is not a signed JWT",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.TOKEN_UNREADABLE: 40},
    why="Apple signs its identity tokens as three segments with dots between them; nothing else can be verified.",
    fix="Pass identityToken decoded from its bytes as UTF-8, whole and unchanged.",
    references=(APPLE_ID_TOKEN, RFC_7515),
    check=is_no_jws,
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (Example("three segments", lambda s: s.verifying()),),
    bad=lambda: (
        Example("the signature truncated", lambda s: s.verifying(lambda i: i.sent(lambda text: text.rsplit(".", 1)[0]))),
        Example("five segments, as in a JWE", lambda s: s.verifying(lambda i: i.sent(lambda text: f"{text}.AAAA.AAAA"))),
        Example("another text", lambda s: s.verifying(lambda i: i.sent(lambda text: f"<{len(text)} bytes>"))),
    ),
)

DAMAGED = Rule(
    id="identity-token-damaged",
    title="the identity token was changed in transit",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.TOKEN_UNREADABLE: 30},
    why="A segment cannot be decoded, so there is no signature to verify.",
    fix="Pass the token as a string, without re-encoding, trimming or escaping it.",
    references=(APPLE_ID_TOKEN, RFC_7515),
    check=is_damaged,
    harm=Harm.DEFEATS,
    explains=("identity-token-signature-wrong",),
    enforced_at=_VERIFY,
    good=lambda: (Example("unchanged", lambda s: s.verifying()),),
    bad=lambda: (
        Example("trailing padding", lambda s: s.verifying(lambda i: i.sent(lambda text: f"{text}=="))),
        Example("a trailing line break", lambda s: s.verifying(lambda i: i.sent(lambda text: f"{text}\n"))),
        Example("a header that is not JSON", lambda s: s.verifying(lambda i: i.sent(lambda text: f"Zm9v{text[text.index('.') :]}"))),
        Example(
            "claims that are not an object", lambda s: s.verifying(lambda i: i.sent(lambda text: f"{text.split('.')[0]}.W10.{text.split('.')[2]}"))
        ),
    ),
)

REPEATED_MEMBER = Rule(
    id="identity-token-repeats-member",
    title="the identity token contains a member twice",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="Two parsers may read two different values from it, and an attacker may rely on that.",
    fix="Refuse the token: Apple never sends one like it.",
    references=(RFC_7515,),
    check=_refused_for(Refusal.REPEATED_MEMBER, expected="each member once"),
    harm=Harm.DEFEATS,
    explains=("identity-token-signature-wrong",),
    enforced_at=_VERIFY,
    good=lambda: (Example("each member once", lambda s: s.verifying()),),
    bad=lambda: (
        Example(
            "kid twice in the header",
            lambda s: s.verifying(
                lambda i: i.sent(lambda text: base64url.encode(b'{"alg":"RS256","kid":"a","kid":"siwakit001"}') + text[text.index(".") :])
            ),
        ),
    ),
)

ALG = Rule(
    id="identity-token-alg-not-rs256",
    title="the identity token is not signed with RS256",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.ALGORITHM_REFUSED: 40},
    why="Apple signs identity tokens only with RS256; a token that chooses its own algorithm may have been made by anyone.",
    fix="Accept only RS256, and refuse this token.",
    references=(APPLE_KEYS, RFC_7515),
    check=_refused_for(Refusal.ALG_NOT_ALLOWED, at=f"{AT}.header.alg", expected="RS256", member="alg"),
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (Example("RS256", lambda s: s.verifying(lambda i: i.header(alg="RS256"))),),
    bad=lambda: (
        Example("HS256", lambda s: s.verifying(lambda i: i.header(alg="HS256"))),
        Example("ES256", lambda s: s.verifying(lambda i: i.header(alg="ES256"))),
        Example("none, unsigned", lambda s: s.verifying(lambda i: i.header(alg="none").signed(lambda _: b""))),
        Example("no alg", lambda s: s.verifying(lambda i: i.header(alg=samples.DROP))),
    ),
)

CRIT = Rule(
    id="identity-token-header-has-crit",
    title="the header of the identity token has crit",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="crit lists extensions that a verifier must understand or refuse; Apple uses none.",
    fix="Refuse the token: Apple never sends one like it.",
    references=(RFC_7515,),
    check=_refused_for(Refusal.HAS_CRIT, at=f"{AT}.header.crit", expected="no crit", member="crit"),
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (
        Example("only kid and alg", lambda s: s.verifying()),
        Example("typ beside them", lambda s: s.verifying(lambda i: i.header(typ="JWT"))),
    ),
    bad=lambda: (
        Example("an extension", lambda s: s.verifying(lambda i: i.header(crit=["exp"]))),
        Example("an empty list", lambda s: s.verifying(lambda i: i.header(crit=[]))),
    ),
)

B64 = Rule(
    id="identity-token-header-has-b64",
    title="the header of the identity token has b64",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="b64 changes which bytes the signature covers; Apple never uses it.",
    fix="Refuse the token: Apple never sends one like it.",
    references=(RFC_7515,),
    check=_refused_for(Refusal.HAS_B64, at=f"{AT}.header.b64", expected="no b64", member="b64"),
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (Example("only kid and alg", lambda s: s.verifying()),),
    bad=lambda: (
        Example("false", lambda s: s.verifying(lambda i: i.header(b64=False))),
        Example("true", lambda s: s.verifying(lambda i: i.header(b64=True))),
    ),
)

BRINGS_KEY = Rule(
    id="identity-token-header-brings-key",
    title="the identity token contains the key to verify it with",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="A verifier that takes its key from the token accepts whatever anyone signs; Apple's tokens refer to a key by kid and contain none.",
    fix="Take keys only from https://appleid.apple.com/auth/keys, and refuse this token.",
    references=(APPLE_KEYS, RFC_7515),
    check=_refused_for(Refusal.BRINGS_KEY, at=f"{AT}.header", expected="only kid and alg"),
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (Example("only kid and alg", lambda s: s.verifying()),),
    bad=lambda: (
        Example("jwk", lambda s: s.verifying(lambda i: i.header(jwk={"kty": "RSA"}))),
        Example("jku", lambda s: s.verifying(lambda i: i.header(jku="https://example.com/keys"))),
        Example("x5c", lambda s: s.verifying(lambda i: i.header(x5c=["AAAA"]))),
        Example("x5u", lambda s: s.verifying(lambda i: i.header(x5u="https://example.com/chain"))),
    ),
)

UNSIGNED = Rule(
    id="identity-token-unsigned",
    title="the identity token has no signature",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="Anyone can write such a token.",
    fix="Refuse the token, and pass what Apple returned, including all three segments.",
    references=(APPLE_VERIFYING, RFC_7515),
    check=_refused_for(Refusal.UNSIGNED, at=f"{AT}.signature", expected="256 bytes of RS256"),
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (Example("signed", lambda s: s.verifying()),),
    bad=lambda: (Example("an empty third segment", lambda s: s.verifying(lambda i: i.signed(lambda _: b""))),),
)

KID_MISSING = Rule(
    id="identity-token-kid-missing",
    title="the identity token has no valid kid",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="Apple publishes several keys, and kid says which one signed; Apple's tokens always have it.",
    fix="Refuse the token: it did not come from Apple in this form.",
    references=(APPLE_KEYS,),
    check=_refused_for(Refusal.KID_MISSING, at=f"{AT}.header.kid", expected="the kid of a key in Apple's set", member="kid"),
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (Example("a kid", lambda s: s.verifying()),),
    bad=lambda: (
        Example("no kid", lambda s: s.verifying(lambda i: i.header(kid=samples.DROP))),
        Example("an empty kid", lambda s: s.verifying(lambda i: i.header(kid=""))),
        Example("a number", lambda s: s.verifying(lambda i: i.header(kid=1))),
    ),
)

RULES = (MISSING, NOT_A_JWS, DAMAGED, REPEATED_MEMBER, ALG, CRIT, B64, BRINGS_KEY, UNSIGNED, KID_MISSING)
