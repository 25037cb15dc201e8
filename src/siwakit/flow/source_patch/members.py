"""Corrections of members of the client_secret and of fields of the request: wrong ones are replaced, missing ones added beside others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from siwakit.apple import ISSUER
from siwakit.flow.source_patch.draft import Draft, Edits
from siwakit.flow.source_patch.edits import Edit
from siwakit.flow.source_patch.expressions import Entry, arguments, deletion, end_of_value, entries, named_like
from siwakit.flow.source_patch.scopes import is_known_at
from siwakit.flow.source_patch.syntax import SYNTAX

_CLAIMS, _HEADER, _FORM = "client_secret.claims.", "client_secret.header.", "request.form."
_NAMES = {
    f"{_CLAIMS}iss": "iss|issuer|teamID|teamId|team_id",
    f"{_CLAIMS}sub": "sub|subject|clientID|clientId|client_id",
    f"{_CLAIMS}aud": "aud|audience",
    f"{_HEADER}kid": "kid|keyid|keyID|keyId|key_id|keyIdentifier",
    f"{_FORM}client_id": "client_id",
}
_SETTERS = {f"{_CLAIMS}iss": "setIssuer|issuedBy", f"{_CLAIMS}sub": "setSubject|relatedTo", f"{_CLAIMS}aud": "setAudience|permittedFor"}
_BLANKS = {f"{_CLAIMS}iss": "<TEAM_ID>", f"{_CLAIMS}sub": "<CLIENT_ID>", f"{_HEADER}kid": "<KEY_ID>"}
_CALLED = {f"{_CLAIMS}iss": r"team_?(?:id)?", f"{_HEADER}kid": r"(?:key_?id|kid)"}
_SIBLINGS = {
    f"{_CLAIMS}iat": ("exp", "aud", "iss"),
    f"{_CLAIMS}exp": ("iat", "aud", "iss"),
    f"{_CLAIMS}aud": ("sub", "iss"),
    f"{_CLAIMS}sub": ("aud", "iss"),
    f"{_CLAIMS}iss": ("sub", "aud"),
    f"{_HEADER}kid": ("alg",),
    f"{_FORM}grant_type": ("code", "refresh_token"),
}
# Steps of builders: what is added before which other step.
_STEPS = {
    f"{_CLAIMS}iat": ((r"\.setExpirationTime\(", ".setIssuedAt()"),),
    f"{_CLAIMS}exp": ((r"\.setIssuedAt\(", ".setExpirationTime('180d')"),),
    f"{_CLAIMS}aud": ((r"\.set(?:Subject|Issuer)\(", f".setAudience('{ISSUER}')"), (r"->(?:relatedTo|issuedBy)\(", f"->permittedFor('{ISSUER}')")),
    f"{_HEADER}kid": (
        (r"->(?:issuedBy|permittedFor)\(", "->withHeader('kid', '%s')"),
        (r"->(?:setIssuer|setAudience)\(", "->setHeader('kid', '%s')"),
    ),
}
_JSON_JWT = re.compile(r"(?m)^([^\S\n]*)(?:[^\n=]*=\s*|puts |return )?(\w+)\.sign\(")
_PREFIX = re.compile(r"(?:[$#]?\{[\w.@$:]{1,60}\}|\b[A-Z0-9]{10})\.(?=[a-z][\w-]*\.)")
_SWAPPED = frozenset(
    {"secret-iss-is-client-id", "secret-sub-is-team-id", "secret-kid-is-team-id", "secret-iss-is-key-id", "settings-team-and-key-id-swapped"}
)
_KEY_ID = re.compile(r"\b(?:key|client)(_?)id\b", re.IGNORECASE)
_OF_A_FORM = frozenset("&?")
_HALF_A_YEAR = 15_552_000
_MOST = 4


def _replaced(draft: Draft) -> Iterator[Edits]:
    """Write what belongs there in place of a wrong identifier, which may be a variable of the program or a blank."""
    at = draft.finding.fail.at
    if at not in _NAMES or draft.finding.fail.actual is None:
        return
    for entry in _entries_of(draft, at):
        for value in _values(draft, at, entry):
            yield (Edit(entry.value, entry.end, value),)


def _entries_of(draft: Draft, at: str) -> Iterator[Entry]:
    raw, whole = draft.raw, at.rpartition(".")[0]
    found: dict[int, Entry] = {}
    for start, end in draft.ranges(whole, "client_secret.signature", "client_secret", "request.body"):
        for entry in entries(raw, _NAMES[at], start, end):
            found.setdefault(entry.value, entry)
        for entry in arguments(raw, _SETTERS[at], start, end) if at in _SETTERS else ():
            found.setdefault(entry.value, entry)
        if found:
            break
    yield from list(found.values())[:_MOST]


def _values(draft: Draft, at: str, entry: Entry) -> Iterator[str]:
    quote = _quote(draft)
    correct = draft.finding.fail.correct
    if correct and " " not in correct:
        yield f"{quote}{correct}{quote}"
    if at == f"{_FORM}client_id":
        yield from [draft.between(sub.value, sub.end) for sub in _entries_of(draft, f"{_CLAIMS}sub")]
    if at in _CALLED:
        now = draft.between(entry.value, entry.end)
        if at == f"{_CLAIMS}iss":
            alike = _KEY_ID.sub(lambda match: f"team{match[1]}id", now)
            yield from (alike,) if alike != now else ()
        yield from [name for name in _variables(draft, _CALLED[at]) if name != now][:_MOST]
    if at == f"{_HEADER}kid":
        yield f"{quote}{draft.key_id()}{quote}"
    elif at in _BLANKS:
        yield f"{quote}{_BLANKS[at]}{quote}"


def _variables(draft: Draft, words: str) -> list[str]:
    """Return the variables and members of the program whose names say what they are."""
    form = re.compile(rf"(?i)(?<![\w'\"$@.>])((?:[\w$@]+(?:\.|->|\?\.))*[$@]{{0,2}}\w*{words})\b(?!['\"]?\s*(?::(?!:)|=>|\())")
    return list(dict.fromkeys(match[1] for match in form.finditer(draft.raw) if match[1].isascii()))


def _quote(draft: Draft) -> str:
    return '"' if draft.raw.count('"') > draft.raw.count("'") else "'"


def _same_client(draft: Draft) -> Iterator[Edits]:
    """Use one identifier in the client_secret and beside it."""
    if draft.finding.rule.id != "sub-differs-from-client-id":
        return
    subs, sent = list(_entries_of(draft, f"{_CLAIMS}sub")), list(_entries_of(draft, f"{_FORM}client_id"))
    for sub in subs:
        for client in sent:
            yield (Edit(sub.value, sub.end, draft.between(client.value, client.end)),)
            if is_known_at(draft.family, draft.raw, draft.between(sub.value, sub.end), client.value):
                yield (Edit(client.value, client.end, draft.between(sub.value, sub.end)),)


def _without_prefix(draft: Draft) -> Iterator[Edits]:
    """Remove the Team ID before the identifier of the app."""
    if draft.finding.rule.id in {"secret-sub-has-team-prefix", "client-id-has-team-prefix"}:
        for match in list(_PREFIX.finditer(draft.raw))[:_MOST]:
            yield (Edit(match.start(), match.end(), ""),)


def _added(draft: Draft) -> Iterator[Edits]:
    """Add a missing member beside another one, in the form of that."""
    at = draft.finding.fail.at
    if at in _SIBLINGS and draft.finding.fail.actual in (None, ""):
        for edit in _insertions(draft, at, _new_value(draft, at)):
            yield (edit,)


def _insertions(draft: Draft, at: str, value: str) -> Iterator[Edit]:
    whole, name = at.rpartition(".")[0], at.rpartition(".")[2]
    for start, end in draft.ranges(whole, "request.body", "client_secret.signature"):
        for sibling in _SIBLINGS[at]:
            for entry in list(entries(draft.raw, sibling, start, end))[:2]:
                if draft.raw[entry.start - 1] in _OF_A_FORM:
                    # The field is in a text that is a form already.
                    yield Edit(entry.start, entry.start, f"{name}={value[1:-1]}&")
                    continue
                yield _beside(draft, entry, named_like(draft.raw, entry, sibling, name) + value)
            short = re.compile(rf"(?<=[{{,])(\s*){sibling}(?=\s*[,}}])").search(draft.raw, start, end) if draft.family == "javascript" else None
            if short:
                yield Edit(short.end(1), short.end(1), f"{name}: {value}, ")


def _moved(draft: Draft) -> Iterator[Edits]:
    """Move the Key ID from the claims to the header."""
    place = draft.place("client_secret.claims")
    if draft.finding.rule.id != "secret-kid-in-payload" or place is None:
        return
    kid = next(entries(draft.raw, "kid", place.start, place.end), None)
    if kid is None:
        return
    value = draft.between(kid.value, kid.end)
    header = draft.place("client_secret.header")
    at = f"{_HEADER}kid"
    if header is not None and header.start != place.start:
        for edit in _insertions(draft, at, value):
            if not place.start <= edit.start < place.end:
                yield (edit, deletion(draft.raw, kid))
    call = draft.place("client_secret.signature")
    if call is not None and draft.family == "ruby":
        bracket = draft.raw[call.end - 1] == ")"
        end = call.end - bracket
        yield (Edit(end, end, f', {{ "kid" => {value} }}'), deletion(draft.raw, kid))
    if header is not None and draft.family == "javascript" and draft.raw[header.end - 1] == "}":
        inside = draft.raw[header.start : header.end - 1].rstrip().rstrip(",")
        yield (Edit(header.start + len(inside), header.end, f", keyid: {value} }}"), deletion(draft.raw, kid))


def _swapped(draft: Draft) -> Iterator[Edits]:
    """Exchange two identifiers where they are handed over, rather than where they are defined: as entries, or as arguments of a call."""
    if draft.finding.rule.id not in _SWAPPED:
        return
    place = draft.place("client_secret")
    start = draft.raw.find("(", place.start) + 1 if place else 0
    given: list[tuple[int, int]] = []
    while place and 0 < start < place.end:
        start += len(draft.raw[start:]) - len(draft.raw[start:].lstrip())
        end = end_of_value(draft.raw, start, place.end)
        given.append((start, end))
        start = end + 1 if draft.raw[end : end + 1] == "," else place.end
    for number in range(len(given) - 1):
        yield _exchange(draft, given[number], given[number + 1])
    for iss in list(_entries_of(draft, f"{_CLAIMS}iss"))[:1]:
        yield from [_exchange(draft, (iss.value, iss.end), argument) for argument in reversed(given) if not argument[0] <= iss.value < argument[1]]
    pairs = (("iss", "sub"), ("iss", "kid")) if draft.finding.rule.id.startswith("secret-iss") else (("iss", "kid"), ("iss", "sub"))
    for first, second in pairs:
        paths = [f"{_HEADER if name == 'kid' else _CLAIMS}{name}" for name in (first, second)]
        one, other = (list(_entries_of(draft, path)) for path in paths)
        if one and other and one[0].value != other[0].value:
            yield _exchange(draft, (one[0].value, one[0].end), (other[0].value, other[0].end))


def _exchange(draft: Draft, first: tuple[int, int], second: tuple[int, int]) -> Edits:
    return (Edit(*first, draft.between(*second)), Edit(*second, draft.between(*first)))


def _key_with_id(draft: Draft) -> Iterator[Edits]:
    """Add the Key ID to a key of jose 1 and 2."""
    if draft.finding.rule.id != "secret-kid-malformed" or draft.family != "javascript":
        return
    for match in re.finditer(r"\bJWK\.(?:asKey|importKey)\(", draft.raw):
        end = end_of_value(draft.raw, match.end(), len(draft.raw))
        yield (Edit(end, end, f", {{ kid: '{draft.key_id()}' }}"),)


def _new_value(draft: Draft, at: str) -> str:
    quote, syntax = _quote(draft), SYNTAX.get(draft.source.language)
    now = syntax.now if syntax else ""
    start = draft.place(f"{_CLAIMS}iat")
    match at.rpartition(".")[2]:
        case "iat":
            return now
        case "exp":
            return f"{draft.at(start) if start else now} + {_HALF_A_YEAR}"
        case "aud":
            return f"{quote}{ISSUER}{quote}"
        case "grant_type":
            kind = "authorization_code" if draft.place(f"{_FORM}code") else "refresh_token"
            return f"{quote}{kind}{quote}"
        case "kid":
            return f"{quote}{draft.key_id()}{quote}"
    return f"{quote}{_BLANKS[at]}{quote}"


def _beside(draft: Draft, entry: Entry, words: str) -> Edit:
    """Return the edit that writes *words* before *entry*, on a line of its own if that has one."""
    raw = draft.raw
    line = raw.rfind("\n", 0, entry.start) + 1
    indent = raw[line : entry.start]
    sign = raw[entry.end : entry.end + 1]
    sign = sign if sign in {",", ";"} else "" if sign == "\n" else "; " if draft.family == "powershell" else ","
    if not indent.strip() and "\n" in raw[entry.end :]:
        return Edit(entry.start, entry.start, f"{words}{sign.strip()}\n{indent}")
    return Edit(entry.start, entry.start, f"{words}{sign.strip() or ','} ")


def _step(draft: Draft) -> Iterator[Edits]:
    """Add a step to a builder before another one."""
    at, actual = draft.finding.fail.at, draft.finding.fail.actual
    if actual is not None and actual != "":
        return
    for form, step in _STEPS.get(at, ()):
        match = re.search(form, draft.raw)
        if match:
            before = draft.raw[: match.start()]
            space = before[len(before.rstrip()) :]
            yield (Edit(match.start(), match.start(), (step % draft.key_id() if "%s" in step else step) + space),)


def _json_jwt(draft: Draft) -> Iterator[Edits]:
    """Set the Key ID of a token of json-jwt before it is signed."""
    match = _JSON_JWT.search(draft.raw) if draft.family == "ruby" and draft.finding.rule.id == "secret-kid-missing" else None
    if match:
        yield (Edit(match.start(), match.start(), f'{match[1]}{match[2]}.kid = "{draft.key_id()}"\n'),)


SWAPS: tuple[Callable[[Draft], Iterator[Edits]], ...] = (_swapped,)
MOVES: tuple[Callable[[Draft], Iterator[Edits]], ...] = (_moved, _key_with_id)
MEMBERS: tuple[Callable[[Draft], Iterator[Edits]], ...] = (_same_client, _without_prefix, _added, _step, _json_jwt, _replaced)
