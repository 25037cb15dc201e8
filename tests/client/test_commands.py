"""`siwakit token`, `verify` and `notification` against an emulator."""

from __future__ import annotations

import json
import sys

import pytest
from tests.client.party import APP, RETURN, WEB

from siwakit import cli
from siwakit.cli import live
from siwakit.errors import UsageError
from siwakit.testing import emulator


@pytest.fixture
def served():
    with emulator(seed=7) as running:
        yield running


@pytest.fixture
def siwakit(served, tmp_path, monkeypatch, capsys):
    """Run a command in a folder with the key, and return its exit code, what it printed, and what it complained of."""
    monkeypatch.chdir(tmp_path)
    key = tmp_path / f"AuthKey_{served.key_id}.p8"
    key.write_text(served.key_text)
    key.chmod(0o600)

    def run(*arguments, options=("--key", key.name, "--team", served.team_id, "--services-id", WEB)):
        monkeypatch.setattr(sys, "argv", ["siwakit", *arguments, "--emulator", served.url, *options])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out, printed.err

    return run


def exchange(served, siwakit, **asked):
    code, printed, _ = siwakit("token", "exchange", served.sign_in(WEB, **asked), "--redirect-uri", RETURN)
    assert code == 0
    return json.loads(printed)


def test_a_code_is_exchanged_a_token_refreshed_and_revoked(served, siwakit):
    tokens = exchange(served, siwakit)
    assert list(tokens) == ["access_token", "expires_in", "refresh_token", "id_token"]
    assert siwakit("token", "refresh", tokens["refresh_token"])[0] == 0
    assert siwakit("token", "revoke", tokens["refresh_token"], "--hint", "refresh_token") == (0, "", "")
    code, report, complaint = siwakit("token", "refresh", tokens["refresh_token"])
    assert code in {1, 3}
    assert "Apple's answer" in report
    assert complaint.startswith("error: Apple answered invalid_grant")
    assert tokens["refresh_token"] not in report + complaint


def test_a_code_of_an_app_is_exchanged_without_a_redirect_uri(served, siwakit, tmp_path):
    (tmp_path / "code").write_text(served.sign_in(APP) + "\n")
    key = next(tmp_path.glob("*.p8")).name
    assert siwakit("token", "exchange", "code", options=("--key", key, "--team", served.team_id, "--bundle-id", APP))[0] == 0


def test_a_refusal_prints_the_report(served, siwakit):
    code = served.sign_in(WEB)
    siwakit("token", "exchange", code, "--redirect-uri", RETURN)
    ended, report, _ = siwakit("token", "exchange", code, "--redirect-uri", RETURN)
    assert ended == 1
    assert "root cause[code-used-twice]" in report
    assert code not in report


@pytest.mark.parametrize("shape", ["json", "markdown", "sarif", "github"])
def test_the_report_comes_in_the_doctors_shapes(served, siwakit, shape):
    ended, report, _ = siwakit("token", "refresh", "r", "--format", shape)
    assert ended in {1, 3}
    assert report


def test_an_identity_token_is_verified(served, siwakit):
    tokens = exchange(served, siwakit, nonce="n-1")
    code, printed, _ = siwakit("verify", tokens["id_token"], "--nonce", "n-1", options=("--services-id", WEB))
    assert (code, json.loads(printed)["aud"]) == (0, WEB)
    code, report, complaint = siwakit("verify", tokens["id_token"], "--nonce", "n-2", options=("--services-id", WEB))
    assert code == 1
    assert "nonce" in report + complaint


@pytest.mark.parametrize("options", [(), ("--nonce", "n", "--no-nonce")])
def test_the_nonce_is_not_left_out_by_accident(siwakit, options):
    assert siwakit("verify", "x", *options)[0] == 2


def test_a_notification_is_verified(served, siwakit):
    body = json.dumps({"payload": served.notification("consent-revoked", APP)})
    code, printed, _ = siwakit("notification", body, options=("--bundle-id", APP))
    assert (code, json.loads(printed)["type"]) == (0, "consent-revoked")
    code, report, _ = siwakit("notification", body, options=("--services-id", WEB))
    assert code == 1
    assert report


def test_an_apple_that_is_away_decides_nothing(served, siwakit):
    served.inject_fault("edge-403")
    code, printed, complaint = siwakit("verify", "a.b.c", "--no-nonce")
    assert (code, printed) == (3, "")
    assert "403" in complaint


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (("token", "refresh", "r"), ()),
        (("token", "refresh", "r"), ("--services-id", WEB)),
        (("token", "refresh", "r"), ("--services-id", WEB, "--key", "missing.p8", "--team", "A1B2C3D4E5")),
        (("token", "exchange", "c"), ("--services-id", WEB, "--key", "other.p8", "--team", "A1B2C3D4E5")),
        (("token", "exchange", " "), ("--services-id", WEB, "--key", "other.p8", "--team", "A1B2C3D4E5", "--key-id", "ABC123DEFG")),
        (("token", "exchange", "c"), ("--services-id", WEB, "--key", "other.p8", "--team", "A1B2C3D4E5", "--key-id", "ABC123DEFG")),
    ],
)
def test_what_is_missing_is_named(served, siwakit, tmp_path, arguments, options):
    (tmp_path / "other.p8").write_text(served.key_text)
    code, printed, complaint = siwakit(*arguments, options=options)
    assert (code, printed) == (2, "")
    assert complaint.startswith("error: ")
    assert "hint: " in complaint


def test_a_code_said_to_be_of_an_app_needs_a_bundle_id(siwakit):
    code, _, complaint = siwakit("token", "exchange", "c", "--origin", "native")
    assert code == 2
    assert "bundle ID" in complaint


def test_a_client_that_is_named_decides_where_the_code_is_from(served, siwakit, tmp_path):
    options = ("--key", next(tmp_path.glob("*.p8")).name, "--team", served.team_id, "--bundle-id", APP, "--services-id", WEB)
    assert siwakit("token", "exchange", served.sign_in(APP), "--client-id", APP, options=options)[0] == 0
    assert siwakit("token", "exchange", "c", "--client-id", WEB, options=options)[0] == 2


@pytest.mark.usefixtures("without_httpx2")
def test_without_httpx2_the_extra_is_named(siwakit):
    assert "siwakit[http]" in siwakit("verify", "x", "--no-nonce")[2]


def test_what_only_verifies_cannot_sign():
    with pytest.raises(UsageError):
        live._NoSigner().sign(b"")
    with pytest.raises(UsageError):
        _ = live._NoSigner().public
