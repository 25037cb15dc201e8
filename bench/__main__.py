"""Measure what is claimed about speed.

`python -m bench [mint verify identity diagnose decode doctor import logs emulator run watch client page signers mcp]` measures all or some.

Exits with 1 if a target is missed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench import client, decode, diagnose, doctor, emulator, identity, imports, logs, mcp, mint, page, run, signers, verify, watch
from bench.report import write_page, write_table
from bench.timing import stay_on_one_core

FIGURES = {
    "mint": mint.measure,
    "verify": verify.measure,
    "identity": identity.measure,
    "diagnose": diagnose.measure,
    "decode": decode.measure,
    "doctor": doctor.measure,
    "import": imports.measure,
    "logs": logs.measure,
    "emulator": emulator.measure,
    "run": run.measure,
    "watch": watch.measure,
    "client": client.measure,
    "page": page.measure,
    "signers": signers.measure,
    "mcp": mcp.measure,
}
RESULTS = Path(__file__).resolve().parent / "RESULTS.md"


def main() -> int:
    """Measure the figures that the arguments name, or all if they name none."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure what is claimed about speed.")
    parser.add_argument("figures", nargs="*", metavar="FIGURE", help=f"some of: {', '.join(FIGURES)}")
    parser.add_argument("--write", action="store_true", help="write all figures to bench/RESULTS.md too")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.figures if name not in FIGURES]
    if unknown or (arguments.write and arguments.figures):
        parser.error(f"no figure {unknown[0]}" if unknown else "--write needs all figures")
    stay_on_one_core()
    measured = [figure for name in arguments.figures or FIGURES for figure in FIGURES[name]()]
    sys.stdout.write(write_table(measured))
    if arguments.write:
        RESULTS.write_text(write_page(measured), "utf-8")
    return int(any(figure.met is False for figure in measured))


if __name__ == "__main__":
    sys.exit(main())
