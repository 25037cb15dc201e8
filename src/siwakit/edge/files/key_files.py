"""Write the emulator's `.p8` files where the developer's program finds them, readable only by their owner."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from siwakit.errors import UsageError

FOLDER = "siwakit-emulator"


def write_key_files(texts: Mapping[str, str], folder: str) -> dict[str, str]:
    """Write each of *texts* as `AuthKey_<KEYID>.p8` into *folder*, creating it if needed, and return the paths by Key ID.

    Raises:
        UsageError: the folder cannot be made or written to, or a file of that name has other contents.
    """
    paths = {key_id: Path(folder) / f"AuthKey_{key_id}.p8" for key_id in texts}
    try:
        if texts:
            Path(folder).mkdir(mode=0o700, exist_ok=True)
        for key_id, path in paths.items():
            _write(path, texts[key_id])
    except OSError as error:
        raise UsageError(f"{folder}: {(error.strerror or 'cannot be written').lower()}", hint="name another folder with --keys") from None
    return {key_id: str(path) for key_id, path in paths.items()}


def remove_key_files(paths: Mapping[str, str], folder: str) -> None:
    """Remove the files at *paths*, and *folder* if it is empty then: keys of a world that has ended are useless."""
    with contextlib.suppress(OSError):
        for path in paths.values():
            Path(path).unlink(missing_ok=True)
        Path(folder).rmdir()


def _write(path: Path, text: str) -> None:
    if path.exists():
        if path.read_text("utf-8") != text:
            raise UsageError(f"{path} already exists, with another key in it", hint="move it away, or name another folder with --keys")
        return
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
