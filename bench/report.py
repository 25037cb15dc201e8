"""The figures as a table, and a description of the machine that they were measured on."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench.timing import Figure

TITLES = ("figure", "ours", "peer", "peer's time", "ratio", "target", "met")
PACKAGES = ("siwakit", "cryptography", "click", "PyJWT", "joserfc", "Authlib", "python-jose")
MEANING = {True: "yes", False: "NO", None: ""}
WITHDRAWN = """## Promises withdrawn

Until 2026-11-25 an answer beside the rules said yes to what was plainly right, the emulator repeated an answer that it had given before, and private
methods of a server wrote it out. All three are gone: rules alone decide. What only they could keep is no longer promised:

- a token exchange at 4 times the rate of `oauth2-mock-server`, which looks at nothing that it is sent;
- the processor time of an exchange at 1.6 times its two bare signatures: the rules that decide cost more than the signatures;
- 64 refreshes at a time at 0.9 of what a delay of 50 ms allows: the deadline on the whole exchange costs a few per cent;
- minting at 0.65 and an identity token at 0.6 of the bare operation: they are now measured against 0.8 and 0.33.
"""


def write_table(figures: Sequence[Figure]) -> str:
    """Return *figures* as a Markdown table whose columns also line up in a terminal."""
    rows = [TITLES, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(TITLES))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines) + "\n"


def write_page(figures: Sequence[Figure]) -> str:
    """Return the page with *figures*: what was measured, on which machine, and when."""
    versions = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    return (
        "# Results\n\nWritten by `python -m bench --write`. Each figure is a ratio within one run: on one core, in rounds in which every side\n"
        "has a turn, of medians. Times depend on the machine; ratios much less.\n\n"
        f"- measured: {datetime.now(UTC):%Y-%m-%d}\n- processor: {_processor()}\n- system: {platform.system()} on {platform.machine()}\n"
        f"- Python {platform.python_version()}; {versions}\n\n{write_table(figures)}\n{WITHDRAWN}"
    )


def _cells(figure: Figure) -> tuple[str, ...]:
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    return figure.name, _time(figure.ours), figure.peer, _time(figure.theirs), ratio, figure.target, MEANING[figure.met]


def _time(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"{seconds * 1e3:.2f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.1f} us"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor() or "unknown")
