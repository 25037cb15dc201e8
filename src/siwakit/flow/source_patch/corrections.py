"""Corrections of source code that may put a mistake right, the simplest first; whether one does is found out by trying it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from siwakit.apple import FORM_TYPE, ISSUER
from siwakit.evidence.source import SourcePlace
from siwakit.flow.source_patch.bodies import BODIES, CLIENTS
from siwakit.flow.source_patch.claims import add_claim
from siwakit.flow.source_patch.draft import Draft, Edits
from siwakit.flow.source_patch.edits import Edit
from siwakit.flow.source_patch.exchanged import exchange, same_client
from siwakit.flow.source_patch.expressions import end_of_value
from siwakit.flow.source_patch.fields import add_field, add_type
from siwakit.flow.source_patch.forms import send_form
from siwakit.flow.source_patch.key_ids import add_key_id
from siwakit.flow.source_patch.members import MEMBERS, MOVES, SWAPS
from siwakit.flow.source_patch.rewrites import rewrite
from siwakit.flow.source_patch.signatures import SIGNATURES
from siwakit.flow.source_patch.syntax import SYNTAX
from siwakit.flow.source_patch.times import TIMES, divided_times
from siwakit.flow.source_patch.values import correct_address, correct_audience, correct_duration, correct_grant
from siwakit.flow.source_patch.written import LITERAL
from siwakit.patterns import pattern

_IAT, _EXP = "client_secret.claims.iat", "client_secret.claims.exp"
_LONGEST_NOW = 60
_MOST_CALLS = 3
_MOST_USES = 2  # the definition and one use
_LONGEST_DEFINITION = 100
_DEFINED = pattern(r"(\w+)[\"']?\s*(?::?=|=>|,|:)\s*\Z")
_CLAIMS = frozenset({"iss", "sub", "aud", "kid", "alg"})
_HALF_A_YEAR = 15_552_000  # 180 days, within Apple's limit on every day
_UNITS = ("secret-iat-in-milliseconds", "secret-exp-in-milliseconds")
_TOO_LONG = ("secret-lives-too-long", "lifetime-in-calendar-months")
_JSON = ("request-body-is-json", "request-content-type-wrong")
_SPACE = pattern(r"\s")
_NAMED = pattern(r"\b(\w+)([:=])")
_TIME = pattern(r"(?m)^\s*import\b[^\n]*\btime\b")
_WRITES_BYTES = pattern(r"\bbyteLength\(|\bhttps?\.request\(")
_A_YEAR_OF_DAYS = pattern(r"\b365\b")
_URLENCODE = pattern(r"from urllib\.parse import [^\n]*\burlencode\b")
_RAILS = pattern(r"\b(?:Rails|ActiveSupport|active_support|Application(?:Controller|Record|Job)|ActionController)\b")
_TO_JSON = pattern(r"((?:@|\b)[a-z_][\w.]{0,60})\.to_json\b")
_IMPORTED: dict[str, Callable[[str], bool]] = {
    "urllib.parse.urlencode(": lambda text: "import urllib.parse" in text,
    "urlencode(": lambda text: _URLENCODE.search(text) is not None,
    ".to_query": lambda text: _RAILS.search(text) is not None,
}
_FORM_BY_NAME: dict[str, tuple[tuple[str, str], ...]] = {
    "javascript": (("JSON.stringify(", "new URLSearchParams("), ("json:", "form:")),
    "python": (("json=", "data="), ("json.dumps(", "urllib.parse.urlencode("), ("json.dumps(", "urlencode(")),
    "php": (("json_encode(", "http_build_query("), ("'json'", "'form_params'"), ("Http::post", "Http::asForm()->post")),
    "ruby": (("JSON.generate(", "URI.encode_www_form("), ("json:", "form:")),
}
_ES256 = {
    "javascript": (", { algorithm: 'ES256', keyid: '%s' })", ", algorithm: 'ES256' }"),
    "python": (', algorithm="ES256", headers={"kid": "%s"})', ', algorithm="ES256")'),
    "php": (", 'ES256', '%s')", ", 'ES256')"),
    "ruby": (', "ES256", { "kid" => "%s" })', ', "ES256")'),
}
_KID = {
    "javascript": (", keyid: '%s' }", ", kid: '%s' }"),
    "python": (', headers={"kid": "%s"})', ', "kid": "%s"}'),
    "php": (", '%s')",),
    "ruby": (', { "kid" => "%s" })',),
}


def corrections(draft: Draft) -> Iterator[Edits]:
    """Yield the corrections that may put the mistake of *draft* right."""
    for propose in _PROPOSALS:
        yield from propose(draft)


def _swap(draft: Draft) -> Iterator[Edits]:
    """Exchange iss and sub if each has the other's value."""
    if draft.finding.rule.id not in {"secret-iss-is-client-id", "secret-sub-is-team-id"}:
        return
    first, second = draft.place("client_secret.claims.iss"), draft.place("client_secret.claims.sub")
    if first and second and not _is_shared(draft, first) and not _is_shared(draft, second):
        yield (Edit(first.start, first.end, draft.at(second)), Edit(second.start, second.end, draft.at(first)))


def _literal(draft: Draft) -> Iterator[Edits]:
    """Write the expected value into the literal that has the wrong one."""
    fail = draft.finding.fail
    place = draft.place(fail.at)
    value = ISSUER if fail.at == "client_secret.claims.aud" else fail.correct or fail.expected
    if place is None or not isinstance(value, str) or _SPACE.search(value) or "…" in value or value.isdigit():
        return
    match = LITERAL.fullmatch(draft.at(place))
    if match and not _is_shared(draft, place):
        yield (Edit(place.start, place.end, f"{match['open']}{match['quote']}{value}{match['quote']}"),)


def _is_shared(draft: Draft, place: SourcePlace) -> bool:
    """Return whether *place* is the value of a name that is used more than once, which a correction would change elsewhere too."""
    named = _DEFINED.search(draft.text[max(place.start - _LONGEST_DEFINITION, 0) : place.start].decode("utf-8", "replace"))
    if named is None or named[1] in _CLAIMS:
        return False
    return len(re.findall(rf"\b{named[1]}\b", draft.text.decode("utf-8", "replace"))) > _MOST_USES


def _seconds(draft: Draft) -> Iterator[Edits]:
    """Divide milliseconds, in the place or places where they are counted."""
    syntax = SYNTAX.get(draft.source.language)
    places = {place.start: place for path in (_IAT, _EXP) if (place := draft.place(path))}
    if syntax is None or not draft.rules & {*_UNITS}:
        return
    wrapped = [Edit(place.start, place.end, syntax.seconds(draft.at(place))) for place in places.values()]
    if len(wrapped) > 1:
        yield tuple(wrapped)
    for edit in wrapped:
        yield (edit,)


def _whole(draft: Draft) -> Iterator[Edits]:
    """Drop the fraction of times."""
    syntax = SYNTAX.get(draft.source.language)
    places = {place.start: place for path in (_IAT, _EXP) if (place := draft.place(path))}
    if syntax and draft.finding.rule.id in {"secret-timestamps-fractional", "secret-iat-not-a-number", "secret-exp-not-a-number"}:
        yield tuple(Edit(place.start, place.end, syntax.whole(draft.at(place))) for place in places.values())


def _lifetime(draft: Draft) -> Iterator[Edits]:
    """Let the client_secret live 180 days."""
    place, start, syntax = draft.place(_EXP), draft.place(_IAT), SYNTAX.get(draft.source.language)
    if place is None or syntax is None or draft.finding.rule.id not in _TOO_LONG:
        return
    words = draft.at(place)
    if LITERAL.fullmatch(words):
        yield (Edit(place.start, place.end, f"{words[0]}180d{words[-1]}"),)
    if words.replace("_", "").isdigit():
        yield (Edit(place.start, place.end, str(_HALF_A_YEAR)),)
    if _A_YEAR_OF_DAYS.search(words):
        yield (Edit(place.start, place.end, _A_YEAR_OF_DAYS.sub("180", words)),)
    now = draft.at(start) if start and start.end - start.start < _LONGEST_NOW and start.start != place.start else syntax.now
    knows_time = draft.family != "python" or _TIME.search(draft.text.decode("utf-8", "replace"))
    for expression in dict.fromkeys((now, syntax.now if knows_time else "")):
        if expression:
            yield (Edit(place.start, place.end, f"{expression} + {_HALF_A_YEAR}"),)


def _algorithm(draft: Draft) -> Iterator[Edits]:
    """Use ES256 if another algorithm is named, or if none is named and the library has its own default."""
    if "secret-alg-not-es256" not in draft.rules:
        return
    named, call = draft.place("client_secret.header.alg"), draft.place("client_secret.signature")
    match = LITERAL.fullmatch(draft.at(named)) if named else None
    if named and match:
        yield (Edit(named.start, named.end, f"{match['quote']}ES256{match['quote']}"),)
    endings = _ES256.get(draft.family, ())
    # Ruby wants a key of OpenSSL, not the text of one.
    if call and (draft.family != "ruby" or (b"PKey" in draft.text and ".read(" not in draft.at(call))):
        yield from _at_end(draft, call, tuple(ending % draft.key_id() if "%s" in ending else ending for ending in endings))


def _key_id(draft: Draft) -> Iterator[Edits]:
    """Add the Key ID to the header."""
    if draft.finding.rule.id not in {"secret-kid-missing", "secret-kid-in-payload"}:
        return
    for place in (draft.place("client_secret.header"), draft.place("client_secret.signature")):
        if place:
            yield from _at_end(draft, place, tuple(ending % draft.key_id() for ending in _KID.get(draft.family, ())))


def _at_end(draft: Draft, place: SourcePlace, endings: tuple[str, ...]) -> Iterator[Edits]:
    """Write each of *endings* in the place of the bracket that *place* ends with."""
    words = draft.at(place)
    for ending in endings:
        # No call has the same argument twice.
        is_named = any(re.search(rf"\b{name}\s*{sign}", words) for name, sign in _NAMED.findall(ending))
        if words[-1:] == ending[-1] and not is_named:
            inside = words[:-1].rstrip()
            end = place.start + len(inside.encode())
            is_empty = inside[-1:] in {"{", "(", "["}
            yield (Edit(end, place.end, ending.removeprefix(", ") if is_empty else ending.removeprefix(",") if inside[-1:] == "," else ending),)


def _form(draft: Draft) -> Iterator[Edits]:
    """Send the fields as a form."""
    if not draft.rules & {*_JSON}:
        return
    body, sent = draft.place("request.body"), draft.place("request")
    typed = _typed(draft)
    if draft.family == "javascript" and body and draft.at(body).startswith("{"):
        yield (Edit(body.start, body.end, f"new URLSearchParams({draft.at(body)})"), *typed)
    for old, new in _FORM_BY_NAME.get(draft.family, ()):
        if new in _IMPORTED and not _IMPORTED[new](draft.text.decode("utf-8", "replace")):
            continue
        for place in (body, sent):
            at = -1 if place is None else draft.at(place).find(old)
            if place and at >= 0:
                start = place.start + len(draft.at(place)[:at].encode())
                yield (Edit(start, start + len(old.encode()), new), *_as_text(draft, new, start + len(old)), *typed)
        for at in _around(draft, body, old):
            yield (Edit(at, at + len(old.encode()), new), *_as_text(draft, new, at + len(old)), *typed)


def _as_text(draft: Draft, new: str, start: int) -> Edits:
    """Return the change that makes text of URLSearchParams, which begin at *start*, if the program counts or writes the bytes of its body."""
    if new != "new URLSearchParams(" or not _WRITES_BYTES.search(draft.raw):
        return ()
    end = end_of_value(draft.raw, start, len(draft.raw))
    return (Edit(end + 1, end + 1, ".toString()"),) if draft.raw[end : end + 1] == ")" else ()


def _form_of_ruby(draft: Draft) -> Iterator[Edits]:
    """Encode the hash that is converted to JSON before the request as a form."""
    sent = draft.place("request")
    if draft.family != "ruby" or sent is None or not draft.rules & {*_JSON}:
        return
    before = draft.text[: sent.end].decode("utf-8", "replace")
    for found in list(_TO_JSON.finditer(before))[-_MOST_CALLS:]:
        start = len(before[: found.start()].encode())
        yield (Edit(start, start + len(found[0].encode()), f"URI.encode_www_form({found[1]})"), *_typed(draft))


def _typed(draft: Draft) -> Edits:
    """Return the change of a media type that says JSON."""
    header = draft.place("request.headers.content-type")
    match = LITERAL.fullmatch(draft.at(header)) if header else None
    if header is None or match is None or "json" not in match["inside"].lower():
        return ()
    kind = f"{match['inside'].partition(':')[0]}: {FORM_TYPE}" if ":" in match["inside"] else FORM_TYPE
    return (Edit(header.start, header.end, f"{match['quote']}{kind}{match['quote']}"),)


def _around(draft: Draft, place: SourcePlace | None, words: str) -> Iterator[int]:
    """Yield the offset of *words* right before *place*."""
    if place:
        at = draft.text.rfind(words.encode(), max(place.start - len(words.encode()) - 40, 0), place.start)
        if at >= 0:
            yield at


_PROPOSALS: tuple[Callable[[Draft], Iterator[Edits]], ...] = (
    *(exchange, same_client, *SWAPS, _swap, rewrite, *TIMES, *MOVES, _seconds, divided_times, _whole, _lifetime, correct_duration),
    *(_algorithm, _key_id, add_key_id, add_claim, add_field, add_type, *SIGNATURES, _form_of_ruby, *CLIENTS, _form, send_form),
    *(*BODIES, *MEMBERS, _literal, correct_audience, correct_grant, correct_address),
)
