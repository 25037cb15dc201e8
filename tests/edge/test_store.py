"""Both stores behave alike, and the one in a file keeps what it has answered as long as the file exists."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from siwakit.edge.files.sqlite_store import FileStore
from siwakit.emulator.state.memory_store import MemoryStore
from siwakit.emulator.state.storage import CodeRow, Consent, JournalEntry, NoticeRow, TokenKind, TokenRow, consent_key, load
from siwakit.emulator.state.world import Client, SigningKey, Team, User
from siwakit.emulator.switches import Switches

CODE = CodeRow("c1", "com.example.web", "u", 10, "https://a.example/x", scopes=("name",))
REFRESH = TokenRow("r1", TokenKind.REFRESH, "com.example.web", "T", 10, "u", "com.example.app")
ACCESS = replace(REFRESH, token="a1", kind=TokenKind.ACCESS)
CONSENT = Consent("u", "com.example.app", 10, ("name",), "a@b.example")
ROWS = [
    Team("T", "Team"),
    SigningKey("K", "T", {"kty": "EC"}, live_at=4),
    Client("com.example.web", "T", return_urls=("https://a.example/x", "https://a.example/y")),
    User("u", "jane@example.com", subs={"T": "s"}),
    CONSENT,
    NoticeRow("n", "https://a.example/n", "{}", "email-enabled", 10, statuses=(500, 200)),
]
# More of both: SIWAKIT_ROUNDS=1000 pytest tests/edge/test_store.py
ROUNDS = int(os.environ.get("SIWAKIT_ROUNDS", "60"))
PARALLEL = 50


@pytest.fixture(params=["memory", "file"])
def store(request, tmp_path):
    if request.param == "memory":
        yield MemoryStore()
        return
    kept = FileStore(str(tmp_path / "state.db"))
    yield kept
    kept.close()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: type(row).__name__)
def test_rows_are_stored_replaced_and_deleted(store, row):
    load(store, (row, row), Switches(jwks_keys=2))
    assert store.get(type(row), row.row_key) == row
    assert store.list(type(row)) == (row,)
    assert store.switches().jwks_keys == 2
    assert [store.drop(type(row), row.row_key) for _ in range(2)] == [True, False]
    assert store.get(type(row), row.row_key) is None


def test_rows_are_listed_in_the_order_in_which_they_came(store):
    for name in "bca":
        store.put(Team(name))
    store.put(Team("b", "again"))
    assert [team.team_id for team in store.list(Team)] == ["b", "c", "a"]
    assert store.get(Team, "b").name == "again"


def test_a_code_is_spent_once_and_its_tokens_are_kept_with_it(store):
    store.add_code(CODE)
    assert store.get_code("c1") == CODE
    assert [store.spend_code("c1", (REFRESH,)), store.spend_code("c1", (ACCESS,)), store.spend_code("c2")] == [True, False, False]
    assert store.get_code("c1") == replace(CODE, is_spent=True)
    assert store.get_token("r1") == REFRESH
    assert (store.get_token("a1"), store.get_code("c2")) == (None, None)


def test_an_access_token_is_spent_once(store):
    store.add_token(ACCESS)
    assert [store.spend_token("a1"), store.spend_token("a1"), store.spend_token("a2")] == [True, False, False]
    assert store.get_token("a1").is_spent


def test_a_code_gets_older_and_nothing_else_changes(store):
    store.add_code(code := CodeRow("c1", "com.example.web", "u", 1, nonce="n", scopes=("name",)))
    store.add_code(other := CodeRow("c2", "com.example.web", "u", 1))
    assert store.age("c1", 300)
    assert store.age("c1", 1)
    assert (store.get_code("c1"), store.get_code("c2")) == (replace(code, aged_seconds=301), other)


@pytest.mark.parametrize("kind", TokenKind)
def test_a_token_gets_older_and_nothing_else_changes(store, kind):
    store.add_token(token := TokenRow("t1", kind, "com.example.web", "T", 1, user_id="u", group="g"))
    store.add_token(other := TokenRow("t2", kind, "com.example.web", "T", 1, user_id="u", group="g"))
    assert store.age("t1", 3600)
    assert (store.get_token("t1"), store.get_token("t2")) == (replace(token, aged_seconds=3600), other)


def test_a_spent_code_stays_spent_when_it_gets_older(store):
    store.add_code(CodeRow("c1", "com.example.web", "u", 1))
    store.spend_code("c1")
    store.age("c1", 1)
    assert store.get_code("c1").is_spent
    assert not store.spend_code("c1")


def test_what_was_not_issued_does_not_get_older(store):
    assert not store.age("c1", 1)


@pytest.mark.parametrize(("by_user", "marks"), [(False, (True, False)), (True, (False, True))])
def test_a_revocation_ends_what_belongs_to_the_user_and_the_group(store, by_user, marks):
    for row in (REFRESH, ACCESS, replace(REFRESH, token="r2", group="com.example.other")):
        store.add_token(row)
    store.put(CONSENT)
    assert store.revoke_for("u", "com.example.app", by_user=by_user) == 2
    assert store.revoke_for("u", "com.example.app", by_user=by_user) == 0
    assert store.get(Consent, consent_key("u", "com.example.app")) is None
    ended = store.get_token("r1")
    assert (ended.is_revoked, ended.consent_withdrawn) == marks
    assert not store.get_token("r2").is_revoked


def test_the_journal_is_numbered_and_bounded(store):
    for number in range(1005):
        store.add_entry(JournalEntry(number, "GET", "/", 200))
    entries = store.entries()
    assert (len(entries), entries[0].number, entries[-1].number) == (1000, 6, 1005)
    assert [entry.number for entry in store.entries(1003)] == [1004, 1005]


def test_settings_and_the_clock_are_kept(store):
    assert (store.setting("x"), store.clock_offset(), store.switches()) == (None, 0, Switches())
    store.set_setting("x", [1])
    store.set_setting("x", {"y": None})
    store.set_clock_offset(-300)
    assert (store.setting("x"), store.clock_offset()) == ({"y": None}, -300)


def test_of_fifty_who_spend_one_code_at_once_one_wins(store):
    codes = [f"c{number}" for number in range(ROUNDS)]
    for code in codes:
        store.add_code(replace(CODE, code=code))

    def spend_all(number):
        tokens = ((code, replace(REFRESH, token=f"{code} {number}")) for code in codes)
        return [code for code, token in tokens if store.spend_code(code, (token,))]

    with ThreadPoolExecutor(PARALLEL) as pool:
        won = Counter(code for wins in pool.map(spend_all, range(PARALLEL)) for code in wins)
    assert won == dict.fromkeys(codes, 1)
    kept = [sum(store.get_token(f"{code} {number}") is not None for number in range(PARALLEL)) for code in codes[:3]]
    assert kept == [1, 1, 1]


SPENDER = """
import sys
from siwakit.edge.files.sqlite_store import FileStore
store = FileStore(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[2])):
    if store.spend_code(f"c{number}"):
        print(number, flush=True)
"""


def test_of_several_processes_that_spend_one_code_one_wins(tmp_path):
    path = str(tmp_path / "state.db")
    store = FileStore(path)
    for number in range(ROUNDS):
        store.add_code(replace(CODE, code=f"c{number}"))
    command = [sys.executable, "-c", SPENDER, path, str(ROUNDS)]
    spenders = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [spender.stdout.readline() for spender in spenders] == ["ready\n"] * 3
    for one in spenders:
        one.stdin.write("\n")
        one.stdin.flush()
    won = [int(line) for spender in spenders for line in spender.communicate()[0].split()]
    store.close()
    assert sorted(won) == list(range(ROUNDS))


WRITER = """
import json, sys
from dataclasses import replace
from siwakit.edge.files.sqlite_store import FileStore
from siwakit.emulator.state.storage import CodeRow, TokenKind, TokenRow
store = FileStore(sys.argv[1])
number = 0
while True:
    number += 1
    code = f"c{number}"
    store.add_code(CodeRow(code, "com.example.web", "u", 10))
    store.spend_code(code, (TokenRow(f"r{number}", TokenKind.REFRESH, "com.example.web", "T", 10, "u", "g"),))
    print(json.dumps(number), flush=True)
"""


def test_nothing_that_was_answered_is_lost_when_the_process_is_killed(tmp_path):
    path = str(tmp_path / "state.db")
    writer = subprocess.Popen([sys.executable, "-c", WRITER, path], stdout=subprocess.PIPE, text=True)
    seen = [json.loads(writer.stdout.readline()) for _ in range(30)]
    os.kill(writer.pid, signal.SIGKILL)
    seen += [json.loads(line) for line in writer.communicate()[0].splitlines() if line]
    store = FileStore(path)
    assert all(store.get_code(f"c{number}").is_spent for number in seen)
    assert all(store.get_token(f"r{number}") for number in seen)
    store.close()
