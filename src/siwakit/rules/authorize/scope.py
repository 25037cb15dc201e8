"""Rules about scope: Apple knows name and email, and ignores openid."""

from __future__ import annotations

from collections.abc import Mapping

from siwakit import samples
from siwakit.apple import Endpoint
from siwakit.evidence.sign_in.authorize_page import PAGE, PAGE_WORDS_ALONE, RAW_SCOPE
from siwakit.http import Request
from siwakit.rules.model import Example, Fail, Harm, Outcome, Question, Rule, Skip, Suspicion, either, on
from siwakit.rules.wire import INVALID_REQUEST, INVALID_SCOPE, PAGE_INVALID_SCOPE
from siwakit.sources import APPLE_AUTHORIZE, APPLE_ID_3, APPLE_TN3107, CAPACITOR_80, OPENAUTH_241

AT = "authorize.scope"
_KNOWN = ("name", "email", "openid")
_SAID = "Invalid client scope"
_NEAR = {"names": "name", "emails": "email", "fullname": "name", "full_name": "name", "e-mail": "email", "profile": "name"}


@on(PAGE)
def asks_for_unknown(query: Mapping[str, str]) -> Outcome:
    """Find a scope that Apple does not know."""
    asked = query.get("scope", "").split()
    unknown = [word for word in asked if word not in _KNOWN]
    if not unknown:
        return None
    right = dict.fromkeys(_NEAR.get(word.lower(), word) for word in asked)
    correct = " ".join(word for word in right if word in _KNOWN)
    return Fail(AT, query["scope"], "name, email, or both", f"Apple does not know the scope {' or '.join(unknown)}", correct or None)


@on(PAGE_WORDS_ALONE)
def is_said_by_page(words: str) -> Outcome:
    """Find the message that Apple's page shows for this mistake, if the address was not given."""
    if not words.startswith(_SAID):
        return Skip("Apple's page says something else")
    return Fail(AT, "a scope that Apple does not know", "name, email, or both", "Apple's page says so in these words")


SCOPE_UNKNOWN = Rule(
    id="scope-unknown",
    title="scope contains a value that Apple does not know",
    question=Question.AUTHORIZE,
    since="0.1",
    why="Apple shows Invalid client scope. It knows name and email; profile and the other scopes of OpenID Connect do not exist here.",
    fix="Set scope to name email, with a space between them.",
    references=(APPLE_AUTHORIZE, CAPACITOR_80, OPENAUTH_241),
    check=either(asks_for_unknown, is_said_by_page),
    wire=PAGE_INVALID_SCOPE,
    also_seen=(INVALID_SCOPE.cited(APPLE_TN3107), INVALID_REQUEST),
    enforced_at=(Endpoint.AUTHORIZE,),
    suspicion=Suspicion("check scope: Apple knows only name and email", "it is name, email or both"),
    good=lambda: (
        Example("with openid too", lambda s: samples.authorizing(s, scope="openid email name")),
        Example("none", lambda s: samples.authorizing(s, scope=samples.DROP)),
    ),
    bad=lambda: (
        Example("profile", lambda s: samples.authorizing(s, scope="openid profile email")),
        Example("names", lambda s: samples.authorizing(s, scope="names email")),
        Example("a comma", lambda s: samples.authorizing(s, scope="name,email")),
        Example("in upper case", lambda s: samples.authorizing(s, scope="NAME EMAIL")),
    ),
)


@on(RAW_SCOPE)
def uses_plus(scope: str) -> Outcome:
    """Find a space between scopes that is written as a plus."""
    if "+" not in scope.strip("+"):
        return None
    return Fail(AT, scope, scope.replace("+", "%20"), "the space between the scopes is written as +", scope.replace("+", "%20"))


def _with_plus(scenario: samples.Scenario) -> samples.Scenario:
    url = "https://appleid.apple.com/auth/authorize?client_id=com.example.web&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback"
    query = "&response_type=code&response_mode=form_post&scope=name+email&state=af0ifjsldkj&nonce=n-0S6_WzA2Mj"
    return samples.authorizing(scenario).configured(authorize=Request("GET", url + query))


SCOPE_USES_PLUS = Rule(
    id="scope-uses-plus",
    title="the scopes are joined by a plus",
    question=Question.AUTHORIZE,
    since="0.1",
    why="Apple's page reads + as a space. Safari's own sheet has read it as one unknown scope, and returned no name, email or nonce.",
    fix="Write the space between the scopes as %20.",
    references=(APPLE_ID_3, APPLE_AUTHORIZE),
    check=uses_plus,
    harm=Harm.FRAGILE,
    good=lambda: (Example("%20", samples.authorizing), Example("one scope", lambda s: samples.authorizing(s, scope="email"))),
    bad=lambda: (Example("as urlencode writes it", _with_plus),),
)

RULES = (SCOPE_UNKNOWN, SCOPE_USES_PLUS)
