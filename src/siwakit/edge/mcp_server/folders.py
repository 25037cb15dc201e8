"""Files that a coding agent names: only those under the folders that the server was started with, after links are resolved."""

from __future__ import annotations

import os
import stat
import tempfile
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

from siwakit.edge.files.reading import MAX_TEXT_BYTES, TextFile, read_file
from siwakit.errors import NotReadable, UsageError
from siwakit.evidence.showing.redact import named

_OWNER_ONLY = 0o600
_PREFIX = "siwakit-mcp-"


class Folders:
    """The folders that may be read, and the one that secrets are written to: *output*, or a private one that is removed at the end.

    Raises:
        NotReadable: one of *allowed* is missing or not a folder.
    """

    def __init__(self, allowed: tuple[str, ...] = (".",), output: str | None = None) -> None:
        self.allowed = tuple(_folder(path) for path in allowed)
        self._given = None if output is None else Path(output)
        self._written: Path | None = None

    @property
    def output(self) -> Path:
        """Return the folder for secrets, which is created at its first use."""
        if self._written is None:
            if self._given is None:
                self._written = Path(tempfile.mkdtemp(prefix=_PREFIX)).resolve()
            else:
                self._given.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._written = self._given.resolve()
        return self._written

    def find(self, name: str) -> Path:
        """Return the path of the file or folder *name*; a relative one starts in the first folder that has it.

        Raises:
            UsageError: it is outside of the folders.
            NotReadable: it is missing.
        """
        is_outside = False
        for folder in self.allowed:
            try:
                place = (folder / name).resolve(strict=True)
            except (OSError, ValueError, RuntimeError):
                continue
            if any(place.is_relative_to(root) for root in (*self.allowed, *((self._written,) if self._written else ()))):
                return place
            is_outside = True
        if is_outside or ".." in Path(name).parts or (Path(name).is_absolute() and not self._may_be_inside(name)):
            raise UsageError(f"{named(name)} is outside of the folders that this server may read", hint="start siwakit mcp with its folder")
        raise NotReadable(f"{named(name)}: no such file", hint="give the path of a file in the folders of this server")

    def read(self, name: str, cap: int = MAX_TEXT_BYTES) -> TextFile:
        """Return the text of the file *name*.

        Raises:
            UsageError: it is outside of the folders.
            NotReadable: it is missing, or neither a file nor readable.
            TooLarge: more than *cap* bytes.
        """
        place = self.find(name)
        if not stat.S_ISREG(place.stat().st_mode):
            raise NotReadable(f"{named(name)}: not a file", hint="give the path of a file")
        file = read_file(str(place), cap=cap)
        # What a link is called says more than what it leads to.
        return TextFile(Path(name).name, file.text, file.mode)

    def keep(self, text: str, name: str) -> Path:
        """Write *text* to a file for its owner only, whose name is *name* with the fingerprint of the text, and return its path.

        Raises:
            UsageError: it cannot be written.
        """
        stem, _, suffix = name.rpartition(".")
        path = self.output / f"{stem}-{fingerprint(text)}.{suffix}"
        try:
            path.unlink(missing_ok=True)
            number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
            with os.fdopen(number, "w", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise UsageError(f"{path}: {(error.strerror or 'cannot be written').lower()}", hint="start siwakit mcp with another --output") from None
        return path

    def close(self) -> None:
        """Remove the private folder; one that was given stays."""
        if self._given is None and self._written is not None:
            rmtree(self._written, ignore_errors=True)

    def _may_be_inside(self, name: str) -> bool:
        return any(Path(os.path.normpath(name)).is_relative_to(root) for root in self.allowed)


def fingerprint(text: str) -> str:
    """Return the start of the SHA-256 of *text*."""
    return sha256(text.encode()).hexdigest()[:16]


def _folder(path: str) -> Path:
    place = Path(path).resolve()
    if not place.is_dir():
        raise NotReadable(f"{named(path)}: no such folder", hint="name the folder of the project: siwakit mcp ~/my-project")
    return place
