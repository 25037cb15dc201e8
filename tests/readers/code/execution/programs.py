"""The programs, each with its mistakes made in it, and what is found when they are only read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from siwakit.flow.diagnose import diagnose
from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.findings import Finding
from siwakit.render.next_step import NextStep, StepKind, next_step
from siwakit.render.sealing import veil_over

CLIENT, TEAM, KEY = "com.acmefit.web", "R5T8Q2WM7K", "Q7M2T9XK4C"
WORLD = {"team": [{"id": TEAM, "key": [{"id": KEY}], "app": [{"id": CLIENT}]}], "user": [{"email": "jane@acmefit.com"}]}
# What a time that is hours off may lead to.
OF_THE_CLOCK = ("secret-iat-ahead-of-apple", "secret-expired", "secret-lives-too-long", "secret-iat-in-future", "secret-iat-hours-behind")
# What may become of a time that the text doubts: it is right on another machine, or on another day.
_DOUBTED = {"time-without-zone": OF_THE_CLOCK, "lifetime-in-calendar-months": ("secret-lives-too-long",)}
_OF_THE_CALENDAR = ("dates.", "stamps.", "strtotime.", "calendar.")
_WITHOUT_THE_PORTAL = {"client-id-is-team-id": "secret-iss-is-client-id"}
HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@")

Faults = tuple[tuple[str, ...], ...]
"""Rows of a title and pairs of what is replaced in a program and what replaces it."""


@dataclass(frozen=True)
class Program:
    """A program by its file name, with one mistake unless *fault* is empty."""

    name: str
    fault: str
    text: str = field(repr=False)

    @property
    def id(self) -> str:
        return f"{self.name}: {self.fault}" if self.fault else self.name

    @property
    def is_of_the_zone(self) -> bool:
        """Return whether its times may depend on the zone of the machine."""
        return not self.fault or self.fault.startswith(("local time", "UTC as local time", "mktime"))

    @property
    def is_of_the_day(self) -> bool:
        """Return whether its times may depend on the day: it counts with dates."""
        counts = self.is_of_the_zone or self.fault in {"six months", "seven months"}
        return counts and self.name.startswith(_OF_THE_CALENDAR)


@dataclass(frozen=True)
class Outcome:
    """What became of an executed program: the rule by which the emulator refused it, or the error before it sent anything."""

    rule: str | None
    error: str = ""

    @property
    def is_accepted(self) -> bool:
        return self.rule is None and not self.error


def programs(table: Mapping[str, tuple[str, Faults]]) -> Iterator[Program]:
    """Yield every program of *table* as it is, and with each of its mistakes."""
    for name, (text, faults) in table.items():
        yield Program(name, "", text)
        for title, *pairs in faults:
            changed = text
            for old, new in zip(pairs[::2], pairs[1::2], strict=True):
                assert old in changed, f"{name}: {title}: {old!r} is not in the program"
                changed = changed.replace(old, new)
            yield Program(name, title, changed)


def judge(program: Program, now: int) -> Diagnosis:
    """Return the verdict on *program* from its text alone."""
    return diagnose((program.name, program.text), now=now)


def agrees(diagnosis: Diagnosis, outcome: Outcome) -> bool:
    """Return whether the verdict from the text is that of the execution: nothing is wrong, or the same is."""
    return diagnosis.root is None if outcome.is_accepted else names(diagnosis, outcome.rule)


def names(diagnosis: Diagnosis, rule: str | None) -> bool:
    """Return whether the verdict from the text names *rule*, as the cause or as what the cause leads to; any cause if *rule* is None."""
    root = diagnosis.root
    if root is None:
        return any(rule in _ids(finding) or rule in _DOUBTED.get(finding.rule.id, ()) for finding in diagnosis.assumed)
    # Without the records of the portal, identifiers that took each other's place are known by the one in iss.
    rules = {rule, _WITHOUT_THE_PORTAL.get(rule or "", rule)}
    # The emulator answers with the first failure in Apple's order, the report has the one first that explains most.
    return rule is None or any(rules & _ids(finding) for finding in (root, *diagnosis.others))


def _ids(finding: Finding) -> set[str]:
    return {finding.rule.id, *(explained.rule.id for explained in finding.explained)}


def patched(program: Program, diagnosis: Diagnosis) -> Program | None:
    """Return *program* with the change that the report proposes; None if it proposes none."""
    step = next_step(diagnosis, veil_over(diagnosis.evidence))
    if step is None or step.kind is not StepKind.PATCH:
        return None
    return Program(program.name, f"{program.fault}, corrected", _apply(program.text, _filled(step)))


def _filled(step: NextStep) -> str:
    text = step.text
    for blank in step.blanks:
        text = text.replace(blank, {"<KEY_ID>": KEY, "<TEAM_ID>": TEAM, "<CLIENT_ID>": CLIENT}.get(blank, blank))
    return text


def _apply(text: str, diff: str) -> str:
    """Return *text* with the changes of *diff*, which fits exactly."""
    old, new, place = text.split("\n"), [], 0
    for line in diff.split("\n"):
        if match := HUNK.match(line):
            start = int(match[1]) - (match[2] != "0")
            new += old[place:start]
            place = start
        elif line.startswith(("--- ", "+++ ")) or not line:
            continue
        elif line[0] == "+":
            new.append(line[1:])
        else:
            assert old[place] == line[1:], "the change does not fit"
            place += 1
            new += [line[1:]] if line[0] == " " else []
    return "\n".join(new + old[place:])
