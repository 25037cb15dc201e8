"""Rules about the client_id sent to Apple's page: it must be a Services ID with its web configuration."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from siwakit import samples
from siwakit.apple import Endpoint
from siwakit.evidence.aspects import PAGE_RETURN_URLS
from siwakit.evidence.parts import BUNDLE_IDS, PORTAL, SERVICES_IDS
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.authorize_page import PAGE, PAGE_CLIENT_ID
from siwakit.evidence.sign_in.portal import Portal, PortalClient
from siwakit.rules.model import Check, Example, Fail, Outcome, Question, Rule, Suspicion, either, on
from siwakit.rules.wire import INVALID_CLIENT, INVALID_REQUEST, PAGE_INVALID_CLIENT, PAGE_INVALID_PAIR, PAGE_OF_2019, UNAUTHORIZED_CLIENT
from siwakit.sources import APPLE_AUTHORIZE, APPLE_ENVIRONMENT, APPLE_TN3107, APPLE_WEB_HELP, CAPACITOR_86, DIRECTUS_21339, PAGE_PROBES

AT = "authorize.client_id"
_HERE = (Endpoint.AUTHORIZE,)
_WANTED = "the Services ID"
_IDENTIFIERS = "Certificates, Identifiers & Profiles > Identifiers (filter: Services IDs)"


@on(PAGE)
def lacks_client_id(query: Mapping[str, str]) -> Outcome:
    """Find a request without a client_id."""
    return None if query.get("client_id") else Fail(AT, query.get("client_id"), _WANTED, "Apple requires client_id")


CLIENT_ID_MISSING = Rule(
    id="authorize-client-id-missing",
    title="the authorize request has no client_id",
    question=Question.AUTHORIZE,
    since="0.1",
    why="Apple cannot tell which service the user wants to sign in to, and shows an error page. Often the setting is empty in this environment.",
    fix="Add client_id with the Services ID.",
    references=(APPLE_AUTHORIZE, APPLE_TN3107),
    check=lacks_client_id,
    wire=INVALID_REQUEST,
    also_seen=(PAGE_INVALID_CLIENT, PAGE_INVALID_PAIR, PAGE_OF_2019, INVALID_CLIENT),
    enforced_at=_HERE,
    good=lambda: (Example("the Services ID", samples.authorizing),),
    bad=lambda: (
        Example("none", lambda s: samples.authorizing(s, client_id=samples.DROP)),
        Example("an empty client_id", lambda s: samples.authorizing(s, client_id="")),
    ),
)


@on(PAGE_CLIENT_ID, PORTAL)
def is_app_by_portal(client_id: str, portal: Portal) -> Outcome:
    """Find an App ID, according to the portal."""
    client = portal.clients.get(client_id)
    return _is_bundle_id(client_id, "the portal") if client is not None and not client.is_services_id else None


@on(PAGE_CLIENT_ID, BUNDLE_IDS, SERVICES_IDS)
def is_app_by_configuration(client_id: str, bundle_ids: tuple[str, ...], services_ids: tuple[str, ...]) -> Outcome:
    """Find a client_id that the project lists as a bundle ID, but not as a Services ID."""
    is_bundle_id = client_id in bundle_ids and client_id not in services_ids
    return _is_bundle_id(client_id, "your configuration", services_ids) if is_bundle_id else None


def _is_bundle_id(client_id: str, witness: str, services_ids: tuple[str, ...] = ()) -> Fail:
    correct = services_ids[0] if len(services_ids) == 1 else None
    return Fail(AT, client_id, correct or _WANTED, f"{client_id} is a bundle ID, according to {witness}", correct)


IS_BUNDLE_ID = Rule(
    id="authorize-client-id-is-bundle-id",
    title="the web sign-in uses the app's bundle ID as client_id",
    question=Question.AUTHORIZE,
    since="0.1",
    told_by={Proof.CLIENT_OR_REDIRECT_REFUSED: 35, Proof.ONLY_WEB_FAILS: 50, Proof.ONLY_ANDROID_FAILS: 45},
    why="A bundle ID has no Return URLs, so Apple's page refuses it. It is the client_id of the iOS app only; the web needs a Services ID.",
    fix="Use the Services ID as client_id on the web and on Android, and its Return URL as redirect_uri.",
    references=(APPLE_AUTHORIZE, DIRECTUS_21339, CAPACITOR_86),
    check=either(is_app_by_portal, is_app_by_configuration),
    wire=PAGE_INVALID_PAIR,
    also_seen=(PAGE_INVALID_CLIENT, PAGE_OF_2019, UNAUTHORIZED_CLIENT),
    voids=(PAGE_RETURN_URLS,),
    enforced_at=_HERE,
    good=lambda: (
        Example("the Services ID", samples.authorizing),
        Example(
            "a bundle ID that is also listed as a Services ID",
            lambda s: samples.authorizing(s).configured(bundle_ids=(samples.SERVICES_ID, samples.BUNDLE_ID)),
        ),
    ),
    bad=lambda: (
        Example("the bundle ID", lambda s: samples.authorizing(s, client_id=samples.BUNDLE_ID)),
        Example("by the configuration only", lambda s: samples.authorizing(s, client_id=samples.BUNDLE_ID).unknown("portal")),
    ),
)


@on(PAGE_CLIENT_ID, PORTAL)
def is_unknown(client_id: str, portal: Portal) -> Outcome:
    """Find a client_id that is not registered in the portal."""
    return None if client_id in portal.clients else Fail(AT, client_id, _WANTED, f"no identifier {client_id} is registered")


CLIENT_UNKNOWN = Rule(
    id="authorize-client-unknown",
    title="Apple's page does not know this client_id",
    question=Question.AUTHORIZE,
    since="0.1",
    why="The page shows Invalid client. The Services ID is misspelled, differs in case, was deleted, or was never registered.",
    fix="Copy the identifier of the Services ID from the portal into client_id.",
    references=(APPLE_TN3107, PAGE_PROBES),
    check=is_unknown,
    wire=PAGE_INVALID_CLIENT,
    also_seen=(INVALID_CLIENT, PAGE_INVALID_PAIR),
    enforced_at=_HERE,
    suspicion=Suspicion(f"open {_IDENTIFIERS} and check whether there is one with exactly this identifier", "exactly this identifier is there"),
    told_by={Proof.SINCE_CLIENT_ID_CHANGED: 40},
    good=lambda: (Example("a registered one", samples.authorizing),),
    bad=lambda: (
        Example("misspelt", lambda s: samples.authorizing(s, client_id="com.example.wbe")),
        Example("in upper case", lambda s: samples.authorizing(s, client_id=samples.SERVICES_ID.upper())),
    ),
)


def _of_services_id(look: Callable[[PortalClient, Portal], Outcome]) -> Check:
    @on(PAGE_CLIENT_ID, PORTAL)
    def check(client_id: str, portal: Portal) -> Outcome:
        client = portal.clients.get(client_id)
        return None if client is None or not client.is_services_id else look(client, portal)

    return check


def _is_not_enabled(client: PortalClient, portal: Portal) -> Outcome:
    primary = portal.clients.get(client.primary_app or "")
    if client.primary_app is None:
        because = f"{client.identifier} has no primary App ID"
    elif not client.has_capability or (primary is not None and not primary.has_capability):
        because = f"Sign in with Apple is not enabled on {client.identifier} or on its primary App ID"
    else:
        return None
    return Fail(AT, client.identifier, "a Services ID with Sign in with Apple and a primary App ID", because)


NOT_ENABLED = Rule(
    id="authorize-client-not-enabled",
    title="Sign in with Apple is not enabled on the Services ID",
    question=Question.AUTHORIZE,
    since="0.1",
    why="The page shows Invalid client: the identifier exists, but nothing says which app's sign-in it belongs to.",
    fix="In the portal, enable Sign in with Apple on the Services ID, choose its primary App ID, and save each dialog.",
    references=(APPLE_ENVIRONMENT, APPLE_WEB_HELP, PAGE_PROBES),
    check=_of_services_id(_is_not_enabled),
    wire=PAGE_INVALID_CLIENT,
    also_seen=(INVALID_CLIENT, PAGE_INVALID_PAIR),
    enforced_at=_HERE,
    suspicion=Suspicion(
        f"open {_IDENTIFIERS} > the Services ID and check that Sign in with Apple is ticked, and that a primary App ID is chosen under Configure",
        "both are set, and the App ID has the capability too",
    ),
    told_by={Proof.ONLY_WEB_FAILS: 30, Proof.SINCE_REGISTRATION: 30},
    good=lambda: (Example("enabled", samples.authorizing),),
    bad=lambda: (
        Example("no primary App ID", lambda s: samples.authorizing(s).portal(samples.with_clients(samples.SERVICES_ID, primary_app=None))),
        Example("not ticked", lambda s: samples.authorizing(s).portal(samples.with_clients(samples.SERVICES_ID, has_capability=False))),
        Example("not ticked on the App ID", lambda s: samples.authorizing(s).portal(samples.with_clients(samples.BUNDLE_ID, has_capability=False))),
    ),
)


def _lacks_return_urls(client: PortalClient, _portal: Portal) -> Outcome:
    if client.return_urls:
        return None
    return Fail(AT, client.identifier, "a Services ID with a Return URL", f"no Return URL is registered for {client.identifier}")


LACKS_RETURN_URLS = Rule(
    id="authorize-client-lacks-return-urls",
    title="the Services ID has no Return URL",
    question=Question.AUTHORIZE,
    since="0.1",
    told_by={Proof.CLIENT_OR_REDIRECT_REFUSED: 25, Proof.ONLY_WEB_FAILS: 30, Proof.SINCE_REGISTRATION: 30},
    why="The page shows Invalid client id or web redirect url: there is no address that Apple may redirect to.",
    fix="In the portal, open the Services ID > Sign in with Apple > Configure, add the Return URL, and save each dialog.",
    references=(APPLE_WEB_HELP, DIRECTUS_21339),
    check=_of_services_id(_lacks_return_urls),
    wire=PAGE_INVALID_PAIR,
    also_seen=(UNAUTHORIZED_CLIENT,),
    explains=("redirect-uri-not-registered",),
    speaks_of=(PAGE_RETURN_URLS,),
    enforced_at=_HERE,
    suspicion=Suspicion(
        f"open {_IDENTIFIERS} > the Services ID > Sign in with Apple > Configure and check which Website URLs are listed",
        "a Return URL is listed there",
    ),
    good=lambda: (Example("one", samples.authorizing),),
    bad=lambda: (Example("none", lambda s: samples.authorizing(s).portal(samples.with_clients(samples.SERVICES_ID, return_urls=()))),),
)

RULES = (CLIENT_ID_MISSING, IS_BUNDLE_ID, CLIENT_UNKNOWN, NOT_ENABLED, LACKS_RETURN_URLS)
