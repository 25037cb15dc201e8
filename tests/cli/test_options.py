"""Malformed identifiers, spans, URLs and times in options, settings and arguments are usage errors, reported before anything is judged."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.each import each

import siwakit
from siwakit.errors import UsageError
from siwakit.evidence.known import Known
from siwakit.flow.configuration import AppleConfiguration
from siwakit.samples import NOW, SERVICES_ID, TEAM_ID, Scenario
from siwakit.samples.example_keys import team_key_text

PROGRAM = (sys.executable, "-m", "siwakit")
KEY = "AuthKey_ABC123DEFG.p8"
FORM = f"client_id={SERVICES_ID}&client_secret={Scenario().compact_secret()}&grant_type=authorization_code&code=c"
TEAM = "is not a Team ID: ten of A-Z and 0-9"
KEY_ID = "is not a Key ID: ten of A-Z and 0-9"
CLIENT = "is not a bundle ID or Services ID: letters, digits, hyphens and periods"
URL = "is not a URL: a scheme, a colon and no whitespace"

DOCTOR = ("doctor", FORM)
SECRET = ("secret", "--key", KEY, "--team", TEAM_ID, "--client-id", SERVICES_ID)
VERIFY = ("verify", "x", "--no-nonce")
EXCHANGE = ("token", "exchange", "c", "--emulator", "http://127.0.0.1:1", "--key", KEY, "--origin", "web")
EMULATOR = ("emulator", "--port", "0", "--no-page", "--keys", "keys")
WRONG = [
    *((*DOCTOR, "--team", value, f"--team {TEAM}") for value in ("9ZK4TEAM1", "lower", "a1b2c3d4e5", "A1B2C3D4E5F", "com.example.web", "A1B2 C3D4E")),
    *((*DOCTOR, "--key-id", value, f"--key-id {KEY_ID}") for value in ("AuthKey_ABC.p8", KEY, "abc123defg", "ABC123DEF")),
    *((*DOCTOR, "--services-id", value, f"--services-id {CLIENT}") for value in ("has space", "https://example.com", "a/b", "a,b", "com.exämple")),
    (*DOCTOR, "--bundle-id", "com.example.app", "--bundle-id", "has space", f"--bundle-id {CLIENT}"),
    *((*DOCTOR, "--redirect-uri", value, f"--redirect-uri {URL}") for value in ("nonsense", "app.example.com/cb", "https://a b")),
    *((*DOCTOR, "--now", value, "is not a time") for value in ("soon", "-5", "99999999999999", "2026-13-01", "1960-01-01T00:00:00Z", "\u0661")),
    (*DOCTOR, "--origin", "app", "'app' is not one of 'native', 'web'"),
    (*DOCTOR, "--summary", "--team", "lower", f"--team {TEAM}"),
    (*DOCTOR, "--summary", "--jobs", "0", "0 is not in the range"),
    (*SECRET, "--team", "9ZK4TEAM1", f"--team {TEAM}"),
    (*SECRET, "--key-id", "AuthKey_ABC.p8", f"--key-id {KEY_ID}"),
    (*SECRET, "--client-id", "has space", f"--client-id {CLIENT}"),
    *((*SECRET, "--expires-in", value, "is not a span of time") for value in ("x", "-1", "10 weeks", "1e3", "\u0661m")),
    *((*SECRET, "--expires-in", value, "expected 1 to 15777000") for value in ("0", "200d", "999999999d")),
    *((*SECRET, "--now", value, "--now") for value in ("soon", "-5", "1790000000000")),
    *(("decode", Scenario().compact_secret(), "--now", value, "is not a time") for value in ("soon", "-5", "9" * 30)),
    (*VERIFY, "--services-id", "has space", f"--services-id {CLIENT}"),
    (*VERIFY, "--services-id", "a.b", "--team", "lower", f"--team {TEAM}"),
    ("notification", "x", "--bundle-id", "has space", f"--bundle-id {CLIENT}"),
    (*EXCHANGE, "--services-id", "a.b", "--team", "lower", f"--team {TEAM}"),
    (*EXCHANGE, "--services-id", "a.b", "--team", TEAM_ID, "--client-id", "has space", f"--client-id {CLIENT}"),
    (*EXCHANGE, "--services-id", "a.b", "--team", TEAM_ID, "--redirect-uri", "no url", f"--redirect-uri {URL}"),
    (*EXCHANGE, "--services-id", "a.b", "--team", TEAM_ID, "--emulator", "nonsense", "the emulator's URL is not an http URL"),
    *((*EMULATOR, "--host", value, "is not an address") for value in ("a b", "x" * 300, "no.such.host.invalid")),
    *((*EMULATOR, "--name", value, "is not a host name") for value in ("a b", "appleid.apple.com/x", "")),
    (*EMULATOR, "--port", "70000", "70000 is not in the range"),
    (*EMULATOR, "--seed", "-1", "-1 is not in the range"),
    (*EMULATOR, "--fault", "server-503:times=x", "times of the fault server-503"),
    ("web", "--port", "x", "'x' is not a valid integer"),
    ("demo", "99", "no case 99"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / KEY).write_text(team_key_text())
    (tmp_path / KEY).chmod(0o600)
    return tmp_path


def run(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *args], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=30)


@each("case", WRONG, ids=[" ".join((case[0], *case[-3:-1]))[:60].encode("ascii", "replace").decode() for case in WRONG])
def test_a_malformed_option_is_a_usage_error(folder, case):
    done = run(folder, *case[:-1])
    assert (done.returncode, done.stdout) == (2, "")
    assert case[-1] in done.stderr


@each(
    ("line", "words"),
    [
        ('team_id = "9ZK4TEAM1"', f"siwakit.toml: team_id {TEAM}"),
        ('key_id = "AuthKey_ABC.p8"', f"siwakit.toml: key_id {KEY_ID}"),
        ('bundle_ids = ["com.example.app", "has space"]', f"siwakit.toml: bundle_ids {CLIENT}"),
        ('services_id = "https://x"', f"siwakit.toml: services_ids {CLIENT}"),
        ('redirect_uri = "nonsense"', f"siwakit.toml: redirect_uri {URL}"),
        ('now = "soon"', "siwakit.toml: now soon is not a time"),
        ('origin = "app"', "siwakit.toml: origin is app, expected native or web"),
        ('[emulator]\n[[emulator.team]]\nid = "lower"', f"id of a table team {TEAM}"),
        ('[emulator]\n[[emulator.team]]\n[[emulator.team.key]]\nid = "lower"', f"id of a table key {KEY_ID}"),
        ('[emulator]\n[[emulator.team]]\n[[emulator.team.app]]\nid = "has space"', f"id of a table app {CLIENT}"),
        ('[emulator]\n[[emulator.team]]\n[[emulator.team.service]]\nid = "a/b"', f"id of a table service {CLIENT}"),
    ],
)
def test_a_malformed_setting_is_a_usage_error(folder, line, words):
    (folder / "siwakit.toml").write_text(line)
    done = run(folder, *(EMULATOR if "emulator" in line else DOCTOR))
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


@each(
    ("stated", "words"),
    [
        ({"team_id": "9ZK4TEAM1"}, f"team_id {TEAM}"),
        ({"key_id": "lower"}, f"key_id {KEY_ID}"),
        ({"bundle_ids": ("com.example.app", "has space")}, f"bundle_ids {CLIENT}"),
        ({"services_ids": ("a/b",)}, f"services_ids {CLIENT}"),
    ],
)
def test_a_malformed_argument_is_a_usage_error(stated, words):
    signer = siwakit.load_signer(team_key_text())
    whole = {"team_id": TEAM_ID, "key_id": "ABC123DEFG", "services_ids": (SERVICES_ID,)} | stated
    with pytest.raises(UsageError, match=words):
        AppleConfiguration(**whole, signer=signer)
    with pytest.raises(UsageError, match=words):
        siwakit.diagnose(FORM, known=Known(**stated), now=NOW)


def test_a_wrong_redirect_uri_in_an_argument_is_a_usage_error():
    with pytest.raises(UsageError, match=f"redirect_uri {URL}"):
        siwakit.diagnose(FORM, known=Known(redirect_uri="nonsense"), now=NOW)


@each(
    "options",
    [
        ("--team", f" {TEAM_ID} ", "--key-id", "", "--redirect-uri", "com.example.app:/callback"),
        ("--bundle-id", "com.example-1.App_2", "--services-id", "A1B2C3D4E5.com.example.web", "--redirect-uri", "http://localhost:3000/cb"),
    ],
)
def test_a_value_that_may_be_correct_is_judged(folder, options):
    assert run(folder, *DOCTOR, *options).returncode in {0, 1, 3}
