"""Parts of an address that several stores have in common."""

from __future__ import annotations

import os
import re
from pathlib import Path

from siwakit.edge.stores.store import StoreContext
from siwakit.errors import UsageError
from siwakit.evidence.showing.redact import named

MAX_CHARACTERS = 2048
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,255}")

_FIELD = re.compile(r"[A-Za-z0-9._-]{1,253}")


def wrong_address(reason: str, form: str) -> UsageError:
    """Return the error about an address that does not have the form *form*."""
    return UsageError(f"a store's address {reason}", hint=f"write it as {form}")


def require_path(text: str, form: str, context: StoreContext) -> Path:
    """Return the path *text*, relative to the folder of *context*.

    Raises:
        UsageError: it is empty or cannot be a path.
    """
    if not text.strip() or text.endswith("/"):
        raise wrong_address("names no file", form)
    try:
        return context.folder / os.path.expanduser(text)  # noqa: PTH111  Path.expanduser raises for an unknown user
    except ValueError:
        raise wrong_address("has a path that cannot be read", form) from None


def require_variable(text: str, form: str) -> str:
    """Return *text* if it can be the name of a variable.

    Raises:
        UsageError: it cannot.
    """
    if not _VARIABLE.fullmatch(text):
        raise wrong_address(f"names a variable that cannot be one: {named(text, 40)!r}" if text else "names no variable", form)
    return text


def require_segments(text: str, form: str, *, least: int) -> tuple[str, ...]:
    """Return the parts of *text* between its slashes.

    Raises:
        UsageError: there are fewer than *least*, or one is empty or a step in a path.
    """
    segments = tuple(text.split("/"))
    if len(segments) < least or any(segment.strip() in {"", ".", ".."} for segment in segments):
        raise wrong_address("has a path that is too short or has an empty part", form)
    return segments


def require_match(pattern: re.Pattern[str], text: str, what: str, form: str) -> str:
    """Return *text* if it has the form of *what*.

    Raises:
        UsageError: it has not.
    """
    if not pattern.fullmatch(text):
        raise wrong_address(f"has {named(text, 40)!r} as {what}" if text else f"has no {what}", form)
    return text


def require_field(text: str, form: str) -> str:
    """Return *text* if it can be the name of a field of a secret.

    Raises:
        UsageError: it cannot.
    """
    return require_match(_FIELD, text, "field", form)
