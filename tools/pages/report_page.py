"""The page about the JSON report, member by member, from its schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pages.markup import code, page, prose, table
from siwakit.render.formats import json as report

SCHEMA_FILE = Path(report.__file__).parent.parent / "report.schema.json"

# Descriptions of members that the schema does not describe.
MEANINGS = {
    "schema": "the id of this kind of document",
    "version": "the version of the format; see above",
    "verdict": "the outcome of the diagnosis",
    "verdict.kind": "the outcome as one word, for programs",
    "verdict.sentence": "the outcome as a sentence, for people",
    "verdict.exit_code": "the exit code of the command",
    "verdict.exit_meaning": "the exit code in words",
    "root": "the cause to fix first; null if none is proved",
    "next": "what to do next, complete; null if there is nothing to do",
    "next.kind": "what `text` is: a command for a shell, a request or its body, values for settings, or something to do by hand",
    "next.sentence": "what to do, as a sentence; it ends with a colon if `text` follows",
    "next.text": "what to copy, perhaps several lines; no secret is in it unless secrets were requested; null if there is nothing to copy",
    "next.blanks": "the parts of `text` that you must fill in, such as `<TEAM_ID>`",
    "fix": "the result of `--fix`; null without it",
    "fix.client_secret": "the corrected token; null if it could not be minted",
    "fix.note": "where its values come from, or what is missing to mint it",
    "snippet": "the fix as code, with `--lang`; null without it",
    "snippet.language": "the programming language",
    "snippet.text": "the code, to copy; it reads the key from its file and never contains it",
    "others": "further failures that the root does not explain",
    "assumed": "mistakes that Apple may or may not accept; it is not known which",
    "advice": "what works but could be better",
    "suspects": "rules that may be the cause and that the evidence does not decide, most likely first; from the eleventh on only their ids",
    "ruled_out": "rules that Apple's answer rules out",
    "questions": "the four questions of the checklist",
    "questions.question": "which question",
    "questions.reply": "yes, no, or not yet known",
    "questions.rules": "the rules that say no, or that are undecided",
    "questions.missing": "what is needed to answer it, as names of `missing_parts`",
    "answer": "what Apple answered and what that proves; null if it was not given",
    "answer.status": "the HTTP status, if it is known",
    "answer.error": "Apple's error code",
    "answer.description": "Apple's own words",
    "answer.is_html": "whether Apple answered with an HTML page instead of JSON",
    "answer.date": "the Date of the answer, in seconds since 1970 UTC",
    "answer.members": "the names of the members of Apple's JSON, without their values",
    "answer.proves": "what the answer proves",
    "answer.sources": "the sources for that",
    "wanted": "what to add next; what would decide most comes first",
    "wanted.part": "its name in `missing_parts`",
    "wanted.decides": "the first three of the rules that it would help to decide",
    "wanted.decides_count": "how many rules it would help to decide",
    "wanted.how": "how to get it, in a sentence or two; only the first entry, which would decide most, has it",
    "missing_parts": "what is missing, described once, by the name that `missing` and `wanted` use",
    "evidence": "the evidence found in the input, redacted",
    "evidence.now": "the time at which the evidence was judged, in seconds since 1970 UTC",
    "evidence.parts": "for each part: known, known to be absent, or unknown",
    "evidence.endpoint": "the path of Apple's endpoint",
    "evidence.url": "the URL of the request",
    "evidence.form": "the fields of the request, as pairs of name and value",
    "evidence.client_secret": "the token, decoded",
    "evidence.client_secret.header": "its header",
    "evidence.client_secret.claims": "its payload",
    "evidence.client_secret.not_stated": "members that source code sets to values that it does not say, such as `claims.iss`",
    "evidence.client_secret.faults": "places that could not be decoded",
    "said": "what libraries, brokers and browsers said, and what the person who asks said in plain words",
    "said.message": "the id of the message; for plain words the name of the proof",
    "said.speaker": "the library or service whose words they are; `you` for plain words",
    "said.proof": "what the words prove, as a name",
    "said.sentence": "what the words prove, as a sentence",
    "said.is_guess": "whether it is only a guess, from names in words that are not known",
    "unread": "input that could not be read; it is not part of the diagnosis",
    "unread.name": "the name of its file; null if it has none",
    "unread.because": "why it could not be read",
    "unread.words": "its first words; only those known to be harmless are shown",
    "missing_part.ask": "a description of what would supply it",
    "missing_part.option": "the option to pass it with",
    "named_rule.rule": "the id of the rule; `siwakit explain` describes it",
    "source.id": "its name in siwakit",
    "source.title": "the title of the page",
    "source.address": "its URL",
    "source.basis": "documented, observed or inferred",
    "source.seen": "the day, month or year in which it made the statement",
    "wire.status": "the HTTP status",
    "wire.error": "Apple's error code",
    "wire.description": "Apple's text, up to the part that varies",
    "wire.basis": "documented, observed or inferred",
    "wire.seen": "when it was documented or observed",
    "wire.source": "the source for it",
    "finding.rule": "the id of the rule",
    "finding.title": "the mistake in words",
    "finding.question": "the question that it helps to answer",
    "finding.grade": "what a failure of the rule means",
    "finding.at": "the place, as a path",
    "finding.actual": "the actual value; a secret is described",
    "finding.expected": "the expected value",
    "finding.because": "the proof, in one clause",
    "finding.correct": "the value to copy",
    "finding.why": "why it is a mistake",
    "finding.fix": "how to fix it",
    "finding.wire": "what Apple answers, if that is documented or was observed",
    "finding.also_seen": "other answers seen for the same mistake",
    "finding.assumed": "the answer that is assumed, if Apple's answer is not known",
    "finding.harm": "the harm it does, if Apple's answer does not show it",
    "finding.references": "the sources",
    "finding.explained": "consequences, resolved by the same fix",
    "consequence.rule": "the id of the rule",
    "consequence.title": "the mistake in words",
    "consequence.at": "the place, as a path",
    "consequence.explained": "its own consequences",
    "suspect.rule": "the id of the rule",
    "suspect.title": "the mistake in words",
    "suspect.question": "the question that it helps to answer",
    "suspect.grade": "what a failure of the rule means",
    "suspect.score": "for sorting; compare it only within one report",
    "suspect.source": "file and line of source code that sets the value without saying what it is",
    "suspect.look": "what to check, and where",
    "suspect.rules_out": "the observation that rules it out",
    "suspect.missing": "what would decide it, as names of `missing_parts`",
    "suspect.fix": "how to fix it, if it is the cause",
}

VERSION_2 = """## What changed in version 2

A report on a bare `invalid_client` had more than 150 KB in version 1, and has less than 16 KB now.

| member | version 1 | version 2 |
| --- | --- | --- |
| `suspects` | all described | the first ten described; the others are `{"rule": id}` |
| `suspects[].references` | the sources | removed; `siwakit explain RULE` lists them |
| `suspects[].missing`, `questions[].missing` | objects with `part`, `ask` and `option` | names, described in `missing_parts` |
| `missing_parts` | | added: each missing part, described once |
| `wanted[].ask`, `wanted[].option` | of the part | moved to `missing_parts` |
| `wanted[].decides` | all rules | the first three; `decides_count` says how many there are |
| `wanted[].how` | | added to the first entry: how to get it |
| `ruled_out[]` | `rule` and `title` | `rule` |
| `explained[]` of a finding | whole findings | `rule`, `title`, `at` and `explained` |
| `fix.client_secret` | a string | a string, or null if it could not be minted |
| `next` | | added: what to do next |
| `unread` | | what could not be read |"""


def report_page() -> str:
    """Return the page."""
    schema = json.loads(SCHEMA_FILE.read_text("utf-8"))
    return page(
        "# JSON report",
        "<!-- Written by tools/build_docs.py from the schema: run `make docs`. -->",
        (
            "`siwakit doctor --format json` and `siwakit.render_json` write one object. "
            f"`src/siwakit/render/report.schema.json` (JSON Schema 2020-12, `{schema['$id']}`) describes it; the tests validate reports with it."
        ),
        (
            "`version` is incremented when a member is removed or changes its meaning, but not when one is added. Base decisions on "
            "`verdict.exit_code` and `root.rule`: the sentences are for people, and their wording may change."
        ),
        VERSION_2,
        "## The report",
        _members(schema, ""),
        *(page(f"### {code(path)}", _members(member, f"{path}.")) for path, member in _nested(schema)),
        *(page(f"## {code(name)}", _definition(name, member)) for name, member in schema["$defs"].items()),
    )


def paths_of(schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield the path of every member that the page explains."""
    yield from schema["properties"]
    for path, member in (*_nested(schema), *schema["$defs"].items()):
        yield from (f"{path}.{name}" for name in member.get("properties", {}))


def _members(schema: Mapping[str, Any], prefix: str) -> str:
    rows = [(code(name), kind_of(member), _meaning(f"{prefix}{name}", member)) for name, member in schema["properties"].items()]
    return table(("member", "value", "what it is"), rows)


def _meaning(path: str, schema: Any) -> str:
    description = schema.get("description", "") if isinstance(schema, dict) else ""
    return MEANINGS.get(path) or prose(description)


def _definition(name: str, schema: Mapping[str, Any]) -> str:
    return page(prose(schema.get("description", "")), _members(schema, f"{name}.") if "properties" in schema else f"{kind_of(schema)}.")


def _nested(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the objects defined inline in *schema*, with their paths."""
    for name, member in schema["properties"].items():
        for inner in _inner(member):
            yield name, inner
            yield from ((f"{name}.{below}", deeper) for below, deeper in _nested(inner))


def _inner(schema: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(schema, dict):
        yield from (member for member in (schema, schema.get("items", {}), *schema.get("anyOf", ())) if "properties" in member)


def kind_of(schema: Any) -> str:
    """Return a description of the values that *schema* allows."""
    if not isinstance(schema, dict):
        return "anything"
    if "$ref" in schema:
        return f"a {code(schema['$ref'].rpartition('/')[2])}"
    if "const" in schema:
        return f"always {code(json.dumps(schema['const']))}"
    if "enum" in schema or "anyOf" in schema:
        return _one_of([code(json.dumps(member)) for member in schema.get("enum", ())] or [kind_of(member) for member in schema["anyOf"]])
    if schema.get("type") == "array":
        return _list(schema)
    if "pattern" in schema:
        return f"a string that matches {code(schema['pattern'])}"
    if isinstance(schema.get("additionalProperties"), dict) and "$ref" in schema["additionalProperties"]:
        return f"an object, each member {kind_of(schema['additionalProperties'])}"
    kinds = schema.get("type", "anything")
    return _one_of([_type(member) for member in (kinds if isinstance(kinds, list) else [kinds])])


def _list(schema: Mapping[str, Any]) -> str:
    if "items" not in schema:
        return "a list"
    first = schema.get("prefixItems")
    others = f"each of the first {len(first)} {kind_of(first[0])}, each other" if first else "each"
    return f"a list, {others} {kind_of(schema['items'])}"


def _type(name: str) -> str:
    return {"null": "null", "object": "an object", "integer": "an integer", "anything": "anything"}.get(name, f"a {name}")


def _one_of(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]
