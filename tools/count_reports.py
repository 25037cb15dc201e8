"""Count how often each mistake was reported in the public reports that the tests keep, and write the table of the package.

    python tools/count_reports.py [--check]

A report that stands in both folders counts once. What nobody reported does not count: failures that we made up, and reports without a cause.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.cases.agreement import AGREEMENT  # noqa: E402  the folder of the tests is found only now

from siwakit.apple import ERRORS  # noqa: E402  sorted behind the tests
from siwakit.rules.catalogue import BY_ID  # noqa: E402  sorted behind the tests

TABLE = ROOT / "src/siwakit/judge/reported.py"
CASES = ROOT / "tests/cases/data/cases.jsonl"
REPORTS = ROOT / "tests/reports/data"
_HAS_A_CAUSE = frozenset({"first", "three"})
_ERROR = re.compile(rf"\b(?:{'|'.join(ERRORS)})\b")
_HEAD = '''"""How often each mistake was reported in public, by Apple's error and the rule that finds the mistake; "" if the report has no such error.

Written by tools/count_reports.py: run `make docs`.
"""

from __future__ import annotations

from typing import Final

REPORTED: Final[dict[str, dict[str, int]]] = {
'''


def count() -> dict[str, dict[str, int]]:
    """Return for each of Apple's errors how often each rule's mistake was reported with it, most often first."""
    # One report can have several causes; the same cause at the same address is the same report.
    reports = {(address, rule): error for address, error, rule in (*_reports(), *_cases())}
    counts = Counter((error, rule) for (_, rule), error in reports.items())
    ordered = sorted(counts.items(), key=lambda entry: (entry[0][0], -entry[1], entry[0][1]))
    return {error: {rule: times for (other, rule), times in ordered if other == error} for error in dict.fromkeys(error for (error, _), _ in ordered)}


def _cases() -> Iterator[tuple[str, str, str]]:
    """Yield the address of each case, Apple's error, and the rule that finds the cause."""
    for line in CASES.read_text("utf-8").splitlines():
        case = json.loads(line)
        if case["cause"] in AGREEMENT:
            yield case["url"], _error_in(json.dumps(case["reproduction"].get("response"))), AGREEMENT[case["cause"]][0]


def _reports() -> Iterator[tuple[str, str, str]]:
    """Yield the address of each rebuilt report that has a cause, Apple's error, and the first of the rules that find the cause."""
    for path in sorted(REPORTS.glob("*/report.json")):
        report = json.loads(path.read_text("utf-8"))
        rule = next((name for name in report["rules"] if name in BY_ID), None)
        if rule and report["expect"] in _HAS_A_CAUSE and report["reported"].startswith("https://"):
            yield report["reported"], _error_in("\n".join((path.parent / name).read_text("utf-8", "replace") for name in report["files"])), rule


def _error_in(text: str) -> str:
    """Return the only error of Apple's in *text*, or "" if there is none or several."""
    errors = set(_ERROR.findall(text))
    return errors.pop() if len(errors) == 1 else ""


def _write(error: str, rules: dict[str, int]) -> str:
    return f'    "{error}": {{\n' + "".join(f'        "{rule}": {times},\n' for rule, times in rules.items()) + "    },\n"


def main() -> int:
    """Write the table, or with --check say whether it is current."""
    text = _HEAD + "".join(_write(error, rules) for error, rules in count().items()) + "}\n"
    if "--check" in sys.argv[1:]:
        if TABLE.read_text("utf-8") == text:
            return 0
        print(f"{TABLE.relative_to(ROOT)} is not current")
        return 1
    TABLE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
