"""Rules about another identifier in place of client_id: a team, a key, an app's number, an address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS, IDENTIFIER
from siwakit.evidence.aspects import CLIENT_ID_FORM, CLIENT_KNOWN, ISSUED_TO, SUB_AND_CLIENT_ID
from siwakit.evidence.evidence import LACKING, Absence, Evidence
from siwakit.evidence.identifiers import is_vouched_for, parts_behind_team
from siwakit.evidence.parts import CLAIMS, CLIENT_ID, HEADER, IDENTITY_CLAIMS, KEY_ID, PORTAL, TEAM_ID
from siwakit.evidence.sign_in.portal import Portal
from siwakit.patterns import pattern
from siwakit.rules.model import Check, Example, Fail, Missing, Outcome, Question, Rule, Skip, Suspicion, Verdict, either, on, reading
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_ID_20, APPLE_TOKEN

AT = "request.form.client_id"
WANTED = "the app's bundle ID, or the Services ID"
_APP_NUMBER = pattern(r"(?:id)?[0-9]{6,12}")
_URL = pattern(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
# A client_id that is not a client identifier is also missing from every list, and differs from whatever the correct one is.


@on(CLIENT_ID, TEAM_ID)
def _starts_with_team(client_id: str, team_id: str) -> Outcome:
    return _fail_prefix(client_id, "which is your Team ID") if client_id.startswith(f"{team_id}.") else None


@on(CLIENT_ID, CLAIMS)
def _starts_with_issuer(client_id: str, claims: Mapping[str, Any]) -> Outcome:
    iss = claims.get("iss")
    named = isinstance(iss, str) and IDENTIFIER.fullmatch(iss) and client_id.startswith(f"{iss}.")
    return _fail_prefix(client_id, "which is the iss of the client_secret") if named else None


@reading(CLIENT_ID, IDENTITY_CLAIMS, PORTAL)
def _starts_like_team(evidence: Evidence) -> Verdict:
    client_id = evidence.get(CLIENT_ID)
    if isinstance(client_id, Absence):
        return Skip("no client_id") if client_id is LACKING else Missing((CLIENT_ID,))
    is_prefix = parts_behind_team(client_id) and not is_vouched_for(evidence, client_id)
    return _fail_prefix(client_id, "which has the form of a Team ID") if is_prefix else None


def _fail_prefix(client_id: str, explanation: str) -> Fail:
    return Fail(AT, client_id, client_id[11:], f"client_id starts with {client_id[:10]}, {explanation}")


def _not_vouched_for(look: Check) -> Check:
    """Restrict *check* to requests for which neither Apple's record nor an identity token confirms the client_id."""

    @reading(CLIENT_ID, IDENTITY_CLAIMS, PORTAL, *look.parts)
    def check(evidence: Evidence) -> Verdict:
        client_id = evidence.get(CLIENT_ID)
        return None if isinstance(client_id, str) and is_vouched_for(evidence, client_id) else look(evidence)

    return check


def _of_ten(look: Check) -> Check:
    """Restrict *check* to a client_id with the form of a Team ID or a Key ID, which client identifiers do not have."""

    @reading(CLIENT_ID, *look.parts)
    def check(evidence: Evidence) -> Verdict:
        client_id = evidence.get(CLIENT_ID)
        if isinstance(client_id, str) and not IDENTIFIER.fullmatch(client_id):
            return None
        return look(evidence)

    return check


@on(CLIENT_ID, TEAM_ID)
def _is_team(client_id: str, team_id: str) -> Outcome:
    return Fail(AT, client_id, WANTED, "client_id is your Team ID") if client_id == team_id else None


@on(CLIENT_ID, CLAIMS)
def _is_issuer(client_id: str, claims: Mapping[str, Any]) -> Outcome:
    if client_id != claims.get("iss") or not IDENTIFIER.fullmatch(client_id):
        return None
    return Fail(AT, client_id, WANTED, "client_id is the Team ID in iss")


@on(CLIENT_ID, PORTAL)
def _is_team_of_portal(client_id: str, portal: Portal) -> Outcome:
    teams = {key.team_id for key in portal.keys.values()}
    return Fail(AT, client_id, WANTED, "client_id is a Team ID in the portal") if client_id in teams else None


@on(CLIENT_ID, KEY_ID)
def _is_key(client_id: str, key_id: str) -> Outcome:
    return Fail(AT, client_id, WANTED, "client_id is your Key ID") if client_id == key_id else None


@on(CLIENT_ID, HEADER, CLAIMS)
def _is_kid(client_id: str, header: Mapping[str, Any], claims: Mapping[str, Any]) -> Outcome:
    if client_id != header.get("kid") or client_id == claims.get("iss") or not IDENTIFIER.fullmatch(client_id):
        return None
    return Fail(AT, client_id, WANTED, "client_id is the Key ID in kid")


@on(CLIENT_ID, PORTAL)
def _is_key_of_portal(client_id: str, portal: Portal) -> Outcome:
    return Fail(AT, client_id, WANTED, "client_id is a Key ID in the portal") if client_id in portal.keys else None


@on(CLIENT_ID)
def is_app_number(client_id: str) -> Outcome:
    """Find a client_id of only digits, which in practice is neither a bundle ID nor a Services ID."""
    return (
        Fail(AT, client_id, WANTED, "client_id has only digits, like an app's number in the App Store") if _APP_NUMBER.fullmatch(client_id) else None
    )


@on(CLIENT_ID)
def is_url(client_id: str) -> Outcome:
    """Find an address in place of the identifier."""
    return Fail(AT, client_id, WANTED, "client_id is an address") if _URL.match(client_id) else None


CLIENT_ID_HAS_TEAM_PREFIX = Rule(
    id="client-id-has-team-prefix",
    title="client_id starts with the Team ID",
    question=Question.CLIENT_ID,
    since="0.1",
    why="Xcode and the portal show App IDs with the Team ID in front; Apple's endpoints want the bundle ID without it.",
    fix="Remove the ten characters and the dot from client_id, and from sub of the client_secret.",
    references=(APPLE_TOKEN, APPLE_ID_20),
    check=either(_starts_with_team, _starts_with_issuer, _starts_like_team),
    wire=INVALID_CLIENT,
    # sub usually comes from the same setting.
    explains=("secret-sub-has-team-prefix",),
    voids=(CLIENT_KNOWN, ISSUED_TO, SUB_AND_CLIENT_ID),
    speaks_of=(CLIENT_ID_FORM,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether client_id starts with the Team ID and a dot", "it is the identifier without the Team ID"),
    good=lambda: (
        Example("a bundle ID", lambda s: s.native()),
        Example(
            "ten capitals of your own, not followed by a domain",
            lambda s: s.client("COMPANY123.product.web").unknown("portal", "identity_token").configured(services_ids=("COMPANY123.product.web",)),
        ),
        Example(
            "ten letters that are not a Team ID", lambda s: s.client("MYCOMPANYS.web").unknown("portal").configured(services_ids=("MYCOMPANYS.web",))
        ),
    ),
    bad=lambda: (
        Example("the Team ID in front of the bundle ID", lambda s: s.native().client(f"{samples.TEAM_ID}.{samples.BUNDLE_ID}")),
        Example("a Team ID in front, with no known team", lambda s: s.form(client_id=f"Q7W8E9R1T2.{samples.SERVICES_ID}").unknown("team_id")),
        Example("only in client_id", lambda s: s.form(client_id=f"{samples.TEAM_ID}.{samples.SERVICES_ID}")),
    ),
)

CLIENT_ID_IS_TEAM_ID = Rule(
    id="client-id-is-team-id",
    title="client_id is the Team ID",
    question=Question.CLIENT_ID,
    since="0.1",
    why="The Team ID belongs in iss. As client_id Apple accepts only identifiers of apps and services.",
    fix="Set client_id to the app's bundle ID for a code from the app, or to the Services ID for a code from the web.",
    references=(APPLE_TOKEN,),
    check=_of_ten(either(_is_team, _is_issuer, _is_team_of_portal)),
    wire=INVALID_CLIENT,
    # sub usually comes from the same setting.
    explains=("client-id-is-key-id", "client-id-is-app-number", "secret-sub-is-team-id"),
    voids=(CLIENT_KNOWN, ISSUED_TO, SUB_AND_CLIENT_ID),
    speaks_of=(CLIENT_ID_FORM,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether client_id is ten capitals and digits", "it is the bundle ID or the Services ID"),
    good=lambda: (Example("a Services ID", lambda s: s),),
    bad=lambda: (
        Example("in request and client_secret", lambda s: s.client(samples.TEAM_ID)),
        Example("only in the request", lambda s: s.form(client_id=samples.TEAM_ID)),
        Example("the iss of the client_secret, with no known team", lambda s: s.client(samples.TEAM_ID).unknown("team_id", "portal")),
    ),
)

CLIENT_ID_IS_KEY_ID = Rule(
    id="client-id-is-key-id",
    title="client_id is the Key ID",
    question=Question.CLIENT_ID,
    since="0.1",
    why="The Key ID belongs in the client_secret's header as kid. As client_id Apple accepts only identifiers of apps and services.",
    fix="Set client_id to the app's bundle ID for a code from the app, or to the Services ID for a code from the web.",
    references=(APPLE_TOKEN,),
    check=_of_ten(either(_is_key, _is_kid, _is_key_of_portal)),
    wire=INVALID_CLIENT,
    explains=("client-id-is-app-number",),
    voids=(CLIENT_KNOWN, ISSUED_TO, SUB_AND_CLIENT_ID),
    speaks_of=(CLIENT_ID_FORM,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether client_id is ten capitals and digits", "it is the bundle ID or the Services ID"),
    good=lambda: (Example("a Services ID", lambda s: s),),
    bad=lambda: (
        Example("in request and client_secret", lambda s: s.client(samples.KEY_ID)),
        Example("the kid of the client_secret, with no known key", lambda s: s.client(samples.KEY_ID).unknown("key_id", "portal")),
    ),
)

CLIENT_ID_IS_APP_NUMBER = Rule(
    id="client-id-is-app-number",
    title="client_id is the app's number in the App Store",
    question=Question.CLIENT_ID,
    since="0.1",
    why="App Store Connect shows an Apple ID for the app, which has only digits. Sign in with Apple identifies the app by its bundle ID.",
    fix="Set client_id to the bundle ID, which is shown next to that number in App Store Connect.",
    references=(APPLE_TOKEN,),
    check=_not_vouched_for(is_app_number),
    wire=INVALID_CLIENT,
    voids=(CLIENT_KNOWN, ISSUED_TO, SUB_AND_CLIENT_ID),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether client_id is a number", "it is the bundle ID or the Services ID"),
    good=lambda: (Example("a bundle ID", lambda s: s.native()),),
    bad=lambda: (
        Example("ten digits", lambda s: s.form(client_id="1234567890")),
        Example("as in an App Store link", lambda s: s.form(client_id="id1234567890")),
    ),
)

CLIENT_ID_IS_REDIRECT_URI = Rule(
    id="client-id-is-redirect-uri",
    title="client_id is an address",
    question=Question.CLIENT_ID,
    since="0.1",
    why="A Services ID is a name that you gave it, such as com.example.web. It is not the address of your site or callback.",
    fix="Set client_id to the Identifier of the Services ID, not to one of its Return URLs.",
    references=(APPLE_TOKEN,),
    check=is_url,
    wire=INVALID_CLIENT,
    voids=(CLIENT_KNOWN, ISSUED_TO, SUB_AND_CLIENT_ID),
    speaks_of=(CLIENT_ID_FORM,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether client_id is an address", "it is the bundle ID or the Services ID"),
    good=lambda: (Example("a Services ID", lambda s: s),),
    bad=lambda: (
        Example("the callback", lambda s: s.client(samples.REDIRECT_URI)),
        Example("the site, in capitals", lambda s: s.client("HTTPS://example.com")),
    ),
)

RULES = (
    CLIENT_ID_HAS_TEAM_PREFIX,
    CLIENT_ID_IS_TEAM_ID,
    CLIENT_ID_IS_KEY_ID,
    CLIENT_ID_IS_APP_NUMBER,
    CLIENT_ID_IS_REDIRECT_URI,
)
