"""Rules about answers that do not come from the service: Apple's edge, and errors on Apple's side."""

from __future__ import annotations

from siwakit.apple import Endpoint
from siwakit.evidence.parts import ANSWER
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.answer import OK, AppleAnswer
from siwakit.evidence.sign_in.target import TARGET
from siwakit.rules.model import Example, Fail, Outcome, Question, Rule, on
from siwakit.rules.wire import EDGE_FORBIDDEN, HTML_ANSWER, SERVER_FAULT
from siwakit.sources import APPLE_SIGNIN_AUTH_19, LARAVEL_49, OMNIAUTH_59, OMNIAUTH_70

_AT = "answer.status"
_FORBIDDEN = 403
_FAULT = 500
_PAGE = "<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center><hr><center>Apple</center></body></html>"


@on(ANSWER)
def is_forbidden(answer: AppleAnswer) -> Outcome:
    """Find a 403 that gives no reason in JSON."""
    if answer.status != _FORBIDDEN or answer.error is not None or answer.members:
        return None
    form = "an HTML page" if answer.is_html else "not JSON"
    return Fail(_AT, _FORBIDDEN, "a JSON answer", f"the service answers in JSON, and never with 403; this is {form}")


FORBIDDEN = Rule(
    id="edge-forbidden",
    title="Apple's edge blocked the request before the service saw it",
    question=Question.TRANSPORT,
    since="0.1",
    told_by={Proof.APPLE_KEYS_NOT_FETCHED: 30, Proof.APPLE_NOT_REACHED: 30, Proof.ONLY_SERVER_FAILS: 20},
    why="Some data-centre addresses and some bare User-Agents are blocked in front of the service. Neither client_secret nor code was checked.",
    fix="Send a User-Agent that identifies your application; if that does not help, try from another address.",
    references=(OMNIAUTH_70, OMNIAUTH_59),
    check=is_forbidden,
    wire=EDGE_FORBIDDEN,
    good=lambda: (
        Example("no answer yet", lambda s: s.form()),
        Example("a refusal by the service", lambda s: s.answered(400, {"error": "invalid_client"})),
        Example("tokens", lambda s: s.answered(200, {"access_token": "x", "token_type": "Bearer"})),
    ),
    bad=lambda: (
        Example("the edge's page", lambda s: s.answered(403, _PAGE)),
        Example("a 403 without a body", lambda s: s.answered(403)),
    ),
)


@on(ANSWER)
def is_fault(answer: AppleAnswer) -> Outcome:
    """Find an answer that reports an error in Apple's server."""
    if answer.status is None or answer.status < _FAULT:
        return None
    return Fail(_AT, answer.status, "an answer below 500", f"{answer.status} says that the server failed, not the request")


SERVER_ERROR = Rule(
    id="apple-server-error",
    title="Apple's server failed",
    question=Question.TRANSPORT,
    since="0.1",
    told_by={Proof.APPLE_NOT_REACHED: 40, Proof.ONLY_SOMETIMES_FAILS: 25},
    why="The answer says nothing about your request: the same one may work in a minute.",
    fix="Try again a little later, with a new code if this one is five minutes old.",
    references=(LARAVEL_49,),
    check=is_fault,
    wire=SERVER_FAULT,
    good=lambda: (
        Example("a refusal by the service", lambda s: s.answered(400, {"error": "invalid_grant"})),
        Example("tokens", lambda s: s.answered(200, {"access_token": "x", "token_type": "Bearer"})),
    ),
    bad=lambda: (
        Example("500", lambda s: s.answered(500)),
        Example("503 with a page", lambda s: s.answered(503, "<html><body>Service Unavailable</body></html>")),
    ),
)


@on(ANSWER, TARGET)
def is_page(answer: AppleAnswer, endpoint: Endpoint) -> Outcome:
    """Find an HTML page instead of JSON."""
    if endpoint is Endpoint.AUTHORIZE or not answer.is_html or answer.status not in {OK, None}:
        return None
    return Fail("answer.body", "an HTML page", "a JSON answer", f"{endpoint.value} answers in JSON")


HTML_WITH_200 = Rule(
    id="html-with-200",
    title="an HTML page came back instead of JSON",
    question=Question.TRANSPORT,
    since="0.1",
    why="The answer did not come from the service: Apple's edge, a proxy or a captive portal sent it, and it says nothing about your request.",
    fix="Send the same request from a machine without a proxy in between, and compare the answers.",
    references=(APPLE_SIGNIN_AUTH_19,),
    check=is_page,
    wire=HTML_ANSWER,
    good=lambda: (
        Example("tokens", lambda s: s.answered(200, {"access_token": "x", "token_type": "Bearer"})),
        Example("nothing, as revoke answers", lambda s: s.revoke().answered(200)),
        Example("the authorize page", lambda s: s.sends(method="GET", url="https://appleid.apple.com/auth/authorize").answered(200, "<html></html>")),
    ),
    bad=lambda: (
        Example("a page from the token endpoint", lambda s: s.answered(200, "<!DOCTYPE html><html><body>Welcome</body></html>")),
        Example("a page from the key set", lambda s: s.sends(method="GET", url="https://appleid.apple.com/auth/keys").answered(200, "<html></html>")),
    ),
)

RULES = (FORBIDDEN, SERVER_ERROR, HTML_WITH_200)
