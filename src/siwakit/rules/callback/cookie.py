"""Rules about the cookies of the callback: form_post is a cross-site POST from Apple, and browsers send few cookies with it."""

from __future__ import annotations

from collections.abc import Callable

from siwakit import samples
from siwakit.evidence.aspects import CALLBACK_ROUTE, CALLBACK_VARIANTS
from siwakit.evidence.evidence import UNKNOWN, Absence, Evidence, Part
from siwakit.evidence.said import Proof, Statement
from siwakit.evidence.settings.session_cookie import SESSION_COOKIE
from siwakit.evidence.sign_in.authorize_page import CALLBACK
from siwakit.evidence.sign_in.callback import Callback, SetCookie
from siwakit.evidence.sign_in.said_parts import SAID
from siwakit.rules.model import Check, Example, Fail, Harm, Missing, Question, Rule, Skip, Suspicion, Verdict, reading
from siwakit.sources import APPLE_AUTHORIZE, BETTER_AUTH_9491, NEXT_AUTH_9893

_AT = "callback.headers.cookie"
_WANTED = "SameSite=None; Secure, without Partitioned"
_REDIRECTS = 300  # HTTP: from here on it is not a success page
_OF_THE_SESSION = (Proof.COOKIE_NOT_RETURNED, Proof.STATE_NOT_FOUND)
_POINTS_TO_SESSION = 3
ASK_COOKIES = "the Set-Cookie headers of the answer that sent the browser to Apple, and the Cookie header of the POST that came back"
COOKIES: Part[tuple[SetCookie, ...]] = Part("callback.cookies", lambda _: UNKNOWN, ASK_COOKIES)


def _is_withheld(cookie: SetCookie) -> bool:
    """Return whether a browser withholds *cookie* from a cross-site POST."""
    return cookie.same_site in {"lax", "strict", None} or (cookie.same_site == "none" and not cookie.is_secure)


def _is_partitioned(cookie: SetCookie) -> bool:
    return cookie.is_partitioned and not _is_withheld(cookie)


def _describe(cookie: SetCookie) -> str:
    attributes = f"SameSite={cookie.same_site.capitalize()}" if cookie.same_site else "no SameSite, which browsers treat as Lax"
    return f"{attributes}, without Secure" if cookie.same_site == "none" else attributes


def _why_partitioned(cookie: SetCookie) -> str:
    return f"the cookie {cookie.name} was set with Partitioned, and the POST arrived without it"


def _why_withheld(cookie: SetCookie) -> str:
    return f"the cookie {cookie.name} was set with {_describe(cookie)}, and the POST arrived without it"


def _went_well(callback: Callback) -> bool:
    status = callback.status
    return status is not None and status < _REDIRECTS


def _words_about_cookie(evidence: Evidence) -> Statement | None:
    """Return what a library said that can mean that the session did not arrive, if anything."""
    return next((said for proof in _OF_THE_SESSION if not isinstance(said := evidence.get(SAID[proof]), Absence)), None)


def _lost_session(evidence: Evidence, callback: Callback | Absence) -> Verdict:
    """Decide by the settings of the session's cookie; without the words of a library it is not known that the session is needed."""
    setting, said = evidence.get(SESSION_COOKIE), _words_about_cookie(evidence)
    parts = (CALLBACK,) if isinstance(callback, Absence) else (COOKIES,)
    known = 0 if isinstance(callback, Absence) else 1
    if isinstance(setting, Absence) or not setting.is_withheld:
        return Missing(parts, known)
    if isinstance(callback, Absence) or said is None:
        return Missing(parts, known + (_POINTS_TO_SESSION if said or known else 0))
    because = f"{setting.path} is {setting.same_site}, so the session did not come with the POST from Apple, and {said.speaker} missed it"
    return Fail(f"settings.{setting.path}", setting.same_site, "none, for the cookie that contains the state", because)


def _lost(*, partitioned: bool) -> Check:
    @reading(CALLBACK, SESSION_COOKIE, *(SAID[proof] for proof in _OF_THE_SESSION), needs=CALLBACK)
    def look(evidence: Evidence) -> Verdict:
        callback = evidence.get(CALLBACK)
        if isinstance(callback, Absence):
            return _lost_session(evidence, callback) if callback is UNKNOWN and not partitioned else Skip("no callback is known")
        if not callback.is_post or _went_well(callback):
            return None
        if not callback.cookies:
            return None if partitioned or callback.carried else _lost_session(evidence, callback)
        fits = _is_partitioned if partitioned else _is_withheld
        lost = next((cookie for cookie in callback.cookies if fits(cookie) and cookie.name not in callback.carried), None)
        if lost is None:
            return None
        return Fail(_AT, sorted(callback.carried), _WANTED, _why_partitioned(lost) if partitioned else _why_withheld(lost))

    return look


def _session(same_site: str) -> Callable[[samples.Scenario], samples.Scenario]:
    """Return a change after which a library does not find the state of a callback that came without cookies."""

    def change(scenario: samples.Scenario) -> samples.Scenario:
        callback = samples.without_cookies(scenario, 400)
        said = Statement("example-message", "example library", Proof.COOKIE_NOT_RETURNED, "")
        return samples.told(callback, SESSION_SAME_SITE=same_site).configured(statements=(said,))

    return change


LOST_COOKIE = Rule(
    id="callback-lost-cookie",
    title="the callback arrives without the cookie that was set before it",
    question=Question.CALLBACK,
    since="0.1",
    told_by={
        Proof.COOKIE_NOT_RETURNED: 40,
        Proof.STATE_DIFFERS: 40,
        Proof.STATE_NOT_FOUND: 40,
        Proof.CSRF_REFUSED: 30,
        Proof.VERIFIER_MISSING: 15,
        Proof.NONCE_NOT_OF_SESSION: 40,
        Proof.NONCE_NOT_GIVEN: 30,
        Proof.ONLY_WEB_FAILS: 30,
        Proof.ONLY_SERVER_FAILS: 25,
        Proof.ONLY_LOCAL_FAILS: 30,
        Proof.ONLY_APPLE_FAILS: 50,
        Proof.ONLY_SOME_USERS_FAIL: 40,
        Proof.ONLY_SOMETIMES_FAILS: 25,
        Proof.SINCE_ADDRESS_CHANGED: 35,
        Proof.SINCE_DEPLOYMENT: 30,
    },
    why="Apple answers with a POST from its own site. Browsers do not send a SameSite=Lax cookie with it, so state, verifier or session are missing.",
    fix="Set the cookie that contains state, nonce or verifier with SameSite=None; Secure. Leave the session's cookie as it is.",
    references=(NEXT_AUTH_9893, BETTER_AUTH_9491, APPLE_AUTHORIZE),
    check=_lost(partitioned=False),
    harm=Harm.DEFEATS,
    explains=("callback-refused-by-own-csrf", "callback-state-not-found"),
    voids=(CALLBACK_ROUTE, CALLBACK_VARIANTS),
    suspicion=Suspicion(
        "open the browser's network panel and check which cookies were set before the redirect to Apple, and which of them the "
        "POST to your callback carries",
        "the POST carries the cookie that your callback looks for",
    ),
    good=lambda: (
        Example("SameSite=None and Secure", lambda s: samples.came_back(s, 400)),
        Example("a session with SameSite=None", _session("none")),
        Example("a session with Lax, and a library that misses nothing", lambda s: samples.told(samples.came_back(s, 200), SESSION_SAME_SITE="lax")),
        Example("the cookie was not needed", lambda s: samples.lost_cookie(s, SetCookie("theme", "lax"), 200)),
    ),
    bad=lambda: (
        Example("Lax", lambda s: samples.lost_cookie(s, SetCookie("flow", "lax", is_secure=True), 400)),
        Example("Strict", lambda s: samples.lost_cookie(s, SetCookie("flow", "strict", is_secure=True), 302)),
        Example("no SameSite", lambda s: samples.lost_cookie(s, SetCookie("flow", None, is_secure=True))),
        Example("None without Secure", lambda s: samples.lost_cookie(s, SetCookie("flow", "none"))),
        Example("a session with Lax, as Laravel's settings say", _session("lax")),
        Example("a session with Strict", _session("strict")),
        Example("refused because it is missing", lambda s: samples.lost_cookie(s, SetCookie("flow", "lax"), 403)),
    ),
)

PARTITIONED = Rule(
    id="callback-cookie-partitioned",
    title="the cookie for the callback is Partitioned",
    question=Question.CALLBACK,
    since="0.1",
    told_by={Proof.COOKIE_NOT_RETURNED: 30, Proof.STATE_DIFFERS: 20, Proof.STATE_NOT_FOUND: 20, Proof.ONLY_SOME_USERS_FAIL: 25},
    why="A Partitioned cookie that was set in another site's frame belongs to that frame; the callback is a top-level page and does not get it.",
    fix="Set the cookie with SameSite=None; Secure, without Partitioned.",
    references=(BETTER_AUTH_9491,),
    check=_lost(partitioned=True),
    harm=Harm.DEFEATS,
    explains=("callback-refused-by-own-csrf", "callback-state-not-found"),
    voids=(CALLBACK_ROUTE, CALLBACK_VARIANTS),
    good=lambda: (
        Example("not Partitioned", lambda s: samples.came_back(s, 400)),
        Example("it was sent", lambda s: samples.came_back(s, 400, cookie=SetCookie("flow", "none", is_secure=True, is_partitioned=True))),
    ),
    bad=lambda: (Example("lost", lambda s: samples.lost_cookie(s, SetCookie("flow", "none", is_secure=True, is_partitioned=True), 400)),),
)

RULES = (LOST_COOKIE, PARTITIONED)
