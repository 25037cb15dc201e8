"""Names and words that may be shown of text that others wrote: an allow-list, because no list of secret names is ever complete.

Names are compared without case, hyphens and underscores, so that `clientId`, `client-id` and `CLIENT_ID` are the same name.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from siwakit.apple import GRANT_TYPES, HOST, IDENTIFIER, ISSUER, OTHER_HOST, REVERSE_DNS, Endpoint
from siwakit.patterns import pattern


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Names whose values identify an app or describe a request, and authorise nothing.
OPEN_FIELDS = frozenset(
    {"client_id", "grant_type", "redirect_uri", "scope", "token_type_hint", "sub", "target", "transfer_sub", "team_id", "key_id", "response_type"}
    | {"client_authentication_method", "client_auth_method", "token_endpoint_auth_method"}
    | {"response_mode", "code_challenge_method", "alg", "kid", "iss", "aud", "error", "error_description", "audience", "issuer"}
)
OPEN_HEADERS = frozenset(
    {"accept", "accept-encoding", "accept-language", "connection", "content-encoding", "content-length", "content-type", "date", "host"}
    | {"location", "origin", "referer", "retry-after", "server", "transfer-encoding", "user-agent"}
    | {"sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site", "sec-fetch-user", "x-forwarded-proto"}
)
OPEN_CLAIMS = OPEN_FIELDS | frozenset(
    {
        "typ",
        "cty",
        "crit",
        "b64",
        "jku",
        "x5u",
        "iat",
        "exp",
        "nbf",
        "jti",
        "bid",
        "azp",
        "subject",
        "expires",
        "expiration",
        "expires_in",
        "issued_at",
    }
    | {
        "nonce_supported",
        "email",
        "email_verified",
        "is_private_email",
        "real_user_status",
        "auth_time",
        "at_hash",
        "c_hash",
        "org_id",
        "events",
        "type",
    }
    | {"event_time", "amr", "acr", "name", "version"}
)
# Words of the protocol, which are not secret anywhere.
_PROTOCOL_WORDS = frozenset(
    {"invalid_client", "invalid_grant", "invalid_request", "invalid_scope", "unauthorized_client", "unsupported_grant_type"}
    | {"unsupported_response_type", "access_denied", "user_cancelled_authorize", "popup_closed_by_user"}
    | {"server_error", "temporarily_unavailable", "invalid_token", "invalid_redirect_uri", *GRANT_TYPES, "form_post"}
    | {"invalidclient", "invalidgrant", "invalidclienterror", "invalidgranterror"}
)
PATHS = tuple(
    sorted({endpoint.value for endpoint in Endpoint} | {"/auth/oauth2/v2/authorize", "/auth/oauth2/v2/token", "/auth/oauth2/v2/revoke"}, reverse=True)
)
_PLAIN_WORDS = _words(
    "debug info notice warn warning error err fatal critical trace severe emerg alert panic "
    "get post put patch delete head options http https "
    "apple siwa oauth oauth2 oidc openid jwt omniauth passport supabase gotrue firebase keycloak auth0 cognito nextauth authlib allauth "
    "a an and answer answered are as at back be because been body but by call callback called came can cannot client could credentials "
    "did does empty endpoint exchange exchanging expired failed failure fetch for from get got grant had has have header headers id in "
    "invalid is issued it its json key login message method missing no none not null of on or params payload post provider query "
    "reason refused rejected request response returned returning revoke revoked said secret sent server service sign-in signin sign "
    "signature status that the there to token tokens try unauthorized unable unexpected unknown url user used verification verify was "
    "web when while with without bad forbidden already undefined true false "
    "curl traceback recent last most file line caused exception uncaught unhandled rejection promise "
    "mismatch redirect uri unsupported parameter required requires must match supplied provided malformed more than one "
    "your not completed please again later due incorrect blocked limit rate too many requests"
)
_NAME_WORDS = _words(
    "access_token accept api_key apikey at aud audience auth authorization authorization_code bearer bundle_id client_assertion client_id "
    "client_secret code code_challenge code_challenge_method code_verifier content-length content-type cookie cookies credential "
    "credentials csrf data date email error error_description error_uri exp expires_in form grant_type header headers host http_status iat "
    "id_token identity_token iss issuer jti jwt key key_id kid level lvl levelname logger message method msg name nbf nonce origin otp params "
    "parameters passwd password path payload postdata private_key proxy-authorization pwd query querystring redirect_uri referer refresh_token "
    "request request_id request-id x-request-id response response_mode response_type scope secret services_id session session_id sessionid "
    "set-cookie severity signature sid state status status_code sub team_id text time timestamp ts token token_type token_type_hint type typ uri "
    "url user user-agent user_id username value variables x-api-key x-auth-token x-csrf-token x-forwarded-for body"
)
# The value after these names is a text or an object: each of its words is judged separately.
_PROSE_NAMES = _words(
    "debug info notice warn warning error err errors fatal critical trace severe msg message messages text reason exception cause causedby "
    "response request body data json result details detail http https errordescription headers params parameters form "
    "postdata querystring query payload event log logmessage jsonpayload textpayload eventmessage traceback apple oauth"
)
_CLASS = pattern(r"(?:[A-Z][a-z]{1,15}){1,5}(?:Error|Exception)")
_TIME = pattern(r"\d{10}(?:\.\d{1,9})?|\d{13}|\d{16}|\d{19}|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?")
_STATUS = pattern(r"[1-5]\d\d")
_SECONDS = pattern(r"\d{1,6}")
_OPTIONS = _words("-H -d -X -s -S -i -v -k -F --data --data-raw --data-urlencode --header --request --url")
_EDGES = "/.!*#-+~@$%^"
_OPAQUE_LABEL = pattern(r"(?=[A-Za-z-]*\d)[A-Za-z0-9-]{16,}|[A-Za-z0-9-]{33,}")
_LONGEST_IDENTIFIER = 100
_LONGEST_EDGE = 3
_JOINTS = pattern(r"[-_]")


def bare_name(name: str) -> str:
    """Return *name* without case, hyphens and underscores."""
    return _JOINTS.sub("", name.lower())


def is_identifier(text: str) -> bool:
    """Return whether *text* is written as a bundle ID, a Services ID, a Team ID or a Key ID, and not as a token with dots."""
    if IDENTIFIER.fullmatch(text):
        return True
    if len(text) > _LONGEST_IDENTIFIER or text.startswith("ey") or not REVERSE_DNS.fullmatch(text):
        return False
    return text[:1].isalpha() and not any(_OPAQUE_LABEL.fullmatch(label) for label in text.split("."))


def _is_party(text: str) -> bool:
    return text.rstrip("/") in _PARTIES or is_identifier(text)


def _is_scope(text: str) -> bool:
    return bool(text) and set(re.split(r"[ +,]|%20", text)) <= {"name", "email", "openid", "user.migration", "profile", "offline_access"}


def _is_one_of(*words: str) -> Callable[[str], bool]:
    return frozenset(words).__contains__


_PARTIES = frozenset({HOST, OTHER_HOST, ISSUER, *(f"{ISSUER}{path}" for path in PATHS)})
_OPEN_VALUES: dict[str, Callable[[str], bool]] = {
    **dict.fromkeys(("clientid", "servicesid", "bundleid", "teamid", "keyid", "kid"), is_identifier),
    **dict.fromkeys(("iss", "issuer", "aud", "audience", "sub", "host", "azp"), _is_party),
    **dict.fromkeys(("status", "statuscode", "httpstatus", "httpstatuscode", "responsestatus"), lambda text: bool(_STATUS.fullmatch(text))),
    **dict.fromkeys(("time", "timestamp", "ts", "date", "datetime", "iat", "exp", "nbf", "authtime"), lambda text: bool(_TIME.fullmatch(text))),
    "expiresin": lambda text: bool(_SECONDS.fullmatch(text)),
    "granttype": _is_one_of(*GRANT_TYPES, "password", "implicit", "id_token"),
    "responsetype": _is_one_of("code", "id_token", "code id_token", "code%20id_token", "code+id_token", "token"),
    "responsemode": _is_one_of("form_post", "query", "fragment", "web_message"),
    "scope": _is_scope,
    "tokentypehint": _is_one_of("access_token", "refresh_token"),
    "tokentype": lambda text: text.lower() == "bearer",
    "codechallengemethod": _is_one_of("S256", "plain"),
    "alg": _is_one_of("ES256", "RS256", "HS256", "ES384", "ES512", "RS512", "none"),
    "typ": lambda text: text.lower() in {"jwt", "jws"},
    **dict.fromkeys(("level", "severity", "lvl", "levelname", "method"), lambda text: text.lower() in _PLAIN_WORDS),
    "name": lambda text: text.lower() in _NAME_WORDS,
}


def open_value(name: str) -> Callable[[str], bool] | None:
    """Return the check that a value of the field *name* passes if it may be shown; None if no value of it may."""
    return _OPEN_VALUES.get(bare_name(name))


def is_prose_name(name: str) -> bool:
    """Return whether the value after *name* is a text or an object, to be judged word by word."""
    return bare_name(name) in _PROSE_NAMES or bool(_CLASS.fullmatch(name))


def is_known_name(word: str) -> bool:
    """Return whether *word* is the usual name of a field, a header or a member."""
    return bare_name(word) in _BARE_NAMES


def is_protocol_word(word: str) -> bool:
    """Return whether *word* is one of Apple's errors, a library's class named after one, or a grant type."""
    return word.rstrip(".!").lower() in _PROTOCOL_WORDS


def is_plain_word(word: str) -> bool:
    """Return whether *word* is common in logs, with at most a few punctuation marks around it."""
    core = word.strip(_EDGES)
    if len(word) - len(core) > _LONGEST_EDGE:
        return False
    return not core or core.lower() in _PLAIN_WORDS or word in _OPTIONS or bool(_CLASS.fullmatch(core)) or is_known_name(core)


_BARE_NAMES = frozenset(map(bare_name, _NAME_WORDS))
