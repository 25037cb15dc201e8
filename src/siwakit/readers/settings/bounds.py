"""Limit settings to a size that can be searched, and undo the forms in which deployments wrap them."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from siwakit.errors import NotReadable, TooLarge
from siwakit.patterns import pattern

MAX_CHARACTERS = 256 * 1024
MAX_DEPTH = 32
MAX_NODES = 10_000
HINT = "give only the part about Sign in with Apple"
_DEEP_NAME = pattern(r"(?<![\w.\"'-])(?:[\w\"'-]++[ \t]{0,9}+\.[ \t]{0,9}+){33}")
_ASSIGNMENT = pattern(r"([A-Za-z_][\w.-]{0,100})=(.*)", re.DOTALL)


def limit_text(text: str, language: str) -> None:
    """Refuse settings that are too long for their *language*.

    Raises:
        TooLarge: more than 256 Ki characters.
    """
    if len(text) > MAX_CHARACTERS:
        raise TooLarge(f"settings in {language} of {len(text)} characters, expected at most {MAX_CHARACTERS}", hint=HINT)


def limit_toml(text: str) -> None:
    """Refuse dotted names that would nest too deeply: reading them takes quadratic time and memory.

    Raises:
        NotReadable: a name of more than 32 parts.
    """
    if _DEEP_NAME.search(text):
        raise NotReadable(f"settings nested deeper than {MAX_DEPTH}", hint=HINT)


def limit_value(value: Any) -> None:
    """Refuse a *value* that expands to too much, even if parts of it are shared.

    Raises:
        TooLarge: more than 10,000 values.
        NotReadable: nested deeper than 32.
    """
    waiting, count = [(value, 0)], 0
    while waiting:
        one, depth = waiting.pop()
        count += 1
        if count > MAX_NODES:
            raise TooLarge(f"settings of more than {MAX_NODES} values", hint=HINT)
        if depth > MAX_DEPTH:
            raise NotReadable(f"settings nested deeper than {MAX_DEPTH}", hint=HINT)
        inside = one.values() if isinstance(one, Mapping) else one if isinstance(one, list | tuple) else ()
        waiting.extend((member, depth + 1) for member in inside)


def unwrapped(value: Any) -> Any:
    """Return *value* with what Kubernetes and Compose wrap undone: `data` in base64, `env` and `environment` as lists."""
    if isinstance(value, list | tuple):
        return [unwrapped(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    if value.get("kind") == "Secret":
        value = {**value, **{name: _decoded(value[name]) for name in ("data",) if isinstance(value.get(name), Mapping)}}
    return {str(name): _environment(member) if name in {"env", "environment"} else unwrapped(member) for name, member in value.items()}


def _environment(value: Any) -> Any:
    """Return the variables of a container, given as `NAME=value` or as `name` and `value`, as a mapping."""
    if not isinstance(value, list | tuple):
        return unwrapped(value)
    made: dict[str, Any] = {}
    for one in value:
        assignment = _ASSIGNMENT.fullmatch(one) if isinstance(one, str) else None
        if assignment:
            made[assignment.group(1)] = assignment.group(2)
        elif isinstance(one, Mapping) and isinstance(one.get("name"), str):
            made[one["name"]] = one.get("value")
    return made


def _decoded(data: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): _text_of(value) for name, value in data.items()}


def _text_of(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return b64decode("".join(value.split()), validate=True).decode("utf-8")
    except ValueError:
        return value
