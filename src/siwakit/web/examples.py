"""A dozen real failures, each with its files and identifiers, from the data of `siwakit demo`."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

_ONE = {"--team": "team_id", "--key-id": "key_id", "--origin": "origin", "--redirect-uri": "redirect_uri"}
_MANY = {"--bundle-id": "bundle_ids", "--services-id": "services_ids"}


@lru_cache(maxsize=1)
def examples() -> tuple[dict[str, Any], ...]:
    """Return the examples: the title, date and address of the report, the inputs, and what is known besides them."""
    document = json.loads((files("siwakit.render") / "demo_cases.json").read_text("utf-8"))
    return tuple(_example(case) for case in document["cases"])


def titles() -> list[dict[str, str]]:
    """Return the title of each example and the date of its report."""
    return [{"title": example["title"], "date": example["date"]} for example in examples()]


def known_of(args: list[str]) -> dict[str, Any]:
    """Return the options *args* of `siwakit doctor` in the form that the page sends."""
    known: dict[str, Any] = {}
    for option, value in zip(args[::2], args[1::2], strict=True):
        if option in _MANY:
            known.setdefault(_MANY[option], []).append(value)
        elif option == "--now":
            known["now"] = int(value)
        else:
            known[_ONE[option]] = value
    return known


def _example(case: dict[str, Any]) -> dict[str, Any]:
    inputs = [{"name": name, "text": text} for name, text in case["files"].items()]
    return {"title": case["title"], "url": case["url"], "date": case["date"], "known": known_of(case["args"]), "inputs": inputs}
