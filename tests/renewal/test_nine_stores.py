"""All nine kinds of store in one renewal: real servers of OpenBao and AWS, and servers with the published shapes of the other platforms."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import boto3
import pytest
from tests.edge.stores.platforms import TOKEN, GitHub, Kubernetes, Supabase, Vercel, running
from tests.edge.stores.real_servers import AWS_ENVIRONMENT, ROOT_TOKEN, running_aws, running_bao

from siwakit.edge.files.renew_toml import read_renew
from siwakit.edge.renewal.opening import open_renewals
from siwakit.edge.renewal.whole_run import run_all
from siwakit.flow.configuration import Apple
from siwakit.flow.renewal.journal import fingerprint
from siwakit.flow.renewal.outcome import Standing
from siwakit.samples import KEY_ID, SERVICES_ID, TEAM_ID, team_key_text

pytestmark = pytest.mark.programs
STORES = (
    "file:secret.txt",
    "env-file:.env#APPLE_CLIENT_SECRET",
    "vault:secret/shop/apple#client_secret",
    "aws-secrets:shop/apple",
    "github:acme/web/APPLE_SECRET",
    "kubernetes:shop/apple#client-secret",
    f"supabase:{Supabase.REFERENCE}",
    "vercel:shop/APPLE_SECRET",
)
KEEPER = "import sys; open('kept.txt', 'w').write(sys.stdin.read())"


@pytest.fixture
def world(tmp_path, monkeypatch):
    """Start every platform, and write siwakit.toml for all of them."""
    with ExitStack() as stack:
        kinds = {"github": GitHub, "kubernetes": Kubernetes, "supabase": Supabase, "vercel": Vercel}
        platforms = SimpleNamespace(**{name: stack.enter_context(running(kind)) for name, kind in kinds.items()})
        bao, aws = stack.enter_context(running_bao(tmp_path)), stack.enter_context(running_aws())
        platforms.bao = bao
        variables = {
            **AWS_ENVIRONMENT,
            "HOME": str(tmp_path),
            "AWS_ENDPOINT_URL": aws,
            "VAULT_ADDR": bao.url,
            "VAULT_TOKEN": ROOT_TOKEN,
            "GITHUB_TOKEN": TOKEN,
            "GITHUB_API_URL": platforms.github.url,
            "SUPABASE_ACCESS_TOKEN": TOKEN,
            "SUPABASE_API_URL": platforms.supabase.url,
            "VERCEL_TOKEN": TOKEN,
            "VERCEL_API_URL": platforms.vercel.url,
            "VERCEL_ORG_ID": "team_abc",
            "KUBECONFIG": str(tmp_path / "kubeconfig"),
        }
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)
        config = {
            "current-context": "here",
            "contexts": [{"name": "here", "context": {"cluster": "c", "user": "u"}}],
            "clusters": [{"name": "c", "cluster": {"server": platforms.kubernetes.url}}],
            "users": [{"name": "u", "user": {"token": TOKEN}}],
        }
        (tmp_path / "kubeconfig").write_text(json.dumps(config))
        platforms.kubernetes.put_secret("apple", {"other": "kept"})
        platforms.vercel.add("APPLE_SECRET", "placeholder", "sensitive", "production")
        (tmp_path / f"AuthKey_{KEY_ID}.p8").write_text(team_key_text())
        (tmp_path / "siwakit.toml").write_text(
            f'[[renew]]\nclient_id = "{SERVICES_ID}"\nteam_id = "{TEAM_ID}"\nsigner = "AuthKey_{KEY_ID}.p8"\n'
            f"stores = [{', '.join(map(json.dumps, STORES))}, {{command = {json.dumps([sys.executable, '-c', KEEPER])}}}]\n"
        )
        yield platforms


def aws_client():
    return boto3.session.Session().client("secretsmanager")


def deployed(platforms) -> dict[str, str]:
    """Return what is deployed on the platforms that let a test look."""
    return {
        "file": Path("secret.txt").read_text(),
        "env-file": Path(".env").read_text().strip().removeprefix("APPLE_CLIENT_SECRET="),
        "command": Path("kept.txt").read_text(),
        "github": platforms.github.secrets[""]["APPLE_SECRET"][0],
        "kubernetes": platforms.kubernetes.value("apple", "client-secret"),
        "supabase": platforms.supabase.settings["external_apple_secret"],
        "vercel": platforms.vercel.variables[0]["value"],
        # AWS returns AWSCURRENT if nothing is asked for; moto returns what was put last without a label of its own.
        "aws": aws_client().get_secret_value(SecretId="shop/apple", VersionStage="AWSCURRENT")["SecretString"],
        "vault": platforms.bao.call("GET", "secret/data/shop/apple")["data"]["data"]["client_secret"],
    }


def fingerprints(platforms) -> dict[str, str]:
    return {name: fingerprint(secret) for name, secret in deployed(platforms).items()}


def test_nine_stores_get_one_secret_a_second_run_changes_nothing_and_a_third_replaces_it(world, tmp_path):
    renewals = open_renewals(read_renew("siwakit.toml"))
    (first,) = run_all(renewals, tmp_path / "state", tmp_path, Apple.PRODUCTION)
    assert {store.store: (store.standing, store.words) for store in first.stores if store.standing is not Standing.DELIVERED} == {}
    assert len(first.stores) == 9
    before = deployed(world)
    assert len(set(fingerprints(world).values())) == 1, fingerprints(world)
    (second,) = run_all(renewals, tmp_path / "state", tmp_path, Apple.PRODUCTION)
    assert {store.store: (store.standing, store.words) for store in second.stores if store.standing is not Standing.CURRENT} == {}
    assert deployed(world) == before
    due = tuple(replace(renewal, lifetime=181 * 86400, renew_before=180 * 86400) for renewal in renewals)
    (third,) = run_all(due, tmp_path / "state", tmp_path, Apple.PRODUCTION)
    assert {store.store: (store.standing, store.words) for store in third.stores if store.standing is not Standing.DELIVERED} == {}
    after = deployed(world)
    assert len(set(fingerprints(world).values())) == 1, fingerprints(world)
    assert after["file"] != before["file"]
    journal = (tmp_path / "state/renew.journal").read_text()
    assert not any(part in journal for secret in (before["file"], after["file"]) for part in secret.split(".")[1:])
    remaining = {store.store.partition(":")[0]: len(store.remaining) for store in third.stores if store.remaining}
    assert remaining == {"aws-secrets": 1, "vercel": 1}
