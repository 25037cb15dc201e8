"""Rules about what Apple's identity tokens never contain, even if the signature is Apple's.

A JWT of another kind must not be accepted as an identity token (RFC 8725, sections 3.11 and 3.12). Members and claims that are merely unknown
are ignored, as RFC 7515 and RFC 7519 require: `typ: JWT`, `x5t` and claims that Apple may add tomorrow are no reason to refuse a token.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit import samples
from siwakit.evidence.dates import LEEWAY_SECONDS, date_of, span_of, whole_seconds
from siwakit.evidence.parts import CLOCK
from siwakit.evidence.sign_in.identity_parts import CLAIMS, OPENED, SHOWN_HEADER, TEXT
from siwakit.jose.verify import Refusal
from siwakit.rules.model import Check, Enforcer, Example, Fail, Harm, Outcome, Question, Rule, of_kind, on
from siwakit.sources import APPLE_ID_TOKEN, APPLE_NOTIFICATIONS, RFC_7515, RFC_7516, RFC_7519, RFC_8725

AT = "identity_token"
_VERIFY = (Enforcer.VERIFY,)
_REFUSE = "Refuse the token: Apple never sends one like it."


def _header_is_refused_for(refusal: Refusal, expected: str, member: str = "") -> Check:
    @of_kind(OPENED, refusal, OPENED, TEXT, SHOWN_HEADER)
    def look(_opened: object, _text: str, header: Mapping[str, Any]) -> Outcome:
        """Find a header that is refused for this reason."""
        return Fail(f"{AT}.header.{member}", header.get(member), expected) if member else Fail(f"{AT}.header", sorted(header), expected)

    return look


@on(CLAIMS, CLOCK)
def is_not_valid_yet(claims: Mapping[str, Any], now: int) -> Outcome:
    """Find a token that must not be accepted yet, according to its nbf."""
    if "nbf" not in claims:
        return None
    nbf = whole_seconds(claims["nbf"])
    if nbf is not None and nbf <= now + LEEWAY_SECONDS:
        return None
    if nbf is None:
        return Fail(f"{AT}.claims.nbf", claims["nbf"], "seconds since 1970-01-01 UTC", "nbf is not a number")
    return Fail(f"{AT}.claims.nbf", nbf, f"{now} or earlier", f"nbf is {date_of(nbf)}, {span_of(nbf - now)} ahead of the clock")


@on(CLAIMS)
def ends_before_it_begins(claims: Mapping[str, Any]) -> Outcome:
    """Find a token that expired before it was issued."""
    iat, exp = whole_seconds(claims.get("iat")), whole_seconds(claims.get("exp"))
    if iat is None or exp is None or iat < exp:
        return None
    return Fail(f"{AT}.claims.exp", exp, f"later than iat, {iat}", f"exp is {date_of(exp)}, but iat is {date_of(iat)}")


@on(CLAIMS)
def is_notification(claims: Mapping[str, Any]) -> Outcome:
    """Find a token that reports an event instead of a sign-in."""
    return Fail(f"{AT}.claims.events", "events", "no events", "identity tokens have no events") if "events" in claims else None


TYP = Rule(
    id="identity-token-typ-not-jwt",
    title="typ in the identity token's header is not JWT",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="typ distinguishes kinds of token. Apple sends none; some libraries write JWT. A token with any other type is not an identity token.",
    fix=_REFUSE,
    references=(RFC_8725, RFC_7519),
    check=_header_is_refused_for(Refusal.TYP_NOT_JWT, "no typ, or JWT", "typ"),
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (
        Example("no typ, as Apple sends it", lambda s: s.verifying()),
        Example("JWT", lambda s: s.verifying(lambda i: i.header(typ="JWT"))),
        Example("the thumbprint of a certificate", lambda s: s.verifying(lambda i: i.header(x5t="AAAA"))),
    ),
    bad=lambda: (
        Example("an access token", lambda s: s.verifying(lambda i: i.header(typ="at+jwt"))),
        Example("a security event token", lambda s: s.verifying(lambda i: i.header(typ="secevent+jwt"))),
        Example("lower case", lambda s: s.verifying(lambda i: i.header(typ="jwt"))),
        Example("null", lambda s: s.verifying(lambda i: i.header(typ=None))),
    ),
)

OF_ENCRYPTION = Rule(
    id="identity-token-header-of-encrypted-token",
    title="the header of the identity token has members of an encrypted token",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="Members such as enc and zip belong to encrypted tokens. Parsers that use them see other claims than parsers that do not.",
    fix=_REFUSE,
    references=(RFC_7516, RFC_8725),
    check=_header_is_refused_for(Refusal.OF_ENCRYPTION, "only kid and alg"),
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (Example("only kid and alg", lambda s: s.verifying()),),
    bad=lambda: (
        Example("enc", lambda s: s.verifying(lambda i: i.header(enc="A128GCM"))),
        Example("zip", lambda s: s.verifying(lambda i: i.header(zip="DEF"))),
        Example("p2c", lambda s: s.verifying(lambda i: i.header(p2c=1_000_000))),
    ),
)

HAS_CTY = Rule(
    id="identity-token-header-has-cty",
    title="the header of the identity token has cty",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="cty says that the payload is another token instead of claims; Apple's tokens contain claims.",
    fix=_REFUSE,
    references=(RFC_7519, RFC_7515),
    check=_header_is_refused_for(Refusal.HAS_CTY, "no cty", "cty"),
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (Example("only kid and alg", lambda s: s.verifying()),),
    bad=lambda: (Example("a nested token", lambda s: s.verifying(lambda i: i.header(cty="JWT"))),),
)

NOT_VALID_YET = Rule(
    id="identity-token-not-valid-yet",
    title="the identity token is not valid yet",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="A token with nbf must not be accepted before that time. Apple sends no nbf, so a token with one in the future needs a closer look.",
    fix="Set the clock with NTP; if it is right, refuse the token.",
    references=(RFC_7519,),
    check=is_not_valid_yet,
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (
        Example("no nbf", lambda s: s.verifying()),
        Example("now", lambda s: s.verifying(lambda i: i.claims(nbf=samples.NOW))),
        Example("a minute ahead", lambda s: s.verifying(lambda i: i.claims(nbf=samples.NOW + 60))),
    ),
    bad=lambda: (
        Example("a minute and a second ahead", lambda s: s.verifying(lambda i: i.claims(nbf=samples.NOW + 61))),
        Example("an hour ahead", lambda s: s.verifying(lambda i: i.claims(nbf=samples.NOW + 3600))),
        Example("a string", lambda s: s.verifying(lambda i: i.claims(nbf=str(samples.NOW)))),
    ),
)

EXPIRES_BEFORE_ISSUE = Rule(
    id="identity-token-expires-before-issue",
    title="the identity token expires before it is issued",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="exp is a day after iat in Apple's tokens. A token that expires before it is issued is never valid.",
    fix=_REFUSE,
    references=(APPLE_ID_TOKEN, RFC_7519),
    check=ends_before_it_begins,
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (Example("a second later", lambda s: s.verifying(lambda i: i.claims(iat=samples.NOW, exp=samples.NOW + 1))),),
    bad=lambda: (
        Example("a second earlier", lambda s: s.verifying(lambda i: i.claims(iat=samples.NOW + 3, exp=samples.NOW + 2))),
        Example("the same second", lambda s: s.verifying(lambda i: i.claims(iat=samples.NOW + 3, exp=samples.NOW + 3))),
    ),
)

IS_NOTIFICATION = Rule(
    id="identity-token-is-notification",
    title="a notification is presented as an identity token",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="Apple signs notifications with the same keys. A notification reports what a user did in the past, and does not authenticate a user.",
    fix="Refuse the token, and pass what Apple posts to your notification endpoint to verify_notification.",
    references=(APPLE_NOTIFICATIONS, RFC_8725),
    check=is_notification,
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (
        Example("no events", lambda s: s.verifying()),
        Example("an unknown claim", lambda s: s.verifying(lambda i: i.claims(org_name="Example School"))),
    ),
    bad=lambda: (
        Example("an event as text", lambda s: s.verifying(lambda i: i.claims(events=samples.event_text()))),
        Example("an event as an object", lambda s: s.verifying(lambda i: i.claims(events=samples.event()))),
    ),
)

RULES = (TYP, OF_ENCRYPTION, HAS_CTY, IS_NOTIFICATION, NOT_VALID_YET, EXPIRES_BEFORE_ISSUE)
