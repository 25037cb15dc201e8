"""Rules about the route of the callback: it must accept a POST, and redirect with a GET."""

from __future__ import annotations

from siwakit import samples
from siwakit.evidence.aspects import CALLBACK_ROUTE
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.authorize_page import CALLBACK, ROUTES
from siwakit.evidence.sign_in.callback import Callback
from siwakit.rules.model import Example, Fail, Harm, Missing, Question, Rule, Skip, Suspicion, Verdict, reading
from siwakit.sources import APPLE_AUTHORIZE, BETTER_AUTH_521, PASSPORT_APPLE_16, REMARK42_1594

_KEEPS_POST = frozenset({307, 308})
_NO_ROUTE = frozenset({404, 405})
_ERRORS = 400  # HTTP


@reading(CALLBACK, needs=CALLBACK)
def keeps_post(evidence: Evidence) -> Verdict:
    """Find a callback that redirects the browser so that it repeats the POST."""
    callback = evidence.get(CALLBACK)
    if isinstance(callback, Absence):
        return Skip("no callback is known")
    if not callback.is_post or callback.answer is None or callback.status not in _KEEPS_POST:
        return None
    place = callback.answer.header("location") or ""
    if place.partition("?")[0].rstrip("/").endswith(callback.request.path.rstrip("/")):
        return None
    after = None if callback.following is None else callback.following.response
    if after is None or after.status is None:
        return Missing((CALLBACK,), 1)
    if after.status < _ERRORS:
        return None
    because = f"your application answered {callback.status}, which keeps the POST, and the next page answered it with {after.status}"
    return Fail("callback.answer.status", callback.status, 303, because)


REDIRECTED_WITH_POST = Rule(
    id="callback-redirected-with-post",
    title="the callback is redirected and the POST is repeated",
    question=Question.CALLBACK,
    since="0.1",
    told_by={Proof.CODE_NOT_RETURNED: 20},
    why="Apple's part worked. After 307 or 308 the browser repeats the POST to the next page, which accepts only GET.",
    fix="Answer the callback with 303 See Other.",
    references=(REMARK42_1594,),
    check=keeps_post,
    harm=Harm.DEFEATS,
    voids=(CALLBACK_ROUTE,),
    suspicion=Suspicion("open the browser's network panel and check what the request after the callback answers", "the next page accepts the POST"),
    good=lambda: (
        Example("303", lambda s: samples.redirected(s, 303, 405)),
        Example("307 to a page that accepts a POST", lambda s: samples.redirected(s, 307, 200)),
    ),
    bad=lambda: (
        Example("307 to a page for GET", lambda s: samples.redirected(s, 307, 405)),
        Example("308 to a page for GET", lambda s: samples.redirected(s, 308, 404)),
    ),
)


@reading(CALLBACK, ROUTES, needs=CALLBACK)
def lacks_post(evidence: Evidence) -> Verdict:
    """Find a callback for which the application has no POST route."""
    callback = evidence.get(CALLBACK)
    if isinstance(callback, Absence):
        return Skip("no callback is known")
    if not callback.is_post:
        return None
    listed = _listed(evidence, callback)
    if listed is not None:
        because = f"your routes have {listed}, but form_post sends POST {callback.request.path}"
        return Fail("callback.method", "POST", f"a route for POST {callback.request.path}", because)
    if callback.status not in _NO_ROUTE or _takes_post(evidence, callback):
        return None
    because = f"your application answered {callback.status} to POST {callback.request.path}"
    return Fail("callback.method", "POST", f"a route for POST {callback.request.path}", because)


def _routes(evidence: Evidence) -> tuple[str, ...]:
    routes = evidence.get(ROUTES)
    return tuple(str(route) for route in routes) if isinstance(routes, list | tuple) else ()


def _takes_post(evidence: Evidence, callback: Callback) -> bool:
    return bool({f"POST {callback.request.path}", f"ANY {callback.request.path}"}.intersection(_routes(evidence)))


def _listed(evidence: Evidence, callback: Callback) -> str | None:
    """Return the route for GET, if the callback's path has only that one."""
    route = f"GET {callback.request.path}"
    return route if route in _routes(evidence) and not _takes_post(evidence, callback) else None


ROUTE_IS_GET_ONLY = Rule(
    id="callback-route-is-get-only",
    title="the application has no route for the POST of the callback",
    question=Question.CALLBACK,
    since="0.1",
    told_by={Proof.METHOD_REFUSED: 40, Proof.CODE_NOT_RETURNED: 30, Proof.ONLY_APPLE_FAILS: 45},
    why=(
        "Apple's part worked: 404 and 405 come from your application. Other providers redirect with GET, but Apple sends a POST if a name is "
        "requested."
    ),
    fix="Let the route of redirect_uri accept POST, and read code and state from the form.",
    references=(APPLE_AUTHORIZE, BETTER_AUTH_521, PASSPORT_APPLE_16),
    check=lacks_post,
    harm=Harm.DEFEATS,
    voids=(CALLBACK_ROUTE,),
    speaks_of=(CALLBACK_ROUTE,),
    good=lambda: (
        Example("200", lambda s: samples.came_back(s, 200)),
        Example(
            "a route for POST that itself answers 404", lambda s: samples.told(samples.came_back(s, 404), routes=["GET /callback", "POST /callback"])
        ),
    ),
    bad=lambda: (
        Example("405", lambda s: samples.came_back(s, 405)),
        Example("404", lambda s: samples.came_back(s, 404)),
        Example("only a route for GET", lambda s: samples.told(samples.came_back(s), routes=["GET /callback"])),
    ),
)

RULES = (REDIRECTED_WITH_POST, ROUTE_IS_GET_ONLY)
