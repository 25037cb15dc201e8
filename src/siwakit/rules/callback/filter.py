"""The rule about CSRF protection: the callback is a cross-site POST, and carries none of the application's CSRF tokens."""

from __future__ import annotations

from fnmatch import fnmatchcase

from siwakit import samples
from siwakit.evidence.addresses import place_of
from siwakit.evidence.aspects import CALLBACK_ROUTE, CALLBACK_VARIANTS
from siwakit.evidence.evidence import UNKNOWN, Absence, Evidence
from siwakit.evidence.said import Proof, Statement
from siwakit.evidence.sign_in.authorize_page import CALLBACK, CSRF_EXEMPT
from siwakit.evidence.sign_in.callback import Callback
from siwakit.evidence.sign_in.said_parts import SAID
from siwakit.http import header_values
from siwakit.rules.model import Example, Fail, Harm, Missing, Outcome, Question, Rule, Skip, Suspicion, Verdict, either, on, reading
from siwakit.sources import LARAVEL_32, NEXT_AUTH_9893, OMNIAUTH_54

_FILTERS = {403: "Spring, Django and SvelteKit answer so", 419: "Laravel answers so", 422: "Rails answers so"}


@reading(CALLBACK, CSRF_EXEMPT, needs=CALLBACK)
def is_refused(evidence: Evidence) -> Verdict:
    """Find a callback that the application's own CSRF protection refuses."""
    callback = evidence.get(CALLBACK)
    if isinstance(callback, Absence):
        return Missing((CALLBACK,)) if callback is UNKNOWN else Skip("no callback is known")
    if not callback.is_post:
        return None
    exempt = evidence.get(CSRF_EXEMPT)
    if callback.status not in _FILTERS:
        return Missing((CSRF_EXEMPT,), 1) if isinstance(exempt, Absence) and _may_be_a_filter(callback) else None
    path = callback.request.path
    if isinstance(exempt, list | tuple):
        if any(fnmatchcase(path, str(pattern)) for pattern in exempt):
            return None
        because = (
            f"your application answered {callback.status}, and its CSRF protection exempts {', '.join(map(str, exempt)) or 'nothing'}, not {path}"
        )
    else:
        because = f"your application answered {callback.status} to a POST from https://appleid.apple.com; {_FILTERS[callback.status]}"
    return Fail("callback.answer.status", callback.status, "the callback is accepted", because)


def _may_be_a_filter(callback: Callback) -> bool:
    """Return whether a filter of another framework may have answered: with 400 or 500, or by sending the browser to the first page."""
    if callback.status in {400, 500}:
        return True
    location = header_values(callback.answer.headers, "location") if callback.answer and callback.status in {302, 303} else ()
    return bool(location) and place_of(location[0]).path in {"", "/"}


@on(SAID[Proof.APPLE_ORIGIN_REFUSED])
def refuses_apples_origin(statement: Statement) -> Outcome:
    """Find an application that says that it refused a request because it comes from Apple's site."""
    because = f"{statement.speaker} says that it refused a request from https://appleid.apple.com"
    return Fail("callback.headers.origin", "https://appleid.apple.com is refused", "the callback is accepted", because)


REFUSED_BY_OWN_CSRF = Rule(
    id="callback-refused-by-own-csrf",
    title="the application's own CSRF protection refuses Apple's answer",
    question=Question.CALLBACK,
    since="0.1",
    told_by={
        Proof.CSRF_REFUSED: 40,
        Proof.APPLE_ORIGIN_REFUSED: 50,
        Proof.ONLY_APPLE_FAILS: 45,
        Proof.ONLY_SOME_USERS_FAIL: 25,
        Proof.SINCE_ADDRESS_CHANGED: 25,
    },
    why="Apple's part worked: your application refused the callback. Its CSRF protection blocks a cross-site POST without its token.",
    fix="Exempt exactly the callback's path from CSRF protection, and compare state there; or let it accept Origin https://appleid.apple.com.",
    references=(LARAVEL_32, OMNIAUTH_54, NEXT_AUTH_9893),
    check=either(is_refused, refuses_apples_origin),
    harm=Harm.DEFEATS,
    voids=(CALLBACK_ROUTE, CALLBACK_VARIANTS),
    suspicion=Suspicion(
        "check your application's log at the time of the callback for a line about CSRF, forgery or Origin",
        "the handler of the callback was reached",
    ),
    good=lambda: (
        Example("200", lambda s: samples.came_back(s, 200)),
        Example("400, which comes from the handler", lambda s: samples.came_back(s, 400)),
        Example("an exempt path that answers 403", lambda s: samples.told(samples.came_back(s, 403), csrf_exempt=["/callback"])),
        Example("a pattern that exempts it", lambda s: samples.told(samples.came_back(s, 403), csrf_exempt=["/call*"])),
    ),
    bad=lambda: (
        Example("403", lambda s: samples.came_back(s, 403)),
        Example("419", lambda s: samples.came_back(s, 419)),
        Example("422", lambda s: samples.came_back(s, 422)),
        Example("words about Apple's origin", samples.said(Proof.APPLE_ORIGIN_REFUSED)),
        Example("another path is exempt", lambda s: samples.told(samples.came_back(s, 403), csrf_exempt=["/auth/callback/apple"])),
    ),
)

RULES = (REFUSED_BY_OWN_CSRF,)
