"""Hold libraries and emulators against the published vectors: python -m conformance [--write].

It prints the page. With --write it writes conformance/results.json and docs/conformance.md instead.
"""

from __future__ import annotations

import argparse
import json
import sys

from conformance.libraries import HERE
from conformance.page import PAGE, write_page
from conformance.run import collect

RESULTS = HERE / "results.json"


def write_results(results: dict[str, object]) -> str:
    """Return the results as JSON, with one vector on each line."""
    lines = [f" {json.dumps(name)}: {_rows(value)}" for name, value in results.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _rows(value: object) -> str:
    if not isinstance(value, list):
        return json.dumps(value)
    return "[\n" + ",\n".join(f"  {json.dumps(row)}" for row in value) + "\n ]"


def main() -> None:
    """Collect the answers, and print or write them."""
    parser = argparse.ArgumentParser(prog="python -m conformance", description="Hold libraries against the published vectors.")
    parser.add_argument("--write", action="store_true", help="write conformance/results.json and docs/conformance.md")
    arguments = parser.parse_args()
    results = collect()
    if arguments.write:
        RESULTS.write_text(write_results(results), "utf-8")
        PAGE.write_text(write_page(results), "utf-8")
    else:
        sys.stdout.write(write_page(results))


if __name__ == "__main__":
    main()
