"""Reread the input files, for reports that point into them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePath

from siwakit.edge.files.reading import read_file
from siwakit.errors import NotReadable, TooLarge


def texts_of(paths: Iterable[str]) -> dict[str, str]:
    """Return the text of each regular file among *paths* by its path; one over the limit has none, other paths are left out."""
    return {PurePath(path).as_posix(): _text(path) for path in paths if _is_regular(path)}


def _is_regular(path: str) -> bool:
    """Return whether *path* can be read twice: a pipe cannot, and pasted text is not a path."""
    try:
        return Path(path).is_file()
    except (OSError, ValueError):
        return False


def _text(path: str) -> str:
    try:
        return read_file(path).text.removeprefix("\ufeff")
    except (NotReadable, TooLarge):
        return ""
