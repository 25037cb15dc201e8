"""The doctor on rebuilt reports: no report is judged wrongly, and none is judged worse than the agreement table says."""

from __future__ import annotations

import csv
import json

import pytest
from tests.each import check_each
from tests.reports.run import DATA, HEAD, MISSED, NEVER, RIGHT, TABLE, UNREAD, WAYS, WRONG, Line, examine, run, write_table

LINES = run()
AGREED = {(report, way): result for report, way, result in list(csv.reader(TABLE.read_text().splitlines()))[1:]}
RANKS = {UNREAD: 0, MISSED: 1, RIGHT: 2}
TO_UPDATE = "run `make reports WRITE=1` and commit the table"


def test_no_report_is_judged_wrongly():
    def is_allowed(line: Line) -> None:
        assert line.result not in NEVER, str(line)

    check_each(LINES, is_allowed)


def test_no_report_is_judged_worse_than_before():
    def is_no_worse(line: Line) -> None:
        agreed = AGREED.get((line.report, line.way), UNREAD)
        assert RANKS.get(line.result, -1) >= RANKS[agreed], f"{line.report}, {line.way}: was {agreed}, is {line.result}"

    check_each(LINES, is_no_worse)


def test_the_table_is_up_to_date():
    better = [f"{line.report}, {line.way}" for line in LINES if AGREED.get((line.report, line.way)) != line.result]
    assert better == [], f"judged better than the table says: {TO_UPDATE}"
    assert TABLE.read_text() == write_table(LINES), TO_UPDATE


def test_the_table_leaves_out_nothing():
    assert AGREED.keys() == {(folder.name, way) for folder in DATA.iterdir() if folder.is_dir() for way in WAYS}
    assert set(AGREED.values()) <= {RIGHT, MISSED, UNREAD}
    assert TABLE.read_text().startswith(",".join(HEAD))


def test_a_report_names_its_folder_and_gives_every_file_in_it():
    def is_complete(path):
        report = json.loads(path.read_text())
        assert report["id"] == path.parent.name
        assert {*report["files"], *report["args"]} >= {file.name for file in path.parent.iterdir()} - {"report.json"}

    check_each(sorted(DATA.glob("*/report.json")), is_complete)


@pytest.mark.parametrize(
    ("expect", "rules", "text", "result"),
    [
        ("first", ["secret-expired"], '{"error":"invalid_client"}', MISSED),
        ("three", ["secret-expired"], '{"error":"invalid_client"}', RIGHT),
        ("first", ["code-used-twice"], '{"error":"invalid_grant","error_description":"The code has already been used."}', RIGHT),
        ("nothing", [], '{"error":"invalid_grant","error_description":"The code has already been used."}', WRONG),
        ("first", ["code-expired"], '{"error":"invalid_grant","error_description":"The code has already been used."}', WRONG),
        ("nobody-of-apple", ["code-used-twice"], '{"error":"invalid_grant","error_description":"The code has already been used."}', RIGHT),
        ("nothing", [], "nothing of the kind", UNREAD),
    ],
)
@pytest.mark.parametrize("way", WAYS)
def test_what_the_doctor_says_is_compared_with_what_a_good_doctor_says(tmp_path, way, expect, rules, text, result):
    (tmp_path / "pasted.txt").write_text(text)
    report = {"id": "made-up", "expect": expect, "rules": rules, "files": ["pasted.txt"], "args": []}
    assert examine(tmp_path, report, way).result == result
