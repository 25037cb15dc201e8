"""Rules about the form of the header: base64url of one JSON object in which each member appears once."""

from __future__ import annotations

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS
from siwakit.evidence.aspects import SECRET_SPELLING, SIGNATURE_FORM, SIGNED_BY
from siwakit.evidence.parts import CLIENT_SECRET
from siwakit.jose import base64url
from siwakit.jose.jws import Fault, FaultKind, Jws
from siwakit.rules.model import Check, Example, Fail, Outcome, Question, Rule, Suspicion, on
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_TN3107, DART_108, RFC_7515

_AT = "client_secret.header"
_EXPECTED = 'a JSON object such as {"alg":"ES256","kid":"…"}'


def _is_readable(token: Jws, fault: Fault) -> bool:
    """Return whether the segment can be decoded in spite of its spelling."""
    name = ("header", "payload", "signature").index(fault.segment)
    return base64url.decode_loosely(token.segments[name]) is not None


def _not_base64url(*, readable: bool) -> Check:
    @on(CLIENT_SECRET)
    def look(token: Jws) -> Outcome:
        for fault in token.faults:
            if fault.kind is FaultKind.NOT_BASE64URL and _is_readable(token, fault) is readable:
                because = f"at character {fault.position + 1} of the {fault.segment}: {fault.detail}"
                return Fail(f"client_secret.{fault.segment}", fault.detail, "base64url: A-Z a-z 0-9 - _ and no padding", because)
        return None

    return look


@on(CLIENT_SECRET)
def _header_not_json(token: Jws) -> Outcome:
    fault = token.has(FaultKind.NOT_JSON, "header")
    if fault is not None:
        return Fail(_AT, fault.detail, _EXPECTED, f"at position {fault.position} of the decoded header: {fault.detail}")
    if token.has(FaultKind.NOT_AN_OBJECT, "header") is None:
        return None
    return Fail(_AT, "JSON, but not an object", _EXPECTED, "the header is JSON of another type, such as a list or a string")


@on(CLIENT_SECRET)
def _header_repeats(token: Jws) -> Outcome:
    fault = token.has(FaultKind.REPEATED_MEMBER, "header")
    if fault is None:
        return None
    return Fail(_AT, fault.detail, "each member once", f"{fault.detail} appears twice: parsers differ on which one wins")


def _spelled(text: str, *, padded: str) -> str:
    first, second, _ = text.split(".")
    return samples.signed_as_written(first + padded, second)


SEGMENT_UNREADABLE = Rule(
    id="secret-segment-unreadable",
    title="a segment of client_secret cannot be decoded",
    question=Question.HEADER,
    since="0.1",
    why="A character was added, lost or changed on the way, so what is left cannot be decoded. Apple refuses a client_secret that was altered.",
    fix="Copy the client_secret again from where it is created, with a program and not by hand.",
    references=(DART_108, RFC_7515),
    check=_not_base64url(readable=False),
    wire=INVALID_CLIENT.cited(DART_108),
    voids=(SIGNATURE_FORM, SIGNED_BY),
    speaks_of=(SECRET_SPELLING,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("decode the client_secret", "its header and payload can be read"),
    good=lambda: (Example("as it was created", lambda s: s.sent(lambda text: text)),),
    bad=lambda: (
        Example("a foreign character in the payload", lambda s: s.sent(lambda text: text[:60] + "$" + text[61:])),
        Example("one character of the signature lost", lambda s: s.sent(lambda text: text[:-1])),
    ),
)

NOT_BASE64URL = Rule(
    id="secret-not-base64url",
    title="client_secret is written in ordinary base64 instead of base64url",
    question=Question.HEADER,
    since="0.1",
    why="A JWT uses - and _ and has no padding. Whether Apple accepts another spelling is not known; strict parsers do not.",
    fix="Encode each segment with base64url: replace + with - and / with _, and remove every = at the end.",
    references=(RFC_7515,),
    check=_not_base64url(readable=True),
    assumed=INVALID_CLIENT,
    speaks_of=(SECRET_SPELLING,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    excuse=lambda _, leniency: leniency.accepts_spellings,
    suspicion=Suspicion("check whether client_secret contains +, / or =", "it contains none of them"),
    good=lambda: (Example("base64url without padding", lambda s: s.sent(lambda text: text)),),
    bad=lambda: (
        Example("padding after the header", lambda s: s.sent(lambda text: _spelled(text, padded="=="))),
        Example("padding after the signature", lambda s: s.sent(lambda text: f"{text}==")),
    ),
)

HEADER_NOT_JSON = Rule(
    id="secret-header-not-json",
    title="the header of client_secret is not a JSON object",
    question=Question.HEADER,
    since="0.1",
    why="Apple finds neither alg nor kid in it, so it does not know which key to check the signature with.",
    fix="Let a JWT library write the header; it must be a JSON object with alg and kid.",
    references=(APPLE_CLIENT_SECRET, APPLE_TN3107),
    check=_header_not_json,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    voids=(SIGNATURE_FORM, SIGNED_BY),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("decode the client_secret", "its header is a JSON object"),
    good=lambda: (Example("a JSON object", lambda s: s.sent(lambda text: samples.resigned(text, header='{"kid": "ABC123DEFG", "alg": "ES256"}'))),),
    bad=lambda: (
        Example("single quotes", lambda s: s.sent(lambda text: samples.resigned(text, header="{'alg':'ES256','kid':'ABC123DEFG'}"))),
        Example("a list", lambda s: s.sent(lambda text: samples.resigned(text, header='["ES256","ABC123DEFG"]'))),
    ),
)

HEADER_REPEATS_MEMBER = Rule(
    id="secret-header-repeats-member",
    title="the header of client_secret contains a member twice",
    question=Question.HEADER,
    since="0.1",
    why="Parsers differ on which one wins; whether Apple accepts such a header at all is not known.",
    fix="Write each member of the header once.",
    references=(RFC_7515,),
    check=_header_repeats,
    assumed=INVALID_CLIENT,
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("decode the header of the client_secret", "each member is there once"),
    good=lambda: (Example("each once", lambda s: s.sent(lambda text: samples.resigned(text, header='{"alg":"ES256","kid":"ABC123DEFG"}'))),),
    bad=lambda: (
        Example("kid twice", lambda s: s.sent(lambda text: samples.resigned(text, header='{"alg":"ES256","kid":"XYZ987WVUT","kid":"ABC123DEFG"}'))),
    ),
)

RULES = (SEGMENT_UNREADABLE, HEADER_NOT_JSON, NOT_BASE64URL, HEADER_REPEATS_MEMBER)
