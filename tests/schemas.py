"""JSON that a command has printed, validated with the schema that is published for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

from siwakit import render

FOLDER = Path(render.__file__).parent


def schema_of(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.schema.json").read_text("utf-8"))


def read_valid(text: str) -> Any:
    """Return the document in *text*, which has to be as the schema with its id says; the report inside of a candidate, too."""
    document = json.loads(text)
    validate(document)
    for candidate in document.get("candidates", ()):
        if candidate["report"] is not None:
            validate(candidate["report"])
    return document


def validate(document: Any) -> None:
    jsonschema.validate(document, schema_of(document["schema"].split(":")[2]))
