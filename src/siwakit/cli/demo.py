"""`siwakit demo`: a dozen real failures, from the failing request to a corrected client_secret that verifies."""

from __future__ import annotations

import json
import sys
from dataclasses import field
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import click

from siwakit.cli import OUR_BUG, output
from siwakit.errors import UsageError
from siwakit.record import record

if TYPE_CHECKING:
    from siwakit.evidence.evidence import Evidence
    from siwakit.evidence.known import Known
    from siwakit.flow.correction import Correction
    from siwakit.judge.diagnosis import Diagnosis


@record
class Case:
    """One case of the demonstration: its files, and what else is known."""

    title: str
    url: str
    date: str
    known: Known
    now: int
    given: dict[str, str] = field(repr=False)


@click.command(epilog="\b\nExamples:\n  siwakit demo\n  siwakit demo 2")
@click.argument("number", type=int, required=False)
@click.option("--colour", "--color", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True, help="use colour")
def command(number: int | None, colour: str) -> None:
    """Show real failures, diagnosed and corrected; with NUMBER, the full report on one of them.

    This needs no Apple account and no network. The cases are failures that people
    reported in public, rebuilt with made-up keys and identifiers.
    """
    cases = _load()
    wants_colour = output.wants_colour(colour)
    if number is not None:
        if not 1 <= number <= len(cases):
            raise UsageError(f"no case {number}", hint=f"use siwakit demo 1 to siwakit demo {len(cases)}")
        _show_in_full(cases[number - 1], colour=wants_colour)
        return
    sys.exit(0 if _show_all(cases, colour=wants_colour) else OUR_BUG)


def _load() -> list[Case]:
    document = json.loads((files("siwakit.render") / "demo_cases.json").read_text("utf-8"))
    return [_case(case) for case in document["cases"]]


def _case(case: dict[str, Any]) -> Case:
    from siwakit.cli.doctor import command as doctor
    from siwakit.cli.doctor_options import stated_settings

    settings = stated_settings(doctor.make_context("doctor", case["args"]).params)
    if settings.now is None:
        raise UsageError(f"the case {case['title']} has no time", hint="add --now to its args")
    return Case(case["title"], case["url"], case["date"], settings.known(), settings.now, case["files"])


def _show_all(cases: list[Case], *, colour: bool) -> bool:
    from siwakit.render.demo import render_case, render_end

    outcomes = [_run(case) for case in cases]
    for number, (case, (diagnosis, correction, verifies)) in enumerate(zip(cases, outcomes, strict=True), 1):
        output.write(render_case(number, case.title, f"{case.url} ({case.date})", diagnosis, correction, verifies=verifies, colour=colour))
    named = sum(diagnosis.root is not None for diagnosis, _, _ in outcomes)
    verified = sum(verifies for _, _, verifies in outcomes)
    output.write(render_end(len(cases), named, verified))
    return named == verified == len(cases)


def _show_in_full(case: Case, *, colour: bool) -> None:
    from siwakit.render.formats.text import render_text
    from siwakit.render.report.fixed import fixed

    diagnosis, correction, _ = _run(case)
    for name, text in case.given.items():
        if not name.endswith((".p8", "key.txt")):
            output.write(f"--- {name}\n{text.strip()}\n")
    output.write(f"--- {case.url} ({case.date})\n")
    output.write(render_text(diagnosis, colour=colour, fix=fixed(correction)))


def _run(case: Case) -> tuple[Diagnosis, Correction, bool]:
    from siwakit.flow.correction import check_product, choose_key, correct_client_secret
    from siwakit.judge.diagnosis import diagnose

    evidence, now = _evidence(case), case.now
    correction = correct_client_secret(evidence, now=now)
    key = choose_key(evidence)
    if correction.client_secret is None or key is None or correction.client_id is None:
        return diagnose(evidence), correction, False
    return diagnose(evidence), correction, not check_product(correction.client_secret, key, correction.client_id, now)


def _evidence(case: Case) -> Evidence:
    from siwakit.flow.gather import GatherRequest, Pasted, gather

    return gather(GatherRequest(tuple(Pasted(text, name) for name, text in case.given.items()), case.known)).evidence
