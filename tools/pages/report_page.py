"""The page that explains the JSON report, member by member, from its schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pages.markup import code, page, prose, table
from siwakit.render.formats import json as report

SCHEMA_FILE = Path(report.__file__).parent.parent / "report.schema.json"

# Said here, where the schema does not say it itself.
MEANINGS = {
    "schema": "names this kind of document",
    "version": "of the form; see above",
    "verdict": "how the diagnosis ends",
    "verdict.kind": "the end in a word, for programs",
    "verdict.sentence": "the end in a sentence, for people",
    "verdict.exit_code": "what the command exits with",
    "verdict.exit_meaning": "the exit code in words",
    "root": "the one cause to mend first; null where none is proved",
    "fix": "what `--fix` made; null without it",
    "fix.client_secret": "the corrected token",
    "fix.note": "where its values come from, or what is missing to make it",
    "snippet": "the fix as code, with `--lang`; null without it",
    "snippet.language": "the language it is written in",
    "snippet.text": "the code, to copy; the key is read from its file, never written in it",
    "others": "further failures that the root does not explain",
    "assumed": "mistakes of which nobody knows whether Apple accepts them",
    "advice": "what works and could be better",
    "suspects": "rules that may be the cause and that the evidence does not decide, the likeliest first",
    "ruled_out": "rules that Apple's answer excludes",
    "ruled_out.rule": "the id",
    "ruled_out.title": "the mistake in words",
    "questions": "the four questions of the checklist",
    "questions.question": "which one",
    "questions.reply": "yes, no, or not known yet",
    "questions.rules": "the rules that say no, or keep it open",
    "questions.missing": "what would answer it",
    "answer": "what Apple answered and what that proves; null where it was not given",
    "answer.status": "the HTTP status, where it is known",
    "answer.error": "Apple's error code",
    "answer.description": "Apple's own words",
    "answer.is_html": "a page came instead of JSON",
    "answer.date": "Apple's clock, in seconds since 1970 UTC",
    "answer.members": "the names of the members of Apple's JSON, without their values",
    "answer.proves": "what follows from it",
    "answer.sources": "on whose word",
    "wanted": "what to give next, first what would decide most",
    "wanted.part": "the part of the evidence",
    "wanted.ask": "what it is, in words",
    "wanted.option": "the option that takes it",
    "wanted.decides": "the rules it would help to decide",
    "evidence": "what was understood of what was given, redacted",
    "evidence.now": "the clock of the judgement, in seconds since 1970 UTC",
    "evidence.parts": "for each part: known, known to be lacking, or unknown",
    "evidence.endpoint": "the path of Apple's endpoint",
    "evidence.url": "the address of the request",
    "evidence.form": "the fields of the request, in pairs of name and value",
    "evidence.client_secret": "the token, decoded",
    "evidence.client_secret.header": "its header",
    "evidence.client_secret.claims": "its payload",
    "evidence.client_secret.faults": "where it could not be read",
    "unread": "what was given and could not be read; it is no part of the judgement",
    "unread.name": "the name of its file; null if it has none",
    "unread.because": "why it could not be read",
    "unread.words": "its first words, with only those shown that are known to be harmless",
    "part.part": "the part of the evidence",
    "part.ask": "what would supply it, in words",
    "part.option": "the option that takes it",
    "source.id": "its name in siwakit",
    "source.title": "the title of the page",
    "source.address": "where it stands",
    "source.basis": "how sure it is",
    "source.seen": "the day, month or year in which it said so",
    "wire.status": "the HTTP status",
    "wire.error": "Apple's error code",
    "wire.description": "Apple's text, up to the part that varies",
    "wire.basis": "how sure it is",
    "wire.seen": "when",
    "wire.source": "on whose word",
    "finding.rule": "the id of the rule",
    "finding.title": "the mistake in words",
    "finding.question": "the question that it belongs to",
    "finding.grade": "what a failure of the rule means",
    "finding.at": "the place, as a path",
    "finding.actual": "what stands there; a secret is described",
    "finding.expected": "what belongs there",
    "finding.because": "the proof in one clause",
    "finding.correct": "the value to copy",
    "finding.why": "what the mistake does",
    "finding.fix": "the one thing to do",
    "finding.wire": "what Apple answers: documented or observed",
    "finding.also_seen": "other answers seen for the same mistake",
    "finding.assumed": "what is assumed, where nobody knows Apple's answer",
    "finding.harm": "what it does where Apple's answer does not say it",
    "finding.references": "on whose word",
    "finding.explained": "failures that follow from this one and go away with it",
    "suspect.rule": "the id of the rule",
    "suspect.title": "the mistake in words",
    "suspect.question": "the question that it belongs to",
    "suspect.grade": "what a failure of the rule means",
    "suspect.score": "for sorting; compare it within one report only",
    "suspect.look": "where to look, and what to see there",
    "suspect.rules_out": "the observation that clears it",
    "suspect.missing": "what would decide it",
    "suspect.fix": "what to do where it is the cause",
    "suspect.references": "on whose word",
}


def report_page() -> str:
    """Return the page."""
    schema = json.loads(SCHEMA_FILE.read_text("utf-8"))
    return page(
        "# What is in the JSON report?",
        "<!-- Written by tools/build_docs.py from the schema: run `make docs`. -->",
        (
            "`siwakit doctor --format json` and `siwakit.render_json` write one object. "
            f"`src/siwakit/render/report.schema.json` (JSON Schema 2020-12, `{schema['$id']}`) describes it, and tests hold reports against it."
        ),
        (
            "`version` grows when a member goes or changes its meaning; a new member does not raise it. Decide by `verdict.exit_code` and "
            "`root.rule`: the sentences are for people, and may be worded anew."
        ),
        "## The report",
        _members(schema, ""),
        *(page(f"### {code(path)}", _members(one, f"{path}.")) for path, one in _nested(schema)),
        *(page(f"## What is a {code(name)}?", _definition(name, one)) for name, one in schema["$defs"].items()),
    )


def paths_of(schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield the path of every member that the page explains."""
    yield from schema["properties"]
    for path, one in (*_nested(schema), *schema["$defs"].items()):
        yield from (f"{path}.{name}" for name in one.get("properties", {}))


def _members(schema: Mapping[str, Any], prefix: str) -> str:
    rows = [(code(name), _kind(one), _meaning(f"{prefix}{name}", one)) for name, one in schema["properties"].items()]
    return table(("member", "value", "what it is"), rows)


def _meaning(path: str, schema: Any) -> str:
    told = schema.get("description", "") if isinstance(schema, dict) else ""
    return MEANINGS.get(path) or prose(told)


def _definition(name: str, schema: Mapping[str, Any]) -> str:
    return page(prose(schema.get("description", "")), _members(schema, f"{name}.") if "properties" in schema else f"{_kind(schema)}.")


def _nested(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the objects that are written out inside *schema*, with their paths."""
    for name, one in schema["properties"].items():
        for inner in _inner(one):
            yield name, inner
            yield from ((f"{name}.{below}", deeper) for below, deeper in _nested(inner))


def _inner(schema: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(schema, dict):
        yield from (one for one in (schema, schema.get("items", {}), *schema.get("anyOf", ())) if "properties" in one)


def _kind(schema: Any) -> str:
    """Return what values *schema* allows, in words."""
    if not isinstance(schema, dict):
        return "anything"
    if "$ref" in schema:
        return f"a {code(schema['$ref'].rpartition('/')[2])}"
    if "const" in schema:
        return f"always {code(json.dumps(schema['const']))}"
    if "enum" in schema or "anyOf" in schema:
        return _one_of([code(json.dumps(one)) for one in schema.get("enum", ())] or [_kind(one) for one in schema["anyOf"]])
    if schema.get("type") == "array":
        return f"a list, each {_kind(schema['items'])}" if "items" in schema else "a list"
    if "pattern" in schema:
        return f"a string that matches {code(schema['pattern'])}"
    kinds = schema.get("type", "anything")
    return _one_of([_type(one) for one in (kinds if isinstance(kinds, list) else [kinds])])


def _type(name: str) -> str:
    return {"null": "null", "object": "an object", "integer": "an integer", "anything": "anything"}.get(name, f"a {name}")


def _one_of(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]
