"""Rules about the form of redirect_uri: an https address with a domain name and no fragment, or no sign-in page."""

from __future__ import annotations

from collections.abc import Mapping

from siwakit import samples
from siwakit.apple import Endpoint
from siwakit.evidence.authorize_page import PAGE, PAGE_REDIRECT
from siwakit.evidence.redirect_form import RedirectForm, form_of
from siwakit.rules.model import Check, Example, Fail, Outcome, Question, Rule, on
from siwakit.rules.wire import INVALID_REQUEST, PAGE_INVALID_PAIR, PAGE_INVALID_REDIRECT, PAGE_OF_2019, UNAUTHORIZED_CLIENT
from siwakit.sources import (
    ALLAUTH_2697,
    APPAUTH_569,
    APPAUTH_IOS_586,
    APPLE_AUTHORIZE,
    APPLE_TN3107,
    APPLE_WEB_HELP,
    CAPACITOR_86,
    KEYCLOAK_BF_28,
)

AT = "authorize.redirect_uri"
_HERE = (Endpoint.AUTHORIZE,)
_ALSO_SEEN = (PAGE_INVALID_PAIR, PAGE_OF_2019, UNAUTHORIZED_CLIENT)
_WANTED = "an https address with a domain name, as it is registered"


@on(PAGE)
def lacks_redirect(query: Mapping[str, str]) -> Outcome:
    """Find a request that does not say where to come back to."""
    if query.get("redirect_uri"):
        return None
    return Fail(AT, query.get("redirect_uri"), _WANTED, "Apple demands redirect_uri, and there is no default")


REDIRECT_URI_MISSING = Rule(
    id="authorize-redirect-uri-missing",
    title="the authorize request names no redirect_uri",
    question=Question.AUTHORIZE,
    since="0.1",
    why="Apple does not know where to send the user back, and shows an error page. It has no default, even where one URL alone is registered.",
    fix="Add redirect_uri with the Return URL that is registered for the Services ID.",
    references=(APPLE_AUTHORIZE, APPLE_TN3107),
    check=lacks_redirect,
    wire=INVALID_REQUEST,
    also_seen=(PAGE_INVALID_REDIRECT, *_ALSO_SEEN),
    enforced_at=_HERE,
    good=lambda: (Example("the registered one", samples.authorizing),),
    bad=lambda: (
        Example("none", lambda s: samples.authorizing(s, redirect_uri=samples.DROP)),
        Example("an empty one", lambda s: samples.authorizing(s, redirect_uri="")),
    ),
)


def _is(form: RedirectForm, because: str) -> Check:
    @on(PAGE_REDIRECT)
    def look(redirect_uri: str) -> Outcome:
        return Fail(AT, redirect_uri, _WANTED, because) if form_of(redirect_uri) is form else None

    return look


CUSTOM_SCHEME = Rule(
    id="redirect-uri-custom-scheme",
    title="redirect_uri has an app's own scheme",
    question=Question.AUTHORIZE,
    since="0.1",
    why="Apple sends people back to https addresses alone. The portal does not take such a URL, and the authorize page refuses it.",
    fix="Let Apple come back to an https address of your server, and let that page open the app by its scheme.",
    references=(APPLE_AUTHORIZE, APPAUTH_IOS_586, APPAUTH_569),
    check=_is(RedirectForm.CUSTOM_SCHEME, "it does not begin with https"),
    wire=PAGE_INVALID_REDIRECT.cited(APPAUTH_569),
    also_seen=_ALSO_SEEN,
    explains=("redirect-uri-not-https",),
    enforced_at=_HERE,
    good=lambda: (Example("https", samples.authorizing),),
    bad=lambda: (
        Example("an app's scheme", lambda s: samples.authorizing(s, redirect_uri="exampleapp://callback")),
        Example("a bundle ID as scheme", lambda s: samples.authorizing(s, redirect_uri="com.example.app:/oauth")),
    ),
)

IS_LOCALHOST = Rule(
    id="redirect-uri-is-localhost",
    title="redirect_uri points to localhost",
    question=Question.AUTHORIZE,
    since="0.1",
    why="Apple takes no localhost, with http or with https. The portal refuses to register it and the authorize page shows an error.",
    fix="Use a name of your own with https, such as a tunnel's, and register it as a Return URL; or work against `siwakit emulator`.",
    references=(APPLE_AUTHORIZE, APPLE_WEB_HELP, CAPACITOR_86),
    check=_is(RedirectForm.LOCALHOST, "its host is localhost"),
    wire=PAGE_INVALID_REDIRECT,
    also_seen=_ALSO_SEEN,
    explains=("redirect-uri-not-https",),
    enforced_at=_HERE,
    excuse=lambda _, leniency: leniency.allows_local_addresses,
    good=lambda: (
        Example("a domain", samples.authorizing),
        Example("a domain that begins so", lambda s: samples.registered(s, "https://localhost.example.com/callback")),
    ),
    bad=lambda: (
        Example("with http", lambda s: samples.authorizing(s, redirect_uri="http://localhost:8100/login")),
        Example("with https", lambda s: samples.authorizing(s, redirect_uri="https://localhost/callback")),
        Example("a name under it", lambda s: samples.authorizing(s, redirect_uri="http://app.localhost:3000/callback")),
    ),
)

IS_IP_ADDRESS = Rule(
    id="redirect-uri-is-ip-address",
    title="redirect_uri holds an IP address",
    question=Question.AUTHORIZE,
    since="0.1",
    why="Apple demands a domain name. The portal does not take an address of numbers, and the authorize page refuses it.",
    fix="Give the machine a name with a certificate, and register the https address of that name.",
    references=(APPLE_AUTHORIZE, APPLE_WEB_HELP),
    check=_is(RedirectForm.IP_ADDRESS, "its host is an IP address"),
    wire=PAGE_INVALID_REDIRECT,
    also_seen=_ALSO_SEEN,
    explains=("redirect-uri-not-https",),
    enforced_at=_HERE,
    excuse=lambda _, leniency: leniency.allows_local_addresses,
    good=lambda: (
        Example("a domain", samples.authorizing),
        Example("numbers in a name", lambda s: samples.registered(s, "https://10-0-0-5.example.com/callback")),
    ),
    bad=lambda: (
        Example("of IPv4", lambda s: samples.authorizing(s, redirect_uri="https://192.0.2.7/callback")),
        Example("of IPv6", lambda s: samples.authorizing(s, redirect_uri="https://[2001:db8::7]/callback")),
        Example("of the machine itself", lambda s: samples.authorizing(s, redirect_uri="http://127.0.0.1:3000/callback")),
    ),
)

HTTP_BEHIND_PROXY = Rule(
    id="redirect-uri-http-behind-proxy",
    title="redirect_uri begins with http at a public host",
    question=Question.AUTHORIZE,
    since="0.1",
    why="Apple takes https alone. Where people reach the site by https, a proxy ends it, and the library behind it believes that all is http.",
    fix="Tell the framework to trust X-Forwarded-Proto of its proxy, or configure the public https address, so that redirect_uri begins with https.",
    references=(APPLE_AUTHORIZE, KEYCLOAK_BF_28, ALLAUTH_2697),
    check=_is(RedirectForm.HTTP_AT_PUBLIC_HOST, "it begins with http, and its host is a public name"),
    wire=PAGE_INVALID_REDIRECT,
    also_seen=_ALSO_SEEN,
    explains=("redirect-uri-not-https",),
    enforced_at=_HERE,
    excuse=lambda _, leniency: leniency.allows_local_addresses,
    good=lambda: (Example("https", samples.authorizing),),
    bad=lambda: (
        Example("the registered address with http", lambda s: samples.authorizing(s, redirect_uri="http://app.example.com/callback")),
        Example("with a port", lambda s: samples.authorizing(s, redirect_uri="http://app.example.com:8080/callback")),
    ),
)

NOT_HTTPS = Rule(
    id="redirect-uri-not-https",
    title="redirect_uri does not begin with https",
    question=Question.AUTHORIZE,
    since="0.1",
    why="Apple sends people back to https addresses alone, and shows an error page for any other.",
    fix="Give the host a public name and a certificate, and send its https address.",
    references=(APPLE_AUTHORIZE, APPLE_WEB_HELP, APPAUTH_569),
    check=_is(RedirectForm.NOT_HTTPS, "it does not begin with https"),
    wire=PAGE_INVALID_REDIRECT,
    also_seen=_ALSO_SEEN,
    enforced_at=_HERE,
    excuse=lambda _, leniency: leniency.allows_local_addresses,
    good=lambda: (
        Example("https", samples.authorizing),
        Example("HTTPS in capitals", lambda s: samples.registered(s, "HTTPS://app.example.com/callback")),
    ),
    bad=lambda: (
        Example("a name of the local network", lambda s: samples.authorizing(s, redirect_uri="http://nas.local/callback")),
        Example("a host without a domain", lambda s: samples.authorizing(s, redirect_uri="http://intranet/callback")),
        Example("no scheme", lambda s: samples.authorizing(s, redirect_uri="app.example.com/callback")),
        Example("a path alone", lambda s: samples.authorizing(s, redirect_uri="/callback")),
    ),
)

HAS_FRAGMENT = Rule(
    id="redirect-uri-has-fragment",
    title="redirect_uri has a fragment",
    question=Question.AUTHORIZE,
    since="0.1",
    why="Apple takes no # in redirect_uri; routes of a single-page app that stand behind one cannot be come back to.",
    fix="Register an address without #, and let that page lead on to the route.",
    references=(APPLE_AUTHORIZE, APPLE_WEB_HELP),
    check=_is(RedirectForm.FRAGMENT, "a # stands in it"),
    wire=PAGE_INVALID_REDIRECT.cited(ALLAUTH_2697),
    also_seen=_ALSO_SEEN,
    enforced_at=_HERE,
    good=lambda: (
        Example("none", samples.authorizing),
        Example("a query", lambda s: samples.registered(s, "https://app.example.com/callback?from=apple")),
    ),
    bad=lambda: (
        Example("a route behind it", lambda s: samples.authorizing(s, redirect_uri="https://app.example.com/#/callback")),
        Example("an empty one", lambda s: samples.authorizing(s, redirect_uri="https://app.example.com/callback#")),
    ),
)

RULES = (REDIRECT_URI_MISSING, CUSTOM_SCHEME, IS_LOCALHOST, IS_IP_ADDRESS, HTTP_BEHIND_PROXY, NOT_HTTPS, HAS_FRAGMENT)
