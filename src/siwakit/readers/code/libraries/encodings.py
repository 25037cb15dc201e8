"""Encodings that every ecosystem has: JSON, forms, base64url, and the hand-made JWT that is put together from them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from siwakit.patterns import pattern
from siwakit.readers.code.libraries.objects import fields_of
from siwakit.readers.code.library import Given, Meaning
from siwakit.readers.code.tree import Span
from siwakit.readers.code.values import (
    BARE,
    MARK,
    Array,
    Encoded,
    Instance,
    Known,
    Signature,
    Table,
    Token,
    Unknown,
    Value,
    frozen,
    known,
    text_of,
    written,
)

if TYPE_CHECKING:
    from siwakit.readers.code.evaluation import Evaluation

PADDED = "base64url="
"""Encoding: base64url with the padding that a JWT must not have."""
BASES = frozenset({"base64", "base64url", PADDED})
_MOST_COMPARED = 50
_ADDRESS = pattern(r"https?://[^\s\"{}]{1,500}")
_ENCODED_ADDRESS = pattern(r"(?i)https?%3a")
_CLAIMS = frozenset({"iss", "sub", "aud"})
# One that is never closed goes on to the end, so that each character is looked at once.
_OF_OTHERS = pattern(r"[.^]|\\[wWsSdD]")
_STRING = pattern(r'("(?:[^"\\]|\\.)*+(?:"|\Z))')
_THREE = pattern("(\ue000[0-9]+\ue001)[.](\ue000[0-9]+\ue001)[.](\ue000[0-9]+\ue001)")
_FIELD_OF_THREE = pattern("client_secret=(\ue000[0-9]+\ue001[.]\ue000[0-9]+\ue001[.]\ue000[0-9]+\ue001)(?=&|\\Z)")
_TWO = pattern("(\ue000[0-9]+\ue001)[.](\ue000[0-9]+\ue001)")


def encode(encoding: str, value: Value | None, span: Span) -> Value | None:
    """Return *value* as it is now in *encoding*; what is already in it stays as it is, and an object of the program is its fields."""
    if value is None:
        return None
    if encoding == "bytes" and isinstance(value, Encoded | Known):
        return value
    return Encoded(encoding=encoding, of=frozen(fields_of(value) or value), span=span)


def encoder(encoding: str, index: int = 0) -> Meaning:
    """Return the meaning of a function that puts its argument at *index* in *encoding*."""

    def meaning(given: Given) -> Value | None:
        return encode(encoding, given.get(index), given.span)

    return meaning


def identity(index: int = 0) -> Meaning:
    """Return the meaning of a function that returns its argument at *index* as it is."""

    def meaning(given: Given) -> Value | None:
        return given.get(index)

    return meaning


def respelled(value: Value | None, words: Iterable[Value | None]) -> Value | None:
    """Return *value* after characters in *words* were replaced or deleted: base64 becomes base64url, and loses its padding.

    If a word is not known, or something else is left to do, the program is trusted to do it right.
    """
    if not isinstance(value, Encoded) or value.encoding not in {"base64", PADDED}:
        return value
    texts = [_spelled_out(word) for word in words]
    changed = "".join(text for text in texts if text is not None)
    is_padding, is_alphabet = "=" in changed, bool(set("+/-_") & set(changed))
    if None not in texts and not is_padding and not is_alphabet:
        return value
    is_still_padded = None not in texts and not is_padding and (is_alphabet or value.encoding == PADDED)
    return Encoded(encoding=PADDED if is_still_padded else "base64url", of=value.of, span=value.span)


def _spelled_out(word: Value | None) -> str | None:
    """Return the text of *word*; None if it is not known, or is a pattern that names characters by leaving out others."""
    text = text_of(word.state.get("pattern") if isinstance(word, Instance) else word)
    return None if text is None or _OF_OTHERS.search(text) else text


def respell(given: Given) -> Value | None:
    """Return the object, which is in an encoding, after characters that are named in the arguments were replaced or deleted."""
    return respelled(given.receiver, (*given.arguments, *given.named.values()))


def copied(index: int = 0) -> Meaning:
    """Return the meaning of a function that returns a copy of its argument at *index*, or of its object if that is -1."""

    def meaning(given: Given) -> Value | None:
        value = given.get(index) if index >= 0 else given.receiver
        return None if value is None else frozen(value)

    return meaning


def percent_encoded(given: Given) -> Value | None:
    """Return an address with its characters percent-encoded; of other strings it is not known whether they change, and they stay as they are."""
    value = given.get(0)
    text = text_of(value)
    return given.known(quote(text, safe="")) if text and _ADDRESS.fullmatch(text) else value


def percent_decoded(given: Given) -> Value | None:
    """Return an address without its percent-encoding."""
    value = given.get(0)
    text = text_of(value)
    return given.known(unquote(text)) if text and _ENCODED_ADDRESS.match(text) else value


def receiver(given: Given) -> Value | None:
    """Return the object whose method is called."""
    return given.receiver


def without_encodings(run: Evaluation, value: Value | None, *encodings: str) -> Value | None:
    """Return *value* without *encodings* around it; a string that is only one mark is what is behind the mark."""
    while True:
        text = known(value)
        behind = run.marks.behind(text) if isinstance(text, str) else None
        if behind is not None:
            value = behind
        elif isinstance(value, Encoded) and value.encoding in encodings:
            value = value.of
        else:
            return value


def object_in(run: Evaluation, value: Value | None) -> Table | None:
    """Return the JSON object in *value*, a segment of a JWT."""
    inside = without_encodings(run, value, *BASES, "bytes", "json")
    if isinstance(inside, Known) and isinstance(inside.value, str) and inside.value.lstrip().startswith("{"):
        return _parsed(run, inside.value, inside.span)
    return inside if isinstance(inside, Table) else None


def _parsed(run: Evaluation, text: str, span: Span) -> Table | None:
    """Return the JSON object that *text* writes, which is put together from parts."""
    pieces = _STRING.split(text)
    # Outside of strings a value that is not known has no text beside it.
    whole = "".join(piece if number % 2 else MARK.sub(lambda mark: f'"{BARE}{mark[0]}"', piece) for number, piece in enumerate(pieces))
    try:
        members = json.loads(whole)
    except (ValueError, RecursionError):
        return None
    found = _value_of(run, members, span)
    return found if isinstance(found, Table) else None


def _value_of(run: Evaluation, member: object, span: Span) -> Value:
    if isinstance(member, dict):
        return Table(entries={name: _value_of(run, inside, span) for name, inside in member.items()}, span=span)
    if isinstance(member, list):
        return Array(items=[_value_of(run, inside, span) for inside in member], span=span)
    behind = run.marks.behind(member.removeprefix(BARE)) if isinstance(member, str) else None
    if isinstance(behind, Known) and isinstance(member, str) and not member.startswith(BARE):
        return Known(value=written(behind.value), span=span)
    return behind or Known(value=member if isinstance(member, str | int | float | bool) else None, span=span)


def signed_parts(run: Evaluation, data: Value | None) -> tuple[Table, Table] | None:
    """Return header and claims of *data*, the two segments that a signature of a JWT covers."""
    segments = _segments(run, data)
    header, claims = (object_in(run, segment) for segment in segments) if segments else (None, None)
    return None if header is None or claims is None else (header, claims)


def _segments(run: Evaluation, data: Value | None) -> tuple[Value | None, Value | None] | None:
    text = known(without_encodings(run, data, "bytes"))
    match = _TWO.fullmatch(text) if isinstance(text, str) else None
    return (run.marks.behind(match[1]), run.marks.behind(match[2])) if match else None


def made_string(given: Given) -> Value | None:
    """Return the JWT that a string of three segments is, if the last is a signature over the others."""
    text, run = known(given.get(0)), given.run
    match = _THREE.fullmatch(text) if isinstance(text, str) else None
    if match is None and isinstance(text, str):
        # A string of two segments and a dot, joined with a signature; or one of the fields of a form.
        return _from_pair(given, text) or _in_form(given, text)
    if match is None:
        return None
    return _token(given, Known(value=f"{match[1]}.{match[2]}"), run.marks.behind(match[3]))


def _in_form(given: Given, text: str) -> Value | None:
    """Return a form with the JWT in the place of the three segments that one of its fields is put together from."""
    match = _FIELD_OF_THREE.search(text)
    token = made_string(replace(given, arguments=(Known(value=match[1], span=given.span),))) if match else None
    if match is None or token is None:
        return None
    return Known(value=f"{text[: match.start(1)]}{given.run.marks.mark(token)}{text[match.end(1) :]}", span=given.span)


def _from_pair(given: Given, text: str) -> Value | None:
    head, dot, tail = text.rpartition(".")
    return _token(given, Known(value=head), given.run.marks.behind(tail)) if dot else None


def _token(given: Given, data: Value, last: Value | None) -> Value | None:
    """Return the token of *data* and its signature *last*; if that was converted by means that are not followed, its form is not known."""
    found = without_encodings(given.run, last, *BASES, "bytes")
    parts = signed_parts(given.run, data)
    signature = found if isinstance(found, Signature) else _signature_of(given.run, data)
    if last is None or parts is None:
        return None
    header, claims = parts
    if signature is None:
        # Signed by a program or a function that is not followed.
        if not {"alg"} <= header.entries.keys() or not isinstance(found, Unknown):
            return None
        signature = Signature(data=data, algorithm="unknown", is_raw=True, key=Unknown(), span=last.span)
    is_raw = signature.is_raw if found is signature and signature.algorithm in {"", "ES256"} else None
    is_kept = given.run.is_starting
    spans = {"signature": signature.span}
    spelled = without_encodings(given.run, last, "bytes")
    spelling = spelled.encoding if isinstance(spelled, Encoded) and spelled.encoding in BASES else "base64url"
    token = Token(header=header, claims=claims, key=signature.key, is_raw=is_raw, spelling=spelling, is_kept=is_kept, span=given.span, spans=spans)
    given.run.tokens.append(token)
    return token


def _signature_of(run: Evaluation, data: Value) -> Signature | None:
    segments = _segments(run, data)
    for signature in run.signatures[-_MOST_COMPARED:] if segments else ():
        others = _segments(run, signature.data)
        if segments and others and all(map(_is_copy, segments, others)):
            return signature
    return None


def record_signed(run: Evaluation) -> None:
    """Record a token for each signature over a header and claims that the program is not seen to join: then its form is not known.

    If an excerpt does not even show the header, the only claims that it converts to JSON are those that it signs.
    """
    joined = {token.spans.get("signature") for token in run.tokens}
    loose = [signature for signature in run.signatures if signature.span not in joined]
    for signature in loose:
        parts = signed_parts(run, signature.data)
        if parts is not None and signature.span not in joined:
            joined.add(signature.span)
            _record(run, signature, *parts)
    loose = [signature for signature in loose if signature.span not in joined and signature.algorithm in {"", "ES256"}]
    known_claims = [token.claims for token in run.tokens[-_MOST_COMPARED:]]
    claims: list[Table] = []
    for table in run.objects if loose and len(run.objects) <= _MOST_COMPARED else ():
        if table.entries.keys() >= _CLAIMS and not any(_is_copy(table, other) for other in (*known_claims, *claims)):
            claims.append(table)
    if len(claims) == 1 and loose:
        _record(run, loose[0], Table(is_open=True, span=loose[0].span), claims[0])


def _is_copy(value: Value | None, other: Value | None) -> bool:
    """Return whether *value* and *other* say the same; strings contain copies of what the program can change."""
    if isinstance(value, Encoded) and isinstance(other, Encoded):
        return value.encoding == other.encoding and _is_copy(value.of, other.of)
    if isinstance(value, Table) and isinstance(other, Table):
        members = other.entries
        return value.entries.keys() == members.keys() and all(_is_copy(inside, members[name]) for name, inside in value.entries.items())
    if isinstance(value, Array) and isinstance(other, Array):
        return len(value.items) == len(other.items) and all(map(_is_copy, value.items, other.items))
    return value == other


def _record(run: Evaluation, signature: Signature, header: Table, claims: Table) -> None:
    spans = {"signature": signature.span}
    run.tokens.append(Token(header=header, claims=claims, key=signature.key, is_raw=None, is_kept=False, span=signature.span, spans=spans))


def pairs_of(value: Value | None) -> dict[str, Value] | None:
    """Return the fields in *value*: a mapping, or a list of pairs."""
    if isinstance(value, Table):
        return dict(value.entries)
    if isinstance(value, Array) and not value.is_open:
        pairs = [item.items for item in value.items if isinstance(item, Array) and len(item.items) == 2]  # noqa: PLR2004  name and value
        names = [known(name) for name, _ in pairs]
        if len(pairs) == len(value.items) and all(isinstance(name, str) for name in names):
            return dict(zip(names, (item for _, item in pairs), strict=True))
    return None
