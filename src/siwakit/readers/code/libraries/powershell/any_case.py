"""A library in which names do not depend on case; each function is told its name as the library spells it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from siwakit.readers.code.library import Given, Library, Meaning
from siwakit.readers.code.values import Value


class AnyCase(Library):
    """Library of a language that does not distinguish upper and lower case."""

    def __init__(self, *others: Library) -> None:
        super().__init__(*others)
        functions = self.functions
        self.functions = {path.lower(): _spelled(path.removesuffix(":") if path.endswith(":") else path, functions[path]) for path in functions}
        self.functions |= {path: functions[path] for path in functions if path.startswith("made-")}
        self.methods = _Methods({(kind, name.lower()): _spelled(name, meaning) for (kind, name), meaning in self.methods.items()})

    def find(self, path: str) -> Meaning | None:
        """Return the meaning of the function at *path*."""
        return super().find(path.lower())


class _Methods(dict[tuple[str, str], Meaning]):
    def get(self, key: tuple[str, str], default: Any = None) -> Any:
        return super().get((key[0], key[1].lower()), default)


def _spelled(path: str, meaning: Meaning) -> Meaning:
    """Return *meaning*, which is told the name in *path*: of a function the last part, of a constant all of them."""

    def told(given: Given) -> Value | None:
        is_path = "." in given.words
        return meaning(replace(given, words=path if is_path else path.rpartition(".")[2] or path))

    return told
