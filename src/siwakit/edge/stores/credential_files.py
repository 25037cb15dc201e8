"""Files in which the tools of a platform keep their credentials."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from siwakit.errors import StoreRefused
from siwakit.evidence.showing.redact import named

MAX_BYTES = 1024 * 1024


def home_file(environment: Mapping[str, str], name: str) -> Path | None:
    """Return the file *name* in the user's home folder, if that is known."""
    home = environment.get("HOME") or environment.get("USERPROFILE")
    return Path(home) / name if home else None


def read_credential(path: Path | None) -> str:
    """Return the text of *path* without whitespace around it; nothing if there is no such file.

    Raises:
        StoreRefused: there is one, and it cannot be read.
    """
    if path is None:
        return ""
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            return file.read(MAX_BYTES).decode("utf-8").strip()
    except (OSError, ValueError):
        raise StoreRefused(f"{named(str(path))} cannot be read", hint="check who may read it") from None
