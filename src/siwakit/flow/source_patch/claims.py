"""A claim that is missing, written as the library of the program writes the others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from siwakit.apple import ISSUER
from siwakit.flow.source_patch.draft import Draft, Edits
from siwakit.flow.source_patch.written import end_of_value, renamed, written
from siwakit.patterns import pattern
from siwakit.record import record

_JVM = ("java", "kotlin", "scala")
_CLIENTS = (
    "servicesId",
    "serviceId",
    "SERVICE_ID",
    "ServiceId",
    "BUNDLE_ID",
    "bundleId",
    "ClientId",
    "ClientID",
    "clientId",
    "clientID",
    "client_id",
    "CLIENT_ID",
    "client",
    "Client",
)


@record(kw_only=True)
class _Setters:
    """What the claims are called in a library, and the time now and soon as it takes it."""

    iss: str
    sub: str
    aud: str
    iat: str
    exp: str
    now: str
    soon: str


_DATE, _LATER = "new Date()", "new Date(System.currentTimeMillis() + 300_000)"
_SETTERS: tuple[tuple[tuple[str, ...], _Setters], ...] = (
    (_JVM, _Setters(iss="withIssuer", sub="withSubject", aud="withAudience", iat="withIssuedAt", exp="withExpiresAt", now=_DATE, soon=_LATER)),
    (_JVM, _Setters(iss="setIssuer", sub="setSubject", aud="setAudience", iat="setIssuedAt", exp="setExpiration", now=_DATE, soon=_LATER)),
    (_JVM, _Setters(iss="issuer", sub="subject", aud="audience", iat="issueTime", exp="expirationTime", now=_DATE, soon=_LATER)),
    (_JVM, _Setters(iss="issuer", sub="subject", aud="audience().add", iat="issuedAt", exp="expiration", now=_DATE, soon=_LATER)),
    (
        _JVM,
        _Setters(
            iss="issuer", sub="subject", aud="audience", iat="issuedAt", exp="expiresAt", now="Instant.now()", soon="Instant.now().plusSeconds(300)"
        ),
    ),
    (
        _JVM,
        _Setters(
            iss="setIssuer", sub="setSubject", aud="setAudience", iat="setIssuedAtToNow", exp="setExpirationTimeMinutesInTheFuture", now="", soon="5"
        ),
    ),
    (
        ("go",),
        _Setters(
            iss="Issuer", sub="Subject", aud="Audience", iat="IssuedAt", exp="Expiration", now="time.Now()", soon="time.Now().Add(5 * time.Minute)"
        ),
    ),
    (
        ("rust",),
        _Setters(
            iss="set_issuer",
            sub="set_subject",
            aud="set_audience",
            iat="set_issued_at",
            exp="set_expires_at",
            now="&SystemTime::now()",
            soon="&(SystemTime::now() + Duration::from_secs(300))",
        ),
    ),
)
_MISSING = {f"secret-{claim}-missing": claim for claim in ("iss", "sub", "aud", "iat", "exp")}
# Entries of a mapping and fields of a struct.
_ENTRY = pattern(r"(?m)^([ \t]*)(?P<open>[{\[(]? ?)(?P<quote>[\"']?)(?P<name>iss|sub|aud)(?P=quote)(?P<sign>\]?\s*(?:=>|->|:|=|to\b|,)\s*)")
_NUMERIC = {
    "java": "System.currentTimeMillis() / 1000",
    "kotlin": "System.currentTimeMillis() / 1000",
    "scala": "System.currentTimeMillis() / 1000",
    "go": "time.Now().Unix()",
    "csharp": "DateTimeOffset.UtcNow.ToUnixTimeSeconds()",
    "dart": "DateTime.now().millisecondsSinceEpoch ~/ 1000",
    "swift": "Int(Date().timeIntervalSince1970)",
    "elixir": "System.os_time(:second)",
}
_EXPIRES = pattern(r"(?<=\))\s*\.expires(?:In|At)\(")
_ISS_FIELD = pattern(r"(?m)^([ \t]*)(Issuer(\s*)(:|=)\s*)")
_SUB_CLAIM = 'Claims = new Dictionary<string, object> {{ ["sub"] = {} }},'


def add_claim(draft: Draft) -> Iterator[Edits]:
    """Add the claim that is missing, beside another one."""
    claim = _MISSING.get(draft.finding.rule.id)
    if claim is None:
        return
    code = draft.code
    for languages, setters in _SETTERS:
        value = _time(draft, setters.now if claim == "iat" else setters.soon) if claim in {"iat", "exp"} else _value_of(draft, claim)
        for sibling in ("sub", "iss", "aud", "exp", "iat") if draft.family in languages else ():
            if sibling != claim and (value or setters.iat == "setIssuedAtToNow"):
                yield from _beside_setter(draft, getattr(setters, sibling), getattr(setters, claim), value)
    number = _value_of(draft, claim)
    for match in _ENTRY.finditer(code):
        end = end_of_value(code, match.end())
        if number and match["name"] != claim:
            entry = f"{match[1]}{match['open']}{match['quote']}{claim}{match['quote']}{match['sign']}{number}"
            rest = code[end:].split("\n", 1)[0]
            closing = rest if rest.rstrip().endswith(",") else f"{rest},"
            yield draft.whole(f"{code[: match.start()]}{entry}{closing}\n{code[match.start() :]}")
    yield from _beside_field(draft, claim)


def _beside_setter(draft: Draft, sibling: str, name: str, value: str) -> Iterator[Edits]:
    """Yield the text with a call of the setter *name* before that of its *sibling*, which is in a chain or a statement."""
    code = draft.code
    for match in re.finditer(rf"(?m)(\s*)\.{re.escape(sibling)}\(", code):
        is_statement = re.search(r"(?m)^[ \t]*\w+\Z", code[max(0, match.start() - 60) : match.start()])
        ending = ".and()" if name.startswith("audience()") else ""
        if is_statement:
            start = match.start() - len(is_statement[0])
            semicolon = ";" if draft.family in {"java", "rust"} else ""
            yield draft.whole(f"{code[:start]}{is_statement[0]}.{name}({value}){semicolon}\n{code[start:]}")
        elif draft.family == "go" and match[1] == "":
            # A chain of Go has its dots at the end of the lines.
            line = code.rfind("\n", 0, match.start()) + 1
            yield draft.whole(code[: match.start()] + f".{name}({value})" + code[match.start() :] if line else code)
        else:
            yield draft.whole(f"{code[: match.start()]}{match[1]}.{name}({value}){ending}{code[match.start() :]}")
    for match in re.finditer(rf"(?m)^([ \t]+){re.escape(sibling)}\(", code):
        dot = "." if draft.family == "go" else ""
        yield draft.whole(f"{code[: match.start()]}{match[1]}{name}({value}){dot}\n{code[match.start() :]}")
    if draft.family == "scala" and name == "issuedAt":
        yield from draft.replaced(_EXPIRES, r".issuedNow\g<0>")


def _beside_field(draft: Draft, claim: str) -> Iterator[Edits]:
    """Yield the text with a field of a struct for *claim* beside Issuer."""
    values = {
        "csharp": {"iat": "IssuedAt = DateTime.UtcNow,", "exp": "Expires = DateTime.UtcNow.AddMinutes(5),", "aud": f'Audience = "{ISSUER}",'},
        "go": {
            "iat": "IssuedAt: jwt.NewNumericDate(time.Now()),",
            "exp": "ExpiresAt: jwt.NewNumericDate(time.Now().Add(5 * time.Minute)),",
            "aud": f'Audience: jwt.ClaimStrings{{"{ISSUER}"}},',
        },
    }.get(draft.family, {})
    client = _client(draft)
    if draft.family == "csharp" and client:
        values = {**values, "sub": _SUB_CLAIM.format(client)}
    if draft.family == "go" and client:
        values = {**values, "sub": f"Subject: {client},"}
    if claim in values:
        yield from draft.replaced(_ISS_FIELD, rf"\1{values[claim]}\n\1\2".replace("\\\\", "\\"))


def _time(draft: Draft, time: str) -> str:
    """Return *time* as the language writes it."""
    if draft.family == "kotlin":
        time = time.removeprefix("new ")
    return (
        time if "Date" not in time or "java.util.Date" in draft.code or "java.util.*" in draft.code else time.replace("Date(", "java.util.Date(", 1)
    )


def _value_of(draft: Draft, claim: str) -> str:
    """Return the value of *claim* in a mapping."""
    quote = "'" if draft.family == "dart" else '"'
    if claim in {"iat", "exp"}:
        return _NUMERIC.get(draft.family, "") + (" + 300" if claim == "exp" and draft.family in _NUMERIC else "")
    return f"{quote}{ISSUER}{quote}" if claim == "aud" else _client(draft) if claim == "sub" else ""


def _client(draft: Draft) -> str:
    """Return the client_id as the program would write it."""
    for start, end in written(draft.code, "iss"):
        found = renamed(draft.code, draft.code[start:end].strip(), _CLIENTS)
        if found:
            return found
    place = draft.place("request.form.client_id")
    text = draft.at(place) if place else ""
    return text if text and "\n" not in text and " " not in text else ""
