"""Rules about the form of the payload: one JSON object in which each member appears once."""

from __future__ import annotations

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS
from siwakit.evidence.parts import CLIENT_SECRET
from siwakit.jose.jws import FaultKind, Jws
from siwakit.rules.model import Check, Example, Fail, Outcome, Question, Rule, Suspicion, on
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_TN3107, RFC_7519

AT = "client_secret.claims"
_EXPECTED = "a JSON object with iss, iat, exp, aud and sub"
_CLAIMS = '"iss":"A1B2C3D4E5","iat":1790000000,"exp":1790000600,"aud":"https://appleid.apple.com","sub":"com.example.web"'


def _has(kind: FaultKind, because: str) -> Check:
    @on(CLIENT_SECRET)
    def look(token: Jws) -> Outcome:
        fault = token.has(kind, "payload")
        return None if fault is None else Fail(AT, fault.detail, _EXPECTED, because.format(detail=fault.detail, position=fault.position))

    return look


PAYLOAD_NOT_JSON = Rule(
    id="secret-payload-not-json",
    title="the payload of client_secret is not JSON",
    question=Question.PAYLOAD,
    since="0.1",
    why="Apple finds none of the claims that it requires, because the payload cannot be read.",
    fix="Let a JWT library write the payload; it must be a JSON object in UTF-8.",
    references=(APPLE_CLIENT_SECRET, APPLE_TN3107),
    check=_has(FaultKind.NOT_JSON, "at position {position} of the decoded payload: {detail}"),
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("decode the client_secret", "its payload is a JSON object"),
    good=lambda: (Example("an object", lambda s: s.sent(lambda text: samples.resigned(text, payload=f"{{{_CLAIMS}}}"))),),
    bad=lambda: (
        Example("a comma after the last claim", lambda s: s.sent(lambda text: samples.resigned(text, payload=f"{{{_CLAIMS},}}"))),
        Example(
            "claims in the form of a query string",
            lambda s: s.sent(lambda text: samples.resigned(text, payload="iss=A1B2C3D4E5&sub=com.example.web")),
        ),
    ),
)

PAYLOAD_NOT_OBJECT = Rule(
    id="secret-payload-not-object",
    title="the payload of client_secret is JSON, but not an object",
    question=Question.PAYLOAD,
    since="0.1",
    why="Claims are the members of one object. In a list or a string Apple finds none of those that it requires.",
    fix="Pass the claims to your JWT library as a map; do not convert them to a string first.",
    references=(APPLE_CLIENT_SECRET, RFC_7519),
    check=_has(FaultKind.NOT_AN_OBJECT, "the payload is JSON of another type ({detail}), not an object"),
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("decode the client_secret", "its payload is a JSON object"),
    good=lambda: (Example("an object", lambda s: s.sent(lambda text: samples.resigned(text, payload=f"{{{_CLAIMS}}}"))),),
    bad=lambda: (
        Example("JSON within JSON", lambda s: s.sent(lambda text: samples.resigned(text, payload='"{\\"iss\\":\\"A1B2C3D4E5\\"}"'))),
        Example("a list", lambda s: s.sent(lambda text: samples.resigned(text, payload=f"[{{{_CLAIMS}}}]"))),
    ),
)

PAYLOAD_REPEATS_MEMBER = Rule(
    id="secret-payload-repeats-member",
    title="the payload of client_secret contains a claim twice",
    question=Question.PAYLOAD,
    since="0.1",
    why="Parsers differ on which one wins; whether Apple accepts such a payload at all is not known.",
    fix="Write each claim once.",
    references=(RFC_7519,),
    check=_has(FaultKind.REPEATED_MEMBER, "{detail} appears twice: parsers differ on which one wins"),
    assumed=INVALID_CLIENT,
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("decode the payload of the client_secret", "each member is there once"),
    good=lambda: (Example("each once", lambda s: s.sent(lambda text: samples.resigned(text, payload=f"{{{_CLAIMS}}}"))),),
    bad=lambda: (Example("exp twice", lambda s: s.sent(lambda text: samples.resigned(text, payload=f'{{"exp":1790000100,{_CLAIMS}}}'))),),
)

RULES = (PAYLOAD_NOT_JSON, PAYLOAD_NOT_OBJECT, PAYLOAD_REPEATS_MEMBER)
