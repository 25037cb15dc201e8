"""The languages that are read, and how the language of a text is recognised: by the name of its file, of its fence, or by its words."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from siwakit.readers.code.language_words import LANGUAGES as WORDED
from siwakit.readers.code.language_words import count_forms
from siwakit.record import record

if TYPE_CHECKING:
    from siwakit.readers.code.languages.lowering import Lowering
    from siwakit.readers.code.library import Library

_LANGUAGES = "siwakit.readers.code.languages"
_LIBRARIES = "siwakit.readers.code.libraries"


@record
class KnownLanguage:
    """A language by its id: the type in `languages` that reads it, the folder of its libraries, its files and its names in a fenced block."""

    id: str
    type_name: str
    module: str
    ecosystem: str
    endings: tuple[str, ...] = ()
    fences: tuple[str, ...] = ()


LANGUAGES = (
    KnownLanguage("php", "Php", "php", "php", ("php",)),
    KnownLanguage("powershell", "PowerShell", "powershell", "powershell", ("ps1", "psm1"), ("pwsh", "ps")),
    KnownLanguage("csharp", "CSharp", "csharp", "dotnet", ("cs", "csx"), ("c#",)),
    KnownLanguage("java", "Java", "java", "jvm", ("java",)),
    KnownLanguage("kotlin", "Kotlin", "kotlin", "jvm", ("kt", "kts")),
    KnownLanguage("scala", "Scala", "scala", "jvm", ("scala", "sc")),
    KnownLanguage("go", "Go", "go", "go", ("go",), ("golang",)),
    KnownLanguage("swift", "Swift", "swift", "swift", ("swift",)),
    KnownLanguage("rust", "Rust", "rust", "rust", ("rs",)),
    KnownLanguage("dart", "Dart", "dart", "dart", ("dart",)),
    KnownLanguage("elixir", "Elixir", "elixir", "beam", ("ex", "exs")),
    KnownLanguage("ruby", "Ruby", "ruby", "ruby", ("rb", "rake")),
    KnownLanguage("typescript", "TypeScript", "typescript", "javascript", ("ts", "mts", "cts")),
    KnownLanguage("tsx", "Tsx", "typescript", "javascript", ("tsx",)),
    KnownLanguage("javascript", "JavaScript", "javascript", "javascript", ("js", "mjs", "cjs", "jsx"), ("node",)),
    KnownLanguage("python", "Python", "python", "python", ("py", "pyw"), ("python3",)),
    KnownLanguage("shell", "Shell", "shell", "shell", ("sh", "bash", "zsh"), ("console",)),
)
_BY_ENDING = {ending: language for language in LANGUAGES for ending in language.endings}
_BY_FENCE = {fence: language for language in LANGUAGES for fence in (language.id, *language.endings, *language.fences)}
BY_ID = {language.id: language for language in LANGUAGES}


def language_of_file(name: str) -> KnownLanguage | None:
    """Return the language of a file by the ending of its *name*."""
    return _BY_ENDING.get(name.lower().rpartition(".")[2]) if "." in name else None


def language_of_fence(word: str) -> KnownLanguage | None:
    """Return the language of a fenced block by the *word* behind the fence."""
    return _BY_FENCE.get(word.lower())


def language_of_text(text: str) -> KnownLanguage | None:
    """Return the language of which *text* has the most forms, or None if it has none of any."""
    if "<?php" in text:
        return BY_ID["php"]
    counts = {language: count_forms(language, text) for language in WORDED}
    best = max(counts, key=counts.__getitem__)
    if best == "javascript" and counts["typescript"][0]:
        best = "typescript"
    return BY_ID[best] if counts[best][0] else None


@cache
def lowering_of(language: KnownLanguage) -> type[Lowering] | None:
    """Return how *language* is turned into the common tree, or None if that is not known yet."""
    try:
        found: type[Lowering] = getattr(import_module(f"{_LANGUAGES}.{language.module}"), language.type_name)
    except ModuleNotFoundError as missing:
        if missing.name is None or not missing.name.startswith(_LANGUAGES):
            raise
        return None
    return found


@cache
def library_of(language: KnownLanguage) -> Library | None:
    """Return what is known of the libraries of *language*, or None if nothing is."""
    try:
        found: Library = import_module(f"{_LIBRARIES}.{language.ecosystem}").LIBRARY
    except ModuleNotFoundError as missing:
        if missing.name is None or not missing.name.startswith(_LIBRARIES):
            raise
        return None
    return found
