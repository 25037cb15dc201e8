"""The words of a command: options with and without arguments, and what the command reads."""

from __future__ import annotations

from collections.abc import Iterator

from siwakit.patterns import pattern
from siwakit.readers.code.library import Given
from siwakit.readers.code.values import KeyText, Known, Reference, Unknown, Value, known, text_of
from siwakit.record import record

INPUT = "stdin"
_OPTION = pattern(r"--?[A-Za-z][\w-]*(?:=|\Z)")


@record(kw_only=True)
class Options:
    """Options of a command by name, without dashes, and its other words."""

    named: dict[str, Value]
    others: tuple[Value, ...]

    def text(self, *names: str) -> str | None:
        """Return the argument of one of the options *names* if it is known."""
        return next((text_of(self.named[name]) for name in names if name in self.named), None)

    def get(self, *names: str) -> Value | None:
        """Return the argument of one of the options *names*, or None if none of them is given."""
        return next((self.named[name] for name in names if name in self.named), None)


def options_of(values: tuple[Value, ...], with_argument: frozenset[str]) -> Options:
    """Return *values*, the words behind a command, as options; those *with_argument* take the next word, or what follows a `=`."""
    named: dict[str, Value] = {}
    others: list[Value] = []
    waiting = iter(values)
    for value in waiting:
        text = known(value)
        match = _OPTION.match(text) if isinstance(text, str) else None
        if match is None or not isinstance(text, str):
            others.append(value)
            continue
        name = match[0].lstrip("-").removesuffix("=")
        if match[0].endswith("="):
            named[name] = Known(value=text[match.end() :], span=value.span)
        else:
            named[name] = next(waiting, Unknown(name=name)) if name in with_argument else Known(value=True, span=value.span)
    return Options(named=named, others=tuple(others))


def letters_of(values: tuple[Value, ...]) -> str:
    """Return the letters of all short options among *values*, such as nr for `-n -r` and for `-nr`."""
    return "".join(text[1:] for value in values if (text := text_of(value) or "").startswith("-") and not text.startswith("--"))


def plain_words(values: tuple[Value, ...]) -> Iterator[Value]:
    """Yield those of *values* that are not options."""
    return (value for value in values if not (text_of(value) or "").startswith("-") or text_of(value) == "-")


def input_of(given: Given) -> Value | None:
    """Return what a command reads: a here-document, or what the command before it in a pipe prints."""
    return given.named.get(INPUT) or given.run.notes.get(INPUT)


def file_of(given: Given, name: Value | None) -> Value | None:
    """Return what the file *name* contains: what the program wrote into it, or a key."""
    if name is None:
        return None
    path = given.run.marks.mark(name)
    written = given.run.notes.get(file_note(path))
    if written is not None:
        return written
    plain = given.run.marks.replaced(path, lambda _: "")
    return KeyText(file=plain.removeprefix("@").replace("\\", "/").rpartition("/")[2], name=_name_of(name), span=name.span)


def file_note(path: str) -> str:
    """Return the name by which a run remembers the content of the file at *path*."""
    return f"file {path}"


def _name_of(value: Value) -> str:
    match value:
        case Unknown(name=name):
            return name
        case Reference(path=path):
            return path
    return ""
