"""A diagnosis as SARIF 2.1.0, which code scanning shows in the input files; redacted like every other format."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from siwakit.escape import visible_json
from siwakit.judge.diagnosis import Diagnosis, VerdictKind
from siwakit.judge.findings import Finding
from siwakit.judge.level import level_of
from siwakit.judge.suspects import Suspect
from siwakit.render.report.finding_text import copyable
from siwakit.render.report.message import findings_of, message_of
from siwakit.render.report.region import Region, find_region
from siwakit.render.report.verdict import EXIT_MEANINGS, exit_code, focus, verdict_sentence
from siwakit.render.sealing import Veil, veil_over
from siwakit.rules.model import Question, Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_FIRST_SUSPECTS = 5


def render_sarif(
    diagnosis: Diagnosis,
    files: Mapping[str, str],
    *,
    version: str,
    show_secrets: bool = False,
    question: Question | None = None,
) -> str:
    """Return *diagnosis* as a SARIF log by siwakit *version*; *files* maps names to texts, for the places in them."""
    veil = veil_over(diagnosis.evidence, show_secrets=show_secrets)
    shown = focus(diagnosis, question) if question else diagnosis
    findings = tuple(findings_of(shown))
    suspects = shown.suspects[:_FIRST_SUSPECTS] if shown.kind is VerdictKind.SUSPECTS else ()
    rules = list({rule.id: rule for rule in (*(finding.rule for finding in findings), *(suspect.rule for suspect in suspects))}.values())
    order = {rule.id: number for number, rule in enumerate(rules)}
    results = [*(_result(finding, order, files, diagnosis, veil) for finding in findings), *(_open(suspect, order, files) for suspect in suspects)]
    run = {
        "tool": {"driver": {"name": "siwakit", "semanticVersion": version, "rules": [rule_object(rule) for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(shown)],
        "artifacts": [{"location": {"uri": file_uri(name)}, "roles": ["analysisTarget"]} for name in files],
        "results": results,
    }
    return visible_json(json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)) + "\n"


def file_uri(name: str) -> str:
    """Return the name of a file as a URI reference: a relative path stays relative, an absolute one gets a scheme."""
    path = quote(PurePath(name).as_posix().encode("utf-8", "surrogateescape"), safe="/")
    return f"file://{path}" if path.startswith("/") else path


def rule_object(rule: Rule) -> dict[str, Any]:
    """Return *rule* as a reporting descriptor."""
    cited = [source for source in rule.references if source.address]
    written = {
        "id": rule.id,
        "shortDescription": message_object(rule.title),
        "fullDescription": message_object(rule.why),
        "help": {**message_object(f"{rule.why} {rule.fix}"), "markdown": _braced(_help(rule))},
        "defaultConfiguration": {"level": level_of(rule.grade).value},
        "properties": {"tags": ["sign-in-with-apple", rule.question.value], "grade": rule.grade.name.lower()},
    }
    return {**written, "helpUri": cited[0].address} if cited else written


def _help(rule: Rule) -> str:
    sources = [
        f"- [{source.title}]({source.address}): {source.basis.value} ({source.seen})" if source.address else f"- {source.title}"
        for source in rule.references
    ]
    return "\n".join((f"**Why.** {rule.why}", "", f"**Fix.** {rule.fix}", "", "**References**", "", *sources, "", f"`siwakit explain {rule.id}`"))


def _result(finding: Finding, order: Mapping[str, int], files: Mapping[str, str], diagnosis: Diagnosis, veil: Veil) -> dict[str, Any]:
    rule, fail = finding.rule, finding.fail
    at = veil.clean(fail.at)
    region = find_region(fail.at, files, diagnosis.evidence)
    written = {
        "ruleId": rule.id,
        "ruleIndex": order[rule.id],
        "level": level_of(rule.grade).value,
        "message": message_object(message_of(finding, veil)),
        "locations": [location_object(at, region)],
        "partialFingerprints": {"siwakitFinding/v1": _fingerprint(rule.id, at, region)},
        "properties": {
            "actual": veil.plain(fail.at, fail.actual),
            "expected": veil.expected(fail.at, fail.expected),
            "correct": copyable(fail, veil),
            "explains": [consequence.rule.id for consequence in finding.explained],
        },
    }
    related = [_related(number, consequence, files, diagnosis, veil) for number, consequence in enumerate(finding.explained, 1)]
    return {**written, "relatedLocations": related} if related else written


def _related(number: int, finding: Finding, files: Mapping[str, str], diagnosis: Diagnosis, veil: Veil) -> dict[str, Any]:
    location = location_object(veil.clean(finding.fail.at), find_region(finding.fail.at, files, diagnosis.evidence))
    return {"id": number, **location, "message": message_object(f"consequence: {finding.rule.title} ({finding.rule.id})")}


def _open(suspect: Suspect, order: Mapping[str, int], files: Mapping[str, str]) -> dict[str, Any]:
    """Return a suspect as a result of kind "open", SARIF's word for what the evidence does not decide."""
    rule = suspect.rule
    region = next((Region(name) for name in files), None)
    look = f". Look: {rule.suspicion.look}" if rule.suspicion else ""
    parts = ", ".join(part.name for part in suspect.missing)
    return {
        "ruleId": rule.id,
        "ruleIndex": order[rule.id],
        "kind": "open",
        "level": "none",
        "message": message_object(f"suspect: {rule.title}{look}"),
        "locations": [location_object(parts, region)],
        "partialFingerprints": {"siwakitFinding/v1": _fingerprint(rule.id, parts, region)},
    }


def location_object(at: str, region: Region | None) -> dict[str, Any]:
    """Return the place *at*, and the *region* of a file if it is known, as a location."""
    logical = {"logicalLocations": [{"fullyQualifiedName": at}]}
    if region is None:
        return logical
    physical: dict[str, Any] = {"artifactLocation": {"uri": file_uri(region.file)}}
    if region.line is not None:
        physical["region"] = {
            "startLine": region.line,
            "startColumn": region.column,
            "endLine": region.end_line,
            "endColumn": region.end_column,
        }
    return {"physicalLocation": physical, **logical}


def _fingerprint(rule_id: str, at: str, region: Region | None) -> str:
    """Return a fingerprint that stays the same while the same mistake is at the same path, even if it moves within the file."""
    parts = (rule_id, at, file_uri(region.file) if region else "")
    return sha256("\n".join(parts).encode()).hexdigest()[:32]


def _invocation(diagnosis: Diagnosis) -> dict[str, Any]:
    code = exit_code(diagnosis)
    asked = [
        f"add {wanted_part.part.ask}{f' ({wanted_part.part.option})' if wanted_part.part.option else ''}"
        for wanted_part in diagnosis.wanted
        if wanted_part.part.ask
    ]
    return {
        "executionSuccessful": True,
        "exitCode": code,
        "exitCodeDescription": EXIT_MEANINGS[code],
        "toolExecutionNotifications": _notifications((verdict_sentence(diagnosis), *(asked if diagnosis.root is None else ()))),
    }


def _notifications(texts: Iterable[str]) -> list[dict[str, Any]]:
    return [{"level": "note", "message": message_object(text)} for text in texts]


def message_object(text: str) -> dict[str, str]:
    """Return *text* as a message."""
    # `[words](address)` is a link in a SARIF message; input must not create one.
    return {"text": _braced(text.replace("](", "] ("))}


def _braced(text: str) -> str:
    """Return *text* with braces doubled: single ones are placeholders in a SARIF message."""
    return text.replace("{", "{{").replace("}", "}}")
