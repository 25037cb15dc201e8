"""Rules about the address and the method of a request."""

from __future__ import annotations

from difflib import SequenceMatcher
from urllib.parse import SplitResult

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS, HOST, OTHER_HOST, Endpoint, endpoint_of
from siwakit.evidence.addresses import split_address
from siwakit.evidence.aspects import FILLED_FIELDS
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.fields import Fields
from siwakit.evidence.parts import FIELDS, PORTAL, REQUEST
from siwakit.evidence.sign_in.target import TARGET
from siwakit.http import Request
from siwakit.patterns import pattern
from siwakit.rules.model import Enforcer, Example, Fail, Harm, Outcome, Question, Rule, Skip, Suspicion, Verdict, on, reading
from siwakit.rules.wire import INVALID_REQUEST, NOT_FOUND
from siwakit.sources import APPLE_AUTHORIZE, APPLE_REVOKE, APPLE_TN3107, APPLE_TOKEN, APPLE_TRANSFER_OUT, OUR_ADVICE, STAFF_ON_HOST

AT = "request.url"
# A numeric address, or a name without a dot: an emulator or mock on this machine or network.
_LOCAL = pattern(r"[\d.]+|[0-9a-f:]+|[^.:]+|.*\.localhost")
_ALIKE = 0.94
_LONGEST = 60  # no misspelling of the host is longer, and comparing takes time
# Hosts that cannot be your own gateway to Apple: invented names, and the token services of others.
_OTHERS = frozenset({"appleid.com", "www.appleid.com", "oauth2.googleapis.com", "accounts.google.com", "graph.facebook.com"})
_OWN_FIELDS = {
    Endpoint.TOKEN: ("grant_type", "code", "refresh_token"),
    Endpoint.REVOKE: ("token",),
    Endpoint.MIGRATION: ("sub", "target", "transfer_sub"),
}
_NO_HOST = Skip("the record does not say which host the request went to")


def _split(request: Request) -> SplitResult:
    """Return the parsed address, with the Host header if the address has no host."""
    parts = split_address(request.url)
    return parts if parts.netloc else parts._replace(netloc=request.header("host") or "")


def _host(request: Request) -> str:
    return (_split(request).hostname or "").rstrip(".")


def _shown(request: Request) -> str:
    return _split(request)._replace(query="", fragment="").geturl()


@on(REQUEST)
def uses_other_method(request: Request) -> Outcome:
    """Find requests to endpoints that take credentials, with a method other than POST."""
    endpoint = endpoint_of(split_address(request.url).path.rstrip("/"))
    if endpoint is None or not endpoint.takes_credentials or request.method.upper() == "POST":
        return None
    return Fail("request.method", request.method, "POST", f"{endpoint.value} accepts only POST")


METHOD_NOT_POST = Rule(
    id="request-method-not-post",
    title="the request is not a POST",
    question=Question.REQUEST,
    since="0.1",
    why="Apple reads the fields from the body of a POST; with another method it finds none.",
    fix="Send the request as POST, with the fields in its body.",
    references=(APPLE_TOKEN, APPLE_REVOKE, APPLE_TRANSFER_OUT, APPLE_TN3107),
    check=uses_other_method,
    wire=INVALID_REQUEST,
    explains=("request-body-empty", "request-fields-in-query"),
    voids=FILLED_FIELDS,
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether the request is a POST", "it is"),
    good=lambda: (
        Example("a POST", lambda s: s.sends(method="POST")),
        Example("the key set is fetched by GET, whatever the headers", lambda s: s.sends(method="GET", url=f"https://{HOST}/auth/keys")),
        Example("the discovery document, too", lambda s: s.sends(method="GET", url=f"https://{HOST}/.well-known/openid-configuration")),
    ),
    bad=lambda: (
        Example("a GET", lambda s: s.sends(method="GET")),
        Example("a GET with the fields in the address", lambda s: s.sends(method="GET", url=s.url + "?client_id=com.example.web&code=x")),
        Example("a PUT", lambda s: s.sends(method="PUT")),
        Example("a GET of the revoke endpoint", lambda s: s.revoke().sends(method="GET")),
        Example("a GET of the migration endpoint", lambda s: s.migration().sends(method="GET")),
    ),
)


@reading(REQUEST, FIELDS, PORTAL)
def goes_to_no_endpoint(evidence: Evidence) -> Verdict:
    """Find a path at Apple's host that has no service; a mock's host counts as Apple's if the request's content shows it."""
    verdict = _look_for_service(evidence)
    fields = evidence.get(FIELDS)
    if not isinstance(verdict, Fail) or isinstance(evidence.request, Absence) or _host(evidence.request) == HOST:
        return verdict
    is_for_apple = not isinstance(evidence.portal, Absence) or (not isinstance(fields, Absence) and "client_secret" in fields.names)
    return verdict if is_for_apple else Skip("the request goes to another server, and contains no client_secret")


@on(REQUEST)
def _look_for_service(request: Request) -> Outcome:
    path = split_address(request.url).path
    if not path or endpoint_of(path.rstrip("/")):
        return None
    host = _host(request)
    if host and host != HOST and not _LOCAL.fullmatch(host):
        return Skip("the request goes to another host")
    return Fail(AT, _shown(request), _expected_path(path), f"Apple has no service at {path}")


def _expected_path(path: str) -> str:
    wanted = next((endpoint for endpoint in CREDENTIAL_ENDPOINTS if endpoint.value.rsplit("/", 1)[1] in path.lower()), Endpoint.TOKEN)
    return f"https://{HOST}{wanted.value}"


URL_WRONG = Rule(
    id="request-url-wrong",
    title="the address is not one of Apple's endpoints",
    question=Question.REQUEST,
    since="0.1",
    why="There is no service at this path, so Apple never looks at the request. Apple has no userinfo endpoint either.",
    fix="Send the request to https://appleid.apple.com/auth/token, /auth/revoke or /auth/usermigrationinfo.",
    references=(APPLE_TOKEN, APPLE_REVOKE, APPLE_TRANSFER_OUT, APPLE_AUTHORIZE),
    check=goes_to_no_endpoint,
    wire=NOT_FOUND,
    enforced_at=(*CREDENTIAL_ENDPOINTS, Enforcer.ELSEWHERE),
    good=lambda: (
        Example("the token endpoint", lambda s: s.sends(url=f"https://{HOST}/auth/token")),
        Example("its other address", lambda s: s.sends(url=f"https://{HOST}/auth/oauth2/v2/token")),
        Example("the revoke endpoint", lambda s: s.revoke()),
        Example(
            "your own server",
            lambda s: s.sends(url="http://localhost:3000/login", host=samples.DROP).form(client_secret=samples.DROP).unknown("portal"),
        ),
    ),
    bad=lambda: (
        Example("the usual path on OAuth servers", lambda s: s.sends(url=f"https://{HOST}/oauth/token")),
        Example("a path without auth", lambda s: s.sends(url=f"https://{HOST}/token")),
        Example("a userinfo endpoint", lambda s: s.sends(url=f"https://{HOST}/userinfo", method="GET")),
        Example("two slashes", lambda s: s.sends(url=f"https://{HOST}//auth/token")),
    ),
)


@on(TARGET, FIELDS)
def goes_to_other_endpoint(endpoint: Endpoint, fields: Fields) -> Outcome:
    """Find fields sent to a different endpoint than the one they belong to."""
    names = set(fields.names)
    if "client_secret" not in names:
        return None
    wanted = _wanted(names)
    if wanted is None or wanted is endpoint:
        return None
    if endpoint.takes_credentials and not _belongs_elsewhere(endpoint, names):
        return None
    return Fail(AT, f"https://{HOST}{endpoint.value}", f"https://{HOST}{wanted.value}", f"the fields are those of {wanted.value}")


def _wanted(names: set[str]) -> Endpoint | None:
    if "grant_type" in names:
        return Endpoint.TOKEN
    if "token" in names:
        return Endpoint.REVOKE
    return Endpoint.MIGRATION if names & {"transfer_sub", "target"} else None


def _belongs_elsewhere(endpoint: Endpoint, names: set[str]) -> bool:
    return names.isdisjoint(_OWN_FIELDS[endpoint])


ENDPOINT_OTHER = Rule(
    id="request-to-other-endpoint",
    title="the fields of one endpoint were sent to another",
    question=Question.REQUEST,
    since="0.1",
    why="Each endpoint looks for its own fields; this one cannot find the ones it needs.",
    fix="Send the request to the endpoint that these fields belong to.",
    references=(APPLE_TOKEN, APPLE_REVOKE, APPLE_TRANSFER_OUT),
    check=goes_to_other_endpoint,
    harm=Harm.DEFEATS,
    explains=("request-method-not-post",),
    voids=FILLED_FIELDS,
    enforced_at=(Enforcer.ELSEWHERE,),
    good=lambda: (
        Example("a code to the token endpoint", lambda s: s.form()),
        Example("a token to the revoke endpoint", lambda s: s.revoke()),
        Example("a user to the migration endpoint", lambda s: s.migration()),
        Example("grant_type in addition to a token, on revoke", lambda s: s.revoke().form(grant_type="refresh_token")),
    ),
    bad=lambda: (
        Example("a code to the revoke endpoint", lambda s: s.sends(url=f"https://{HOST}/auth/revoke")),
        Example("a revocation to the token endpoint", lambda s: s.revoke().sends(url=f"https://{HOST}/auth/token")),
        Example("a code to the authorize page", lambda s: s.sends(url=f"https://{HOST}/auth/authorize")),
    ),
)


@on(REQUEST)
def goes_in_the_clear(request: Request) -> Outcome:
    """Find a request to Apple that is not encrypted."""
    parts = split_address(request.url)
    if parts.scheme.lower() != "http" or _host(request) != HOST:
        return None
    return Fail(AT, _shown(request), _shown(request).replace("http://", "https://", 1), "the address starts with http://")


NOT_HTTPS = Rule(
    id="request-not-https",
    title="the request uses http instead of https",
    question=Question.REQUEST,
    since="0.1",
    why="Apple's service is available only over https, and over http anyone on the network path can read the client_secret.",
    fix="Start the address with https://.",
    references=(APPLE_TOKEN, OUR_ADVICE),
    check=goes_in_the_clear,
    harm=Harm.DEFEATS,
    good=lambda: (
        Example("https", lambda s: s.sends(url=f"https://{HOST}/auth/token")),
        Example("an emulator on this machine", lambda s: s.sends(url="http://127.0.0.1:8080/auth/token")),
    ),
    bad=lambda: (Example("http", lambda s: s.sends(url=f"http://{HOST}/auth/token")),),
)


@on(REQUEST)
def goes_to_other_host(request: Request) -> Outcome:
    """Find a host that is another one of Apple's, or a misspelling of the right one."""
    host = _host(request)
    if not host:
        return _NO_HOST
    if host in {HOST, OTHER_HOST}:
        return None
    is_apples = host == "apple.com" or host.endswith(".apple.com") or host.startswith(f"{HOST}.")
    if is_apples or host in _OTHERS or (len(host) < _LONGEST and SequenceMatcher(None, host, HOST, autojunk=False).ratio() >= _ALIKE):
        return Fail(AT, _shown(request), _split(request)._replace(netloc=HOST, query="").geturl(), f"Sign in with Apple is at {HOST}")
    return None


HOST_WRONG = Rule(
    id="request-host-wrong",
    title="the request goes to a host other than Apple's service",
    question=Question.REQUEST,
    since="0.1",
    why="Sign in with Apple is only at appleid.apple.com; this host does not know your codes and client_secrets.",
    fix="Send the request to the host appleid.apple.com.",
    references=(APPLE_TOKEN, STAFF_ON_HOST),
    check=goes_to_other_host,
    harm=Harm.DEFEATS,
    good=lambda: (
        Example("the right host", lambda s: s.sends(url=f"https://{HOST}/auth/token")),
        Example("its port written out", lambda s: s.sends(url=f"https://{HOST}:443/auth/token")),
        Example("an emulator on this machine", lambda s: s.sends(url="http://localhost:8080/auth/token")),
        Example("your own gateway", lambda s: s.sends(url="https://apple-gateway.example.com/auth/token")),
    ),
    bad=lambda: (
        Example("another Apple host", lambda s: s.sends(url="https://idmsa.apple.com/auth/token")),
        Example("the home page", lambda s: s.sends(url="https://apple.com/auth/token")),
        Example("an invented name", lambda s: s.sends(url="https://appleid.com/auth/token")),
        Example("a letter missing", lambda s: s.sends(url="https://appleid.aple.com/auth/token")),
        Example("a host in China, which does not exist", lambda s: s.sends(url="https://appleid.apple.com.cn/auth/token")),
    ),
)


@on(REQUEST)
def goes_to_account_host(request: Request) -> Outcome:
    """Find the host that served the discovery document for a day in June 2025."""
    if _host(request) != OTHER_HOST or endpoint_of(split_address(request.url).path.rstrip("/")) is None:
        return None
    return Fail(
        AT, _shown(request), _split(request)._replace(netloc=HOST, query="").geturl(), "the discovery document named it for a day in June 2025"
    )


HOST_IS_ACCOUNT = Rule(
    id="request-host-is-account",
    title="the request goes to account.apple.com",
    question=Question.REQUEST,
    since="0.1",
    why="Apple's staff give appleid.apple.com as the host to use; nothing documents that the other host answers.",
    fix="Send the request to the host appleid.apple.com.",
    references=(STAFF_ON_HOST,),
    check=goes_to_account_host,
    harm=Harm.FRAGILE,
    good=lambda: (Example("the right host", lambda s: s.sends(url=f"https://{HOST}/auth/token")),),
    bad=lambda: (Example("account.apple.com", lambda s: s.sends(url=f"https://{OTHER_HOST}/auth/token", host=samples.DROP)),),
)

RULES = (METHOD_NOT_POST, URL_WRONG, ENDPOINT_OTHER, NOT_HTTPS, HOST_WRONG, HOST_IS_ACCOUNT)
