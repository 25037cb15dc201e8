"""Rules about the popup opened by Apple's script: the answer goes to the page as a message, never to redirect_uri."""

from __future__ import annotations

from collections.abc import Mapping

from siwakit import samples
from siwakit.evidence.addresses import split_address
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.authorize_page import PAGE, PAGE_ORIGIN, ROUTES, USE_POPUP
from siwakit.evidence.sign_in.redirect_form import RedirectForm, form_of, origin_of
from siwakit.rules.model import Example, Fail, Harm, Missing, Outcome, Question, Rule, Skip, Suspicion, Verdict, reading
from siwakit.sources import APPLE_WEB_PAGE, REACT_SIWA_84, REACT_SIWA_85

AT = "authorize.redirect_uri"


def _popup(evidence: Evidence) -> Mapping[str, str] | Skip:
    """Return the query of a popup's authorize request."""
    query, use_popup = evidence.get(PAGE), evidence.get(USE_POPUP)
    if isinstance(query, Absence):
        return Skip("there is no authorize request to check")
    is_popup = query.get("response_mode") == "web_message" or use_popup is True
    return query if is_popup else Skip("it is not a popup")


@reading(PAGE, USE_POPUP, PAGE_ORIGIN, needs=PAGE)
def differs_from_page(evidence: Evidence) -> Verdict:
    """Find a popup whose redirect_uri is at a different origin than the page that opened it."""
    query, origin = _popup(evidence), evidence.get(PAGE_ORIGIN)
    if isinstance(query, Skip):
        return query
    redirect_uri = query.get("redirect_uri", "")
    if form_of(redirect_uri) is not RedirectForm.RIGHT:
        return None
    if not isinstance(origin, str):
        return Missing((PAGE_ORIGIN,), 1)
    if origin_of(redirect_uri) == origin_of(origin):
        return None
    because = f"the page is at {origin_of(origin)}, but redirect_uri is at {origin_of(redirect_uri)}: the page never gets the popup's message"
    return Fail(AT, redirect_uri, f"an address of {origin_of(origin)}", because)


ORIGIN_DIFFERS = Rule(
    id="popup-origin-differs",
    title="the popup's redirect_uri is at a different origin than the page",
    question=Question.AUTHORIZE,
    since="0.1",
    told_by={
        Proof.POPUP_NOT_OPENED: 40,
        Proof.POPUP_ANSWER_LOST: 40,
        Proof.SHEET_GAVE_UP: 20,
        Proof.SIGN_IN_CANCELLED: 10,
        Proof.SINCE_ADDRESS_CHANGED: 30,
    },
    why="Apple's script sends the answer to the page in a message for the origin of redirect_uri. A page at another origin never receives it.",
    fix="Register the page's own address as a Return URL, use it as redirect_uri, and let the page send the code to your server.",
    references=(APPLE_WEB_PAGE, REACT_SIWA_84, REACT_SIWA_85),
    check=differs_from_page,
    harm=Harm.DEFEATS,
    explains=("popup-never-calls-redirect",),
    suspicion=Suspicion("compare the origin in the page's address bar with the origin of redirect_uri", "both have the same scheme, host and port"),
    good=lambda: (
        Example("the page's own origin", lambda s: _popup_of(s, page_origin="https://app.example.com")),
        Example("with its port written out", lambda s: _popup_of(s, page_origin="https://app.example.com:443")),
        Example("not a popup", lambda s: samples.authorizing(s).configured(settings={"page_origin": "https://www.example.com"})),
    ),
    bad=lambda: (
        Example("another host", lambda s: _popup_of(s, page_origin="https://www.example.com")),
        Example("http", lambda s: _popup_of(s, page_origin="http://app.example.com")),
        Example(
            "by usePopup only",
            lambda s: samples.authorizing(s).configured(settings={"use_popup": True, "page_origin": "https://www.example.com"}),
        ),
    ),
)


@reading(PAGE, USE_POPUP, ROUTES, needs=PAGE)
def has_server_route(evidence: Evidence) -> Verdict:
    """Find a popup whose redirect_uri is a server route that waits for a POST."""
    query, routes = _popup(evidence), evidence.get(ROUTES)
    if isinstance(query, Skip):
        return query
    if not isinstance(routes, list | tuple):
        return Missing((ROUTES,), 1)
    redirect_uri = query.get("redirect_uri", "")
    return _fail_at(redirect_uri) if f"POST {_path(redirect_uri)}" in {str(route) for route in routes} else None


def _fail_at(redirect_uri: str) -> Outcome:
    because = f"your server accepts POST {_path(redirect_uri)}, but a popup's answer is never sent there"
    return Fail(AT, redirect_uri, "the page's own address", because)


def _path(address: str) -> str:
    return split_address(address).path or "/"


def _popup_of(scenario: samples.Scenario, **settings: object) -> samples.Scenario:
    return samples.authorizing(scenario, response_mode="web_message").configured(settings=settings)


NEVER_CALLS_REDIRECT = Rule(
    id="popup-never-calls-redirect",
    title="a popup's redirect_uri is a route on the server",
    question=Question.AUTHORIZE,
    since="0.1",
    told_by={Proof.POPUP_NOT_OPENED: 30, Proof.POPUP_ANSWER_LOST: 20},
    why="With usePopup Apple's script passes code and user to the page; redirect_uri is compared but never called, so that route receives nothing.",
    fix="Take the result of AppleID.auth.signIn in the page and POST it to your server, or turn usePopup off.",
    references=(APPLE_WEB_PAGE, REACT_SIWA_84),
    check=has_server_route,
    harm=Harm.FRAGILE,
    good=lambda: (
        Example("the page's own address", lambda s: _popup_of(s, routes=["GET /callback"])),
        Example("not a popup", lambda s: samples.authorizing(s).configured(settings={"routes": ["POST /callback"]})),
    ),
    bad=lambda: (Example("a route that waits for a POST", lambda s: _popup_of(s, routes=["GET /", "POST /callback"])),),
)

RULES = (ORIGIN_DIFFERS, NEVER_CALLS_REDIRECT)
