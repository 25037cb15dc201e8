"""`env-file:PATH#NAME`: one entry of a `.env` file."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from siwakit.edge.stores.address import require_path, require_variable, wrong_address
from siwakit.edge.stores.dotenv_text import find_entries, replace_entries
from siwakit.edge.stores.file_replacement import OpenedFile, locked, read_whole, replace_whole
from siwakit.edge.stores.storable import require_token
from siwakit.edge.stores.store import NOTHING, StoreContext, Stored, StoreDescription
from siwakit.errors import StoreConflict, StoreRefused
from siwakit.evidence.showing.redact import named

FORM = "env-file:PATH#NAME"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class DotenvStore:
    """One entry of a `.env` file; its other entries, comments, quotes and line breaks are kept."""

    def __init__(self, address: str, path: Path, name: str, seconds: float) -> None:
        self.address = address
        self._path = path
        self._name = name
        self._seconds = seconds

    @classmethod
    def parse(cls, address: str, rest: str, context: StoreContext) -> Self:
        """Return the store at *address*, whose part after the scheme is *rest*.

        Raises:
            UsageError: it is not `env-file:PATH#NAME`.
        """
        path, separator, name = rest.rpartition("#")
        if not separator:
            raise wrong_address("names no variable", FORM)
        return cls(address, require_path(path, FORM, context), require_variable(name, FORM), context.seconds)

    def describe(self) -> StoreDescription:
        """Return what the store is and can do."""
        return StoreDescription(kind="env-file", what=f"{self._name} in {named(str(self._path))}", can_be_read=True)

    def read(self) -> Stored:
        """Return the value of the entry."""
        return self._stored(read_whole(self._path))

    def write(self, secret: str, expected: Stored) -> Stored:
        """Replace the value of the entry, or add the entry at the end."""
        require_token(secret)
        with locked(self._path, self._seconds):
            old = read_whole(self._path)
            found = self._stored(old)
            if (found.exists, found.value) != (expected.exists, expected.value):
                raise StoreConflict(f"another program has changed {self._name} in {named(str(self._path))}", hint="read it again before you write")
            return self._stored(replace_whole(old, _encoded(replace_entries(_decoded(old), self._name, secret))))

    def destroy_previous(self, current: Stored) -> tuple[str, ...]:
        """Return nothing: the old value was replaced."""
        del current
        return ()

    def _stored(self, file: OpenedFile) -> Stored:
        entries = find_entries(_decoded(file), self._name)
        return Stored(value=entries[-1].value, updated_at=file.updated_at) if entries else NOTHING


def _decoded(file: OpenedFile) -> str:
    if file.content.startswith(_UTF16_MARKS):
        raise StoreRefused(f"{named(str(file.path))} is written in UTF-16, which few loaders read", hint="save it as UTF-8")
    return file.content.decode("utf-8", "surrogateescape")


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
