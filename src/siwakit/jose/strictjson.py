"""Read the JSON of a token: of limited size, without NaN, and reporting repeated members."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from siwakit.errors import JsonFault

MAX_DEPTH = 32
MAX_MEMBERS = 1000
MAX_DIGITS = 20
MAX_VALUES = 10_000
_MAX_PLAIN = 4096
_FIRST_TOO_LONG = 10**MAX_DIGITS
_ENDS = {
    "[": (MAX_DEPTH + 1, f"nested deeper than {MAX_DEPTH}"),
    ":": (MAX_MEMBERS + 1, f"more than {MAX_MEMBERS} members"),
    ",": (MAX_VALUES, f"more than {MAX_VALUES} values"),
}
_KINDS = {"[": ("[", 1), "{": ("[", 1), "]": ("[", -1), "}": ("[", -1), ":": (":", 1), ",": (",", 1)}
_TRAILING_COMMA = "a trailing comma"
_CLOSING = {"Expecting value": "]", "Expecting property name enclosed in double quotes": "}"}
# Messages of `json` in every supported Python.
_KNOWN = frozenset(
    {
        *_CLOSING,
        "Expecting ',' delimiter",
        "Expecting ':' delimiter",
        "Extra data",
        "Invalid \\escape",
        "Invalid \\uXXXX escape",
        "Invalid control character at",
        "Unexpected UTF-8 BOM (decode using utf-8-sig)",
        "Unterminated string starting at",
    }
)
# Compiled and cached by `re` only if a text is so large that its elements must be counted.
_SIGNS = r'"(?>[^"\\]+|\\[\s\S])*+"?|[\[{\]}:,]'


# A named tuple instead of a dataclass, because `siwakit decode` waits while classes are created.
class Document(NamedTuple):
    """Value with the names that are repeated in any of its objects."""

    value: Any
    repeated: tuple[str, ...] = ()


def read(data: bytes | str) -> Document:
    """Return the JSON document in *data*.

    Raises:
        JsonFault: not UTF-8, not JSON, a non-finite number, a lone surrogate, or over a limit
            (depth 32, 1,000 members, 10,000 values, 20 digits).
    """
    text = _as_text(data)
    plain = _read_plain(text)
    if plain is not None:
        return Document(plain)
    if _is_small(text):
        try:
            value, end = _STRICT_DECODER.raw_decode(text)
        except ValueError:
            # The full check reports what is wrong.
            return _read_strictly(text)
        if end == len(text):
            return Document(value)
    return _read_strictly(text)


def read_object(data: bytes | str) -> dict[str, Any] | None:
    """Return the JSON object in *data*, or None if it is anything else."""
    try:
        value = read(data).value
    except JsonFault:
        return None
    return value if isinstance(value, dict) else None


def _read_plain(text: str) -> dict[str, Any] | None:
    """Return the object in *text* if it is as simple as in almost every token, or None if it must be read with all checks.

    Without escapes, every name and every string has two quotes, and nothing else has any. If an object without nested objects or lists has
    exactly as many quotes as its members need, no name is repeated.
    """
    if text.rfind("{") or len(text) > _MAX_PLAIN or "[" in text or "\\" in text:
        return None
    try:
        members, end = _PLAIN_DECODER.raw_decode(text)
    except ValueError:
        return None
    if end != len(text):
        return None
    strings = 0
    for value in members.values():
        kind = type(value)
        if kind is str:
            strings += 1
        elif kind is float or (kind is int and not -_FIRST_TOO_LONG < value < _FIRST_TOO_LONG):
            return None
    return members if text.count('"') == 2 * (len(members) + strings) else None


def _is_small(text: str) -> bool:
    return _is_flat(text) and "\\u" not in text


def _is_flat(text: str) -> bool:
    return text.count(":") <= MAX_MEMBERS and text.count("[") + text.count("{") <= MAX_DEPTH and text.count(",") < MAX_VALUES


def _read_strictly(text: str) -> Document:
    _limit_size(text)
    repeated: list[str] = []

    def collect(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) != len(pairs):
            names = [name for name, _ in pairs]
            repeated.extend(name for name in members if names.count(name) > 1)
        return members

    try:
        value = json.loads(text, object_pairs_hook=collect, parse_constant=_refuse_constant, parse_int=_integer, parse_float=_real)
    except json.JSONDecodeError as error:
        raise _fault_of(error, text) from None
    except RecursionError:
        raise JsonFault(f"nested deeper than {MAX_DEPTH}") from None
    if "\\u" in text:
        _refuse_surrogates(text, value)
    return Document(value, tuple(repeated))


def _fault_of(error: json.JSONDecodeError, text: str) -> JsonFault:
    """Return *error* in words that are the same on every Python: since 3.13, `json` has its own message for a trailing comma."""
    before = text[: error.pos].rstrip(" \t\n\r")
    if error.msg.startswith("Illegal trailing comma"):
        return JsonFault(_TRAILING_COMMA, error.pos)
    if before.endswith(",") and text[error.pos : error.pos + 1] == _CLOSING.get(error.msg):
        return JsonFault(_TRAILING_COMMA, len(before) - 1)
    return JsonFault(error.msg[0].lower() + error.msg[1:] if error.msg in _KNOWN else "something that JSON does not allow", error.pos)


def _as_text(data: bytes | str) -> str:
    if isinstance(data, str):
        if not data.isascii():
            _refuse_lone_surrogates(data)
        return data
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise JsonFault("bytes that are not UTF-8", error.start) from None


def _limit_size(text: str) -> None:
    """Raise JsonFault if there is too much, before any values are created."""
    if _is_flat(text):
        return
    counts = {"[": 0, ":": 0, ",": 0}
    for found in re.finditer(_SIGNS, text):
        sign = _KINDS.get(found.group()[0])
        if sign is None:
            continue
        kind, step = sign
        counts[kind] += step
        if counts[kind] >= _ENDS[kind][0]:
            raise JsonFault(_ENDS[kind][1], found.start())
        if counts["["] <= 0:
            # The document ends here; what follows is not part of it.
            return


def _refuse_constant(name: str) -> Any:
    raise JsonFault(f"{name}, which is not JSON")


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        raise JsonFault(f"a number of more than {MAX_DIGITS} digits")
    return int(digits)


def _real(digits: str) -> float:
    if len(digits) > 2 * MAX_DIGITS:
        raise JsonFault(f"a number of more than {2 * MAX_DIGITS} characters")
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise JsonFault("a number that is too large")
    return value


def _refuse_surrogates(text: str, value: Any) -> None:
    _refuse_lone_surrogates(json.dumps(value, ensure_ascii=False), text.find("\\u"))


def _refuse_lone_surrogates(text: str, position: int | None = None) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise JsonFault("half of a surrogate pair", error.start if position is None else position) from None


def _refuse_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError
    return members


_PLAIN_DECODER = json.JSONDecoder()
# Created once, because it keeps nothing from one document to the next; it reads only correct and small ones.
_STRICT_DECODER = json.JSONDecoder(object_pairs_hook=_refuse_repeats, parse_constant=_refuse_constant, parse_int=_integer, parse_float=_real)
