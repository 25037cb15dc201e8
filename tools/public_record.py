"""The public names of the last release, in tests/release/public.json, compared with those of today.

python tools/public_record.py [--write]

Without an option it says which promises of docs/versions.md are broken, and what is new, and returns 1 if there is anything. --write adds what is
new. It never removes an entry: whoever withdraws something moves it by hand to `withdrawn`, with the release that deprecated it and the one that
removes it.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import click

import siwakit
from siwakit import testing
from siwakit.cli.group import cli
from siwakit.emulator.faults import MEANINGS as FAULTS
from siwakit.emulator.portal.management_api import ACTIONS
from siwakit.emulator.switches import NAMES as SWITCHES
from siwakit.emulator.switches import values_of
from siwakit.errors import SiwakitError
from siwakit.render.check.check_json import VERSION as CHECK_VERSION
from siwakit.rules.catalogue import CATALOGUE

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "tests/release/public.json"
# Between the release that deprecates something and the one that removes it; docs/versions.md says the same.
MINOR_RELEASES = 2
Surface = dict[str, str]


def python_names() -> Iterator[tuple[str, str]]:
    """Yield each public name, its public members, the parameters of what can be called, and the codes of errors."""
    for module in (siwakit, testing):
        for name in sorted(module.__all__):
            value = getattr(module, name)
            full = f"{module.__name__}.{name}"
            if inspect.isclass(value) and issubclass(value, SiwakitError):
                yield full, f"error {value.code}"
            elif inspect.isclass(value):
                yield full, "class"
                yield from members(full, value)
            else:
                yield full, "function" if inspect.isroutine(value) else "value"
            if inspect.isroutine(value):
                yield from parameters(full, value)


def members(full: str, kind: type) -> Iterator[tuple[str, str]]:
    """Yield the public members of a class, and the parameters that construct it."""
    # What Python's own classes bring differs from one Python to the next.
    ours = {name for base in kind.__mro__ if base.__module__.startswith("siwakit") for name in (*vars(base), *fields_of(base))}
    for name in sorted(name for name in ours if not name.startswith("_")):
        yield f"{full}.{name}", "member"
        member = getattr(kind, name, None)
        if inspect.isroutine(member):
            yield from parameters(f"{full}.{name}", member)
    if not issubclass(kind, Enum) and not getattr(kind, "_is_protocol", False):
        yield from parameters(full, kind)


def fields_of(kind: type) -> tuple[str, ...]:
    """Return the names of the fields of a dataclass."""
    return tuple(getattr(kind, "__dataclass_fields__", {}))


def parameters(full: str, function: Any) -> Iterator[tuple[str, str]]:
    """Yield the parameters of *function*, each with how it is passed and whether it must be."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return
    for number, parameter in enumerate(signature.parameters.values()):
        if parameter.name in {"self", "cls"} or parameter.name.startswith("_"):
            continue
        is_any = parameter.kind in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}
        is_optional = is_any or parameter.default is not inspect.Parameter.empty
        how = "any number" if is_any else "by name" if parameter.kind is parameter.KEYWORD_ONLY else f"at {number}"
        yield f"{full}({parameter.name})", f"{'optional' if is_optional else 'required'}, {how}"


def commands(command: click.Command, name: str, parent: click.Context | None) -> Iterator[tuple[str, str]]:
    """Yield each command, option and choice."""
    context = click.Context(command, info_name=name, parent=parent)
    yield name, "command"
    for parameter in command.params:
        names = [*parameter.opts, *parameter.secondary_opts] if isinstance(parameter, click.Option) else []
        for option in names:
            yield f"{name} {option}", "option"
            choices = parameter.type.choices if isinstance(parameter.type, click.Choice) else ()
            yield from ((f"{name} {option} {choice}", "choice") for choice in choices)
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            if found is not None and not found.hidden:
                yield from commands(found, f"{name} {inner}", context)


def documents() -> Iterator[tuple[str, str]]:
    """Yield the ids of the JSON documents, with their versions, and the exit codes."""
    texts = "".join(path.read_text("utf-8") for path in sorted((ROOT / "src/siwakit/render").rglob("*.py")))
    ids = sorted({*re.findall(r"urn:siwakit:(\w+):(\d+)", texts), ("check", str(CHECK_VERSION))})
    yield from ((f"urn:siwakit:{name}", f"version {version}") for name, version in ids)
    page = (ROOT / "docs/exit-codes.md").read_text("utf-8")
    yield from ((f"exit code {code}", meaning.strip()) for code, meaning in re.findall(r"^\| (\d+) \| ([^|:,]+)", page, re.MULTILINE))


def emulated() -> Iterator[tuple[str, str]]:
    """Yield the actions of the management API, the switches with their values, and the kinds of faults."""
    yield from ((f"{action.method} {action.path}", "action") for action in ACTIONS)
    for name in SWITCHES:
        yield from ((f"switch {name}={value}", "value") for value in values_of(name))
    yield from ((f"fault {kind.value}", "fault") for kind in FAULTS)


def surface() -> dict[str, Surface]:
    """Return what is public today."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    return {
        "python": dict(python_names()),
        "commands": dict(commands(cli, "siwakit", None)),
        "rules": {rule.id: "rule" for rule in CATALOGUE},
        "documents": dict(documents()),
        "emulator": dict(emulated()),
        "extras": {name: "extra" for name in sorted(extras) if name not in {"dev", "docs", "fuzz"}},
    }


def broken(recorded: dict[str, Surface], today: dict[str, Surface]) -> list[str]:
    """Return what users of the recorded release would miss today."""
    said = []
    for part, names in recorded.items():
        now = today.get(part, {})
        said += [f"{name} is gone" for name in names if name not in now]
        said += [f"{name} was {names[name]}, and is {now[name]}" for name in names if name in now and not is_kept(names[name], now[name])]
        said += [f"{name} is new and required" for name in now if name not in names and now[name].startswith("required") and callee(name) in names]
    return said


def is_kept(before: str, after: str) -> bool:
    """Return whether what could be done before can be done now: a required parameter may become optional, not the other way round."""
    return after == before or (before.startswith("required") and after == before.replace("required", "optional"))


def callee(parameter: str) -> str:
    """Return the function of *parameter*."""
    return parameter.partition("(")[0]


def added(recorded: dict[str, Surface], today: dict[str, Surface]) -> list[str]:
    """Return what the record does not have."""
    return [f"{name} is new" for part, names in today.items() for name in names if name not in recorded.get(part, {})]


def too_early(withdrawn: list[dict[str, str]]) -> list[str]:
    """Return which entries were removed before their time: in 0.x two minor releases after the deprecation, later in the next major one."""
    said = []
    for entry in withdrawn:
        since, gone = (tuple(map(int, entry[key].split(".")[:2])) for key in ("deprecated", "removed"))
        waited = gone[0] > since[0] or (since[0] == 0 == gone[0] and gone[1] - since[1] >= MINOR_RELEASES)
        if not waited:
            said.append(f"{entry['name']} was deprecated in {entry['deprecated']}, and removed already in {entry['removed']}")
    return said


def main() -> int:
    """Compare, or with --write add what is new; return 1 if a promise is broken or the record is not complete."""
    record = json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {"names": {}, "withdrawn": []}
    today = surface()
    said = [*broken(record["names"], today), *too_early(record["withdrawn"])]
    if "--write" in sys.argv[1:]:
        names = {part: {**record["names"].get(part, {}), **new} for part, new in today.items()}
        written = {"names": {part: dict(sorted(entries.items())) for part, entries in names.items()}, "withdrawn": record["withdrawn"]}
        if not said:
            RECORD.write_text(json.dumps(written, indent=1) + "\n", "utf-8")
    else:
        said += added(record["names"], today)
    for line in said:
        print(line, file=sys.stderr)
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
