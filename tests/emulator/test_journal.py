"""The journal: requests, answers and the rules behind them, without anything secret."""

from __future__ import annotations

from siwakit.http import Request
from siwakit.samples import CODE, NOW, SERVICES_ID, Scenario


def test_a_refusal_is_recorded_with_the_doctors_report(emulate):
    emulator = emulate()
    emulator.handle(Scenario().form(redirect_uri="https://x.example/").request(), NOW)
    (entry,) = emulator.store.entries()
    assert (entry.at, entry.method, entry.path, entry.status, entry.number) == (NOW, "POST", "/auth/token", 400, 1)
    assert (entry.rule, entry.client_id) == ("redirect-uri-mismatch", SERVICES_ID)
    assert entry.report.startswith("refused[redirect-uri-mismatch]: ")


def test_nothing_secret_is_recorded(emulate):
    emulator = emulate()
    scenario = Scenario()
    for _ in range(2):
        emulator.handle(scenario.request(), NOW)
    text = repr(emulator.store.entries())
    assert CODE not in text
    assert scenario.compact_secret().rpartition(".")[2] not in text


def test_an_accepted_request_says_so(emulate):
    emulator = emulate()
    emulator.handle(Scenario().request(), NOW)
    (entry,) = emulator.store.entries()
    assert (entry.summary, entry.rule, entry.report) == ("accepted", None, "")


def test_an_unknown_path_is_recorded_without_its_secrets(emulate):
    emulator = emulate()
    emulator.handle(Request("GET", f"https://appleid.apple.com/{CODE}"), NOW)
    assert CODE not in repr(emulator.store.entries())


def test_a_clock_that_was_moved_is_named_before_the_secret(emulate):
    emulator = emulate()
    emulator.store.set_clock_offset(301)
    emulator.handle(Scenario().secret(iat=NOW - 302, exp=NOW - 2).request(), NOW)
    (entry,) = emulator.store.entries()
    assert entry.rule == "emulator-clock-moved"
    assert "the emulator's clock was set 301 seconds ahead of this machine's" in entry.report


def test_a_secret_that_is_hours_old_may_come_from_a_time_zone(emulate):
    emulator = emulate()
    emulator.handle(Scenario().secret(iat=NOW - 18_000, exp=NOW - 17_400).request(), NOW)
    (entry,) = emulator.store.entries()
    assert entry.rule == "secret-iat-hours-behind"
    assert "either a time zone, with local time treated as UTC, or the client_secret was kept for 5:00 hours" in " ".join(entry.report.split())
