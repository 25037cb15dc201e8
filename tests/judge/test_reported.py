"""The table of reports is what the data of the tests say."""

from __future__ import annotations

import json

import count_reports
import pytest

from siwakit.judge.likelihood import reported_in_all
from siwakit.judge.reported import REPORTED


def test_the_table_is_what_the_tool_counts():
    assert count_reports.count() == REPORTED


def test_each_report_counts_once_for_each_mistake():
    reports = {(address, rule) for address, _, rule in (*count_reports._cases(), *count_reports._reports())}
    assert sum(reported_in_all().values()) == len(reports)
    assert all(address.startswith("https://") for address, _ in reports)


def test_the_same_report_in_both_folders_counts_once(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(count_reports, "_reports", lambda: iter(()))
    before = count_reports.count()["invalid_client"]["secret-expired"]
    address = next(address for address, _, rule in count_reports._cases() if rule == "secret-expired")
    monkeypatch.setattr(
        count_reports, "_reports", lambda: iter([(address, "", "secret-expired"), ("https://example.com/new", "invalid_client", "secret-expired")])
    )
    assert count_reports.count()["invalid_client"]["secret-expired"] == before + 1


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('{"error":"invalid_client"}', "invalid_client"),
        ("invalid_client twice: invalid_client", "invalid_client"),
        ("first invalid_grant, then invalid_client", ""),
        ("my_invalid_client_handler", ""),
        (json.dumps(None), ""),
    ],
)
def test_only_a_single_error_of_apples_is_the_answer(text: str, error: str):
    assert count_reports._error_in(text) == error
