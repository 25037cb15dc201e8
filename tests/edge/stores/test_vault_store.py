"""The store in OpenBao: its own server, and the policies that its users have."""

from __future__ import annotations

import logging
from pathlib import Path
from uuid import uuid4

import pytest
from tests.each import each
from tests.edge.stores.real_servers import ROOT_TOKEN, Bao, running_bao

from siwakit.edge.stores.open_store import open_store
from siwakit.edge.stores.store import NOTHING, Stored
from siwakit.errors import StoreConflict, StoreError, StoreRefused, StoreUnavailable, UsageError

pytestmark = pytest.mark.programs

OLD = "eyJhbGciOiJFUzI1NiJ9.eyJvbGQiOiJDQU5BUlktT0xEIn0.b2xkLXNpZ25hdHVyZS1jYW5hcnk"
NEW = "eyJhbGciOiJFUzI1NiJ9.eyJuZXciOiJDQU5BUlktTkVXIn0.bmV3LXNpZ25hdHVyZS1jYW5hcnk"


@pytest.fixture(scope="module")
def bao(tmp_path_factory):
    with running_bao(tmp_path_factory.mktemp("bao")) as running:
        yield running


@pytest.fixture
def path() -> str:
    """Return a path that no other test uses."""
    return f"app-{uuid4().hex[:8]}/apple"


def opened(bao: Bao, path: str, *, mount: str = "secret", token: str = ROOT_TOKEN, **environment: str):
    variables = {"BAO_ADDR": bao.url, "BAO_TOKEN": token, "HOME": "/nonexistent", **environment}
    return open_store(f"vault:{mount}/{path}#client_secret", environment=variables, seconds=5)


def fields(bao: Bao, path: str, mount: str = "secret") -> dict[str, object]:
    return bao.call("GET", f"{mount}/data/{path}")["data"]["data"]


def test_a_secret_is_made_read_and_replaced(bao: Bao, path: str):
    store = opened(bao, path)
    assert store.read() == NOTHING
    first = store.write(OLD, NOTHING)
    assert store.read() == first
    assert (first.value, first.version) == (OLD, "1")
    second = store.write(NEW, first)
    assert store.read() == second
    assert second.version == "2"
    assert second.updated_at is not None


def test_the_other_fields_are_kept(bao: Bao, path: str):
    others = {"other": "kept", "number": 12345678901234567890, "deep": {"a": [1, None, True]}}
    bao.call("POST", f"secret/data/{path}", {"data": {**others, "client_secret": OLD}})
    bao.call("POST", f"secret/metadata/{path}", {"custom_metadata": {"owner": "shop"}, "max_versions": 7})
    before = fields(bao, path)  # OpenBao itself rounds the number
    store = opened(bao, path)
    store.write(NEW, store.read())
    assert fields(bao, path) == {**before, "client_secret": NEW}
    metadata = bao.call("GET", f"secret/metadata/{path}")["data"]
    assert (metadata["custom_metadata"], metadata["max_versions"]) == ({"owner": "shop"}, 7)


def test_a_field_is_added_to_a_secret_that_lacks_it(bao: Bao, path: str):
    bao.call("POST", f"secret/data/{path}", {"data": {"other": "kept"}})
    store = opened(bao, path)
    before = store.read()
    assert (before.exists, before.version) == (False, "1")
    store.write(NEW, before)
    assert fields(bao, path) == {"other": "kept", "client_secret": NEW}


def test_what_another_program_wrote_meanwhile_is_not_replaced(bao: Bao, path: str):
    store = opened(bao, path)
    before = store.write(OLD, NOTHING)
    bao.call("POST", f"secret/data/{path}", {"data": {"client_secret": "another"}})
    for expected in (before, NOTHING):
        with pytest.raises(StoreConflict):
            store.write(NEW, expected)
    assert fields(bao, path) == {"client_secret": "another"}


def test_a_write_in_the_last_moment_is_a_conflict(bao: Bao, path: str, monkeypatch: pytest.MonkeyPatch):
    store = opened(bao, path)
    before = store.write(OLD, NOTHING)
    get = store._get

    def changed_after_it():
        answer = get()
        bao.call("POST", f"secret/data/{path}", {"data": {"client_secret": "another"}})
        return answer

    monkeypatch.setattr(store, "_get", changed_after_it)
    with pytest.raises(StoreConflict):
        store.write(NEW, before)
    assert fields(bao, path) == {"client_secret": "another"}


def test_another_field_that_changes_meanwhile_is_kept(bao: Bao, path: str):
    store = opened(bao, path)
    before = store.write(OLD, NOTHING)
    bao.call("POST", f"secret/data/{path}", {"data": {"client_secret": OLD, "other": "new"}})
    assert store.write(NEW, before).version == "3"
    assert fields(bao, path) == {"client_secret": NEW, "other": "new"}


def test_a_deleted_secret_is_missing_and_can_be_written(bao: Bao, path: str):
    store = opened(bao, path)
    store.write(OLD, NOTHING)
    bao.call("DELETE", f"secret/data/{path}")
    before = store.read()
    assert (before.exists, before.version) == (False, "1")
    assert store.write(NEW, before).version == "2"


def test_a_mount_that_requires_the_comparison_and_has_slashes_in_its_name(bao: Bao, path: str):
    mount = f"team/{uuid4().hex[:6]}/kv"
    bao.call("POST", f"sys/mounts/{mount}", {"type": "kv", "options": {"version": "2"}})
    bao.call("POST", f"{mount}/config", {"cas_required": True})
    store = opened(bao, path, mount=mount)
    store.write(NEW, store.write(OLD, NOTHING))
    assert fields(bao, path, mount) == {"client_secret": NEW}


def test_a_path_copied_from_the_api_is_refused_unless_it_exists(bao: Bao, path: str):
    with pytest.raises(StoreRefused) as raised:
        opened(bao, f"data/{path}").write(NEW, NOTHING)
    assert "leave out data/" in raised.value.hint
    bao.call("POST", f"secret/data/data/{path}", {"data": {"client_secret": OLD}})
    assert opened(bao, f"data/{path}").read().value == OLD


def test_an_engine_of_version_1_is_refused(bao: Bao, path: str):
    bao.call("POST", f"sys/mounts/old-{path[:12]}", {"type": "kv", "options": {"version": "1"}})
    with pytest.raises(StoreRefused, match="version 2"):
        opened(bao, path, mount=f"old-{path[:12]}").read()


def test_the_versions_before_the_current_one_are_destroyed(bao: Bao, path: str):
    store = opened(bao, path)
    current = store.write(OLD, NOTHING)
    for number in range(3):
        current = store.write(f"{NEW}{number}", current)
    assert store.destroy_previous(current) == ()
    versions = bao.call("GET", f"secret/metadata/{path}")["data"]["versions"]
    assert {number: about["destroyed"] for number, about in versions.items()} == {"1": True, "2": True, "3": True, "4": False}
    assert store.read() == current
    assert store.destroy_previous(current) == ()


LEAST = 'path "secret/data/{path}" {{ capabilities = ["create", "read", "update"] }}'
MORE = LEAST + ' path "secret/metadata/{path}" {{ capabilities = ["read"] }}'
MOST = MORE + ' path "secret/destroy/{path}" {{ capabilities = ["update"] }}'
BLIND = LEAST + ' path "secret/destroy/{path}" {{ capabilities = ["update"] }}'


@each(("policy", "remaining"), [(LEAST, ("version 1",)), (MORE, ("version 1",)), (MOST, ()), (BLIND, ())])
def test_a_token_with_the_least_policy_writes_and_lists_what_it_cannot_destroy(policy: str, remaining: tuple[str, ...], bao: Bao):
    path = f"app-{uuid4().hex[:8]}/apple"
    store = opened(bao, path, token=bao.token_with(policy.format(path=path)))
    current = store.write(NEW, store.write(OLD, NOTHING))
    assert store.destroy_previous(current) == remaining
    assert store.read().value == NEW


def test_a_token_without_permission_is_a_refusal(bao: Bao, path: str):
    reader = 'path "secret/data/*" { capabilities = ["read"] }'
    for token in (bao.token_with('path "secret/data/elsewhere" { capabilities = ["read"] }'), "wrong-token"):
        with pytest.raises(StoreRefused, match="403") as raised:
            opened(bao, path, token=token).read()
        assert "policy" in raised.value.hint
    bao.call("POST", f"secret/data/{path}", {"data": {"client_secret": OLD}})
    store = opened(bao, path, token=bao.token_with(reader))
    with pytest.raises(StoreRefused, match="permission denied"):
        store.write(NEW, store.read())
    assert fields(bao, path) == {"client_secret": OLD}


def test_the_token_may_be_in_the_file_of_the_command_line(bao: Bao, path: str, tmp_path: Path):
    (tmp_path / ".vault-token").write_text(f"{ROOT_TOKEN}\n")
    store = opened(bao, path, token="", HOME=str(tmp_path))
    assert store.write(NEW, NOTHING).value == NEW


def test_without_a_token_nothing_is_asked(bao: Bao, path: str):
    with pytest.raises(StoreRefused, match="no credentials for Vault"):
        opened(bao, path, token="").read()


def test_a_field_that_is_not_text_is_refused(bao: Bao, path: str):
    bao.call("POST", f"secret/data/{path}", {"data": {"client_secret": {"a": 1}}})
    with pytest.raises(StoreRefused, match="not text"):
        opened(bao, path).read()


def test_a_server_that_is_away_is_unavailable(path: str):
    environment = {"VAULT_ADDR": "http://127.0.0.1:1", "VAULT_TOKEN": ROOT_TOKEN}
    with pytest.raises(StoreUnavailable, match="cannot be reached") as raised:
        open_store(f"vault:secret/{path}#f", environment=environment).read()
    assert not raised.value.is_outcome_unknown


def test_verification_cannot_be_switched_off(path: str):
    for environment in ({"VAULT_SKIP_VERIFY": "true"}, {"BAO_SKIP_VERIFY": "1"}, {"VAULT_CACERT": "/nonexistent/ca.pem"}):
        with pytest.raises(UsageError):
            open_store(f"vault:secret/{path}#f", environment={"VAULT_ADDR": "https://127.0.0.1:1", **environment})


def test_nothing_shows_a_secret(bao: Bao, path: str, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    store = opened(bao, path)
    first = store.write(OLD, NOTHING)
    shown = [repr(store), repr(first), repr(store.write(NEW, first)), repr(store.describe()), caplog.text]
    for token in (ROOT_TOKEN, "wrong-canary-token"):
        try:
            opened(bao, path, token=token).write(NEW, Stored(value="x"))
        except StoreError as error:
            shown += [str(error), error.hint, repr(error)]
    for secret in (ROOT_TOKEN, OLD, NEW, "wrong-canary"):
        assert secret[-12:] not in "\n".join(shown)


def test_a_sealed_server_is_unavailable(tmp_path: Path, path: str):
    with running_bao(tmp_path) as bao:
        store = opened(bao, path)
        current = store.write(OLD, NOTHING)
        bao.call("PUT", "sys/seal")
        with pytest.raises(StoreUnavailable, match=r"503.*sealed") as raised:
            store.write(NEW, current)
        assert not raised.value.is_outcome_unknown
