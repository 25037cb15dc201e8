"""The stores on platforms with an HTTP API: what they send and keep, and what every failure comes to."""

from __future__ import annotations

import contextlib
import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.each import each
from tests.edge.stores.platforms import HTML, PATIENCE, TOKEN, Fault, GitHub, Kubernetes, Platform, Supabase, Vercel, running

from siwakit.edge.stores import api_client
from siwakit.edge.stores.open_store import open_store
from siwakit.edge.stores.store import NOTHING, Store, Stored
from siwakit.errors import StoreConflict, StoreError, StoreRefused, StoreUnavailable, UsageError

OLD = "eyJhbGciOiJFUzI1NiJ9.eyJvbGQiOiJDQU5BUlktT0xEIn0.b2xkLXNpZ25hdHVyZS1jYW5hcnk"
NEW = "eyJhbGciOiJFUzI1NiJ9.eyJuZXciOiJDQU5BUlktTkVXIn0.bmV3LXNpZ25hdHVyZS1jYW5hcnk"
SECONDS = 20.0  # for answers that come at once, however busy the machine is
SHORT = 0.25  # for those that do not come


@dataclass
class Place:
    """One store on a platform, and how the test looks at it and changes it past the store."""

    platform: Platform
    address: str
    environment: dict[str, str]
    current: Callable[[], str | None]
    change: Callable[[str], Any]

    def open(self, *, seconds: float = SECONDS, **environment: str) -> Store:
        return open_store(self.address, environment={**self.environment, **environment}, seconds=seconds)


def github(platform: GitHub, environment: str = "") -> Place:
    place, group = ("acme/web/prod%2Feu", "prod/eu") if environment else ("acme/web", "")
    secrets = platform.secrets[group]

    def change(value: str) -> None:
        platform.clock += 60
        secrets["APPLE_SECRET"] = (value, platform.clock)

    address = f"github:{place}/APPLE_SECRET"
    variables = {"GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": platform.url}
    return Place(platform, address, variables, lambda: secrets.get("APPLE_SECRET", (None, 0))[0], change)


def kubernetes(platform: Kubernetes, folder: Any) -> Place:
    config = {
        "current-context": "here",
        "contexts": [{"name": "here", "context": {"cluster": "c", "user": "u"}}],
        "clusters": [{"name": "c", "cluster": {"server": platform.url}}],
        "users": [{"name": "u", "user": {"token": TOKEN}}],
    }
    (folder / "kubeconfig").write_text(json.dumps(config))

    def current() -> str | None:
        return platform.value("apple", "client-secret") if "client-secret" in platform.secrets.get("apple", {"data": {}})["data"] else None

    def change(value: str) -> None:
        platform.put_secret("apple", {"client-secret": value, "other": "kept"}, type="example.com/kept")

    return Place(platform, "kubernetes:shop/apple#client-secret", {"KUBECONFIG": str(folder / "kubeconfig")}, current, change)


def supabase(platform: Supabase) -> Place:
    variables = {"SUPABASE_ACCESS_TOKEN": TOKEN, "SUPABASE_API_URL": platform.url}

    def change(value: str) -> None:
        platform.settings["external_apple_secret"] = value

    return Place(platform, f"supabase:{Supabase.REFERENCE}", variables, lambda: platform.settings["external_apple_secret"], change)


def vercel(platform: Vercel, kind: str = "sensitive") -> Place:
    variables = {"VERCEL_TOKEN": TOKEN, "VERCEL_API_URL": platform.url, "VERCEL_ORG_ID": "team_abc"}

    def change(value: str) -> None:
        platform.clock += 60
        platform.variables.clear()
        platform.add("APPLE_SECRET", value, kind, "production", "preview")

    def current() -> str | None:
        return next((variable["value"] for variable in platform.variables if variable["key"] == "APPLE_SECRET"), None)

    return Place(platform, "vercel:shop/APPLE_SECRET", variables, current, change)


def vault(platform: Platform) -> Place:
    variables = {"VAULT_ADDR": platform.url, "VAULT_TOKEN": TOKEN}
    return Place(platform, "vault:secret/app#client_secret", variables, lambda: None, lambda _: None)


KINDS = {"github": GitHub, "github-environment": GitHub, "kubernetes": Kubernetes, "supabase": Supabase, "vercel": Vercel, "vercel-encrypted": Vercel}


@pytest.fixture(params=list(KINDS))
def place(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Place]:
    with running(KINDS[request.param]) as platform:
        match request.param:
            case "github":
                yield github(platform)
            case "github-environment":
                # The address names the environment as it is called, which is not how it is sent.
                made = github(platform, "prod/eu")
                pytest.importorskip("nacl")
                made.address = "github:acme/web/prod eu/APPLE_SECRET"
                platform.secrets["prod eu"] = platform.secrets["prod/eu"]
                yield made
            case "kubernetes":
                yield kubernetes(platform, tmp_path)
            case "supabase":
                yield supabase(platform)
            case "vercel":
                yield vercel(platform)
            case "vercel-encrypted":
                yield vercel(platform, "encrypted")


def test_a_secret_that_is_missing_is_made(place: Place):
    store = place.open()
    before = store.read()
    assert not before.exists
    after = store.write(NEW, before)
    assert place.current() == NEW
    assert store.read().exists
    assert after.exists


def test_a_secret_is_replaced_and_the_next_one_too(place: Place):
    place.change(OLD)
    store = place.open()
    before = store.read()
    assert before.value in {OLD, None}
    after = store.write(NEW, before)
    assert place.current() == NEW
    assert store.read() == after
    assert (after.value, after.version) != (before.value, before.version)
    store.write(OLD, after)
    assert place.current() == OLD


def test_what_another_program_wrote_meanwhile_is_not_replaced(place: Place):
    store = place.open()
    place.change(OLD)
    before = store.read()
    place.change("eyJ.another.secret")
    with pytest.raises(StoreConflict):
        store.write(NEW, before)
    assert place.current() == "eyJ.another.secret"


def test_what_another_program_made_meanwhile_is_not_replaced(place: Place):
    store = place.open()
    place.change(OLD)
    with pytest.raises(StoreConflict):
        store.write(NEW, NOTHING)
    assert place.current() == OLD


def test_the_description_keeps_its_promise(place: Place):
    store = place.open()
    place.change(OLD)
    described = store.describe()
    found = store.read()
    assert found.value == OLD or not described.can_be_read
    assert place.platform.asked
    assert TOKEN not in repr(described)
    # A store may return a value although its description does not promise it: Vercel's encrypted variables.
    assert store.destroy_previous(found) == () or described.kind == "vercel"


REFUSED = {
    "401": Fault("status", 401, body=b'{"message": "Bad credentials"}'),
    "403": Fault("status", 403, body=b'{"message": "Forbidden"}'),
    "redirect": Fault("status", 302, headers={"Location": "http://127.0.0.1:1/elsewhere"}),
    "permanent redirect": Fault("status", 308, headers={"Location": "http://127.0.0.1:1/elsewhere"}),
}
UNAVAILABLE = {
    "429": Fault("status", 429, headers={"Retry-After": "17"}, body=b'{"message": "slow down"}'),
    "403 of a limit": Fault("status", 403, headers={"Retry-After": "17"}),
    "500": Fault("status", 500),
    "502 of a proxy": Fault("status", 502, headers={"Content-Type": "text/html"}, body=HTML),
    "503": Fault("status", 503, headers={"Retry-After": "17"}),
    "200 of a proxy": Fault("status", 200, headers={"Content-Type": "text/html"}, body=HTML),
    "404 of a proxy": Fault("status", 404, headers={"Content-Type": "text/html"}, body=HTML),
    "half an answer": Fault("status", 200, body=b'{"message": '),
    "a deep answer": Fault("status", 200, body=b"[" * 100_000),
    "a number": Fault("status", 200, body=b"42"),
    "drop": Fault("drop"),
}


@each("name", list(REFUSED))
def test_a_refusal_is_one_and_nothing_is_written(name: str, place: Place):
    place.change(OLD)
    store = place.open()
    before = store.read()
    for methods in (("GET",), ("POST", "PUT", "PATCH")):
        place.platform.faults = [Fault(**{**vars(REFUSED[name]), "methods": methods})]
        with pytest.raises(StoreRefused) as raised:
            store.write(NEW, before)
        assert raised.value.hint
        assert "\n" not in str(raised.value)
    assert place.current() == OLD
    place.platform.faults = []


@each("name", list(UNAVAILABLE))
def test_a_failure_says_to_try_again(name: str, place: Place):
    place.change(OLD)
    store = place.open()
    before = store.read()
    place.platform.faults = [Fault(**{**vars(UNAVAILABLE[name]), "methods": ("GET",)})]
    with pytest.raises(StoreUnavailable) as raised:
        store.read()
    assert not raised.value.is_outcome_unknown
    assert raised.value.retry_after_seconds == (17 if "Retry-After" in UNAVAILABLE[name].headers else None)
    place.platform.faults = [Fault(**{**vars(UNAVAILABLE[name]), "methods": ("POST", "PUT", "PATCH")})]
    with pytest.raises(StoreUnavailable) as raised:
        store.write(NEW, before)
    # Only these two say that the request was not carried out.
    assert raised.value.is_outcome_unknown == (name not in {"429", "403 of a limit"})
    assert place.current() == OLD
    place.platform.faults = []


@each("kind", ["hang", "drip"])
def test_every_call_ends_in_time(kind: str):
    with running(Supabase) as platform:
        place = supabase(platform)
        place.change(OLD)
        before = place.open().read()
        for methods in (("GET",), ("PATCH",)):
            platform.faults = [Fault(kind, methods=methods)]
            began = time.monotonic()
            with pytest.raises(StoreUnavailable, match="in time") as raised:
                place.open(seconds=SHORT).write(NEW, before)
            assert time.monotonic() - began < PATIENCE
            assert raised.value.is_outcome_unknown == (methods == ("PATCH",))


def test_an_answer_without_end_is_not_read_to_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(api_client, "MAX_ANSWER_BYTES", 10_000)
    with running(Supabase) as platform:
        platform.faults = [Fault("status", 200, body=b'{"a": "' + b"x" * 20_000 + b'"}')]
        with pytest.raises(StoreUnavailable, match="more than 10000 bytes"):
            supabase(platform).open().read()


def test_a_write_whose_answer_is_lost_is_unknown_and_can_be_looked_at(place: Place):
    place.change(OLD)
    store = place.open()
    before = store.read()
    place.platform.faults = [Fault("drop", methods=("POST", "PUT", "PATCH"), after=True)]
    with pytest.raises(StoreUnavailable) as raised:
        store.write(NEW, before)
    assert raised.value.is_outcome_unknown
    place.platform.faults = []
    assert place.current() == NEW
    assert store.read() != before


def test_a_write_that_cannot_be_looked_at_is_unknown(place: Place, monkeypatch: pytest.MonkeyPatch):
    place.change(OLD)
    store = place.open()
    before = store.read()
    answer = place.platform.answer

    def answer_until_written(asked: Any) -> Any:
        reply = answer(asked)
        if asked.method != "GET":
            place.platform.faults = [Fault("status", 503)]
        return reply

    monkeypatch.setattr(place.platform, "answer", answer_until_written)
    if store.describe().kind == "kubernetes":
        # It answers a write with the Secret, so there is nothing to look at.
        assert store.write(NEW, before).value == NEW
    else:
        with pytest.raises(StoreUnavailable) as raised:
            store.write(NEW, before)
        assert raised.value.is_outcome_unknown
    assert place.current() == NEW


def test_a_server_that_is_not_there_has_not_written_anything(place: Place):
    store = place.open()
    place.platform.close()
    with pytest.raises(StoreUnavailable, match=r"cannot be reached|without an answer"):
        store.read()


def test_a_redirect_takes_nothing_to_another_host(place: Place):
    with running(Supabase) as other:
        place.change(OLD)
        store = place.open()
        before = store.read()
        for status in (301, 302, 303, 307, 308):
            place.platform.faults = [Fault("status", status, headers={"Location": other.url + "/v1/projects"})]
            with pytest.raises(StoreRefused, match="redirects"):
                store.write(NEW, before)
        assert other.asked == []


def test_no_failure_shows_a_secret(place: Place, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]):
    """Also not if the server repeats what it was sent, in whole or in part."""
    caplog.set_level(logging.DEBUG)
    place.change(OLD)
    store = place.open()
    before = store.read()
    said = []
    echoes = [Fault("echo", status, methods=("POST", "PUT", "PATCH")) for status in (400, 401, 403, 409, 422, 500)]
    for fault in [*echoes, *REFUSED.values(), *UNAVAILABLE.values()]:
        place.platform.faults = [fault]
        with pytest.raises(StoreError) as raised:
            store.write(NEW, before)
        said += [str(raised.value), repr(raised.value), raised.value.hint, *raised.value.__notes__, str(raised.value.__cause__)]
    place.platform.faults = []
    said += [repr(store), repr(before), repr(store.write(NEW, before)), repr(store.describe()), store.address, caplog.text, *capfd.readouterr()]
    shown = "\n".join(said)
    for secret in (TOKEN, NEW, OLD):
        assert [secret[at : at + 10] for at in range(len(secret) - 10) if secret[at : at + 10] in shown and secret[at : at + 10] != NEW[:10]] == []


def test_credentials_that_are_missing_or_cannot_be_sent_are_a_refusal(place: Place):
    name = next((name for name in place.environment if name.endswith("_TOKEN")), None)
    if name is None:
        return  # Kubernetes: what a kubeconfig can contain is tested by itself
    for value in ("", "  ", "a\nb", "a b", "é", "x" * 9000):
        with pytest.raises(StoreRefused) as raised:
            place.open(**{name: value, "HOME": "/nonexistent"}).read()
        assert raised.value.hint
    with pytest.raises(StoreRefused, match="credentials"):
        place.open(**{name: "wrong"}).read()
    # The line break that `export TOKEN=$(cat file)` does not leave, and a file in a container does.
    assert not place.open(**{name: f"{TOKEN}\n"}).read().exists


BASES = "http://example.com|ftp://127.0.0.1|https://user:pass@host|https://|x|https://[::1|https://h?a=b|https://a\nb|https://a:b"


@each("base", BASES.split("|"))
def test_an_address_of_an_api_that_is_not_safe_is_refused(base: str):
    environment = {f"{name}_API_URL": base for name in ("GITHUB", "SUPABASE", "VERCEL")}
    for address in ("github:acme/web/APPLE_SECRET", "supabase:abcdefghijklmnopqrst", "vercel:shop/APPLE_SECRET"):
        with pytest.raises(UsageError) as raised:
            open_store(address, environment=environment)
        assert "pass" not in str(raised.value)


def test_only_the_named_field_is_sent_to_supabase():
    with running(Supabase) as platform:
        place = supabase(platform)
        place.change(OLD)
        others = {name: value for name, value in platform.settings.items() if name != "external_apple_secret"}
        store = place.open()
        store.write(NEW, store.read())
        assert [asked.body for asked in platform.writes()] == [{"external_apple_secret": NEW}]
        assert {name: value for name, value in platform.settings.items() if name != "external_apple_secret"} == others


def test_a_supabase_that_shows_its_secrets_is_read():
    with running(Supabase) as platform:
        platform.shows_secrets = True
        place = supabase(platform)
        place.change(OLD)
        assert place.open().read().value == OLD


def test_an_unknown_project_is_a_refusal():
    with running(Supabase) as platform:
        place = supabase(platform)
        with pytest.raises(StoreRefused, match="no such project"):
            open_store("supabase:otherotherotherother", environment=place.environment).read()


def test_a_repository_that_is_not_visible_is_not_a_missing_secret():
    with running(GitHub) as platform:
        place = github(platform)
        for address in ("github:acme/other/APPLE_SECRET", "github:acme/web/staging/APPLE_SECRET"):
            with pytest.raises(StoreRefused, match="no such repository or environment"):
                open_store(address, environment=place.environment).read()


def test_a_secret_of_a_repository_and_one_of_an_environment_are_two():
    with running(GitHub) as platform:
        platform.secrets["production"] = {}
        place = github(platform)
        store = open_store("github:acme/web/production/APPLE_SECRET", environment=place.environment)
        store.write(NEW, store.read())
        assert platform.secrets["production"]["APPLE_SECRET"][0] == NEW
        assert set(platform.secrets[""]) == {"OTHER"}
        assert NEW.encode() not in b"".join(asked.raw for asked in platform.asked)


def test_a_key_that_github_has_replaced_is_tried_again_later(monkeypatch: pytest.MonkeyPatch):
    with running(GitHub) as platform:
        store = github(platform).open()
        before = store.read()
        get = platform.answer

        def rotated(asked: Any) -> Any:
            platform.key_id = "another" if asked.method == "PUT" else platform.key_id
            return get(asked)

        monkeypatch.setattr(platform, "answer", rotated)
        with pytest.raises(StoreUnavailable, match="own key"):
            store.write(NEW, before)


def test_kubernetes_keeps_other_keys_labels_and_the_type(tmp_path: Any):
    with running(Kubernetes) as platform:
        place = kubernetes(platform, tmp_path)
        place.change(OLD)
        store = place.open()
        store.write(NEW, store.read())
        secret = platform.secrets["apple"]
        assert platform.value("apple", "other") == "kept"
        assert (secret["type"], secret["metadata"]["labels"]) == ("example.com/kept", {"app": "web"})
        assert [set(asked.body) for asked in platform.writes()] == [{"metadata", "data"}]
        assert [set(asked.body["data"]) for asked in platform.writes()] == [{"client-secret"}]


def test_a_key_is_added_to_a_secret_that_lacks_it(tmp_path: Any):
    with running(Kubernetes) as platform:
        store = kubernetes(platform, tmp_path).open()
        platform.put_secret("apple", {"other": "kept"})
        before = store.read()
        assert not before.exists
        store.write(NEW, before)
        assert (platform.value("apple", "client-secret"), platform.value("apple", "other")) == (NEW, "kept")


def test_a_secret_that_changes_between_reading_and_writing_is_a_conflict(tmp_path: Any, monkeypatch: pytest.MonkeyPatch):
    """The API server compares, so that not even a change in the last moment is lost."""
    with running(Kubernetes) as platform:
        place = kubernetes(platform, tmp_path)
        place.change(OLD)
        store = place.open()
        before = store.read()
        answer = platform.answer

        def changed_in_between(asked: Any) -> Any:
            reply = json.loads(json.dumps(answer(asked)))
            if asked.method == "GET":
                place.change("eyJ.another.secret")
            return reply

        monkeypatch.setattr(platform, "answer", changed_in_between)
        with pytest.raises(StoreConflict):
            store.write(NEW, before)
        assert place.current() == "eyJ.another.secret"


def test_another_key_that_changes_meanwhile_is_no_conflict(tmp_path: Any):
    with running(Kubernetes) as platform:
        place = kubernetes(platform, tmp_path)
        place.change(OLD)
        store = place.open()
        before = store.read()
        platform.put_secret("apple", {"client-secret": OLD, "other": "changed"})
        store.write(NEW, before)
        assert (platform.value("apple", "client-secret"), platform.value("apple", "other")) == (NEW, "changed")


def test_an_immutable_secret_is_refused_before_anything_is_sent(tmp_path: Any):
    with running(Kubernetes) as platform:
        store = kubernetes(platform, tmp_path).open()
        platform.put_secret("apple", {"client-secret": OLD}, immutable=True)
        with pytest.raises(StoreRefused, match="immutable"):
            store.write(NEW, store.read())
        assert platform.writes() == []


def test_a_namespace_without_permission_is_a_refusal(tmp_path: Any):
    with running(Kubernetes) as platform:
        place = kubernetes(platform, tmp_path)
        place.address = "kubernetes:other/apple#client-secret"
        with pytest.raises(StoreRefused, match=r"403.*forbidden"):
            place.open().read()


@each(("kind", "targets", "written"), [("sensitive", "production,preview", "sensitive"), ("encrypted", "development", "encrypted")])
def test_a_new_variable_is_as_secret_as_vercel_allows(kind: str, targets: str, written: str):
    with running(Vercel) as platform:
        place = vercel(platform)
        place.address = f"vercel:shop/APPLE_SECRET@{targets}"
        store = place.open()
        store.write(NEW, store.read())
        assert [(variable["type"], variable["target"]) for variable in platform.variables] == [(written, targets.split(","))]


def test_vercel_keeps_type_targets_and_comment():
    with running(Vercel) as platform:
        place = vercel(platform, "encrypted")
        place.change(OLD)
        platform.add("APPLE_SECRET", "for a branch", "encrypted", "preview", gitBranch="feature")
        platform.add("OTHER", "kept", "plain", "production")
        before = [dict(variable) for variable in platform.variables]
        store = place.open()
        assert store.read().value == OLD
        store.write(NEW, store.read())
        assert [{**variable, "updatedAt": 0} for variable in platform.variables] == [
            {**before[0], "value": NEW, "updatedAt": 0},
            {**before[1], "updatedAt": 0},
            {**before[2], "updatedAt": 0},
        ]
        assert [asked.body for asked in platform.writes()] == [{"value": NEW}]


def test_a_role_that_may_not_see_values_can_still_replace_one(monkeypatch: pytest.MonkeyPatch):
    with running(Vercel) as platform:
        place = vercel(platform, "encrypted")
        place.change(OLD)
        answer = platform.answer
        refusal = (403, {"error": {"code": "forbidden", "message": "You don't have permission to view the variable"}})
        monkeypatch.setattr(platform, "answer", lambda asked: refusal if asked.path.startswith("/v1/") else answer(asked))
        store = place.open()
        before = store.read()
        assert (before.value, before.exists) == (None, True)
        store.write(NEW, before)
        assert place.current() == NEW


def test_a_variable_that_the_address_does_not_describe_exactly_is_refused():
    with running(Vercel) as platform:
        place = vercel(platform)
        place.change(OLD)
        platform.add("APPLE_SECRET", "dev", "encrypted", "development")
        with pytest.raises(StoreRefused, match="2 variables"):
            place.open().read()
        place.address = "vercel:shop/APPLE_SECRET@production"
        with pytest.raises(StoreRefused, match=r"other targets.*preview"):
            place.open().read()
        place.address = "vercel:shop/APPLE_SECRET@development"
        assert place.open().read().value == "dev"
        platform.variables[-1]["type"] = "system"
        with pytest.raises(StoreRefused, match="managed by"):
            place.open().read()


def test_a_variable_that_vercel_did_not_make_is_not_taken_for_made(monkeypatch: pytest.MonkeyPatch):
    with running(Vercel) as platform:
        store = vercel(platform).open()
        for code, error in (("ENV_ALREADY_EXISTS", StoreConflict), ("ENV_CONFLICT", StoreConflict), ("max_envs", StoreRefused)):
            reply = (201, {"created": [], "failed": [{"error": {"code": code, "message": "no"}}]})
            monkeypatch.setattr(platform, "create", lambda _, reply=reply: reply)
            with pytest.raises(error):
                store.write(NEW, NOTHING)


WRONG = """
vault:|vault:secret|vault:secret#F|vault:secret/app|vault:secret/app#|vault:secret/../app#F|vault://app#F|vault:a/b#F G|vault:a/./b#F
github:acme|github:acme/web|github:acme/web/1NAME|github:acme/web/GITHUB_X|github:a/b/c/d/NAME|github:../../NAME|github:acme/../NAME|github:acme/we?b/NAME
kubernetes:shop|kubernetes:shop/apple|kubernetes:Shop/apple#k|kubernetes:shop/a/b#k|kubernetes:shop/apple#a/b|kubernetes:../apple#k
supabase:|supabase:UPPER|supabase:a/b|supabase:../x|vercel:shop|vercel:shop/|vercel:shop/A-B|vercel:shop/A@staging|vercel:shop/A@|vercel:../A
vercel:shop/A@production,,preview|aws-secrets:|aws-secrets:a b|aws-secrets:a#|aws-secrets:a#b c|aws-secrets:arn:aws:s3:::bucket
auth0:tenant|cognito:pool|firebase:project|clerk:app|okta:org
"""


@each("address", WRONG.strip().replace("\n", "|").split("|"))
def test_a_wrong_address_is_a_clear_error_on_one_line(address: str):
    with pytest.raises(UsageError) as raised:
        open_store(address, environment={})
    assert raised.value.hint
    assert "\n" not in raised.value.message + raised.value.hint


@each(
    ("address", "module", "extra"),
    [
        ("vault:secret/app#field", "httpx2", "http"),
        ("kubernetes:shop/apple#key", "httpx2", "http"),
        ("supabase:abcdefghijklmnopqrst", "httpx2", "http"),
        ("vercel:shop/NAME", "httpx2", "http"),
        ("github:acme/web/NAME", "httpx2", "http"),
        ("github:acme/web/NAME", "nacl.public", "github"),
        ("aws-secrets:app", "boto3", "aws"),
    ],
)
def test_a_missing_extra_is_named_when_the_store_is_opened(address: str, module: str, extra: str):
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, module, None)
        with pytest.raises(UsageError, match="this store needs") as raised:
            open_store(address, environment={})
    assert f"'siwakit[{extra}]'" in raised.value.hint


def test_opening_a_store_loads_nothing_that_it_does_not_use():
    code = "import sys; from siwakit.edge.stores.open_store import open_store; open_store('file:x'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True).stdout.split()
    assert {"httpx2", "httpcore2", "boto3", "nacl", "yaml", "cryptography"}.isdisjoint(name.partition(".")[0] for name in loaded)


def test_platforms_that_mint_themselves_say_so():
    for scheme in ("auth0", "cognito", "firebase", "clerk", "okta"):
        with pytest.raises(UsageError, match="mints the client_secret itself") as raised:
            open_store(f"{scheme}:tenant")
        assert "key file" in raised.value.hint


def test_only_tokens_are_sent(place: Place):
    store = place.open()
    for secret in ("", "a b", "a\nb", '"x"'):
        with pytest.raises(UsageError, match="not a client_secret"):
            store.write(secret, Stored(exists=False))
    assert place.platform.writes() == []


ODD: list[Any] = [
    *(None, 7, "text", [], [None], {}, {"data": 7}, {"data": {"data": 7, "metadata": []}}, {"message": {"a": 1}}, {"errors": {"a": 1}}),
    *({"error": {"code": 7, "message": ["x"]}}, {"metadata": "x", "data": "y"}, {"failed": 7, "created": 7}, {"failed": [7]}, {"envs": 7}),
    {"kind": "Secret", "metadata": {"resourceVersion": "1", "managedFields": [{"time": 7}, 7]}, "data": {"client-secret": 7}},
    {"kind": "Secret", "metadata": {"resourceVersion": "1", "managedFields": 7}, "data": {"client-secret": "%%%"}},
    {"envs": [7, {"key": "APPLE_SECRET", "target": 7, "customEnvironmentIds": 7, "type": "plain", "value": 7, "updatedAt": "x"}]},
    {"key": "APPLE_SECRET", "type": "encrypted", "target": ["production"], "id": {"a": 1}},
    *({"key_id": 7, "key": 7, "updated_at": 7}, {"key_id": "1", "key": "not base64", "updated_at": "0001-01-01T00:00:00+23:59"}),
    *({"external_apple_secret": ["x"]}, {"data": {"metadata": {"version": "x"}, "data": {"client_secret": "v"}}}),
]


@each("document", ODD)
def test_an_answer_of_another_shape_is_an_error_of_the_store(document: Any, place: Place):
    """Not one of Python: a traceback could show what was sent."""
    place.change(OLD)
    store = place.open()
    before = store.read()
    for status, methods in product((200, 201, 404, 409, 422), (("GET",), ("POST", "PUT", "PATCH"))):
        place.platform.faults = [Fault("status", status, body=json.dumps(document).encode(), methods=methods)]
        for call in (store.read, lambda: store.write(NEW, before), lambda: store.destroy_previous(before)):
            with contextlib.suppress(StoreError):
                call()
    place.platform.faults = []


@each("document", ODD)
def test_an_answer_of_vault_of_another_shape_is_an_error_of_the_store(document: Any):
    with running(Platform) as platform:
        store = vault(platform).open()
        for status in (200, 400, 404):
            platform.faults = [Fault("status", status, body=json.dumps(document).encode())]
            for call in (store.read, lambda: store.write(NEW, NOTHING), lambda: store.destroy_previous(Stored(version="3"))):
                with contextlib.suppress(StoreError):
                    call()


def test_a_write_without_a_comparison_is_never_sent(tmp_path: Any):
    """An answer without a version would make the patch unconditional."""
    with running(Kubernetes) as platform:
        place = kubernetes(platform, tmp_path)
        place.change(OLD)
        del platform.secrets["apple"]["metadata"]["resourceVersion"]
        with pytest.raises(StoreUnavailable, match="other than its API"):
            place.open().write(NEW, Stored(value=OLD))
        assert platform.writes() == []


@each("document", [{}, {"envs": None}, {"message": "ok"}])
def test_an_answer_that_says_nothing_does_not_mean_that_there_is_no_secret(document: Any, place: Place):
    store = place.open()
    place.platform.faults = [Fault("status", 200, body=json.dumps(document).encode())]
    with pytest.raises(StoreUnavailable, match="other than its API"):
        store.read()
    place.platform.faults = []


SCHEMES = ("file", "env-file", "vault", "aws-secrets", "github", "kubernetes", "supabase", "vercel", "auth0", "", "x")


@given(st.sampled_from(SCHEMES), st.text(max_size=60) | st.text(alphabet="aA0/#@:,._- \u202e\n", max_size=40))
@settings(max_examples=400, deadline=None)
def test_every_address_is_a_store_or_a_clear_error(scheme: str, rest: str):
    try:
        store = open_store(f"{scheme}:{rest}", environment={})
    except UsageError as error:
        said = (error.message, error.hint)
    else:
        said = (store.describe().what, store.address)
    assert all(said)
    assert all(text.isprintable() for text in said)
