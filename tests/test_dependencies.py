"""The lower bounds of the dependencies, compared with the table of vulnerabilities in SECURITY.md."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
TABLE = (ROOT / "SECURITY.md").read_text("utf-8").partition("## Dependencies")[2]


def version(text: str) -> tuple[int, ...]:
    numbers = [int(number) for number in text.split(".")]
    return tuple([*numbers, 0, 0][:3])


def lower_bounds() -> dict[str, tuple[int, ...]]:
    extras = PROJECT["optional-dependencies"]
    run_time = ("har", "yaml", "settings", "http", "server", "pkcs11", "aws", "github", "logs", "remote", "dask", "mcp")
    lines = [*PROJECT["dependencies"], *(line for name in run_time for line in extras[name])]
    found = (re.fullmatch(r"([\w-]+)>=([\d.]+)(?:,<[\d.]+)?", line) for line in lines)
    return {match[1].lower(): version(match[2]) for match in found if match}


def fixed_releases() -> list[tuple[str, tuple[int, ...]]]:
    rows = re.findall(r"^\| ([\w-]+) \| [^|]+ \| ([\d.]+) \|$", TABLE, re.MULTILINE)
    return [(name, version(fixed)) for name, fixed in rows]


def test_no_lower_bound_allows_a_release_with_a_listed_vulnerability():
    bounds = lower_bounds()
    assert len(fixed_releases()) > 5
    for name, fixed in fixed_releases():
        assert bounds[name] >= fixed, name


def test_every_listed_package_is_a_dependency():
    assert {name for name, _ in fixed_releases()} <= set(lower_bounds())


def test_the_table_lists_every_dependency():
    assert [name for name in lower_bounds() if name not in TABLE.lower()] == []


def test_the_lowest_releases_that_are_tested_are_the_lower_bounds():
    lowest = re.findall(r"^([\w-]+)==([\d.]+)$", (ROOT / "tests/lowest.txt").read_text("utf-8"), re.MULTILINE)
    bounds = lower_bounds()
    assert {name: version(exact) for name, exact in lowest} == {name: bounds[name] for name, _ in lowest}
