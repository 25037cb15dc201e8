"""Rules about the client that a code or token was issued to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from siwakit import samples
from siwakit.apple import Endpoint
from siwakit.evidence.aspects import ISSUED_TO, SUB_AND_CLIENT_ID
from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence
from siwakit.evidence.parts import ANSWER, AUTHORIZE, BUNDLE_IDS, CLIENT_ID, ENDPOINT, GRANT_TYPE, IDENTITY_CLAIMS, PORTAL, SERVICES_IDS
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.issued_to import HOLDER, WORDS, IssuedTo, Words, is_grant_refusal, known_or_none
from siwakit.evidence.sign_in.portal import Portal, PortalClient, RefreshRecord
from siwakit.rules.model import Check, Example, Fail, Missing, Question, Remedy, Rule, Skip, Suspicion, Verdict, reading
from siwakit.rules.wire import CLIENT_MISMATCH, INVALID_CLIENT, INVALID_GRANT
from siwakit.sources import APPLE_REVOKE, APPLE_TN3107, APPLE_TOKEN, EXPO_16162, FORUM_679497, FORUM_708984, NESTJS_APPLE_2

AT = "request.form.client_id"
_HOSTS = {"host.exp.exponent": "Expo Go", "com.apple.dt.xcode": "Xcode"}
_OTHER_APP = "com.example.other"
_WITNESSES = ("portal", "identity_token", "authorize", "origin")
_TOO_OLD = {"error": "invalid_grant", "error_description": "The code has expired or has been revoked."}
_SAYS_OTHERWISE = frozenset({Words.REDIRECT_MISMATCH, Words.CODE_EXPIRED, Words.CODE_USED})


def _is_code_grant(evidence: Evidence) -> bool:
    return evidence.get(GRANT_TYPE) in {"authorization_code", UNKNOWN} and evidence.get(ENDPOINT) in {Endpoint.TOKEN, UNKNOWN}


def _is_refresh_grant(evidence: Evidence) -> bool:
    return evidence.get(GRANT_TYPE) == "refresh_token" and evidence.get(ENDPOINT) is Endpoint.TOKEN


def _is_revocation(evidence: Evidence) -> bool:
    return evidence.get(ENDPOINT) is Endpoint.REVOKE


@reading(CLIENT_ID, HOLDER, GRANT_TYPE, ENDPOINT, WORDS, ANSWER, PORTAL, BUNDLE_IDS, SERVICES_IDS, needs=CLIENT_ID)
def is_of_other_app(evidence: Evidence) -> Verdict:
    """Find a code that was issued to a host app, or to an app other than the one in client_id."""
    client_id, holder = evidence.get(CLIENT_ID), evidence.get(HOLDER)
    if client_id is LACKING or holder is LACKING or not _is_code_grant(evidence):
        return Skip("no client_id, or no code")
    host = None if isinstance(holder, Absence) else _name_host(holder)
    if host:
        return Fail(AT, known_or_none(client_id), "a code issued to your own app", host)
    if isinstance(client_id, Absence) or isinstance(holder, Absence):
        if evidence.get(WORDS) in _SAYS_OTHERWISE:
            return None
        return Missing((IDENTITY_CLAIMS,), int(is_grant_refusal(evidence)))
    if holder.client_id == client_id:
        return None
    because = _name_other_app(evidence, client_id, holder)
    return Fail(AT, client_id, holder.client_id, because) if because else None


def _name_host(holder: IssuedTo) -> str | None:
    host = _HOSTS.get(holder.client_id.lower())
    return f"according to {holder.witness}, it was issued to {holder.client_id}, which is {host}, not your app" if host else None


def _name_other_app(evidence: Evidence, client_id: str, holder: IssuedTo) -> str | None:
    portal = known_or_none(evidence.get(PORTAL))
    if portal is not None:
        own, other = portal.primary_of(client_id), portal.primary_of(holder.client_id)
        if own and other and own != other:
            return f"according to {holder.witness}, it was issued to {holder.client_id}, an identifier of another app ({other})"
    bundles, services = evidence.get(BUNDLE_IDS), evidence.get(SERVICES_IDS)
    if isinstance(bundles, Absence) or isinstance(services, Absence):
        return None
    if holder.client_id not in (*bundles, *services) and portal is None:
        return f"according to {holder.witness}, it was issued to {holder.client_id}, which is not one of your identifiers"
    if holder.client_id in bundles and client_id in bundles:
        return f"according to {holder.witness}, it was issued to {holder.client_id}, the bundle ID of another of your apps"
    return None


@reading(CLIENT_ID, HOLDER, GRANT_TYPE, ENDPOINT, WORDS, ANSWER)
def is_of_other_client(evidence: Evidence) -> Verdict:
    """Find a code that was issued to another client, according to Apple's message or other evidence."""
    if not _is_code_grant(evidence):
        return Skip("no code is redeemed")
    words, holder, client_id = evidence.get(WORDS), evidence.get(HOLDER), evidence.get(CLIENT_ID)
    if not isinstance(holder, Absence) and not isinstance(client_id, Absence) and holder.client_id != client_id:
        return Fail(AT, client_id, holder.client_id, f"{holder.witness} says that the code was issued to {holder.client_id}")
    if words is Words.CLIENT_MISMATCH:
        return _fail_by_words(known_or_none(client_id))
    if client_id is LACKING or holder is LACKING:
        return Skip("no client_id, or nothing that was issued to one")
    if (not isinstance(holder, Absence) and not isinstance(client_id, Absence)) or words in _SAYS_OTHERWISE:
        return None
    return Missing((IDENTITY_CLAIMS, AUTHORIZE), int(is_grant_refusal(evidence)))


def _fail_by_words(client_id: str | None) -> Fail:
    because = 'Apple says "client_id mismatch. The code was not issued to …" and names the client_id that you sent, not the one the code belongs to'
    return Fail("answer.error_description", client_id, "the client_id that the code was issued to", because)


def _token_of_other_client(applies: Callable[[Evidence], bool]) -> Check:
    @reading(CLIENT_ID, HOLDER, GRANT_TYPE, ENDPOINT, ANSWER)
    def check(evidence: Evidence) -> Verdict:
        client_id, holder = evidence.get(CLIENT_ID), evidence.get(HOLDER)
        if not applies(evidence) or client_id is LACKING or holder is LACKING:
            return Skip("another kind of request")
        if isinstance(client_id, Absence) or isinstance(holder, Absence):
            return Missing((IDENTITY_CLAIMS,), int(is_grant_refusal(evidence)))
        if holder.client_id == client_id:
            return None
        return Fail(AT, client_id, holder.client_id, f"{holder.witness} says that the token was issued to {holder.client_id}")

    return check


def _other_app(portal: Portal) -> Portal:
    other = PortalClient(_OTHER_APP, samples.TEAM_ID, is_services_id=False, primary_app=_OTHER_APP)
    code = {name: replace(record, client_id=_OTHER_APP) for name, record in portal.codes.items()}
    return replace(portal, clients={**portal.clients, _OTHER_APP: other}, codes=code)


def _issued_to(client_id: str) -> Callable[[Portal], Portal]:
    return lambda portal: replace(portal, refresh_tokens={samples.REFRESH_TOKEN: RefreshRecord(client_id)})


def _code_issued_to(client_id: str) -> Callable[[Portal], Portal]:
    return lambda portal: replace(portal, codes={name: replace(record, client_id=client_id) for name, record in portal.codes.items()})


CODE_IS_OF_OTHER_APP = Rule(
    id="code-issued-to-other-app",
    title="the code was issued to another app",
    question=Question.GRANT,
    since="0.1",
    why="A code belongs to the app in which the user signed in. In Expo Go, or in another build, that is not the app of client_id.",
    fix="Sign in from a build that has your own bundle ID, and send that bundle ID.",
    references=(APPLE_TOKEN, EXPO_16162),
    check=is_of_other_app,
    remedy=Remedy.ACTION,
    wire=CLIENT_MISMATCH,
    also_seen=(INVALID_GRANT,),
    # The code belongs to another app, whatever kind of identifier is sent with it.
    explains=(
        "services-id-for-native-code",
        "bundle-id-for-web-code",
        "client-id-not-in-configuration",
        "code-issued-to-other-client",
        "redirect-uri-with-native-code",
    ),
    voids=(SUB_AND_CLIENT_ID,),
    speaks_of=(ISSUED_TO,),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion(
        "check aud of the identity token that came with the code: it is the app that the user signed in to",
        "aud of that identity token is the client_id",
    ),
    good=lambda: (
        Example("your own app", lambda s: s.native()),
        Example("your own app on the web", lambda s: s),
        Example("only the app's identifiers are known", lambda s: s.unknown("services_ids", "portal")),
    ),
    bad=lambda: (
        Example("Expo Go", lambda s: s.native().identity_token(aud="host.exp.Exponent").unknown("portal")),
        Example("an app that is not in the configuration", lambda s: s.native().identity_token(aud=_OTHER_APP).unknown("portal")),
        Example("another app of the team", lambda s: s.native().identity_token(aud=_OTHER_APP).portal(_other_app)),
        Example(
            "another app of the configuration",
            lambda s: s.native().identity_token(aud=_OTHER_APP).configured(bundle_ids=(samples.BUNDLE_ID, _OTHER_APP)).unknown("portal"),
        ),
    ),
)

CODE_IS_OF_OTHER_CLIENT = Rule(
    id="code-issued-to-other-client",
    title="the code was issued to another client_id",
    question=Question.GRANT,
    since="0.1",
    why="A code can be redeemed only by the client that it was issued to: the bundle ID for the app, the Services ID for the web.",
    fix="Send the client_id that the code was issued to, with a client_secret whose sub is that client_id.",
    references=(APPLE_TN3107, NESTJS_APPLE_2, FORUM_679497),
    check=is_of_other_client,
    remedy=Remedy.CLIENT,
    wire=CLIENT_MISMATCH,
    also_seen=(CLIENT_MISMATCH.cited(FORUM_679497), INVALID_GRANT),
    voids=(SUB_AND_CLIENT_ID,),
    speaks_of=(ISSUED_TO,),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion(
        "check aud of the identity token that came with the code, and client_id in the authorize URL: both name the client the code was issued to",
        "aud of that identity token is the client_id",
    ),
    told_by={Proof.ONLY_WEB_FAILS: 35, Proof.ONLY_APP_FAILS: 45, Proof.ONLY_ANDROID_FAILS: 30, Proof.SINCE_CLIENT_ID_CHANGED: 30},
    good=lambda: (
        Example("its own client", lambda s: s),
        Example("Apple says that the code is too old", lambda s: s.answered(400, _TOO_OLD).unknown(*_WITNESSES)),
    ),
    bad=lambda: (
        Example(
            "by Apple's message",
            lambda s: s.answered(
                400, {"error": "invalid_grant", "error_description": f"client_id mismatch. The code was not issued to {samples.SERVICES_ID}."}
            ).unknown(*_WITNESSES),
        ),
        Example(
            "by the identity token", lambda s: s.identity_token(aud=samples.BUNDLE_ID).unknown("portal", "services_ids", "bundle_ids", "authorize")
        ),
        Example("by Apple's record", lambda s: s.portal(_code_issued_to("com.example.web.second"))),
    ),
)

REFRESH_TOKEN_IS_OF_OTHER_CLIENT = Rule(
    id="refresh-token-of-other-client",
    title="the refresh token was issued to another client_id",
    question=Question.GRANT,
    since="0.1",
    why="A refresh token works only with the client that redeemed the code: one from the app does not work with the Services ID.",
    fix="Store the client_id with each refresh token, and send the two together.",
    references=(APPLE_TN3107,),
    check=_token_of_other_client(_is_refresh_grant),
    remedy=Remedy.CLIENT,
    wire=INVALID_GRANT,
    voids=(SUB_AND_CLIENT_ID,),
    speaks_of=(ISSUED_TO,),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion("check which client_id redeemed the code that this token came from", "the token came from an exchange with this client_id"),
    told_by={Proof.ONLY_REFRESH_FAILS: 50, Proof.SINCE_CLIENT_ID_CHANGED: 35},
    good=lambda: (Example("its own client", lambda s: s.refresh()),),
    bad=lambda: (Example("another client of the app", lambda s: s.refresh().portal(_issued_to("com.example.web.second"))),),
)

REVOKED_TOKEN_IS_OF_OTHER_CLIENT = Rule(
    id="revoke-token-of-other-client",
    title="the token to revoke was issued to another client_id",
    question=Question.GRANT,
    since="0.1",
    why="Only the client that a token was issued to can revoke it: a token from the app does not work with the Services ID.",
    fix="Send the client_id that the token was issued to, with a client_secret whose sub is that client_id.",
    references=(APPLE_REVOKE, FORUM_708984),
    check=_token_of_other_client(_is_revocation),
    remedy=Remedy.CLIENT,
    wire=INVALID_CLIENT.cited(FORUM_708984),
    voids=(SUB_AND_CLIENT_ID,),
    speaks_of=(ISSUED_TO,),
    enforced_at=(Endpoint.REVOKE,),
    suspicion=Suspicion("check which client_id redeemed the code that this token came from", "the token came from an exchange with this client_id"),
    good=lambda: (Example("its own client", lambda s: s.revoke()),),
    bad=lambda: (Example("another client of the app", lambda s: s.revoke().portal(_issued_to("com.example.web.second"))),),
)

RULES = (CODE_IS_OF_OTHER_APP, CODE_IS_OF_OTHER_CLIENT, REFRESH_TOKEN_IS_OF_OTHER_CLIENT, REVOKED_TOKEN_IS_OF_OTHER_CLIENT)
