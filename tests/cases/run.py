"""Run the doctor that a user runs on every case of a corpus, and compare.

    python tests/cases/run.py [--cases FILE] [--stages token,key]

It prints one line for each case, tab-separated: id, stage, detectable, cause, root rule or -, suspects in order,
agree|differ|unknown-cause, and the place of the true one among those that a report shows (none if it is not there, - if
there is a root cause); then totals. The exit code is 0 if no line says differ.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

# So that the imports work as in the tests if this file is run by its path.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.cases.agreement import AGREEMENT
from tests.cases.data.build import build
from tests.shown import is_open, place_of

from siwakit.cli.doctor import command
from siwakit.cli.doctor_input import read_input
from siwakit.cli.doctor_options import read_settings
from siwakit.errors import SiwakitError
from siwakit.flow.gather import gather
from siwakit.judge.diagnosis import diagnose

HERE = Path(__file__).parent
DATA = HERE / "data"
NOT_GIVEN = {"context.json", "expected.json"}
FIRST_SUSPECTS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """Comparison of the doctor's answer with one case of the corpus."""

    id: str
    stage: str
    detectable: str
    cause: str
    root: str
    suspects: tuple[str, ...]
    place: str = "-"

    @property
    def result(self) -> str:
        """Return whether the doctor agrees with the corpus, as a word."""
        if self.cause not in AGREEMENT:
            return "unknown-cause"
        named = {self.root} if self.detectable == "offline" else set(self.suspects[:FIRST_SUSPECTS])
        return "agree" if named & set(AGREEMENT[self.cause]) else "differ"

    def __str__(self) -> str:
        """Return the line as it is printed."""
        return "\t".join((self.id, self.stage, self.detectable, self.cause, self.root, ",".join(self.suspects) or "-", self.result, self.place))


def examine(folder: Path, case: dict[str, str]) -> Line:
    """Return what the doctor says of the files in *folder*."""
    args = json.loads((folder / "context.json").read_text())["args"]
    files = [str(path) for path in sorted(folder.iterdir()) if path.name not in NOT_GIVEN]
    given = command.make_context("doctor", [*files, *args, "--config", "/dev/null"]).params
    pieces = given["pieces"]
    head = (case["id"], case["stage"], case["detectable"], case["cause"])
    if not pieces:
        return Line(*head, "-", ())
    try:
        diagnosis = diagnose(gather(read_input(pieces, read_settings(given))).evidence)
    except SiwakitError as error:
        return Line(*head, f"error:{error.code}", ())
    rules = AGREEMENT.get(case["cause"])
    place = str(place_of(diagnosis, rules) or "none") if rules and is_open(diagnosis) else "-"
    return Line(*head, diagnosis.leading.rule.id if diagnosis.leading else "-", diagnosis.named, place)


def run(corpus: Path, stages: set[str]) -> list[Line]:
    """Return one line for each case of *corpus* in *stages*, or in all stages if none is named."""
    lines = []
    with tempfile.TemporaryDirectory() as temporary:
        for text in corpus.read_text().splitlines():
            case = json.loads(text)
            if stages and case["stage"] not in stages:
                continue
            folder = Path(temporary, case["id"])
            folder.mkdir()
            for name, content in build(case).items():
                (folder / Path(name).name).write_text(content, newline="")
            lines.append(examine(folder, case))
    return lines


def main() -> int:
    """Print the lines and the totals; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, default=DATA / "cases.jsonl")
    parser.add_argument("--stages", default="")
    options = parser.parse_args()
    lines = run(options.cases, {stage for stage in options.stages.split(",") if stage})
    for line in lines:
        print(line)
    for title, key in (("stage", lambda line: line.stage), ("detectable", lambda line: line.detectable)):
        totals = Counter((key(line), line.result) for line in lines)
        for (name, result), count in sorted(totals.items()):
            print(f"total\t{title}\t{name}\t{result}\t{count}")
    places = [line.place for line in lines if line.place != "-"]
    print(f"total\tamong five\t{sum(place != 'none' for place in places)} of {len(places)} without a root cause")
    return 1 if any(line.result == "differ" for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
