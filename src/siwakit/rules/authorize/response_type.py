"""Rules about response_type: a code, or a code with an identity token."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

from siwakit import samples
from siwakit.apple import Endpoint
from siwakit.evidence.sign_in.authorize_page import PAGE
from siwakit.rules.model import Check, Example, Fail, Outcome, Question, Rule, on
from siwakit.rules.wire import INVALID_REQUEST, PAGE_INVALID_RESPONSE_TYPE, PAGE_OF_2019
from siwakit.sources import APPLE_AUTHORIZE, APPLE_TN3107, REACT_APPLE_LOGIN_17

AT = "authorize.response_type"
_HERE = (Endpoint.AUTHORIZE,)
_WANTED = "code, or code id_token"


class ResponseType(Enum):
    """The kinds of response_type."""

    RIGHT = auto()
    MISSING = auto()
    ID_TOKEN_ALONE = auto()
    UNKNOWN = auto()


def classify(response_type: str | None) -> ResponseType:
    """Return the kind of *response_type*; the order of its words does not matter."""
    words = frozenset((response_type or "").split())
    if not words:
        return ResponseType.MISSING
    if words == {"id_token"}:
        return ResponseType.ID_TOKEN_ALONE
    return ResponseType.RIGHT if words in ({"code"}, {"code", "id_token"}) else ResponseType.UNKNOWN


def _is(kind: ResponseType, because: str) -> Check:
    @on(PAGE)
    def look(query: Mapping[str, str]) -> Outcome:
        value = query.get("response_type")
        return Fail(AT, value, _WANTED, because, "code") if classify(value) is kind else None

    return look


MISSING = Rule(
    id="authorize-response-type-missing",
    title="the authorize request has no response_type",
    question=Question.AUTHORIZE,
    since="0.1",
    why="Apple does not know what to send back, and shows an error page.",
    fix="Set response_type to code.",
    references=(APPLE_AUTHORIZE, APPLE_TN3107),
    check=_is(ResponseType.MISSING, "Apple requires response_type"),
    wire=INVALID_REQUEST,
    also_seen=(PAGE_INVALID_RESPONSE_TYPE, PAGE_OF_2019),
    enforced_at=_HERE,
    good=lambda: (Example("code", samples.authorizing),),
    bad=lambda: (
        Example("none", lambda s: samples.authorizing(s, response_type=samples.DROP)),
        Example("an empty response_type", lambda s: samples.authorizing(s, response_type="")),
    ),
)

ID_TOKEN_ALONE = Rule(
    id="response-type-id-token-alone",
    title="response_type is only id_token",
    question=Question.AUTHORIZE,
    since="0.1",
    why="Apple does not issue an identity token without a code: its page shows Invalid response type.",
    fix="Set response_type to code id_token, or set it to code and get the identity token from the token endpoint.",
    references=(APPLE_AUTHORIZE, REACT_APPLE_LOGIN_17),
    check=_is(ResponseType.ID_TOKEN_ALONE, "Apple documents id_token without code as unsupported"),
    wire=PAGE_INVALID_RESPONSE_TYPE,
    also_seen=(PAGE_OF_2019, INVALID_REQUEST),
    enforced_at=_HERE,
    good=lambda: (
        Example("code id_token", lambda s: samples.authorizing(s, response_type="code id_token")),
        Example("in the other order", lambda s: samples.authorizing(s, response_type="id_token code")),
    ),
    bad=lambda: (
        Example("id_token", lambda s: samples.authorizing(s, response_type="id_token")),
        Example(
            "in the fragment, as single-page apps use it",
            lambda s: samples.authorizing(s, response_type="id_token", response_mode="fragment", scope=samples.DROP),
        ),
    ),
)

UNKNOWN = Rule(
    id="response-type-unknown",
    title="Apple does not know this response_type",
    question=Question.AUTHORIZE,
    since="0.1",
    why="Apple offers only code and code id_token. It never gives an access token to a page.",
    fix="Set response_type to code.",
    references=(APPLE_AUTHORIZE, REACT_APPLE_LOGIN_17),
    check=_is(ResponseType.UNKNOWN, "Apple knows code and id_token, and id_token only together with code"),
    wire=PAGE_INVALID_RESPONSE_TYPE,
    also_seen=(PAGE_OF_2019, INVALID_REQUEST),
    enforced_at=_HERE,
    good=lambda: (Example("code", lambda s: samples.authorizing(s, response_type="code")),),
    bad=lambda: (
        Example("token", lambda s: samples.authorizing(s, response_type="token")),
        Example("one value too many", lambda s: samples.authorizing(s, response_type="code id_token token")),
        Example("a comma between the words", lambda s: samples.authorizing(s, response_type="code,id_token")),
    ),
)

RULES = (MISSING, ID_TOKEN_ALONE, UNKNOWN)
