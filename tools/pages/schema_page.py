"""The page about the JSON of the commands beside `doctor`, member by member, from their schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pages.markup import code, link, page, prose, table
from pages.report_page import kind_of
from siwakit import render

FOLDER = Path(render.__file__).parent
# The name of each schema, the command that prints the document, and the page about the command.
DOCUMENTS = (
    ("check", "siwakit check --format json", "check.md"),
    ("renew", "siwakit renew --format json", "renew.md"),
    ("probe", "siwakit probe --format json", "probe.md"),
    ("scan", "siwakit scan --format json", "scan.md"),
    ("summary", "siwakit doctor --summary --format json", "logs.md"),
)


def schema_page() -> str:
    """Return the page."""
    return page(
        "# JSON of the other commands",
        "<!-- Written by tools/build_docs.py from the schemas: run `make docs`. -->",
        (
            "Each of these commands writes one object. Its schema (JSON Schema 2020-12) is a file in `src/siwakit/render`, and the tests validate "
            "what the commands print with it. `version` is incremented when a member is removed or changes its meaning, but not when one is added. "
            "[JSON report](report-json.md) describes what `siwakit doctor` writes."
        ),
        *(_document(*document) for document in DOCUMENTS),
    )


def members_of(schema: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each member of the objects in *schema* that have no name of their own, with its path."""
    for name, member in schema.get("properties", {}).items():
        yield f"{prefix}{name}", member
        for inner in (member, member.get("items", {})):
            yield from members_of(inner, f"{prefix}{name}.")


def _document(name: str, command: str, about: str) -> str:
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text("utf-8"))
    objects = {path: value for path, value in schema.get("$defs", {}).items() if "properties" in value}
    return page(
        f"## {code(command)}",
        f"{code(schema['$id'])}, `src/siwakit/render/{name}.schema.json`; {link('about the command', about)}.",
        _table(schema, schema),
        *(page(f"### {code(path)} of {code(name)}", _table(value, schema)) for path, value in objects.items()),
    )


def _table(value: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    rows = [(code(path), kind_of(_resolved(member, schema)), prose(_description(member, schema))) for path, member in members_of(value)]
    return table(("member", "value", "what it is"), rows)


def _description(member: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    return str(member.get("description") or _target(member, schema).get("description", ""))


def _resolved(member: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return *member*, or what it refers to if that is no object with a table of its own."""
    target = _target(member, schema)
    return target if target and "properties" not in target else member


def _target(member: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = schema.get("$defs", {}).get(str(member.get("$ref", "")).rpartition("/")[2], {})
    return found
