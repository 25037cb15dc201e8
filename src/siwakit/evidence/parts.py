"""Parts of the evidence that rules read, each derived once from what was given.

A field that is missing from a known request is lacking; without the request it is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from siwakit.apple import Endpoint, endpoint_of
from siwakit.errors import TooLarge
from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence, KeyAtHand, Origin, Part
from siwakit.evidence.fields import Fields, read_fields
from siwakit.evidence.form_fields import read_form
from siwakit.evidence.masked import is_example, is_gap, is_masked
from siwakit.evidence.settings.setting_names import Role
from siwakit.evidence.settings.stated_settings import CONFIGURATION
from siwakit.evidence.sign_in.answer import AppleAnswer, read_answer
from siwakit.evidence.sign_in.portal import Portal
from siwakit.evidence.sign_in.secret_text import SecretKind, SecretText, read_secret
from siwakit.evidence.source import Source
from siwakit.http import Exchange, Request
from siwakit.jose import jws
from siwakit.jose.jws import Jws
from siwakit.jose.trials.examine import SignatureFinding, SignatureKind, TrialKey, examine

ASK_REQUEST = "the failing request, as a curl command or raw HTTP"
ASK_SECRET = "the client_secret"
ASK_ANSWER = "Apple's answer, with its headers"


def _fields(evidence: Evidence) -> Fields | Absence:
    if not isinstance(evidence.request, Absence):
        return read_fields(evidence.request) if evidence.body_is_known else UNKNOWN
    if not isinstance(evidence.form, Absence):
        return Fields(evidence.form)
    return evidence.request


def _endpoint(evidence: Evidence) -> Endpoint | Absence:
    if not isinstance(evidence.request, Absence) and evidence.request.url:
        return endpoint_of(evidence.request.path.rstrip("/")) or _guess_endpoint(evidence)
    return _guess_endpoint(evidence)


def _guess_endpoint(evidence: Evidence) -> Endpoint | Absence:
    fields = evidence.get(FIELDS)
    if isinstance(fields, Absence):
        return fields
    names = set(fields.names)
    if "grant_type" in names or names & {"code", "refresh_token"}:
        return Endpoint.TOKEN
    if names & {"transfer_sub", "target"}:
        return Endpoint.MIGRATION
    return Endpoint.REVOKE if "token" in names else UNKNOWN


# Fields whose values are created by a program, or have the form of a domain.
_WITHOUT_WORDS = frozenset({"client_id", "client_secret", "code", "refresh_token", "token", "code_verifier"})


def _filled(name: str) -> Callable[[Evidence], str | Absence]:
    def read(evidence: Evidence) -> str | Absence:
        fields = evidence.get(FIELDS)
        if isinstance(fields, Absence):
            return fields
        return _unless_masked(evidence, name, fields.get(name)) or LACKING

    return read


def _secret_sent(evidence: Evidence) -> str | Absence:
    if not isinstance(evidence.secret, Absence):
        return evidence.secret
    fields = evidence.get(FIELDS)
    if isinstance(fields, Absence):
        return evidence.secret if fields is UNKNOWN else fields
    value = _unless_masked(evidence, "client_secret", fields.get("client_secret"))
    return LACKING if value is None else value


def _unless_masked(evidence: Evidence, name: str, value: str | None) -> str | Absence | None:
    """Return *value* of the field *name*, or UNKNOWN if it was hidden before the request was shown; Apple sees what was sent."""
    if not value or not isinstance(evidence.portal, Absence):
        return value
    return UNKNOWN if is_masked(value) or (name in _WITHOUT_WORDS and is_example(value)) else value


def _secret(evidence: Evidence) -> SecretText | Absence:
    sent = evidence.get(SECRET_SENT)
    return sent if isinstance(sent, Absence) else read_secret(sent)


def _kind_of(text: SecretText | Absence) -> SecretKind | Absence:
    return text if isinstance(text, Absence) else text.kind


def _client_secret(evidence: Evidence) -> Jws | Absence:
    text = evidence.get(SECRET)
    if isinstance(text, Absence):
        return text
    try:
        token = jws.read(text.inside)
    except (TooLarge, ValueError):
        return LACKING
    return LACKING if token.header is None and token.claims is None else token


def _of_secret(segment: str, pick: Callable[[Jws], Mapping[str, Any] | None]) -> Callable[[Evidence], Mapping[str, Any] | Absence]:
    def read(evidence: Evidence) -> Mapping[str, Any] | Absence:
        token = evidence.get(CLIENT_SECRET)
        if isinstance(token, Absence):
            return token
        if segment in evidence.unshown:
            return UNKNOWN
        members = pick(token)
        return LACKING if members is None else members

    return read


def _signature(evidence: Evidence) -> SignatureFinding | Absence:
    token = evidence.get(CLIENT_SECRET)
    if isinstance(token, Absence):
        return token
    if "client_secret.signature" in evidence.unshown:
        return UNKNOWN
    return examine(token, trial_keys(evidence, token))


def trial_keys(evidence: Evidence, token: Jws) -> tuple[TrialKey, ...]:
    """Return the keys that a signature can be tried with: the registered key for its kid, or the given keys."""
    if not isinstance(evidence.portal, Absence):
        registered = evidence.portal.keys.get(str((token.header or {}).get("kid")))
        return (TrialKey(registered.public, None),) if registered else ()
    keys = () if isinstance(evidence.keys, Absence) else evidence.keys
    return tuple(TrialKey(key.reading.public or key.reading.foreign_public, key.text) for key in keys)


def _verified(evidence: Evidence) -> SignatureFinding | Absence:
    finding = evidence.get(SIGNATURE)
    if isinstance(finding, Absence):
        return finding
    return UNKNOWN if finding.kind is SignatureKind.NOT_TRIED else finding


def _client_ids(evidence: Evidence) -> tuple[str, ...] | Absence:
    known = [ids for ids in (evidence.bundle_ids, evidence.services_ids) if not isinstance(ids, Absence)]
    if not known:
        return UNKNOWN
    # What settings call only "client_id" is one of the developer's identifiers, of either kind.
    settings = evidence.get(CONFIGURATION)
    others = () if isinstance(settings, Absence) else settings.values(Role.CLIENT_ID)
    return tuple(dict.fromkeys((*(one for ids in known for one in ids), *others)))


def _authorize(evidence: Evidence) -> Mapping[str, str] | Absence:
    if isinstance(evidence.authorize, Absence):
        return evidence.authorize
    return {one.name: one.value for one in read_form(evidence.authorize.query).fields}


def _identity_claims(evidence: Evidence) -> Mapping[str, Any] | Absence:
    token = evidence.identity_token
    if isinstance(token, Absence):
        return token
    return LACKING if token.claims is None else token.claims


def _answer(evidence: Evidence) -> AppleAnswer | Absence:
    return evidence.answer if isinstance(evidence.answer, Absence) else read_answer(evidence.answer)


def _apple_clock(evidence: Evidence) -> int | Absence:
    answer = evidence.get(ANSWER)
    if isinstance(answer, Absence):
        return answer
    return UNKNOWN if answer.date is None else answer.date


def _clock(evidence: Evidence) -> int | Absence:
    if not isinstance(evidence.now, Absence):
        return evidence.now
    return evidence.get(APPLE_CLOCK)


def _request_clock(evidence: Evidence) -> int | Absence:
    """Return when Apple judged the request: an older capture keeps that in the Date of its answer."""
    apples = evidence.get(APPLE_CLOCK)
    return evidence.now if isinstance(apples, Absence) else apples


def _source(evidence: Evidence) -> Source | Absence:
    """Return what source code says. If none was given, nothing in it is suspected."""
    return LACKING if isinstance(evidence.source, Absence) else evidence.source


def _authorized_redirect(evidence: Evidence) -> str | Absence:
    if not isinstance(evidence.redirect_uri, Absence):
        return evidence.redirect_uri
    query = evidence.get(AUTHORIZE)
    if isinstance(query, Absence):
        return query
    redirect_uri = query.get("redirect_uri")
    return UNKNOWN if redirect_uri and isinstance(evidence.portal, Absence) and is_gap(redirect_uri) else redirect_uri or LACKING


CLOCK: Part[int] = Part("now", _clock, "the time of the request", "--now")
REQUEST_CLOCK: Part[int] = Part("request_clock", _request_clock, CLOCK.ask, CLOCK.option)
REQUEST: Part[Request] = Part("request", lambda e: e.request, ASK_REQUEST)
ENDPOINT: Part[Endpoint] = Part("endpoint", _endpoint, ASK_REQUEST)
FIELDS: Part[Fields] = Part("fields", _fields, ASK_REQUEST, is_timeless=True)
GRANT_TYPE: Part[str] = Part("grant_type", _filled("grant_type"), ASK_REQUEST)
CLIENT_ID: Part[str] = Part("client_id", _filled("client_id"), ASK_REQUEST)
CODE: Part[str] = Part("code", _filled("code"), ASK_REQUEST)
REFRESH_TOKEN: Part[str] = Part("refresh_token", _filled("refresh_token"), ASK_REQUEST)
REDIRECT_URI: Part[str] = Part("redirect_uri", _filled("redirect_uri"), ASK_REQUEST)
CODE_VERIFIER: Part[str] = Part("code_verifier", _filled("code_verifier"), ASK_REQUEST)
TOKEN: Part[str] = Part("token", _filled("token"), ASK_REQUEST)
SECRET_SENT: Part[str] = Part("secret_sent", _secret_sent, ASK_SECRET)
SECRET: Part[SecretText] = Part("secret", _secret, ASK_SECRET)
SECRET_KIND: Part[SecretKind] = Part("secret_kind", lambda e: _kind_of(e.get(SECRET)), ASK_SECRET)
CLIENT_SECRET: Part[Jws] = Part("client_secret", _client_secret, ASK_SECRET)
HEADER: Part[Mapping[str, Any]] = Part("client_secret.header", _of_secret("client_secret.header", lambda token: token.header), ASK_SECRET)
CLAIMS: Part[Mapping[str, Any]] = Part("client_secret.claims", _of_secret("client_secret.claims", lambda token: token.claims), ASK_SECRET)
NEWER_SECRET: Part[Jws] = Part("newer_secret", lambda e: e.newer_secret, "the client_secret that was meant to be in use", is_extra=True)
KEYS: Part[tuple[KeyAtHand, ...]] = Part("keys", lambda e: e.keys, "the .p8 key file (read locally, never sent)", "--key")
SIGNATURE: Part[SignatureFinding] = Part("signature", _signature, "the client_secret and the .p8 key", "--key")
VERIFIED: Part[SignatureFinding] = Part("verified", _verified, "the .p8 key file (read locally, never sent)", "--key")
TEAM_ID: Part[str] = Part("team_id", lambda e: e.team_id, "your Team ID", "--team")
KEY_ID: Part[str] = Part("key_id", lambda e: e.key_id, "your Key ID", "--key-id")
BUNDLE_IDS: Part[tuple[str, ...]] = Part("bundle_ids", lambda e: e.bundle_ids, "the app's bundle ID", "--bundle-id")
SERVICES_IDS: Part[tuple[str, ...]] = Part("services_ids", lambda e: e.services_ids, "your Services ID", "--services-id")
CLIENT_IDS: Part[tuple[str, ...]] = Part("client_ids", _client_ids, "your bundle ID and Services ID", "--bundle-id, --services-id")
SOURCE: Part[Source] = Part("source", _source, "the source code that mints the client_secret", is_extra=True, is_timeless=True)
ORIGIN: Part[Origin] = Part("origin", lambda e: e.origin, "where the code came from: the app or the web", "--origin native|web")
AUTHORIZE: Part[Mapping[str, str]] = Part("authorize", _authorize, "the URL of the authorize page that began this sign-in")
AUTHORIZED_REDIRECT: Part[str] = Part("authorized_redirect", _authorized_redirect, "the redirect_uri sent to authorize", "--redirect-uri")
IDENTITY_TOKEN: Part[Jws] = Part("identity_token", lambda e: e.identity_token, "the identity token that came with the code")
IDENTITY_CLAIMS: Part[Mapping[str, Any]] = Part("identity_token.claims", _identity_claims, "the identity token that came with the code")
ANSWER: Part[AppleAnswer] = Part("answer", _answer, ASK_ANSWER, "--response")
APPLE_CLOCK: Part[int] = Part("apple_clock", _apple_clock, "the Date header of Apple's answer", "--response")
EARLIER: Part[tuple[Exchange, ...]] = Part("earlier", lambda e: e.earlier, "the exchanges before this one", is_extra=True)
SETTINGS: Part[Mapping[str, Any]] = Part("settings", lambda e: e.settings, "the settings of your library", is_extra=True)
PORTAL: Part[Portal] = Part("portal", lambda e: e.portal, "the settings in the developer portal")
