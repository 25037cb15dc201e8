"""Terminal output: the world, commands to copy, and each exchange."""

from __future__ import annotations

from dataclasses import replace

import pytest

from siwakit.edge.server.local_apple import LocalApple, Setup
from siwakit.emulator.state.storage import Consent
from siwakit.emulator.state.world import User
from siwakit.emulator.terminal import EmulatorInfo, example, exchange_text, welcome
from siwakit.http import Request
from siwakit.render.paint import Paint

PLAIN = Paint()
APP = {"team": [{"id": "A1B2C3D4E5", "key": [{"id": "K1K2K3K4K5"}], "app": [{"id": "com.example.app"}]}], "user": [{"email": "jane@example.com"}]}


@pytest.fixture(scope="module")
def apple():
    return LocalApple(Setup(seed=7))


def info(apple, **more):
    files = {key_id: f"keys/AuthKey_{key_id}.p8" for key_id in apple.key_texts}
    return EmulatorInfo("http://127.0.0.1:1", "http://127.0.0.1:2", apple.store, files, apple.seed, **more)


def test_a_ready_world_comes_with_lines_to_copy(apple):
    text = welcome(info(apple), PLAIN)
    assert text.startswith("For testing only")
    assert text.count("\ncurl ") == 2
    assert "--client-id com.example.app" in text
    assert "/auth/authorize?client_id=com.example.web" in text
    assert "accepts connections from other machines" not in text
    assert apple.store.list(Consent) == ()


def test_the_lines_to_copy_sign_in_the_last_user_who_is_there():
    apple = LocalApple(Setup({**APP, "user": [{"email": "jane@example.com"}, {"email": "it's@example.com"}, {"email": "gone@example.com"}]}, seed=7))
    apple.store.put(replace(apple.store.list(User)[-1], is_gone=True))
    text = welcome(info(apple), PLAIN)
    assert "Sign it's@example.com in without a page" in text
    assert """-d '{"client_id": "com.example.app", "user_id": "it'"'"'s@example.com"}'""" in text


def test_a_world_without_a_services_id_signs_in_on_the_device():
    apple = LocalApple(Setup(APP, seed=7, switches={"jwks_keys": "2"}))
    text = welcome(info(apple, is_loopback=False, proxy="http://127.0.0.1:3", authority="/ca.pem"), PLAIN)
    assert "redirect_uri" not in text
    assert "--client-id com.example.app.other" in text
    assert "accepts connections from other machines" in text
    assert "HTTPS_PROXY=http://127.0.0.1:3, and trust /ca.pem" in text
    assert "jwks_keys=2" in text


def test_a_world_without_keys_has_no_lines_to_copy():
    apple = LocalApple(Setup({"team": [{"app": [{"id": "com.example.app"}]}]}, seed=7))
    assert example(info(apple)) is None
    assert "curl" not in welcome(info(apple), PLAIN)


def test_a_refusal_is_a_line_and_a_report_and_a_fault_is_named(apple):
    def text(request, paint=PLAIN):
        return exchange_text(request, apple.answer(request), 1_700_000_000, paint)

    keys = "http://127.0.0.1:1/auth/keys"
    assert text(Request("GET", keys)) == "22:13:20  GET  /auth/keys  200"
    assert text(Request("GET", keys, (("Siwakit-Fault", "server-503"),))) == "22:13:20  GET  /auth/keys  503  fault server-503"
    refused = text(Request("POST", "http://127.0.0.1:1/auth/token"), Paint(colour=True))
    assert "400  invalid_request" in refused
    assert "refused[" in refused
    assert refused.startswith("\x1b[1;31m")


def test_a_secret_in_a_path_or_a_method_is_not_shown(apple):
    code = f"c{'0123456789abcdef' * 2}.0.srtzw.{'aB3' * 7}"
    for request in (
        Request("POST", f"http://127.0.0.1:1/auth/tokens/{code}"),
        Request(code, "http://127.0.0.1:1/auth/token"),
    ):
        shown = exchange_text(request, apple.answer(request), 1_700_000_000, PLAIN)
        assert code[:12] not in shown
        assert code[-12:] not in shown
        assert "characters, sha256" in shown
