"""What the last release made public is still there: names, parameters, commands, options, rule ids, JSON versions, exit codes, extras."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path

import public_record
import pytest
from pages.retired import RETIRED

ROOT = Path(__file__).resolve().parents[2]
RECORD = json.loads(public_record.RECORD.read_text("utf-8"))
NAMES = RECORD["names"]
PAGE = (ROOT / "docs/versions.md").read_text("utf-8")


def with_change(part, *, remove=(), **entries):
    changed = copy.deepcopy(NAMES)
    changed[part] = {name: what for name, what in {**changed[part], **entries}.items() if name not in remove}
    return changed


def test_everything_that_was_public_still_is():
    """Add it again, as docs/versions.md promises, or move its entry to `withdrawn` if it has been deprecated for long enough."""
    assert public_record.broken(NAMES, public_record.surface()) == []


def test_nothing_was_withdrawn_before_its_time():
    assert public_record.too_early(RECORD["withdrawn"]) == []


def test_a_withdrawn_rule_has_a_page():
    gone = {entry["name"] for entry in RECORD["withdrawn"] if entry.get("part") == "rules"}
    assert gone == {retired.id for retired in RETIRED}


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("python", "siwakit.diagnose"),
        ("python", "siwakit.AppleClient.revoke"),
        ("python", "siwakit.mint_client_secret(now)"),
        ("python", "siwakit.testing.Apple.sign_in"),
        ("commands", "siwakit token refresh"),
        ("commands", "siwakit doctor --summary"),
        ("commands", "siwakit doctor --format sarif"),
        ("rules", "secret-aud-is-endpoint"),
        ("documents", "urn:siwakit:renew"),
        ("documents", "exit code 141"),
        ("extras", "settings"),
        ("emulator", "POST /api/sign-in"),
        ("emulator", "switch bool_claims=string"),
        ("emulator", "fault server-503"),
    ],
)
def test_what_is_gone_is_noticed(part, name):
    assert public_record.broken(NAMES, with_change(part, remove=[name])) == [f"{name} is gone"]


@pytest.mark.parametrize(
    ("part", "name", "now"),
    [
        ("python", "siwakit.mint_client_secret(expires_in_seconds)", "required, by name"),
        ("python", "siwakit.InvalidClient", "error refused"),
        ("documents", "urn:siwakit:report", "version 3"),
        ("documents", "exit code 3", "an error of Apple"),
    ],
)
def test_what_has_another_meaning_is_noticed(part, name, now):
    before = NAMES[part][name]
    assert public_record.broken(NAMES, with_change(part, **{name: now})) == [f"{name} was {before}, and is {now}"]


def test_a_new_parameter_that_callers_must_pass_is_noticed():
    name = "siwakit.diagnose(password)"
    assert public_record.broken(NAMES, with_change("python", **{name: "required, by name"})) == [f"{name} is new and required"]


@pytest.mark.parametrize("now", ["optional, by name", "optional, at 9"])
def test_what_callers_may_leave_out_breaks_nothing(now):
    assert public_record.broken(NAMES, with_change("python", **{"siwakit.diagnose(password)": now})) == []


def test_a_parameter_may_become_optional():
    name = "siwakit.mint_client_secret(team_id)"
    assert NAMES["python"][name] == "required, by name"
    assert public_record.broken(NAMES, with_change("python", **{name: "optional, by name"})) == []


def test_what_is_new_waits_for_the_next_release():
    assert public_record.added(NAMES, with_change("rules", **{"a-new-rule": "rule"})) == ["a-new-rule is new"]


@pytest.mark.parametrize(("deprecated", "removed", "is_early"), [("0.2", "0.3", 1), ("0.2.5", "0.4.0", 0), ("0.9", "1.0", 0), ("1.2", "1.9", 1)])
def test_a_deprecated_name_stays_for_two_minor_releases_and_from_1_0_until_the_next_major_one(deprecated, removed, is_early):
    assert len(public_record.too_early([{"name": "x", "deprecated": deprecated, "removed": removed}])) == is_early


def test_the_page_promises_what_is_recorded():
    documents = {f"`{name}:{what.rpartition(' ')[2]}`" for name, what in NAMES["documents"].items() if name.startswith("urn:")}
    assert set(re.findall(r"`urn:siwakit:\w+:\d+`", PAGE)) == documents
    assert "two minor releases" in PAGE
    assert public_record.MINOR_RELEASES == 2
