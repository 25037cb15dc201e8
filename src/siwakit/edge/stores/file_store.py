"""`file:PATH`: a file that contains only the client_secret."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from siwakit.edge.stores.address import require_path
from siwakit.edge.stores.file_replacement import OpenedFile, locked, read_whole, replace_whole
from siwakit.edge.stores.storable import require_token
from siwakit.edge.stores.store import NOTHING, StoreContext, Stored, StoreDescription
from siwakit.errors import StoreConflict
from siwakit.evidence.showing.redact import named

FORM = "file:PATH"


class PlainFileStore:
    """A file with nothing else in it. A line break at its end is kept, if there is one; a new file has none."""

    def __init__(self, address: str, path: Path, seconds: float) -> None:
        self.address = address
        self._path = path
        self._seconds = seconds

    @classmethod
    def parse(cls, address: str, rest: str, context: StoreContext) -> Self:
        """Return the store at *address*, whose part after the scheme is *rest*.

        Raises:
            UsageError: it is not `file:PATH`.
        """
        return cls(address, require_path(rest, FORM, context), context.seconds)

    def describe(self) -> StoreDescription:
        """Return what the store is and can do."""
        return StoreDescription(kind="file", what=f"the file {named(str(self._path))}", can_be_read=True)

    def read(self) -> Stored:
        """Return the content of the file, without a line break at its end."""
        return _stored(read_whole(self._path))

    def write(self, secret: str, expected: Stored) -> Stored:
        """Replace the content of the file."""
        require_token(secret)
        with locked(self._path, self._seconds):
            old = read_whole(self._path)
            found = _stored(old)
            if (found.exists, found.value) != (expected.exists, expected.value):
                raise StoreConflict(f"another program has changed {named(str(self._path))}", hint="read it again before you write")
            return _stored(replace_whole(old, secret.encode("ascii") + _ending(old.content)))

    def destroy_previous(self, current: Stored) -> tuple[str, ...]:
        """Return nothing: the old content was replaced."""
        del current
        return ()


def _stored(file: OpenedFile) -> Stored:
    if not file.exists:
        return NOTHING
    text = file.content.decode("utf-8", "replace")
    return Stored(value=text.removesuffix("\n").removesuffix("\r"), updated_at=file.updated_at)


def _ending(content: bytes) -> bytes:
    if content.endswith(b"\r\n"):
        return b"\r\n"
    return b"\n" if content.endswith(b"\n") else b""
