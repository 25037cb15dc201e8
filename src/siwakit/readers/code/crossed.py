"""Identifiers that a program puts in the wrong claim, as the names show that it gives them: `iss: config.clientId`.

One name proves nothing, so two have to agree: the program uses the same value for the claim that it belongs to, or two values are exchanged.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Any

from siwakit.evidence.source import STAND_IN_CLIENT, STAND_IN_KEY_ID, STAND_IN_TEAM, Misplaced
from siwakit.patterns import pattern

_KID, _ISS, _SUB, _CLIENT_ID = "client_secret.header.kid", "client_secret.claims.iss", "client_secret.claims.sub", "request.form.client_id"


class Role(Enum):
    """What an identifier is."""

    TEAM = auto()
    KEY = auto()
    CLIENT = auto()


_WORDS = {
    Role.TEAM: pattern(r"(?<![A-Za-z])[Tt]eam(?!s)|[a-z]Team|(?<!S)TEAM"),
    Role.KEY: pattern(r"(?i)key_?(?:id|identifier)|\bkid\b"),
    Role.CLIENT: pattern(r"(?i)client|services?_?id|bundle|app_?id"),
}
_STAND_INS = {Role.TEAM: STAND_IN_TEAM, Role.KEY: STAND_IN_KEY_ID, Role.CLIENT: STAND_IN_CLIENT}


def role_of(name: str) -> Role | None:
    """Return what *name* says about an identifier, or None if it says nothing, or more than one thing."""
    roles = [role for role, words in _WORDS.items() if words.search(name)]
    return roles[0] if len(roles) == 1 else None


def cross(stand_ins: dict[str, str], header: dict[str, Any], claims: dict[str, Any]) -> dict[str, Misplaced]:
    """Return the values that are in the wrong place, by path, and put what stands for them into *header* and *claims*.

    They leave *stand_ins*, because it is known what they are.
    """
    names = {path: stand_ins[path] for path in (_KID, _ISS, _SUB, _CLIENT_ID) if path in stand_ins}
    found = dict(_misplaced(names))
    for path, role in found.items():
        (header if path == _KID else claims)[path.rpartition(".")[2]] = _STAND_INS[role]
        del stand_ins[path]
    return {path: Misplaced(names[path], _STAND_INS[role]) for path, role in found.items()}


def _misplaced(names: dict[str, str]) -> list[tuple[str, Role]]:
    roles = {path: role_of(name) for path, name in names.items()}
    iss, sub, kid, client = (roles.get(path) for path in (_ISS, _SUB, _KID, _CLIENT_ID))
    found: list[tuple[str, Role]] = []
    if iss is Role.CLIENT and (sub is Role.TEAM or names[_ISS] in {names.get(_SUB), names.get(_CLIENT_ID)}):
        found.append((_ISS, Role.CLIENT))
    if sub is Role.TEAM and _ISS in names and (iss is Role.CLIENT or names[_SUB] == names[_ISS] or client is Role.CLIENT):
        found.append((_SUB, Role.TEAM))
    if iss is Role.KEY and (kid is Role.TEAM or names[_ISS] == names.get(_KID)):
        found.append((_ISS, Role.KEY))
    if kid is Role.TEAM and (iss is Role.KEY or names[_KID] == names.get(_ISS)):
        found.append((_KID, Role.TEAM))
    return found
