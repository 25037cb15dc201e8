"""What the doctor says of realistic programs: the rule that names their mistake, or nothing, and whether a diff puts them right.

`snippets/verdicts.csv` has the rule of each program, or none if the program is right. The other snippets are only parsed.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

from tests.each import each
from tests.readers.code.libraries.roots import NOW
from tests.readers.code.shown import SNIPPETS

from siwakit.flow.diagnose import diagnose
from siwakit.flow.source_patch.edits import write_diff
from siwakit.flow.source_patch.patch import patch_source
from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.findings import Finding

with (SNIPPETS / "verdicts.csv").open(newline="") as table:
    VERDICTS = {row["source"]: row for row in csv.DictReader(table)}
RIGHT = [name for name, row in VERDICTS.items() if not row["rule"]]
WRONG = [name for name, row in VERDICTS.items() if row["rule"]]
_PASTED = '\n{"error":"invalid_client"}\n'


def _finding(diagnosis: Diagnosis) -> Finding | None:
    return diagnosis.root or next(iter((*diagnosis.assumed, *diagnosis.advice)), None)


@each("name", RIGHT)
def test_right_program_is_not_accused(name: str) -> None:
    text = (SNIPPETS / name).read_text()
    for given in ((Path(name).name, text), text + _PASTED):
        diagnosis = diagnose(given, now=NOW)
        assert diagnosis.root is None, diagnosis.root
        assert not diagnosis.assumed


@each("name", WRONG)
def test_mistake_is_named(name: str) -> None:
    text = (SNIPPETS / name).read_text()
    for given in ((Path(name).name, text), text + _PASTED):
        finding = _finding(diagnose(given, now=NOW))
        assert finding is not None
        assert finding.rule.id == VERDICTS[name]["rule"]


@each("name", [name for name in WRONG if VERDICTS[name]["has_diff"] == "yes"])
def test_diff_puts_it_right(name: str) -> None:
    file = Path(name).name
    diagnosis = diagnose((file, (SNIPPETS / name).read_text()), now=NOW)
    finding = _finding(diagnosis)
    assert finding is not None
    patch = patch_source(diagnosis, finding)
    assert patch is not None
    assert _patched(patch.before, write_diff(patch.before, patch.after, file, 1)) == patch.after.splitlines()
    after = diagnose((file, patch.after), now=NOW)
    assert after.root is None
    assert not after.assumed


def _patched(before: str, diff: str) -> list[str]:
    """Return the lines of *before* with *diff*, as `patch` applies it."""
    lines, made, place = before.splitlines(), list[str](), 0
    for line in diff.split("\n")[2:]:
        head = re.match(r"@@ -(\d+)(?:,(\d+))? ", line)
        if head:
            start = int(head[1]) - (head[2] != "0")
            made, place = made + lines[place:start], start
        elif line[:1] == "+":
            made.append(line[1:])
        else:
            assert lines[place] == line[1:]
            made += [lines[place]] if line[:1] == " " else []
            place += 1
    return made + lines[place:]
