"""What `siwakit run` prints about exchanges."""

from __future__ import annotations

import json
import shlex
from urllib.parse import urlencode

import pytest

from siwakit.edge.server.local_apple import LocalApple, Setup
from siwakit.emulator.endpoints.sign_in import sign_in
from siwakit.emulator.own_world import RULES
from siwakit.emulator.run_text import RunInfo, RunLog, variables
from siwakit.emulator.terminal import EmulatorInfo
from siwakit.flow.client_secret import mint_client_secret
from siwakit.http import Request
from siwakit.jose.signer import load_signer
from siwakit.render.paint import Paint
from siwakit.rules.catalogue import CATALOGUE

NOW = 1_790_000_000
CODE = "c0123456789abcdef0123456789abcdef.0.mrtu.abcdefghijklmnopqrstuv"
OTHER_WORLD = "this local Apple knows only"


class Run:
    """A log of an emulator without sockets."""

    def __init__(self):
        self.apple = LocalApple(Setup(seed=7))
        files = {key_id: f"keys/AuthKey_{key_id}.p8" for key_id in self.apple.key_texts}
        emulator = EmulatorInfo("http://127.0.0.1:1", "http://127.0.0.1:2", self.apple.store, files, self.apple.seed)
        self.info = RunInfo(emulator, "a sentence.", "ca.pem", "bundle.pem")
        self.told = variables(self.info)
        self.log = RunLog(self.info, Paint())

    def shown(self, request: Request, seconds: int = 0) -> str:
        text = self.log.exchange(request, self.apple.answer(request), NOW + seconds)
        assert text is not None
        return " ".join(text.split())

    def exchange(self, **changed: str) -> Request:
        """Return a right exchange, with another code, client_id, team or Key ID if given."""
        now = self.apple.now()
        code = changed.get("code") or sign_in(self.apple.emulator, self.told["SIWAKIT_CLIENT_ID"], now)
        client = changed.get("client_id", self.told["SIWAKIT_CLIENT_ID"])
        signer = load_signer(self.apple.key_texts[self.told["SIWAKIT_KEY_ID"]])
        team, key = changed.get("team", self.told["SIWAKIT_TEAM_ID"]), changed.get("key_id", self.told["SIWAKIT_KEY_ID"])
        secret = mint_client_secret(signer, team_id=team, key_id=key, client_id=client, now=now)
        form = {"grant_type": "authorization_code", "code": code, "client_id": client, "client_secret": secret}
        form["redirect_uri"] = changed.get("redirect_uri", self.told["SIWAKIT_REDIRECT_URI"])
        kind = (("Content-Type", "application/x-www-form-urlencoded"),)
        return Request("POST", "https://appleid.apple.com/auth/token", kind, urlencode(form).encode())


@pytest.fixture
def run():
    return Run()


def test_a_code_of_apple_is_unknown_here_and_the_report_has_a_command_that_gets_one(run):
    text = run.shown(run.exchange(code=CODE))
    assert "code-unknown" in text
    assert "only the codes and tokens that it issued itself, none of Apple's" in text
    command = shlex.split(text.partition("get a code with: ")[2])
    assert command[:3] == ["curl", "-s", "http://127.0.0.1:2/api/sign-in"]
    assert json.loads(command[4]) == {"client_id": run.told["SIWAKIT_CLIENT_ID"]}


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"team": "Z9Y8X7W6V5"}, "secret-iss-differs-from-team"),
        ({"key_id": "Z9Y8X7W6V5"}, "key-not-registered"),
        ({"client_id": "com.mycompany.web"}, "client-not-registered"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_an_account_at_apple_has_is_unknown_here_and_the_report_says_what_to_use(run, changed, rule):
    text = run.shown(run.exchange(**changed))
    assert f"root cause[{rule}]" in text
    assert "nothing of an account at Apple" in text
    assert "SIWAKIT_*" in text
    assert "--world" in text


def test_that_the_emulator_has_a_world_of_its_own_is_said_once(run):
    assert OTHER_WORLD in run.shown(run.exchange(team="Z9Y8X7W6V5"))
    later = run.shown(run.exchange(key_id="Z9Y8X7W6V5"), seconds=60)
    assert "root cause[key-not-registered]" in later
    assert OTHER_WORLD not in later


def test_other_mistakes_are_not_blamed_on_the_world(run):
    text = run.shown(run.exchange(redirect_uri="https://app.example.com/other"))
    assert "root cause[redirect-uri-mismatch]" in text
    assert OTHER_WORLD not in text


def test_every_rule_about_the_world_exists():
    assert {rule.id for rule in CATALOGUE} >= RULES


def test_the_next_command_is_on_a_line_of_its_own(run):
    run.shown(run.exchange(team="Z9Y8X7W6V5"))
    assert run.log.last_line().split("\n")[-1] == "  Next: siwakit explain secret-iss-differs-from-team"


def test_injected_faults_are_counted_at_the_end(run):
    keys = "https://appleid.apple.com/auth/keys"
    run.shown(Request("GET", keys))
    run.shown(Request("GET", keys, (("Siwakit-Fault", "server-503"),)))
    assert " ".join(run.log.last_line().split()) == "siwakit: 2 exchanges with the local Apple, 1 with a fault that was injected, none refused"
