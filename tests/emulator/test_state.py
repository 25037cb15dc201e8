"""The store in memory, and rows as JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.each import each

from siwakit.emulator.complete_evidence import View
from siwakit.emulator.state import memory_store
from siwakit.emulator.state.memory_store import MemoryStore
from siwakit.emulator.state.storage import (
    CodeRow,
    Consent,
    JournalEntry,
    NoticeRow,
    TokenKind,
    TokenRow,
    consent_key,
    from_json,
    load,
    to_json,
)
from siwakit.emulator.state.world import Client, SigningKey, Team, User
from siwakit.emulator.switches import Switches

ROW = CodeRow("c1", "com.example.web", "u", 10)
REFRESH = TokenRow("r1", TokenKind.REFRESH, "com.example.web", "T", 10, "u", "com.example.app")
ACCESS = replace(REFRESH, token="a1", kind=TokenKind.ACCESS)
ROWS = [
    Team("T", "Team"),
    SigningKey("K", "T", {"kty": "EC"}),
    Client("com.example.web", "T", return_urls=("https://a.example/x",)),
    User("u", subs={"T": "s"}),
    Consent("u", "com.example.app", 10, ("name",)),
    NoticeRow("n", "https://a.example/n", "{}", "email-enabled", 10, statuses=(500, 200)),
]


@each("row", ROWS, ids=lambda row: type(row).__name__)
def test_what_is_put_is_got_listed_and_dropped(row):
    store = MemoryStore()
    load(store, (row,), Switches(jwks_keys=2))
    assert store.get(type(row), row.row_key) == row
    assert store.list(type(row)) == (row,)
    assert store.switches().jwks_keys == 2
    assert [store.drop(type(row), row.row_key) for _ in range(2)] == [True, False]
    assert store.get(type(row), row.row_key) is None


@each("row", [*ROWS, ROW, REFRESH, JournalEntry(1, "GET", "/", 200)], ids=lambda row: type(row).__name__)
def test_a_row_is_the_same_after_json(row):
    assert from_json(type(row), json.loads(json.dumps(to_json(row)))) == row
    assert row.row_key


def test_a_code_is_spent_once_and_its_tokens_are_kept_with_it():
    store = MemoryStore()
    store.add_code(ROW)
    assert [store.spend_code("c1", (REFRESH,)), store.spend_code("c1", (ACCESS,)), store.spend_code("c2")] == [True, False, False]
    assert store.get_code("c1").is_spent
    assert store.get_token("r1") == REFRESH
    assert store.get_token("a1") is None


def test_an_access_token_is_spent_once():
    store = MemoryStore()
    store.add_token(ACCESS)
    assert [store.spend_token("a1"), store.spend_token("a1"), store.spend_token("a2")] == [True, False, False]


def test_a_revocation_ends_what_belongs_to_the_user_and_the_group():
    store = MemoryStore()
    other = replace(REFRESH, token="r2", group="com.example.other")
    for row in (REFRESH, ACCESS, other):
        store.add_token(row)
    store.put(ROWS[4])
    assert store.revoke_for("u", "com.example.app") == 2
    assert store.revoke_for("u", "com.example.app") == 0
    assert store.get(Consent, consent_key("u", "com.example.app")) is None
    assert (store.get_token("r1").is_revoked, store.get_token("r2").is_revoked) == (True, False)


def test_a_user_who_stops_using_the_app_withdraws_the_consent():
    store = MemoryStore()
    store.add_token(REFRESH)
    store.revoke_for("u", "com.example.app", by_user=True)
    assert (store.get_token("r1").is_revoked, store.get_token("r1").consent_withdrawn) == (False, True)


def test_the_oldest_are_forgotten_beyond_a_bound(monkeypatch):
    monkeypatch.setattr(memory_store, "MAX_KEPT", 3)
    store = MemoryStore()
    for number in range(5):
        store.add_code(replace(ROW, code=f"c{number}"))
        store.add_token(replace(REFRESH, token=f"r{number}"))
    assert [store.get_code(f"c{number}") is None for number in range(5)] == [True, True, False, False, False]
    assert [store.get_token(f"r{number}") is None for number in range(5)] == [True, True, False, False, False]


def test_the_oldest_notifications_are_forgotten_beyond_a_bound(monkeypatch):
    monkeypatch.setattr(memory_store, "MAX_KEPT", 3)
    store = MemoryStore()
    rows = [NoticeRow(f"n{number}", "http://127.0.0.1/", "{}", "email-enabled", number) for number in range(5)]
    for row in rows:
        store.put(row)
    delivered = replace(rows[3], is_done=True)
    store.put(delivered)
    assert store.list(NoticeRow) == (rows[2], delivered, rows[4])


def test_a_token_that_is_asked_for_is_not_the_oldest(monkeypatch):
    monkeypatch.setattr(memory_store, "MAX_KEPT", 3)
    store = MemoryStore()
    for number in range(9):
        store.add_token(replace(REFRESH, token=f"r{number}"))
        assert store.get_token("r0") is not None
    assert [number for number in range(9) if store.get_token(f"r{number}")] == [0, 7, 8]


def test_the_journal_is_numbered_and_bounded():
    store = MemoryStore()
    for number in range(1005):
        store.add_entry(JournalEntry(number, "GET", "/", 200))
    entries = store.entries()
    assert (len(entries), entries[0].number, entries[-1].number) == (1000, 6, 1005)
    assert [entry.number for entry in store.entries(1003)] == [1004, 1005]


def test_settings_and_the_clock_are_kept():
    store = MemoryStore()
    assert (store.setting("x"), store.clock_offset()) == (None, 0)
    store.set_setting("x", [1])
    store.set_clock_offset(300)
    assert (store.setting("x"), store.clock_offset()) == ([1], 300)


def test_nothing_secret_is_in_a_repr():
    shown = f"{ROW!r} {REFRESH!r} {ROWS[5]!r}"
    assert "c1" not in shown
    assert "r1" not in shown
    assert "{}" not in shown


def test_a_view_of_the_store_is_a_mapping():
    view = View({"a": 1}.get, lambda: iter(("a",)))
    assert (view["a"], view.get("b", 2), dict(view), len(view)) == (1, 2, {"a": 1}, 1)
    assert "a" in view
    assert "b" not in view
    assert 3 not in view
    with pytest.raises(KeyError):
        view["b"]
