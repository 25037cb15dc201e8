"""Answers that fit into 2 kB: what is last in an answer is left out first, and its `next` stays."""

from __future__ import annotations

import json
from typing import Any

from siwakit.escape import visible_json

MAX_BYTES = 2048
"""The largest answer, as UTF-8."""
_SHORTEST_TEXT = 60
_ELLIPSIS = "…"
_TOO_LONG = {
    "do": "The next call does not fit into an answer. Follow the fix above, and call doctor with shorter names.",
    "then": {"tool": "doctor", "arguments": {}},
}


def write_bounded(answer: dict[str, Any]) -> str:
    """Return *answer* as JSON of at most 2048 bytes; lists lose their last elements first, and `left_out` counts them."""
    shown = dict(_with_whole_characters(answer))
    step = shown.pop("next", None)
    if len(_written({"next": step}).encode()) > MAX_BYTES * 3 // 4:
        step = _TOO_LONG
    while True:
        text = _written({**shown, "next": step})
        size = len(text.encode())
        if size <= MAX_BYTES:
            return text
        _shorten(shown, is_much=size > 2 * MAX_BYTES)


def _with_whole_characters(value: Any) -> Any:
    """Return *value* without halves of characters, which UTF-8 does not have."""
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case dict():
            return {name: _with_whole_characters(member) for name, member in value.items()}
        case list() | tuple():
            return [_with_whole_characters(element) for element in value]
    return value


def _written(answer: dict[str, Any]) -> str:
    return visible_json(json.dumps(answer, ensure_ascii=False, separators=(",", ":")))


def _shorten(answer: dict[str, Any], *, is_much: bool) -> None:
    """Make *answer* shorter at its end: by half of what is there if it *is_much*, else by as little as possible."""
    name = next((name for name in reversed(answer) if name != "left_out"), None)
    if name is None:
        answer.clear()
        return
    match answer[name]:
        case [*_, _] as several if len(several) > 1:
            kept = several[: len(several) // 2 if is_much else -1]
            answer["left_out"] = answer.get("left_out", 0) + len(several) - len(kept)
            answer[name] = kept
        case str(text) if len(text) > _SHORTEST_TEXT:
            answer[name] = text[: len(text) // 2 if is_much else len(text) * 7 // 8].rstrip(_ELLIPSIS) + _ELLIPSIS
        case dict(members) if len(members) > 1:
            answer[name] = dict(list(members.items())[:-1])
        case _:
            del answer[name]
