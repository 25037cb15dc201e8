"""The one thing to print that decides what source code leaves open: the client_secret, in the program's own language."""

from __future__ import annotations

from siwakit.evidence.evidence import Absence
from siwakit.evidence.source import Source, SourcePlace
from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.suspects import SHOWN
from siwakit.patterns import pattern
from siwakit.render.report.source_place import where_in_source
from siwakit.render.sealing import Veil

_NAME = "client_secret"
_CAMEL_NAME = "clientSecret"
# How a language prints a variable.
PRINTS = {
    "csharp": "Console.WriteLine({})",
    "dart": "print({})",
    "elixir": "IO.puts({})",
    "go": "fmt.Println({})",
    "java": "System.out.println({})",
    "javascript": "console.log({})",
    "kotlin": "println({})",
    "php": "error_log({})",
    "powershell": "Write-Output {}",
    "python": "print({})",
    "ruby": "puts {}",
    "rust": 'println!("{{}}", {})',
    "scala": "println({})",
    "shell": 'echo "{}"',
    "swift": "print({})",
    "tsx": "console.log({})",
    "typescript": "console.log({})",
}
_SIGILS = {"php": "$", "powershell": "$", "shell": "$"}
_SNAKE = frozenset({"elixir", "php", "python", "ruby", "rust", "shell"})
_ASSIGNS = pattern(r"(\w{1,60})(?: ?: ?[\w<>?.]{1,40})? ?:?= ?(?:await |yield |try[!?]? )?\Z")
_ENDS = pattern(r"\b(?:return|throw|raise)\b")


def what_to_print(diagnosis: Diagnosis, veil: Veil) -> str:
    """Return what source code leaves open, and the statement that prints it; "" if the likeliest suspects are about something else."""
    source = diagnosis.evidence.source
    if isinstance(source, Absence) or not any(suspect.at for suspect in diagnosis.suspects[:SHOWN]):
        return ""
    paths = [path for path in dict.fromkeys(suspect.at for suspect in diagnosis.suspects) if path in source.stand_ins]
    places = [where_in_source(path, diagnosis.evidence, veil) for path in paths]
    named = [
        _named(path, source.stand_ins[path], "" if place in places[number + 1 : number + 2] else place)
        for number, (path, place) in enumerate(zip(paths, places, strict=True))
    ]
    listed = f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else "".join(named)
    return f"Your code does not say {listed}. Print the client_secret just before it is sent, with {print_statement(source)}"


def print_statement(source: Source) -> str:
    """Return the statement that prints the client_secret in the language of *source*."""
    name = _variable(source.places.get("client_secret")) or (_NAME if source.language in _SNAKE else _CAMEL_NAME)
    return PRINTS.get(source.language, "{}").format(f"{_SIGILS.get(source.language, '')}{name}")


def _variable(place: SourcePlace | None) -> str:
    """Return the name of the variable that the client_secret at *place* is assigned to, or "" if it is not assigned to one."""
    before = place.text[: place.column - 1] if place else ""
    match = _ASSIGNS.search(before)
    return match[1] if match and not _ENDS.search(before) else ""


def _named(path: str, name: str, place: str) -> str:
    """Return what a value is called in the client_secret and in the program, and its place; the last of those on one line has the place."""
    member = path.rpartition(".")[2]
    known = f" ({name})" if name and name != member else ""
    return f"{member}{known}{f' in {place}' if place else ''}"
