"""The schemas of the JSON that commands print say what the code can print."""

from __future__ import annotations

import re
from typing import Any

import jsonschema
import pytest
from pages.schema_page import DOCUMENTS, members_of
from tests.each import each
from tests.schemas import FOLDER, schema_of, validate

from siwakit.flow.deployed.place import Part
from siwakit.flow.deployed.place import Standing as CheckStanding
from siwakit.flow.probe import Standing as ProbeStanding
from siwakit.flow.renewal.outcome import RenewalOutcome
from siwakit.flow.renewal.outcome import Standing as RenewStanding
from siwakit.flow.renewal.rotation import Stage
from siwakit.render.renewal.report import write_document

NAMES = [name for name, _, _ in DOCUMENTS]
SOURCES = [path.read_text("utf-8") for path in sorted(FOLDER.rglob("*.py"))]


@each("name", [*NAMES, "report"])
def test_a_schema_is_one(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema_of(name))


def test_every_kind_of_document_has_a_schema() -> None:
    printed = {name for text in SOURCES for name in re.findall(r'^SCHEMA = f?"urn:siwakit:(\w+):', text, re.MULTILINE)}
    assert printed == {*NAMES, "report"}
    assert sorted(path.name for path in FOLDER.glob("*.schema.json")) == sorted(f"{name}.schema.json" for name in printed)


@each("name", NAMES)
def test_every_member_is_described(name: str) -> None:
    schema = schema_of(name)
    objects = [schema, *(value for value in schema["$defs"].values() if "properties" in value)]
    described = [(path, member.get("description") or "$ref" in member) for value in objects for path, member in members_of(value)]
    assert [path for path, words in described if not words] == []


@each("name", ["check", "renew", "probe"])
def test_an_object_has_all_of_its_members_and_no_other(name: str) -> None:
    schema = schema_of(name)
    for value in (schema, *(value for value in schema["$defs"].values() if "properties" in value)):
        assert value["required"] == list(value["properties"])
        assert value["additionalProperties"] is False


def enum(name: str, *path: str) -> Any:
    found = schema_of(name)["$defs"]
    for part in path:
        found = found[part]
    return found["enum"]


def test_the_standings_are_those_of_the_code() -> None:
    assert enum("check", "standing") == [standing.value for standing in CheckStanding]
    assert enum("renew", "store", "properties", "standing") == [standing.value for standing in RenewStanding]
    assert enum("renew", "rotation", "properties", "stage") == [stage.name.lower() for stage in Stage]
    assert enum("probe", "candidate", "properties", "standing") == [standing.name.lower() for standing in ProbeStanding]
    assert sorted(schema_of("check")["$defs"]["secret"]["properties"]["agrees"]["properties"]) == sorted(part.value for part in Part)


@pytest.mark.parametrize("change", [{"exit_code": 2}, {"dry_run": None}, {"added": 1}])
def test_another_document_is_not_valid(change: dict[str, Any]) -> None:
    from json import loads

    document = loads(write_document([RenewalOutcome(client_id="com.example.web")]))
    validate(document)
    with pytest.raises(jsonschema.ValidationError):
        validate({**document, **change})
