"""Parts for rules about a migration: the Bearer token, the identifier to translate, and whose it is."""

from __future__ import annotations

from collections.abc import Callable

from siwakit.apple import Endpoint
from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence, Part
from siwakit.evidence.parts import CLIENT_ID, FIELDS
from siwakit.evidence.sign_in.portal import AccessRecord, PortalClient, UserRecord
from siwakit.evidence.sign_in.target import TARGET

ASK_PORTAL = "the settings in the developer portal"


def _of_migration(read: Callable[[Evidence], str | Absence]) -> Callable[[Evidence], str | Absence]:
    def limited(evidence: Evidence) -> str | Absence:
        target = evidence.get(TARGET)
        if isinstance(target, Absence):
            return LACKING
        return read(evidence) if target is Endpoint.MIGRATION else LACKING

    return limited


def _authorization(evidence: Evidence) -> str | Absence:
    if isinstance(evidence.request, Absence):
        return evidence.request
    # A record without any header has lost them.
    return (evidence.request.header("authorization") or "").strip() if evidence.request.headers else UNKNOWN


def _bearer(evidence: Evidence) -> str | Absence:
    header = evidence.get(AUTHORIZATION)
    if isinstance(header, Absence):
        return header
    scheme, _, token = header.partition(" ")
    return token.strip() or LACKING if scheme.lower() == "bearer" else LACKING


def _field(name: str) -> Callable[[Evidence], str | Absence]:
    def read(evidence: Evidence) -> str | Absence:
        fields = evidence.get(FIELDS)
        return fields if isinstance(fields, Absence) else (fields.get(name) or "").strip() or LACKING

    return _of_migration(read)


def _client(evidence: Evidence) -> PortalClient | Absence:
    client_id = evidence.get(CLIENT_ID)
    if isinstance(client_id, Absence) or evidence.get(TARGET) is not Endpoint.MIGRATION:
        return LACKING
    if isinstance(evidence.portal, Absence):
        return evidence.portal
    return evidence.portal.clients.get(client_id, LACKING)


def _access(evidence: Evidence) -> AccessRecord | Absence:
    token = evidence.get(BEARER)
    if isinstance(token, Absence):
        return LACKING
    return evidence.portal if isinstance(evidence.portal, Absence) else evidence.portal.access_tokens.get(token, LACKING)


def _user(evidence: Evidence) -> UserRecord | Absence:
    sub, transfer_sub = evidence.get(SUB), evidence.get(TRANSFER_SUB)
    if isinstance(sub, Absence) and isinstance(transfer_sub, Absence):
        return LACKING
    if isinstance(evidence.portal, Absence):
        return evidence.portal
    if not isinstance(transfer_sub, Absence):
        return evidence.portal.transfers.get(transfer_sub, LACKING)
    return LACKING if isinstance(sub, Absence) else evidence.portal.users.get(sub, LACKING)


AUTHORIZATION: Part[str] = Part("authorization", _of_migration(_authorization), "the request with all its headers")
BEARER: Part[str] = Part("bearer", _bearer, "the request with all its headers")
SUB: Part[str] = Part("migration.sub", _field("sub"), "the failing request")
TARGET_TEAM: Part[str] = Part("migration.target", _field("target"), "the failing request")
TRANSFER_SUB: Part[str] = Part("migration.transfer_sub", _field("transfer_sub"), "the failing request")
CLIENT: Part[PortalClient] = Part("migration.client", _client, ASK_PORTAL)
ACCESS: Part[AccessRecord] = Part("migration.access", _access, ASK_PORTAL)
USER: Part[UserRecord] = Part("migration.user", _user, ASK_PORTAL)
