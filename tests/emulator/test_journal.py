"""The journal: what was asked, what was answered, by which rule, and nothing that is secret."""

from __future__ import annotations

from siwakit.http import Request
from siwakit.samples import CODE, NOW, SERVICES_ID, Scenario


def test_a_refusal_is_written_down_with_the_doctors_words(emulate):
    emulator = emulate()
    emulator.handle(Scenario().form(redirect_uri="https://x.example/").request(), NOW)
    (entry,) = emulator.store.entries()
    assert (entry.at, entry.method, entry.path, entry.status, entry.number) == (NOW, "POST", "/auth/token", 400, 1)
    assert (entry.rule, entry.client_id) == ("redirect-uri-mismatch", SERVICES_ID)
    assert entry.report.startswith("refused[redirect-uri-mismatch]: ")


def test_nothing_secret_is_written_down(emulate):
    emulator = emulate()
    scenario = Scenario()
    for _ in range(2):
        emulator.handle(scenario.request(), NOW)
    text = repr(emulator.store.entries())
    assert CODE not in text
    assert scenario.compact_secret().rpartition(".")[2] not in text


def test_what_was_accepted_says_so(emulate):
    emulator = emulate()
    emulator.handle(Scenario().request(), NOW)
    (entry,) = emulator.store.entries()
    assert (entry.summary, entry.rule, entry.report) == ("accepted", None, "")


def test_a_path_that_is_not_there_is_written_down_without_its_secrets(emulate):
    emulator = emulate()
    emulator.handle(Request("GET", f"https://appleid.apple.com/{CODE}"), NOW)
    assert CODE not in repr(emulator.store.entries())
