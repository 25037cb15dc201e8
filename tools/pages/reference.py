"""Pages about the tool itself: commands, public names, sources."""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cached_property
from types import FunctionType
from typing import Any

import click

import siwakit
from pages.markup import cite, code, link, page, prose, table
from siwakit.cli.group import COMMANDS, cli
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Rule
from siwakit.sources import Basis, Source, every_source

_WIDTH = 80
_AS_WIDE: dict[str, Any] = {"terminal_width": _WIDTH, "max_content_width": _WIDTH}
_GENERATED = "<!-- Written by tools/build_docs.py: run `make docs`. -->"
_LARGE = 12
_ARGUMENT = re.compile(r"\*(\w+)\*")


def cli_page() -> str:
    """Return the page with the help text of every command, as the terminal shows it."""
    group = click.Context(cli, info_name="siwakit", **{**cli.context_settings, **_AS_WIDE})
    return page(
        "# Command line",
        _GENERATED,
        "This is what `--help` prints for each command. The [exit codes](exit-codes.md) are the same for all commands.",
        table(("command", "what it does"), ((link(code(f"siwakit {name}"), f"#siwakit-{name}"), prose(what)) for name, what in COMMANDS.items())),
        f"```text\n{cli.get_help(group)}\n```",
        *(_command(name, group) for name in COMMANDS),
    )


def python_page() -> str:
    """Return the page of the public names."""
    groups: dict[str, list[str]] = {"Functions": [], "Types": [], "Errors": [], "Constants": []}
    for name in siwakit.__all__:
        groups[_group_of(getattr(siwakit, name))].append(name)
    return page(
        "# Python API",
        _GENERATED,
        (
            "Functions take and return values. Except for the clients and `open_signer`, none reads a file, a clock or the network, so the time is "
            "an argument (seconds since 1970 UTC). The names below are `siwakit.__all__`; they are typed, and nothing else is public."
        ),
        (
            "```python\nimport siwakit\n\n"
            'diagnosis = siwakit.diagnose(request_text, answer_text, ("AuthKey_ABC123DEFG.p8", key_text), clock=now)\n'
            "print(siwakit.render_text(diagnosis, colour=False))\n```"
        ),
        *(page(f"## {title}", *(_entry(name, getattr(siwakit, name)) for name in names)) for title, names in groups.items() if names),
    )


def sources_page() -> str:
    """Return the page of everything that may be cited, and the rules that cite it."""
    users = {source.id: [rule for rule in CATALOGUE if source in _cited_by(rule)] for source in every_source()}
    sections = []
    for basis in Basis:
        rows = [(cite(source), source.seen, _users(users[source.id])) for source in every_source() if source.basis is basis]
        if rows:
            sections.append(page(f"## {basis.value[:1].upper()}{basis.value[1:]}", table(("source", "seen", "cited by"), rows)))
    return page(
        "# Sources",
        _GENERATED,
        (
            "Every statement about Apple cites one of these sources. *Seen* is the day, month or year in which the source made the statement: "
            "Apple's behaviour can change, and the date tells you how old the statement is."
        ),
        *sections,
    )


def _command(name: str, group: click.Context) -> str:
    command = cli.get_command(group, name)
    if command is None:
        raise LookupError(name)
    context = click.Context(command, info_name=name, parent=group, **_AS_WIDE)
    inner = command.commands.values() if name == "key" and isinstance(command, click.Group) else ()
    return page(f"## `siwakit {name}`", f"```text\n{command.get_help(context)}\n```", *(_inner(one, context) for one in inner))


def _inner(command: click.Command, parent: click.Context) -> str:
    context = click.Context(command, info_name=command.name, parent=parent, **_AS_WIDE)
    return f"```text\n{command.get_help(context)}\n```"


def _group_of(value: Any) -> str:
    if inspect.isclass(value):
        return "Errors" if issubclass(value, Exception) else "Types"
    return "Functions" if inspect.isfunction(value) else "Constants"


def _entry(name: str, value: Any) -> str:
    head = f"### {code(name)}"
    if inspect.isfunction(value):
        return page(head, f"```python\n{_signature(name, value)}\n```", _doc(value))
    if not inspect.isclass(value):
        return page(head, _constant(value))
    return page(head, f"```python\n{_signature(name, value)}\n```" if _is_constructed(value) else "", _doc(value), _of_class(value))


def _is_constructed(value: type) -> bool:
    """Return whether the reader calls *value* with arguments that no table of fields lists."""
    is_described = issubclass(value, (Exception, Enum)) or is_dataclass(value) or getattr(value, "_is_protocol", False)
    return not is_described and "__init__" in vars(value)


def _of_class(value: type) -> str:
    if issubclass(value, Exception):
        bases = [base.__name__ for base in value.__mro__[1:] if issubclass(base, siwakit.SiwakitError)]
        kind = f"Code {code(getattr(value, 'code', ''))}{f'; a kind of {code(bases[0])}' if bases else ''}."
        return page(kind, *_members(value))
    if issubclass(value, Enum):
        return table(("member", "meaning"), ((code(f"{value.__name__}.{member.name}"), prose(str(member.value))) for member in value))
    rows = [(code(field.name), code(str(field.type)), _default(field)) for field in fields(value)] if is_dataclass(value) else []
    return page(table(("field", "type", "default"), rows) if rows else "", *_members(value))


def _members(value: type) -> list[str]:
    """Return the entries of the public methods and properties that *value* itself defines."""
    public = {name: member for name, member in vars(value).items() if not name.startswith("_")}
    kinds = (FunctionType, property, cached_property)
    return [_method(name, member) for name, member in public.items() if isinstance(member, kinds)]


def _method(name: str, value: Any) -> str:
    if isinstance(value, (property, cached_property)):
        return f"- {code(name)}: {_doc(value)}"
    return f"- {code(_signature(name, value, is_method=True))}: {_doc(value)}"


def _default(field: Field[Any]) -> str:
    if field.default is MISSING:
        return "" if field.default_factory is MISSING else "empty"
    if isinstance(field.default, type):
        return code(field.default.__name__)
    return code(str(field.default) if isinstance(field.default, Enum) else repr(field.default))


def _constant(value: Any) -> str:
    if isinstance(value, Enum):
        return f"{code(str(value))}: {prose(str(value.value))}."
    return f"The {len(value)} rules, in the order in which Apple decides."


def _signature(name: str, value: Any, *, is_method: bool = False) -> str:
    signature = inspect.signature(value)
    shown = [_parameter(parameter) for parameter in signature.parameters.values()]
    stars = [parameter.kind for parameter in signature.parameters.values()]
    if inspect.Parameter.KEYWORD_ONLY in stars and inspect.Parameter.VAR_POSITIONAL not in stars:
        shown.insert(stars.index(inspect.Parameter.KEYWORD_ONLY), "*")
    returned = "" if inspect.isclass(value) else f" -> {signature.return_annotation}"
    line = f"{name}({', '.join(shown[1:] if is_method else shown)}){returned}"
    if is_method or len(line) <= _WIDTH:
        return line
    return f"{name}(\n" + "".join(f"    {parameter},\n" for parameter in shown) + f"){returned}"


def _parameter(parameter: inspect.Parameter) -> str:
    star = "*" if parameter.kind is inspect.Parameter.VAR_POSITIONAL else ""
    kind = "" if parameter.annotation is inspect.Parameter.empty else f": {parameter.annotation}"
    default = "" if parameter.default is inspect.Parameter.empty else f" = {_default_text(parameter.default)}"
    return f"{star}{parameter.name}{kind}{default}"


def _default_text(value: Any) -> str:
    if inspect.isroutine(value):
        return f"{value.__module__}.{value.__qualname__}"
    return str(value) if isinstance(value, Enum) else repr(value)


def _doc(value: Any) -> str:
    """Return a docstring as Markdown, with parameters as code and a list of the errors raised."""
    text, _, raised = _ARGUMENT.sub(r"`\1`", inspect.getdoc(value) or "").partition("\n\nRaises:\n")
    errors = re.split(r"\n(?=\S)", inspect.cleandoc(raised)) if raised else []
    named = [" ".join(error.split()).partition(": ") for error in errors]
    return page(prose(" ".join(text.split())), "\n".join(f"- raises {code(name)}: {prose(words)}" for name, _, words in named)).rstrip("\n")


def _cited_by(rule: Rule) -> set[Source]:
    return {*rule.references, *(answer.source for answer in rule.answers())}


def _users(rules: Sequence[Rule]) -> str:
    shown = ", ".join(link(prose(rule.id), f"rules/{rule.id}.md") for rule in rules[:_LARGE])
    return f"{shown} and {len(rules) - _LARGE} more" if len(rules) > _LARGE else shown or "no rule; it may support what an answer proves"
