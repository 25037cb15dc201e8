"""Identifiers that the developer or the portal confirms: Key IDs, Team IDs, client ids."""

from __future__ import annotations

from siwakit.apple import IDENTIFIER, REVERSE_DNS
from siwakit.evidence.evidence import UNKNOWN, Absence, Evidence, Part
from siwakit.evidence.parts import CLIENT_ID, CLIENT_IDS, HEADER, IDENTITY_CLAIMS
from siwakit.evidence.source import STAND_IN_KEY_ID
from siwakit.jose.keys.key_file_name import read_key_file_name
from siwakit.patterns import pattern

# First labels of reverse-DNS names: a country, or one of the domains that apps are named after. If a client_id really begins
# with ten capitals of its own, the rest of it is not such a name.
_TOP_LEVEL = pattern(
    r"(?:[a-z]{2}|com|org|net|edu|gov|info|biz|app|apps|dev|xyz|online|site|store|shop|tech|cloud|mobi|name|pro|club|live|games?|studio|digital)\."
)

_PREFIXED = pattern(rf"({IDENTIFIER.pattern})\.({REVERSE_DNS.pattern})")
_MIXED = pattern(r"(?=.*[0-9])(?=.*[A-Z])")


def _key_ids(evidence: Evidence) -> frozenset[str] | Absence:
    return _with_configured(evidence.key_id, evidence.get(CERTAIN_KEY_IDS))


def _file_key_ids(evidence: Evidence) -> frozenset[str]:
    keys = () if isinstance(evidence.keys, Absence) else evidence.keys
    read = "" if isinstance(evidence.source, Absence) else evidence.source.key_file
    named = (read_key_file_name(read), *(key.file_name for key in keys))
    misplaced = () if isinstance(evidence.source, Absence) else evidence.source.crossed.values()
    stand_ins = {found.stand_in for found in misplaced if found.stand_in == STAND_IN_KEY_ID}
    return frozenset({*stand_ins, *(name.key_id for name in named if name.key_id)})


def _portal_key_ids(evidence: Evidence) -> frozenset[str]:
    return frozenset() if isinstance(evidence.portal, Absence) else frozenset(evidence.portal.keys)


def _certain_key_ids(evidence: Evidence) -> frozenset[str]:
    return _file_key_ids(evidence) | _portal_key_ids(evidence)


def _portal_team_ids(evidence: Evidence) -> frozenset[str]:
    portal = evidence.portal
    if isinstance(portal, Absence):
        return frozenset()
    teams = {key.team_id for key in portal.keys.values()}
    for client in portal.clients.values():
        teams |= {client.team_id, client.former_team_id or client.team_id}
    return frozenset(teams)


def _request_team_ids(evidence: Evidence) -> frozenset[str]:
    portal, header, client_id = evidence.portal, evidence.get(HEADER), evidence.get(CLIENT_ID)
    if isinstance(portal, Absence) or isinstance(header, Absence) or isinstance(client_id, Absence):
        return frozenset()
    kid = header.get("kid")
    key, client = portal.keys.get(kid) if isinstance(kid, str) else None, portal.clients.get(client_id)
    return frozenset() if key is None or client is None else frozenset({key.team_id, client.team_id, client.former_team_id or client.team_id})


def _team_ids(evidence: Evidence) -> frozenset[str] | Absence:
    return _with_configured(evidence.team_id, evidence.get(PORTAL_TEAM_IDS))


def _with_configured(identifier: str | Absence, others: frozenset[str] | Absence) -> frozenset[str] | Absence:
    known: frozenset[str] = frozenset() if isinstance(others, Absence) else others
    return (known if isinstance(identifier, Absence) else known | {identifier}) or UNKNOWN


def _known_clients(evidence: Evidence) -> frozenset[str]:
    sent, configured = evidence.get(CLIENT_ID), evidence.get(CLIENT_IDS)
    registered = () if isinstance(evidence.portal, Absence) else evidence.portal.clients
    one = () if isinstance(sent, Absence) else (sent,)
    return frozenset((*one, *(() if isinstance(configured, Absence) else configured), *registered))


def begins_as_reverse_dns(name: str) -> bool:
    """Return whether *name* begins with a top-level domain, like the identifier after a Team ID."""
    return _TOP_LEVEL.match(name) is not None


def parts_behind_team(name: str) -> tuple[str, str] | None:
    """Return the prefix in the form of a Team ID and the identifier after it, or None if *name* may be an identifier as it is."""
    found = _PREFIXED.fullmatch(name)
    if found is None or not _MIXED.match(found[1]) or not begins_as_reverse_dns(found[2]):
        return None
    return found[1], found[2]


def is_vouched_for(evidence: Evidence, client_id: str) -> bool:
    """Return whether Apple's own record, or the identity token that came with the code, contains *client_id* exactly."""
    claims = evidence.get(IDENTITY_CLAIMS)
    if not isinstance(claims, Absence) and claims.get("aud") == client_id:
        return True
    return not isinstance(evidence.portal, Absence) and client_id in evidence.portal.clients


KNOWN_KEY_IDS: Part[frozenset[str]] = Part("known_key_ids", _key_ids, "the .p8 key file, under the name it was downloaded with", "--key")
CERTAIN_KEY_IDS: Part[frozenset[str]] = Part("certain_key_ids", _certain_key_ids, "the .p8 key file, under the name it was downloaded with", "--key")
KNOWN_TEAM_IDS: Part[frozenset[str]] = Part("known_team_ids", _team_ids, "your Team ID", "--team")
REQUEST_TEAM_IDS: Part[frozenset[str]] = Part("request_team_ids", _request_team_ids)
"""The teams of the registered key that kid names and of the registered client; empty unless both are registered."""
PORTAL_TEAM_IDS: Part[frozenset[str]] = Part("portal_team_ids", _portal_team_ids)
KNOWN_CLIENTS: Part[frozenset[str]] = Part("known_clients", _known_clients, "your bundle ID and Services ID", "--bundle-id, --services-id")
