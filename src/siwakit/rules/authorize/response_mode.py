"""Rules about response_mode: Apple returns name and email only as a form POST."""

from __future__ import annotations

from collections.abc import Mapping

from siwakit import samples
from siwakit.apple import Endpoint
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.authorize_page import PAGE, PAGE_WORDS_ALONE
from siwakit.rules.model import Example, Fail, Outcome, Question, Rule, Skip, Suspicion, either, on
from siwakit.rules.wire import FORM_POST_DEMANDED, INVALID_REQUEST, PAGE_INVALID_RESPONSE_TYPE, PAGE_OF_2019
from siwakit.sources import APPLE_AUTHORIZE, APPLE_TN3107, DIRECTUS_21339, NODE_APPLE_SIGNIN_17, SOCIALITE_APPLE_2

AT = "authorize.response_mode"
_PERSONAL = frozenset({"name", "email"})
# Apple's own script sends web_message when it opens a popup (forum-716494).
_TAKEN = frozenset({"form_post", "web_message"})
_SAID = "response_mode must be form_post when name or email scope is requested"
_KNOWN = _TAKEN | {"query", "fragment"}
_HERE = (Endpoint.AUTHORIZE,)


def _asks_personally(query: Mapping[str, str]) -> frozenset[str]:
    return _PERSONAL.intersection(query.get("scope", "").split())


@on(PAGE)
def demands_form_post(query: Mapping[str, str]) -> Outcome:
    """Find a request for name or email with a response_mode other than form_post."""
    asked = _asks_personally(query)
    mode = query.get("response_mode")
    if not asked or mode in _TAKEN:
        return None
    because = f"scope asks for {' and '.join(sorted(asked, reverse=True))}, but response_mode is {mode or 'not given'}"
    return Fail(AT, mode, "form_post", because)


@on(PAGE_WORDS_ALONE)
def is_said_by_page(words: str) -> Outcome:
    """Find the message that Apple's page shows for this mistake, if the address was not given."""
    if not words.startswith(_SAID):
        return Skip("Apple's page says something else")
    return Fail(AT, "another response_mode, or none", "form_post", "Apple's page says so in these words")


MUST_BE_FORM_POST = Rule(
    id="response-mode-must-be-form-post",
    title="name or email is requested without response_mode=form_post",
    question=Question.AUTHORIZE,
    since="0.1",
    why="Apple shows an error page instead of its sign-in: it returns name and email only in a form POST, never in an address.",
    fix="Set response_mode to form_post, and let the callback accept a POST.",
    references=(APPLE_AUTHORIZE, SOCIALITE_APPLE_2, DIRECTUS_21339),
    check=either(demands_form_post, is_said_by_page),
    wire=FORM_POST_DEMANDED,
    also_seen=(PAGE_OF_2019.cited(NODE_APPLE_SIGNIN_17), INVALID_REQUEST),
    enforced_at=_HERE,
    suspicion=Suspicion("check whether a scope is asked for without response_mode=form_post", "response_mode is form_post"),
    told_by={Proof.ONLY_APPLE_FAILS: 30},
    good=lambda: (
        Example("form_post", lambda s: samples.authorizing(s, response_mode="form_post")),
        Example("no scope, and no response_mode", lambda s: samples.authorizing(s, scope=samples.DROP, response_mode=samples.DROP)),
        Example("only openid, in the query", lambda s: samples.authorizing(s, scope="openid", response_mode="query")),
        Example("a popup of Apple's own script", lambda s: samples.authorizing(s, response_mode="web_message")),
        Example("no response_mode, but Apple issued a code", lambda s: s.authorize(response_mode=samples.DROP)),
    ),
    bad=lambda: (
        Example("no response_mode", lambda s: samples.authorizing(s, response_mode=samples.DROP)),
        Example("query", lambda s: samples.authorizing(s, response_mode="query")),
        Example("fragment, with scope email", lambda s: samples.authorizing(s, response_mode="fragment", scope="openid email")),
    ),
)


@on(PAGE)
def carries_no_id_token(query: Mapping[str, str]) -> Outcome:
    """Find a request for an identity token in the query of an address."""
    words = query.get("response_type", "").split()
    if "id_token" not in words or query.get("response_mode") != "query" or _asks_personally(query):
        return None
    return Fail(AT, "query", "form_post or fragment", "response_type asks for an identity token, which Apple never puts into a query")


CANNOT_CARRY_ID_TOKEN = Rule(
    id="response-mode-cannot-carry-id-token",
    title="an identity token is requested in the query",
    question=Question.AUTHORIZE,
    since="0.1",
    why="Apple returns an identity token by form_post or in the fragment; with query it refuses the request.",
    fix="Set response_mode to form_post, or ask only for a code.",
    references=(APPLE_AUTHORIZE, APPLE_TN3107),
    check=carries_no_id_token,
    wire=INVALID_REQUEST,
    also_seen=(PAGE_INVALID_RESPONSE_TYPE,),
    enforced_at=_HERE,
    good=lambda: (
        Example("in the fragment", lambda s: samples.authorizing(s, scope=samples.DROP, response_type="code id_token", response_mode="fragment")),
        Example("a code in the query", lambda s: samples.authorizing(s, scope=samples.DROP, response_mode="query")),
    ),
    bad=lambda: (
        Example("in the query", lambda s: samples.authorizing(s, scope=samples.DROP, response_type="code id_token", response_mode="query")),
    ),
)


@on(PAGE)
def is_unknown(query: Mapping[str, str]) -> Outcome:
    """Find a response_mode that Apple does not document, if form_post is not required anyway."""
    mode = query.get("response_mode")
    if not mode or mode in _KNOWN or _asks_personally(query):
        return None
    return Fail(AT, mode, "form_post, query or fragment", "Apple documents form_post, query and fragment")


UNKNOWN = Rule(
    id="response-mode-unknown",
    title="Apple does not document this response_mode",
    question=Question.AUTHORIZE,
    since="0.1",
    why="What Apple does with an unknown response_mode is not known; most likely it shows an error page.",
    fix="Set response_mode to form_post.",
    references=(APPLE_AUTHORIZE,),
    check=is_unknown,
    assumed=INVALID_REQUEST,
    enforced_at=_HERE,
    good=lambda: (Example("query", lambda s: samples.authorizing(s, scope=samples.DROP, response_mode="query")),),
    bad=lambda: (
        Example("a hyphen", lambda s: samples.authorizing(s, scope=samples.DROP, response_mode="form-post")),
        Example("jwt", lambda s: samples.authorizing(s, scope=samples.DROP, response_mode="jwt")),
    ),
)

RULES = (MUST_BE_FORM_POST, CANNOT_CARRY_ID_TOKEN, UNKNOWN)
