"""The store in AWS Secrets Manager, with moto's server, which moves staging labels as AWS does.

Values are read with their label here: without one, moto returns the version that it made last, and AWS the one with AWSCURRENT.
"""

from __future__ import annotations

import json
import logging
import socket
import time
from typing import Any

import boto3
import pytest
from tests.edge.stores.real_servers import AWS_ENVIRONMENT, running_aws

from siwakit.edge.stores.open_store import open_store
from siwakit.edge.stores.store import NOTHING, Stored
from siwakit.errors import StoreConflict, StoreRefused, StoreUnavailable

pytestmark = pytest.mark.programs

OLD = "eyJhbGciOiJFUzI1NiJ9.eyJvbGQiOiJDQU5BUlktT0xEIn0.b2xkLXNpZ25hdHVyZS1jYW5hcnk"
NEW = "eyJhbGciOiJFUzI1NiJ9.eyJuZXciOiJDQU5BUlktTkVXIn0.bmV3LXNpZ25hdHVyZS1jYW5hcnk"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, tmp_path):
    """Return a client of a Secrets Manager that the environment names."""
    for name, value in {**AWS_ENVIRONMENT, "HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    with running_aws() as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        yield boto3.session.Session().client("secretsmanager")


def opened(name: str = "shop/apple", seconds: float = 10):
    return open_store(f"aws-secrets:{name}", seconds=seconds)


def current(aws: Any) -> str:
    return aws.get_secret_value(SecretId="shop/apple", VersionStage="AWSCURRENT")["SecretString"]


def labels(aws: Any, name: str = "shop/apple") -> dict[str, set[str]]:
    versions = aws.list_secret_version_ids(SecretId=name, IncludeDeprecated=True)["Versions"]
    return {version["VersionId"]: set(version.get("VersionStages") or ()) for version in versions}


def test_a_secret_is_made_read_and_replaced(aws: Any):
    store = opened()
    assert store.read() == NOTHING
    first = store.write(OLD, NOTHING)
    assert (store.read().value, store.read().version) == (OLD, first.version)
    second = store.write(NEW, first)
    assert (store.read().value, store.read().version) == (NEW, second.version)
    assert store.read().updated_at is not None
    assert current(aws) == NEW


def test_a_secret_that_was_made_without_a_value_gets_its_first(aws: Any):
    aws.create_secret(Name="shop/apple")
    store = opened()
    store.write(NEW, store.read())
    assert current(aws) == NEW


def test_the_other_fields_are_kept(aws: Any):
    aws.create_secret(Name="shop/apple", SecretString=json.dumps({"client": OLD, "other": {"a": [1, None]}}))
    store = opened("shop/apple#client")
    assert store.read().value == OLD
    store.write(NEW, store.read())
    assert json.loads(current(aws)) == {"client": NEW, "other": {"a": [1, None]}}
    assert not opened("shop/apple#missing").read().exists


def test_a_secret_that_the_address_does_not_describe_is_refused(aws: Any):
    aws.create_secret(Name="text", SecretString="not JSON")
    aws.create_secret(Name="binary", SecretBinary=b"\0")
    aws.create_secret(Name="number", SecretString='{"client": 1}')
    for name, words in (("text#client", "not a JSON object"), ("binary", "binary"), ("number#client", "not text")):
        with pytest.raises(StoreRefused, match=words):
            opened(name).read()


def test_what_another_program_wrote_meanwhile_is_not_replaced(aws: Any):
    store = opened()
    before = store.write(OLD, NOTHING)
    aws.put_secret_value(SecretId="shop/apple", SecretString="another")
    for expected in (before, NOTHING):
        with pytest.raises(StoreConflict):
            store.write(NEW, expected)
    assert current(aws) == "another"


def test_a_write_in_the_last_moment_is_a_conflict(aws: Any, monkeypatch: pytest.MonkeyPatch):
    """AWS moves AWSCURRENT only from the version that was read, so that the other program's value stays current."""
    store = opened()
    before = store.write(OLD, NOTHING)
    get = store._get

    def changed_after_it():
        answer = get()
        aws.put_secret_value(SecretId="shop/apple", SecretString="another")
        return answer

    monkeypatch.setattr(store, "_get", changed_after_it)
    with pytest.raises(StoreConflict):
        store.write(NEW, before)
    assert current(aws) == "another"
    monkeypatch.undo()


def test_a_secret_made_in_the_last_moment_is_a_conflict(aws: Any, monkeypatch: pytest.MonkeyPatch):
    store = opened()
    aws.create_secret(Name="shop/apple", SecretString="another")
    answers = iter([None, store._get()])
    monkeypatch.setattr(store, "_get", lambda: next(answers))
    with pytest.raises(StoreConflict):
        store.write(NEW, NOTHING)
    assert current(aws) == "another"


def test_the_label_of_the_replaced_version_is_removed_and_the_rest_listed(aws: Any):
    store = opened()
    first = store.write(OLD, NOTHING)
    second = store.write(NEW, first)
    assert "AWSPREVIOUS" in labels(aws)[str(first.version)]
    remaining = store.destroy_previous(second)
    assert "AWSPREVIOUS" not in set.union(*labels(aws).values())
    assert "AWSCURRENT" in labels(aws)[str(second.version)]
    assert remaining == tuple(f"version {version}" for version in labels(aws) if version != second.version)


def test_the_pending_version_of_a_rotation_is_left_alone(aws: Any):
    store = opened()
    first = store.write(OLD, NOTHING)
    pending = aws.put_secret_value(SecretId="shop/apple", SecretString="rotating", VersionStages=["AWSPENDING"])["VersionId"]
    store.write(NEW, first)
    assert labels(aws)[pending] == {"AWSPENDING"}


def test_a_write_that_was_stopped_before_the_label_moved_can_be_repeated(aws: Any, monkeypatch: pytest.MonkeyPatch):
    store = opened()
    before = store.write(OLD, NOTHING)
    call = store._aws.call

    def stopped(operation: str, **arguments: Any) -> Any:
        if operation == "update_secret_version_stage":
            raise StoreUnavailable("stopped", is_outcome_unknown=True)
        return call(operation, **arguments)

    monkeypatch.setattr(store._aws, "call", stopped)
    with pytest.raises(StoreUnavailable):
        store.write(NEW, before)
    monkeypatch.setattr(store._aws, "call", call)
    assert store.read().value == OLD
    assert store.write(NEW, store.read()).value == NEW
    assert store.read().value == NEW


def test_a_secret_that_is_scheduled_for_deletion_is_refused(aws: Any):
    aws.create_secret(Name="shop/apple", SecretString=OLD)
    aws.delete_secret(SecretId="shop/apple")
    with pytest.raises(StoreRefused, match="InvalidRequestException"):
        opened().read()


def test_without_credentials_or_region_it_is_a_refusal(aws: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    with pytest.raises(StoreRefused, match="NoRegionError"):
        opened().read()
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(StoreRefused, match="NoCredentialsError"):
        opened().read()


def test_a_server_that_is_away_or_hangs_is_unavailable(aws: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        opened().read()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{silent.getsockname()[1]}")
        began = time.monotonic()
        with pytest.raises(StoreUnavailable, match="in time"):
            opened(seconds=0.5).read()
        assert time.monotonic() - began < 2


def test_nothing_shows_a_secret(aws: Any, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    store = opened()
    first = store.write(OLD, NOTHING)
    second = store.write(NEW, first)
    shown = "\n".join([repr(store), repr(first), repr(second), repr(store.read()), repr(store.describe()), caplog.text])
    with pytest.raises(StoreConflict) as raised:
        store.write(NEW, Stored(value=OLD))
    shown += str(raised.value)
    for secret in (OLD, NEW):
        assert secret[-12:] not in shown
