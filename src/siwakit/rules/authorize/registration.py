"""Rules about the registration of redirect_uri: Apple compares it with the Return URLs character by character."""

from __future__ import annotations

from siwakit import samples
from siwakit.apple import Endpoint
from siwakit.evidence.aspects import PAGE_RETURN_URLS
from siwakit.evidence.evidence import UNKNOWN, Absence, Evidence
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.authorize_page import PAGE_REDIRECT, PAGE_WORDS, RETURN_URLS
from siwakit.evidence.sign_in.redirect_form import RedirectForm, form_of
from siwakit.rules.model import Check, Example, Fail, Missing, Outcome, Question, Rule, Skip, Suspicion, Verdict, on, reading
from siwakit.rules.wire import PAGE_INVALID_PAIR, PAGE_INVALID_REDIRECT, PAGE_OF_2019, UNAUTHORIZED_CLIENT
from siwakit.sources import ALLAUTH_2697, APPLE_AUTHORIZE, APPLE_WEB_HELP, FORUM_121561, LARAVEL_43, PASSPORT_APPLE_22

AT = "authorize.redirect_uri"
MOST_IN_2019 = 54  # FORUM_121561: what one developer found by trial
_HERE = (Endpoint.AUTHORIZE,)
_WEBSITE_URLS = "Identifiers > the Services ID > Sign in with Apple > Configure > Website URLs"
_LONG = "https://a-rather-long-host-name.example.com/oauth2/callback/apple"
_AT_THE_LIMIT = f"https://app.example.com/{'c' * (MOST_IN_2019 - len('https://app.example.com/'))}"


def _nearly(redirect_uri: str, urls: tuple[str, ...]) -> str | None:
    return next((url for url in urls if url.rstrip("/") == redirect_uri.rstrip("/")), None)


def _differs(*, by_slash: bool) -> Check:
    @on(PAGE_REDIRECT, RETURN_URLS)
    def look(redirect_uri: str, urls: tuple[str, ...]) -> Outcome:
        if redirect_uri in urls or form_of(redirect_uri) is not RedirectForm.RIGHT:
            return None
        nearly = _nearly(redirect_uri, urls)
        if (nearly is not None) is not by_slash:
            return None
        if nearly is not None:
            return Fail(AT, redirect_uri, nearly, f"{nearly} is registered: they differ only in the trailing slash", nearly)
        return Fail(
            AT,
            redirect_uri,
            list(urls),
            "Apple compares character by character, and none of the registered URLs is equal",
            urls[0] if len(urls) == 1 else None,
        )

    return look


SLASH_DIFFERS = Rule(
    id="redirect-uri-slash-differs",
    title="redirect_uri and the registered Return URL differ in a trailing slash",
    question=Question.AUTHORIZE,
    since="0.1",
    told_by={Proof.REDIRECT_REFUSED: 30, Proof.CLIENT_OR_REDIRECT_REFUSED: 15, Proof.ONLY_WEB_FAILS: 25, Proof.SINCE_ADDRESS_CHANGED: 35},
    why="Apple compares the whole text. If the trailing slash is on only one side, it shows Invalid web redirect url.",
    fix="Write redirect_uri exactly as it is registered, or register the form that your framework sends.",
    references=(APPLE_AUTHORIZE, ALLAUTH_2697),
    check=_differs(by_slash=True),
    wire=PAGE_INVALID_REDIRECT,
    also_seen=(PAGE_INVALID_PAIR, PAGE_OF_2019, UNAUTHORIZED_CLIENT),
    explains=("redirect-uri-not-registered",),
    speaks_of=(PAGE_RETURN_URLS,),
    enforced_at=_HERE,
    suspicion=Suspicion("compare redirect_uri with the registered return URL, down to the slash at the end", "they are equal"),
    good=lambda: (Example("the same", samples.authorizing), Example("a slash in both", lambda s: samples.registered(s, f"{samples.REDIRECT_URI}/"))),
    bad=lambda: (
        Example("one too many", lambda s: samples.authorizing(s, redirect_uri=f"{samples.REDIRECT_URI}/")),
        Example(
            "one too few, according to what was copied from the portal",
            lambda s: samples.authorizing(s).unknown("portal").configured(settings={"registered_return_urls": [f"{samples.REDIRECT_URI}/"]}),
        ),
    ),
)

NOT_REGISTERED = Rule(
    id="redirect-uri-not-registered",
    title="redirect_uri is not registered for the Services ID",
    question=Question.AUTHORIZE,
    since="0.1",
    told_by={
        Proof.REDIRECT_REFUSED: 40,
        Proof.CLIENT_OR_REDIRECT_REFUSED: 40,
        Proof.SHEET_GAVE_UP: 30,
        Proof.ONLY_WEB_FAILS: 45,
        Proof.ONLY_ANDROID_FAILS: 40,
        Proof.ONLY_SERVER_FAILS: 30,
        Proof.ONLY_LOCAL_FAILS: 40,
        Proof.SINCE_ADDRESS_CHANGED: 60,
        Proof.SINCE_REGISTRATION: 25,
    },
    why="Apple redirects only to registered Return URLs, and compares host, path, port and case character by character.",
    fix="Register this exact address as a Return URL of the Services ID, and wait some minutes; or send one that is registered.",
    references=(APPLE_AUTHORIZE, APPLE_WEB_HELP, LARAVEL_43, PASSPORT_APPLE_22),
    check=_differs(by_slash=False),
    wire=PAGE_INVALID_REDIRECT,
    also_seen=(PAGE_INVALID_PAIR, PAGE_OF_2019, UNAUTHORIZED_CLIENT),
    speaks_of=(PAGE_RETURN_URLS,),
    enforced_at=_HERE,
    suspicion=Suspicion(
        f"open {_WEBSITE_URLS} and check whether a Return URL there equals this redirect_uri, character by character",
        "exactly the same text is registered, saved in each dialog, for more than a day",
    ),
    good=lambda: (
        Example("one of several", lambda s: samples.registered(s, samples.REDIRECT_URI, "https://staging.example.com/callback")),
        Example("a query that is registered too", lambda s: samples.registered(s, f"{samples.REDIRECT_URI}?from=apple")),
    ),
    bad=lambda: (
        Example("another path", lambda s: samples.authorizing(s, redirect_uri="https://app.example.com/other")),
        Example("another host", lambda s: samples.authorizing(s, redirect_uri="https://staging.example.com/callback")),
        Example("a port", lambda s: samples.authorizing(s, redirect_uri="https://app.example.com:8443/callback")),
        Example("an added query", lambda s: samples.authorizing(s, redirect_uri=f"{samples.REDIRECT_URI}?next=home")),
        Example("another case", lambda s: samples.authorizing(s, redirect_uri="https://app.example.com/Callback")),
    ),
)


@reading(PAGE_REDIRECT, RETURN_URLS, PAGE_WORDS, needs=PAGE_REDIRECT)
def is_too_long(evidence: Evidence) -> Verdict:
    """Find a registered redirect_uri that Apple refuses anyway, and that is longer than one report says is possible."""
    redirect_uri, urls, words = evidence.get(PAGE_REDIRECT), evidence.get(RETURN_URLS), evidence.get(PAGE_WORDS)
    if isinstance(redirect_uri, Absence):
        return Skip("no redirect_uri at Apple's page is known")
    if len(redirect_uri) <= MOST_IN_2019 or form_of(redirect_uri) is not RedirectForm.RIGHT:
        return None
    if isinstance(words, Absence):
        return Missing((PAGE_WORDS, RETURN_URLS), 1) if words is UNKNOWN else None
    if "redirect url" not in words.lower():
        return None
    if isinstance(urls, Absence):
        return Missing((RETURN_URLS,), 1)
    if redirect_uri not in urls:
        return None
    because = f"it is registered but refused, and has {len(redirect_uri)} characters; one report from 2019 says that more than {MOST_IN_2019} fail"
    return Fail(AT, redirect_uri, f"at most {MOST_IN_2019} characters", because)


def _refused(scenario: samples.Scenario, words: str = "Invalid web redirect url.") -> samples.Scenario:
    return scenario.answered(200, {"direct": {"errorMessage": words, "errorCode": "invalid_request"}})


TOO_LONG = Rule(
    id="redirect-uri-too-long",
    title="a long redirect_uri is refused although it is registered",
    question=Question.AUTHORIZE,
    since="0.1",
    why="One developer was refused until the address had at most 54 characters. Nobody has confirmed the limit since, and longer ones work for many.",
    fix="Try a shorter Return URL, after you have checked everything else about it.",
    references=(FORUM_121561,),
    check=is_too_long,
    assumed=PAGE_INVALID_REDIRECT.cited(FORUM_121561),
    also_seen=(PAGE_OF_2019.cited(FORUM_121561),),
    suspicion=Suspicion(
        "count the characters of redirect_uri, once the address is known to be registered",
        "a longer address of yours works, or Apple's page opens",
    ),
    good=lambda: (
        Example("a long one that Apple accepts", lambda s: samples.registered(s, _LONG)),
        Example("the length that worked", lambda s: _refused(samples.registered(s, _AT_THE_LIMIT))),
        Example("refused for another reason", lambda s: _refused(samples.authorizing(s, response_mode="form_post"), "Invalid response type.")),
    ),
    bad=lambda: (Example("registered, long and refused", lambda s: _refused(samples.registered(s, _LONG))),),
)


RULES = (SLASH_DIFFERS, NOT_REGISTERED, TOO_LONG)
