"""Tables of cases that one test checks from the first row to the last, naming every row that fails."""

from __future__ import annotations

import functools
import inspect
import re
import traceback
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

Row = tuple[str, dict[str, Any]]

# What a test can end with: a failing assert, an error of the code, pytest.raises that saw nothing, and a skip, which would hide the other rows.
FAILURES = (Exception, pytest.fail.Exception, pytest.skip.Exception)
MOST_LINES = 12
MOST_COLUMNS = 200
LONGEST_VALUE = 60
LIKE_A_SECRET = re.compile(r"[A-Za-z0-9+/_=-]{20,}")


def each(names: str | tuple[str, ...], rows: Iterable[Any], ids: Callable[[Any], str] | Iterable[str] | None = None) -> Callable:
    """Run a test for every row in one item: `pytest.mark.parametrize` for rows of one kind.

    The rows share the fixtures of the test. The test fails after the last row, with a list of the rows that failed and what each said.
    """
    table = list(_named_rows([name.strip() for name in names.split(",")] if isinstance(names, str) else list(names), list(rows), ids))
    if not table:
        raise ValueError("a table without rows checks nothing")

    def decorate(test: Callable) -> Callable:
        asked = inspect.signature(test)

        @functools.wraps(test)
        def run(**fixtures: Any) -> None:
            _check((title, functools.partial(test, **fixtures, **values)) for title, values in table)

        rest = [argument for name, argument in asked.parameters.items() if name not in table[0][1]]
        run.__signature__ = asked.replace(parameters=rest)  # type: ignore[attr-defined]  # what pytest reads to hand in fixtures
        return run

    return decorate


def check_each(cases: Iterable[Any], check: Callable[[Any], object]) -> None:
    """Call *check* with every one of *cases*, and fail with a list of those that failed and what each said."""
    _check((_shown(case), functools.partial(check, case)) for case in cases)


def check_all(promises: Iterable[Callable], *arguments: Any) -> None:
    """Call every one of *promises* with *arguments*, and fail with a list of those that are not kept; each is named as a sentence."""
    check_each(promises, lambda promise: promise(*arguments))


def _check(calls: Iterable[tuple[str, Callable[[], object]]]) -> None:
    said = [(title, _failure_of(call)) for title, call in calls]
    if not said:
        pytest.fail("there was nothing to check", pytrace=False)
    failed = [(title, text) for title, text in said if text]
    if failed:
        pytest.fail("\n".join([f"{len(failed)} of {len(said)} failed:", *(f"- {title}\n    {text}" for title, text in failed)]), pytrace=False)


def _named_rows(names: list[str], rows: list[Any], ids: Callable[[Any], str] | Iterable[str] | None) -> Iterator[Row]:
    """Yield the title and the arguments of every row."""
    titles = [None] * len(rows) if ids is None or callable(ids) else list(ids)
    for row, title in zip(rows, titles, strict=True):
        values, own_title = (row,) if len(names) == 1 else tuple(row), None
        if isinstance(row, type(pytest.param())):
            if row.marks:
                raise ValueError("a row of a table that one test checks cannot be marked")
            values, own_title = row.values, row.id
        shown = ", ".join(str(ids(value)) if callable(ids) else _shown(value) for value in values)
        yield str(own_title or title or shown), dict(zip(names, values, strict=True))


def _shown(value: Any) -> str:
    """Return *value* as a short title."""
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, str | bytes | int | float | None | tuple | list | dict):
        text = ascii(value)
        is_short = len(text) <= LONGEST_VALUE and not LIKE_A_SECRET.search(text)
        return text if is_short else f"{type(value).__name__} of {len(text)} characters"
    if name := getattr(value, "__name__", ""):
        return name.replace("_", " ").strip()
    return next((title for title in (getattr(value, name, None) for name in ("id", "title", "name")) if isinstance(title, str)), type(value).__name__)


def _failure_of(call: Callable[[], object]) -> str:
    """Return what *call* fails with, and "" if it passes."""
    try:
        call()
    except FAILURES as error:
        return f"{_place_of(error)}: {_text_of(error)}"
    return ""


def _place_of(error: BaseException) -> str:
    """Return the line of the tests that came to *error*."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "tests" in Path(frame.filename).parts and frame.filename != __file__]
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"


def _text_of(error: BaseException) -> str:
    """Return what *error* says, with what was added to it, in few lines."""
    text = str(error) if isinstance(error, AssertionError | pytest.fail.Exception) and str(error) else f"{type(error).__name__}: {error}"
    lines = [line for line in "\n".join([text, *getattr(error, "__notes__", [])]).splitlines() if line.strip() and "Use -v to get" not in line]
    shown = [line if len(line) <= MOST_COLUMNS else f"{line[:MOST_COLUMNS]}…" for line in lines]
    return "\n    ".join(shown if len(shown) <= MOST_LINES else [*shown[:MOST_LINES], f"… and {len(shown) - MOST_LINES} lines more"])
