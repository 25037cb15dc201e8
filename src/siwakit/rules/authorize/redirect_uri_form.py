"""Rules about the form of redirect_uri: Apple requires an https address with a domain name and no fragment."""

from __future__ import annotations

from collections.abc import Mapping

from siwakit import samples
from siwakit.apple import Endpoint
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.authorize_page import PAGE, PAGE_REDIRECT
from siwakit.evidence.sign_in.redirect_form import RedirectForm, find_fault, form_of, has_userinfo, hide_userinfo
from siwakit.rules.model import Check, Example, Fail, Outcome, Question, Rule, Suspicion, on
from siwakit.rules.wire import INVALID_REQUEST, PAGE_INVALID_PAIR, PAGE_INVALID_REDIRECT, PAGE_OF_2019, UNAUTHORIZED_CLIENT
from siwakit.sources import ALLAUTH_2697, APPAUTH_569, APPAUTH_IOS_586, APPLE_AUTHORIZE, APPLE_TN3107, APPLE_WEB_HELP, CAPACITOR_86, KEYCLOAK_BF_28

AT = "authorize.redirect_uri"
_HERE = (Endpoint.AUTHORIZE,)
_ALSO_SEEN = (PAGE_INVALID_PAIR, PAGE_OF_2019, UNAUTHORIZED_CLIENT)
_WANTED = "an https address with a domain name, as it is registered"


@on(PAGE)
def lacks_redirect(query: Mapping[str, str]) -> Outcome:
    """Find a request without a redirect_uri."""
    if query.get("redirect_uri"):
        return None
    return Fail(AT, query.get("redirect_uri"), _WANTED, "Apple requires redirect_uri, and there is no default")


REDIRECT_URI_MISSING = Rule(
    id="authorize-redirect-uri-missing",
    title="the authorize request has no redirect_uri",
    question=Question.AUTHORIZE,
    since="0.1",
    why="Apple does not know where to send the user back to, and shows an error page. There is no default, even if only one URL is registered.",
    fix="Add redirect_uri with the Return URL that is registered for the Services ID.",
    references=(APPLE_AUTHORIZE, APPLE_TN3107),
    check=lacks_redirect,
    wire=INVALID_REQUEST,
    also_seen=(PAGE_INVALID_REDIRECT, *_ALSO_SEEN),
    enforced_at=_HERE,
    good=lambda: (Example("the registered one", samples.authorizing),),
    bad=lambda: (
        Example("none", lambda s: samples.authorizing(s, redirect_uri=samples.DROP)),
        Example("an empty redirect_uri", lambda s: samples.authorizing(s, redirect_uri="")),
    ),
)


def _is(form: RedirectForm, because: str) -> Check:
    @on(PAGE_REDIRECT)
    def look(redirect_uri: str) -> Outcome:
        return Fail(AT, hide_userinfo(redirect_uri), _WANTED, because) if form_of(redirect_uri) is form else None

    return look


@on(PAGE_REDIRECT)
def is_malformed(redirect_uri: str) -> Outcome:
    """Fail if this is not a well-formed URL, or its host is not a domain name."""
    if form_of(redirect_uri) is not RedirectForm.MALFORMED:
        return None
    return Fail(AT, hide_userinfo(redirect_uri), _WANTED, find_fault(redirect_uri) or "")


@on(PAGE_REDIRECT)
def names_a_user(redirect_uri: str) -> Outcome:
    """Fail if a user name or a password precedes the host."""
    if form_of(redirect_uri) in {RedirectForm.CUSTOM_SCHEME, RedirectForm.MALFORMED} or not has_userinfo(redirect_uri):
        return None
    return Fail(AT, hide_userinfo(redirect_uri), "nothing between https:// and the host", "something precedes its host and ends in @")


MALFORMED = Rule(
    id="redirect-uri-malformed",
    title="redirect_uri is not a well-formed URL with a domain name",
    question=Question.AUTHORIZE,
    since="0.1",
    why="Apple requires an https URL with a domain name. Whitespace, control characters, a backslash, no host or an impossible port make it invalid.",
    fix="Write https://, the domain name (in punycode if it is not ASCII), a port only if you need one, and the path; percent-encode the rest.",
    references=(APPLE_AUTHORIZE, APPLE_WEB_HELP),
    check=is_malformed,
    wire=PAGE_INVALID_REDIRECT,
    also_seen=_ALSO_SEEN,
    enforced_at=_HERE,
    good=lambda: (
        Example("a port, a path and a query", lambda s: samples.registered(s, "https://app.example.com:8443/auth/callback?from=apple&x=%20")),
        Example("a name in punycode", lambda s: samples.registered(s, "https://xn--bcher-kva.example/callback")),
        Example("a name that ends in a dot", lambda s: samples.registered(s, "https://app.example.com./callback")),
        Example("the port of https", lambda s: samples.registered(s, "https://app.example.com:443/callback")),
        Example("the highest port", lambda s: samples.registered(s, "https://app.example.com:65535/callback")),
        Example("non-ASCII letters in the path", lambda s: samples.registered(s, "https://app.example.com/rückkehr")),
        Example("a template that was not filled in", lambda s: samples.registered(s, "https://{host}/callback")),
    ),
    bad=lambda: (
        Example("a trailing line break", lambda s: samples.authorizing(s, redirect_uri="https://app.example.com/callback\r\n")),
        Example("a header after a line break", lambda s: samples.authorizing(s, redirect_uri="https://app.example.com/callback\r\nSet-Cookie: a=b")),
        Example("a NUL", lambda s: samples.authorizing(s, redirect_uri="https://app.example.com/\0callback")),
        Example("a leading space", lambda s: samples.authorizing(s, redirect_uri=" https://app.example.com/callback")),
        Example("a space inside", lambda s: samples.authorizing(s, redirect_uri="https://app.example.com/call back")),
        Example("a zero-width character", lambda s: samples.authorizing(s, redirect_uri="https://app.exam\u200bple.com/callback")),
        Example("a backslash", lambda s: samples.authorizing(s, redirect_uri="https://app.example.com\\callback")),
        Example("a host before a backslash", lambda s: samples.authorizing(s, redirect_uri="https://evil.example\\@app.example.com/callback")),
        Example("no host", lambda s: samples.authorizing(s, redirect_uri="https:///callback")),
        Example("only a port", lambda s: samples.authorizing(s, redirect_uri="https://:8443/callback")),
        Example("one slash", lambda s: samples.authorizing(s, redirect_uri="https:/app.example.com/callback")),
        Example("two dots in the name", lambda s: samples.authorizing(s, redirect_uri="https://app..example.com/callback")),
        Example("a leading dot in the name", lambda s: samples.authorizing(s, redirect_uri="https://.example.com/callback")),
        Example("a name that is not ASCII", lambda s: samples.authorizing(s, redirect_uri="https://bücher.example/callback")),
        Example("a percent-encoded name", lambda s: samples.authorizing(s, redirect_uri="https://%6cocalhost/callback")),
        Example("a port above the highest", lambda s: samples.authorizing(s, redirect_uri="https://app.example.com:65536/callback")),
        Example("port 0", lambda s: samples.authorizing(s, redirect_uri="https://app.example.com:0/callback")),
        Example("a port that is not a number", lambda s: samples.authorizing(s, redirect_uri="https://app.example.com:port/callback")),
        Example("brackets around a name", lambda s: samples.authorizing(s, redirect_uri="https://[app.example.com]/callback")),
    ),
)

HAS_USERINFO = Rule(
    id="redirect-uri-has-userinfo",
    title="redirect_uri has a user name before its host",
    question=Question.AUTHORIZE,
    since="0.1",
    why=(
        "A password there ends up in logs and the browser's history, and a user name there makes one host look like another. What Apple does is "
        "not known."
    ),
    fix="Remove everything between https:// and the domain name, with the @.",
    references=(APPLE_AUTHORIZE,),
    check=names_a_user,
    assumed=PAGE_INVALID_REDIRECT,
    enforced_at=_HERE,
    good=lambda: (
        Example("none", samples.authorizing),
        Example("an @ in the path", lambda s: samples.registered(s, "https://app.example.com/@team/callback")),
        Example("an @ in the query", lambda s: samples.registered(s, "https://app.example.com/callback?to=a@example.com")),
    ),
    bad=lambda: (
        Example("a name and a password", lambda s: samples.registered(s, "https://user:password@app.example.com/callback")),
        Example("another host in front", lambda s: samples.registered(s, "https://app.example.com@evil.example/callback")),
        Example("an empty name", lambda s: samples.registered(s, "https://@app.example.com/callback")),
    ),
)


CUSTOM_SCHEME = Rule(
    id="redirect-uri-custom-scheme",
    title="redirect_uri has an app's custom scheme",
    question=Question.AUTHORIZE,
    since="0.1",
    why="Apple redirects only to https addresses. The portal does not accept such a URL, and the authorize page refuses it.",
    fix="Let Apple redirect to an https address on your server, and let that page open the app by its custom scheme.",
    references=(APPLE_AUTHORIZE, APPAUTH_IOS_586, APPAUTH_569),
    check=_is(RedirectForm.CUSTOM_SCHEME, "it does not start with https"),
    told_by={Proof.ONLY_ANDROID_FAILS: 35},
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
    why="Apple does not accept localhost, with http or https. The portal refuses to register it and the authorize page shows an error.",
    fix="Use a name of your own with https, such as a tunnel's, and register it as a Return URL; or develop against `siwakit emulator`.",
    references=(APPLE_AUTHORIZE, APPLE_WEB_HELP, CAPACITOR_86),
    check=_is(RedirectForm.LOCALHOST, "its host is localhost"),
    wire=PAGE_INVALID_REDIRECT,
    also_seen=_ALSO_SEEN,
    explains=("redirect-uri-not-https",),
    enforced_at=_HERE,
    excuse=lambda _, leniency: leniency.allows_local_addresses,
    suspicion=Suspicion("check whether redirect_uri is on localhost", "it is on a public host"),
    told_by={Proof.ONLY_LOCAL_FAILS: 60, Proof.ONLY_APPLE_FAILS: 35},
    good=lambda: (
        Example("a domain", samples.authorizing),
        Example("a domain that starts so", lambda s: samples.registered(s, "https://localhost.example.com/callback")),
    ),
    bad=lambda: (
        Example("with http", lambda s: samples.authorizing(s, redirect_uri="http://localhost:8100/login")),
        Example("with https", lambda s: samples.authorizing(s, redirect_uri="https://localhost/callback")),
        Example("a subdomain of localhost", lambda s: samples.authorizing(s, redirect_uri="http://app.localhost:3000/callback")),
    ),
)

IS_IP_ADDRESS = Rule(
    id="redirect-uri-is-ip-address",
    title="redirect_uri contains an IP address",
    question=Question.AUTHORIZE,
    since="0.1",
    why="Apple requires a domain name. The portal does not accept a numeric address, and the authorize page refuses it.",
    fix="Give the machine a name with a certificate, and register the https address of that name.",
    references=(APPLE_AUTHORIZE, APPLE_WEB_HELP),
    check=_is(RedirectForm.IP_ADDRESS, "its host is an IP address: a browser treats every host that ends in a number as one"),
    told_by={Proof.ONLY_LOCAL_FAILS: 30},
    wire=PAGE_INVALID_REDIRECT,
    also_seen=_ALSO_SEEN,
    explains=("redirect-uri-not-https",),
    enforced_at=_HERE,
    excuse=lambda _, leniency: leniency.allows_local_addresses,
    good=lambda: (
        Example("a domain", samples.authorizing),
        Example("numbers in a name", lambda s: samples.registered(s, "https://10-0-0-5.example.com/callback")),
        Example("a name that starts like an address", lambda s: samples.registered(s, "https://192.0.2.7.example.com/callback")),
    ),
    bad=lambda: (
        Example("IPv4", lambda s: samples.authorizing(s, redirect_uri="https://192.0.2.7/callback")),
        Example("IPv6", lambda s: samples.authorizing(s, redirect_uri="https://[2001:db8::7]/callback")),
        Example("the loopback address", lambda s: samples.authorizing(s, redirect_uri="http://127.0.0.1:3000/callback")),
        Example("as one number", lambda s: samples.authorizing(s, redirect_uri="https://2130706433/callback")),
        Example("in hexadecimal", lambda s: samples.authorizing(s, redirect_uri="https://0x7f000001/callback")),
        Example("in octal", lambda s: samples.authorizing(s, redirect_uri="https://0177.0.0.1/callback")),
        Example("with parts left out", lambda s: samples.authorizing(s, redirect_uri="https://127.1/callback")),
        Example("of IPv4 in IPv6", lambda s: samples.authorizing(s, redirect_uri="https://[::ffff:127.0.0.1]:8443/callback")),
    ),
)

HTTP_BEHIND_PROXY = Rule(
    id="redirect-uri-http-behind-proxy",
    title="redirect_uri starts with http at a public host",
    question=Question.AUTHORIZE,
    since="0.1",
    why="Apple accepts only https. If users reach the site over https, a proxy terminates TLS, and the library behind the proxy sees only http.",
    fix="Tell the framework to trust its proxy's X-Forwarded-Proto, or configure the public https address, so that redirect_uri starts with https.",
    references=(APPLE_AUTHORIZE, KEYCLOAK_BF_28, ALLAUTH_2697),
    check=_is(RedirectForm.HTTP_AT_PUBLIC_HOST, "it starts with http, and its host is a public name"),
    wire=PAGE_INVALID_REDIRECT,
    also_seen=_ALSO_SEEN,
    explains=("redirect-uri-not-https",),
    enforced_at=_HERE,
    excuse=lambda _, leniency: leniency.allows_local_addresses,
    suspicion=Suspicion("check whether redirect_uri begins with http://, as applications behind a proxy make it", "it begins with https://"),
    told_by={Proof.ONLY_SERVER_FAILS: 40, Proof.SINCE_ADDRESS_CHANGED: 35, Proof.SINCE_DEPLOYMENT: 30},
    good=lambda: (Example("https", samples.authorizing),),
    bad=lambda: (
        Example("the registered address with http", lambda s: samples.authorizing(s, redirect_uri="http://app.example.com/callback")),
        Example("with a port", lambda s: samples.authorizing(s, redirect_uri="http://app.example.com:8080/callback")),
    ),
)

NOT_HTTPS = Rule(
    id="redirect-uri-not-https",
    title="redirect_uri does not start with https",
    question=Question.AUTHORIZE,
    since="0.1",
    told_by={Proof.REDIRECT_REFUSED: 20, Proof.ONLY_LOCAL_FAILS: 45, Proof.SINCE_ADDRESS_CHANGED: 20},
    why="Apple redirects only to https addresses, and shows an error page for any other.",
    fix="Give the host a public name and a certificate, and send its https address.",
    references=(APPLE_AUTHORIZE, APPLE_WEB_HELP, APPAUTH_569),
    check=_is(RedirectForm.NOT_HTTPS, "it does not start with https"),
    wire=PAGE_INVALID_REDIRECT,
    also_seen=_ALSO_SEEN,
    enforced_at=_HERE,
    excuse=lambda _, leniency: leniency.allows_local_addresses,
    good=lambda: (
        Example("https", samples.authorizing),
        Example("HTTPS in capitals", lambda s: samples.registered(s, "HTTPS://app.example.com/callback")),
    ),
    bad=lambda: (
        Example("a host without a domain", lambda s: samples.authorizing(s, redirect_uri="http://intranet/callback")),
        Example("no scheme", lambda s: samples.authorizing(s, redirect_uri="app.example.com/callback")),
        Example("only a path", lambda s: samples.authorizing(s, redirect_uri="/callback")),
    ),
)

HAS_FRAGMENT = Rule(
    id="redirect-uri-has-fragment",
    title="redirect_uri has a fragment",
    question=Question.AUTHORIZE,
    since="0.1",
    why="Apple does not accept a # in redirect_uri; it cannot redirect to single-page app routes after a #.",
    fix="Register an address without #, and let that page navigate to the route.",
    references=(APPLE_AUTHORIZE, APPLE_WEB_HELP),
    check=_is(RedirectForm.FRAGMENT, "it contains a #"),
    wire=PAGE_INVALID_REDIRECT.cited(ALLAUTH_2697),
    also_seen=_ALSO_SEEN,
    enforced_at=_HERE,
    good=lambda: (
        Example("none", samples.authorizing),
        Example("a query", lambda s: samples.registered(s, "https://app.example.com/callback?from=apple")),
    ),
    bad=lambda: (
        Example("a route after it", lambda s: samples.authorizing(s, redirect_uri="https://app.example.com/#/callback")),
        Example("an empty fragment", lambda s: samples.authorizing(s, redirect_uri="https://app.example.com/callback#")),
    ),
)

RULES = (REDIRECT_URI_MISSING, CUSTOM_SCHEME, MALFORMED, IS_LOCALHOST, IS_IP_ADDRESS, HTTP_BEHIND_PROXY, NOT_HTTPS, HAS_FRAGMENT, HAS_USERINFO)
