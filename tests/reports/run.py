"""Give every rebuilt report to the doctor that a user runs, as files and as one paste, and compare with what a good doctor says.

    python tests/reports/run.py [FOLDER] [--only TEXT] [--write]

One line for each report and way, tab-separated: result, id, way, root rule or -, first suspects, and the place of the true one among those
that a report shows (none if it is not there, - if there is a root cause or no answer to find); then totals. `--write` writes the agreement
table, which the tests check. Exit code 1 if a line says WRONG or crash.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# So that the imports work as in the tests if this file is run by its path.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.shown import is_open, place_of

from siwakit.cli.doctor import command
from siwakit.cli.doctor_input import read_input
from siwakit.cli.doctor_options import read_settings
from siwakit.errors import SiwakitError
from siwakit.flow.diagnose import diagnose_gathered
from siwakit.flow.gather import gather
from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.findings import ROOT_GRADES

HERE = Path(__file__).parent
DATA = HERE / "data"
TABLE = HERE / "agreement.csv"
WAYS = ("files", "paste")
HEAD = ("report", "way", "result")
FIRST = 3
RIGHT, MISSED, UNREAD, WRONG, CRASH = "right", "missed", "unread", "WRONG", "crash"
NEVER = frozenset({WRONG, CRASH})
HAS_A_CAUSE = frozenset({"first", "three"})


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one report, given in one way."""

    report: str
    way: str
    result: str
    root: str = "-"
    suspects: tuple[str, ...] = ()
    place: str = "-"

    def __str__(self) -> str:
        """Return the line as it is printed."""
        return "\t".join((self.result, self.report, self.way, self.root, ",".join(self.suspects) or "-", self.place))


def share_shown(lines: Iterable[Line]) -> tuple[int, int]:
    """Return how many of *lines* have no root cause though there is one to find, and of how many of these a report shows the true one."""
    places = [line.place for line in lines if line.place != "-"]
    return len(places), sum(place != "none" for place in places)


def run(folder: Path = DATA, only: str = "") -> list[Line]:
    """Return a line for each report in *folder* whose id contains *only*, and for each way."""
    paths = [path for path in sorted(folder.glob("*/report.json")) if only in path.parent.name]
    return [examine(path.parent, json.loads(path.read_text()), way) for path in paths for way in WAYS]


def examine(folder: Path, report: dict[str, Any], way: str) -> Line:
    """Return what the doctor says of *report*, whose files are in *folder*."""
    head = (report["id"], way)
    try:
        diagnosis = _diagnose(folder, report, way)
    except SiwakitError:
        return Line(*head, UNREAD)
    except Exception as error:  # noqa: BLE001  a crash is a result, too
        return Line(*head, CRASH, type(error).__name__)
    root = diagnosis.root.rule.id if diagnosis.root and diagnosis.root.rule.grade in ROOT_GRADES else None
    suspects = tuple(suspect.rule.id for suspect in diagnosis.suspects)
    first = (*(finding.rule.id for finding in diagnosis.assumed), *suspects)[:FIRST]
    place = str(place_of(diagnosis, report["rules"]) or "none") if is_open(diagnosis) and report["expect"] in HAS_A_CAUSE else "-"
    return Line(*head, _judge(report, root, first), root or "-", suspects[:FIRST], place)


def _diagnose(folder: Path, report: dict[str, Any], way: str) -> Diagnosis:
    files = [folder / name for name in report["files"]]
    pieces = [str(path) for path in files] if way == "files" else ["-"]
    given = command.make_context("doctor", [*pieces, *_placed(report["args"], folder), "--config", "/dev/null"]).params
    with _standard_input("\n\n".join(path.read_text(errors="replace") for path in files)):
        return diagnose_gathered(gather(read_input(given["pieces"], read_settings(given))))


def _placed(args: list[str], folder: Path) -> list[str]:
    """Return *args* with the files of the report under their full names."""
    return [str(folder / arg) if (folder / arg).is_file() else arg for arg in args]


@contextmanager
def _standard_input(text: str) -> Iterator[None]:
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8")
    try:
        yield
    finally:
        sys.stdin = before


def _judge(report: dict[str, Any], root: str | None, first: tuple[str, ...]) -> str:
    """Return whether the *root* cause and the *first* suspects are what a good doctor says of *report*."""
    rules = set(report["rules"])
    if report["expect"] in {"nothing", "nobody-of-apple"}:
        return RIGHT if root is None or (root in rules and report["expect"] == "nobody-of-apple") else WRONG
    if root in rules or (report["expect"] == "three" and rules & set(first)):
        return RIGHT
    return WRONG if root else MISSED


def write_table(lines: list[Line]) -> str:
    """Return the agreement table of *lines* as CSV."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows((line.report, line.way, line.result) for line in lines)
    return table.getvalue()


def main() -> int:
    """Print the lines and the totals, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path, nargs="?", default=DATA)
    parser.add_argument("--only", default="")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    lines = run(options.folder.resolve(), options.only)
    for line in lines:
        print(line)
    for way in WAYS:
        counts = Counter(line.result for line in lines if line.way == way)
        print(f"total\t{way}\t" + ", ".join(f"{counts[result]} {result}" for result in (RIGHT, MISSED, UNREAD, WRONG, CRASH)))
        found, shown = share_shown(line for line in lines if line.way == way)
        print(f"among five\t{way}\t{shown} of {found} without a root cause")
    if options.write:
        TABLE.write_text(write_table(lines))
    return 1 if any(line.result in NEVER for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
