"""Read the JSON of a token: bounded, without repeated members passing unseen, without NaN."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from siwakit.errors import JsonFault

MAX_DEPTH = 32
MAX_MEMBERS = 1000
MAX_DIGITS = 20


# A named tuple where the house has dataclasses: `siwakit decode` waits for each class to be made.
class Document(NamedTuple):
    """Hold a value with the names that some object of it bears twice."""

    value: Any
    repeated: tuple[str, ...] = ()


def read(data: bytes | str) -> Document:
    """Return the JSON document in *data*.

    Raises:
        JsonFault: not UTF-8, not JSON, a non-finite number, a lone surrogate, or over a cap
            (depth 32, 1,000 members, 20 digits).
    """
    text = _as_text(data)
    if _is_small(text):
        try:
            value, end = _AT_ONCE.raw_decode(text)
        except ValueError:
            # What is wrong, the closer look says.
            return _read_closely(text)
        if end == len(text):
            return Document(value)
    return _read_closely(text)


def _is_small(text: str) -> bool:
    return text.count(":") <= MAX_MEMBERS and text.count("[") + text.count("{") <= MAX_DEPTH and "\\u" not in text


def _read_closely(text: str) -> Document:
    _hold_depth(text)
    repeated: list[str] = []
    members = [0]

    def collect(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members[0] += len(pairs)
        if members[0] > MAX_MEMBERS:
            raise JsonFault(f"more than {MAX_MEMBERS} members")
        made = dict(pairs)
        if len(made) != len(pairs):
            names = [name for name, _ in pairs]
            repeated.extend(name for name in made if names.count(name) > 1)
        return made

    try:
        value = json.loads(text, object_pairs_hook=collect, parse_constant=_refuse_constant, parse_int=_integer, parse_float=_real)
    except json.JSONDecodeError as error:
        raise JsonFault(error.msg[0].lower() + error.msg[1:], error.pos) from None
    except RecursionError:
        raise JsonFault(f"nested deeper than {MAX_DEPTH}") from None
    if "\\u" in text:
        _refuse_surrogates(text, value)
    return Document(value, tuple(repeated))


def _as_text(data: bytes | str) -> str:
    if isinstance(data, str):
        return data
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise JsonFault("bytes that are not UTF-8", error.start) from None


def _hold_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth, inside, skip = 0, False, False
    for position, character in enumerate(text):
        if skip:
            skip = False
        elif inside:
            skip = character == "\\"
            inside = character != '"'
        elif character == '"':
            inside = True
        elif character in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise JsonFault(f"nested deeper than {MAX_DEPTH}", position)
        elif character in "]}":
            depth -= 1


def _refuse_constant(name: str) -> Any:
    raise JsonFault(f"{name}, which is not JSON")


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS + 1:
        raise JsonFault(f"a number of more than {MAX_DIGITS} digits")
    return int(digits)


def _real(digits: str) -> float:
    if len(digits) > 2 * MAX_DIGITS:
        raise JsonFault(f"a number of more than {2 * MAX_DIGITS} characters")
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise JsonFault("a number too large to hold")
    return value


def _refuse_surrogates(text: str, value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise JsonFault("half of a surrogate pair", text.find("\\u")) from None


def _hold_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError
    return made


# Made once, for the documents that are right and small: a decoder that remembers nothing between two of them.
_AT_ONCE = json.JSONDecoder(object_pairs_hook=_hold_names, parse_constant=_refuse_constant, parse_int=_integer, parse_float=_real)
