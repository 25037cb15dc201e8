"""The programs, each with its mistakes made in it, and what becomes of them when they are executed and when they are only read."""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from siwakit.flow.diagnose import diagnose
from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.findings import Finding
from siwakit.render.next_step import NextStep, StepKind, next_step
from siwakit.render.sealing import veil_over
from siwakit.testing import Apple

HERE = Path(__file__).resolve().parent
CLIENT, TEAM, KEY = "com.acmefit.web", "R5T8Q2WM7K", "Q7M2T9XK4C"
WORLD = {"team": [{"id": TEAM, "key": [{"id": KEY}], "app": [{"id": CLIENT}]}], "user": [{"email": "jane@acmefit.com"}]}
LONGEST_SECONDS = 25
# What a time that is hours off may lead to.
OF_THE_CLOCK = ("secret-iat-ahead-of-apple", "secret-expired", "secret-lives-too-long", "secret-iat-in-future", "secret-iat-hours-behind")
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
        return not self.fault or self.fault.startswith(("local time", "mktime"))


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


class Machine:
    """Executes programs against *apple* in a folder with the key's file, with a zone of time."""

    def __init__(self, apple: Apple, folder: Path, zone: str = "UTC") -> None:
        self.apple = apple
        self.folder = folder
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "LANG", "HOME", "PYTHONPATH") if name in os.environ},
            "TZ": zone,
            "APPLE_TEAM_ID": TEAM,
            "APPLE_CLIENT_ID": CLIENT,
            "APPLE_KEY_ID": KEY,
            "APPLE_PRIVATE_KEY": apple.key_text,
        }
        self.runners: dict[str, subprocess.Popen[str]] = {}
        (folder / f"AuthKey_{KEY}.p8").write_text(apple.key_text)

    def close(self) -> None:
        for runner in self.runners.values():
            assert runner.stdin is not None
            assert runner.stdout is not None
            runner.stdin.close()
            runner.stdout.close()
            runner.kill()
            runner.wait()

    def run(self, program: Program) -> Outcome:
        """Execute *program* with a new code, and return what became of it."""
        before = len(self.apple.journal)
        path = self.folder / f"program{Path(program.name).suffix}" if program.name.endswith(".sh") else self._new_file(program.name)
        path.write_text(self._at_the_emulator(program.text))
        environment = {**self.environment, "CODE": self.apple.sign_in(CLIENT)}
        error = self._execute(path, environment)
        entries = [entry for entry in self.apple.journal[before:] if entry.path != "/auth/authorize" or entry.rule]
        if not entries:
            return Outcome(None, error or "nothing was sent")
        last = entries[-1]
        return Outcome(last.rule, "" if last.rule or last.status == 200 else f"status {last.status}")

    def _new_file(self, name: str) -> Path:
        # A thread of Node would get the text of a module that it has loaded before.
        self.count = getattr(self, "count", 0) + 1
        return self.folder / f"program_{self.count}{Path(name).suffix}"

    def _at_the_emulator(self, text: str) -> str:
        """Return *text* with the emulator's address, except in the audience."""
        address = self.apple.url.removeprefix("http://")
        host, _, port = address.partition(":")
        lines = []
        for line in text.split("\n"):
            changed = line
            if not re.search("aud", line, re.IGNORECASE):
                changed = changed.replace("https://appleid.apple.com", self.apple.url)
                changed = changed.replace("hostname: 'appleid.apple.com'", f"hostname: '{host}', port: {port}")
                changed = changed.replace('HTTPSConnection("appleid.apple.com")', f'HTTPConnection("{address}")').replace(
                    "require('https')", "require('http')"
                )
            lines.append(changed)
        return "\n".join(lines)

    def _execute(self, path: Path, environment: dict[str, str]) -> str:
        if path.suffix == ".sh":
            done = subprocess.run(
                ["bash", path.name], cwd=self.folder, env=environment, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False
            )
            return "" if done.returncode == 0 else done.stderr
        runner = self._runner(path.suffix)
        assert runner.stdin is not None
        assert runner.stdout is not None
        runner.stdin.write(json.dumps({"file": str(path), "env": environment}) + "\n")
        runner.stdin.flush()
        if not select.select([runner.stdout], [], [], LONGEST_SECONDS)[0]:
            runner.kill()
            del self.runners["python" if path.suffix == ".py" else "node"]
            return "it did not end"
        return str(json.loads(runner.stdout.readline())["error"])

    def _runner(self, suffix: str) -> subprocess.Popen[str]:
        name, command = (
            ("python", [sys.executable, str(HERE / "python_runner.py")]) if suffix == ".py" else ("node", ["node", str(HERE / "node_runner.cjs")])
        )
        if name not in self.runners:
            self.runners[name] = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        return self.runners[name]


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
        # A time of another zone is a doubt: it is right on a machine whose zone is UTC.
        return any(rule in _ids(finding) or (finding.rule.id == "time-without-zone" and rule in OF_THE_CLOCK) for finding in diagnosis.assumed)
    return rule is None or rule in _ids(root)


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
