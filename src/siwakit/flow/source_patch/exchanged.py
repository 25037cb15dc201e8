"""Identifiers that a program puts in each other's place: what it calls the right one is written there."""

from __future__ import annotations

from collections.abc import Iterator

from siwakit.apple import IDENTIFIER, REVERSE_DNS
from siwakit.flow.source_patch.draft import Draft, Edits
from siwakit.flow.source_patch.edits import Edit
from siwakit.flow.source_patch.scopes import is_known_at
from siwakit.flow.source_patch.written import LITERAL, renamed, written
from siwakit.readers.code.crossed import Role, role_of

_CROSSED = frozenset({"secret-iss-is-client-id", "secret-sub-is-team-id", "secret-iss-is-key-id", "secret-kid-is-team-id"})
_ROLES = {"iss": Role.TEAM, "sub": Role.CLIENT, "kid": Role.KEY}
_RIGHT_NAMES = {
    "iss": ("TeamId", "TeamID", "teamId", "teamID", "team_id", "TEAM_ID", "Team", "team", "TEAM"),
    "sub": (
        "servicesId",
        "serviceId",
        "ClientId",
        "ClientID",
        "clientId",
        "clientID",
        "client_id",
        "CLIENT_ID",
        "BUNDLE_ID",
        "bundleId",
        "SERVICE_ID",
        "ServiceId",
        "Client",
        "client",
    ),
    "kid": ("KeyId", "KeyID", "keyId", "keyID", "key_id", "KEY_ID", "Kid", "kid", "KID"),
}


def exchange(draft: Draft) -> Iterator[Edits]:
    """Write in the place of an identifier that belongs elsewhere what the program calls the right one."""
    crossed = {path.rpartition(".")[2] for path in draft.source.crossed}
    code = draft.code
    if {"iss", "sub"} <= crossed or draft.finding.rule.id in {"secret-iss-is-client-id", "secret-sub-is-team-id"}:
        yield from _exchanged(draft, "iss", "sub")
    if {"iss", "kid"} <= crossed or draft.finding.rule.id in {"secret-iss-is-key-id", "secret-kid-is-team-id"}:
        yield from _exchanged(draft, "iss", "kid")
    kid = draft.place("client_secret.header.kid")
    if draft.finding.fail.at == "client_secret.header.kid" and kid and LITERAL.fullmatch(draft.at(kid)) and draft.key_id().isalnum():
        yield (Edit(kid.start, kid.end, draft.at(kid)[0] + draft.key_id() + draft.at(kid)[-1]),)
    for claim, names in _RIGHT_NAMES.items() if draft.finding.rule.id in _CROSSED else ():
        if claim != draft.finding.fail.at.rpartition(".")[2]:
            continue
        for start, end in written(code, claim):
            found = renamed(code, code[start:end], names)
            if found:
                yield draft.whole(code[:start] + found + code[end:])


def same_client(draft: Draft) -> Iterator[Edits]:
    """Send the client_id that the client_secret is made for, as the program writes it there."""
    sent = draft.place("request.form.client_id")
    if draft.finding.rule.id != "sub-differs-from-client-id" or sent is None or LITERAL.fullmatch(draft.at(sent)) is None:
        return
    for start, end in written(draft.code, "sub"):
        if is_known_at(draft.family, draft.raw, draft.code[start:end].strip(), sent.start):
            yield (Edit(sent.start, sent.end, draft.code[start:end].strip()),)


def _exchanged(draft: Draft, one: str, other: str) -> Iterator[Edits]:
    code = draft.code
    for first in written(code, one):
        for second in written(code, other):
            early, late = sorted((first, second))
            if early[1] <= late[0] and _is_of(code[slice(*first)], other) and _is_of(code[slice(*second)], one):
                yield draft.whole(code[: early[0]] + code[slice(*late)] + code[early[1] : late[0]] + code[slice(*early)] + code[late[1] :])


def _is_of(expression: str, claim: str) -> bool:
    """Return whether *expression* is by its name or its value what belongs in *claim*."""
    literal = LITERAL.fullmatch(expression.strip())
    if literal:
        form = REVERSE_DNS if claim == "sub" else IDENTIFIER
        return form.fullmatch(literal["inside"]) is not None
    return role_of(expression) is _ROLES[claim]
