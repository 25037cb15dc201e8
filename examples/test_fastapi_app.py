"""Tests of the FastAPI example with siwakit's fixture `apple`: pytest test_fastapi_app.py."""

import sys
from urllib.parse import parse_qsl, urlsplit

import pytest
from fastapi.testclient import TestClient

HOME = "https://app.example.com"


@pytest.fixture
def client(apple, monkeypatch):
    for name, value in apple.environment().items():
        monkeypatch.setenv(name, value)
    for name in ("apple_settings", "fastapi_app"):  # they read the variables when they are imported
        monkeypatch.delitem(sys.modules, name, raising=False)
    from fastapi_app import app  # noqa: PLC0415

    with TestClient(app, base_url=HOME) as client:
        yield client


def start(client):
    """Return the parameters with which the application sends the browser to Apple."""
    location = client.get("/", follow_redirects=False).headers["Location"]
    return dict(parse_qsl(urlsplit(location).query))


def test_a_user_signs_in(apple, client):
    asked = start(client)
    back = apple.sign_in_fully(asked["client_id"], scope=asked["scope"], state=asked["state"], nonce=asked["nonce"])
    assert "Welcome Jane" in client.post("/apple/callback", data=back.fields()).text
    assert apple.journal[-1].rule is None


def test_a_code_that_has_expired_signs_nobody_in(apple, client):
    asked = start(client)
    back = apple.sign_in_fully(asked["client_id"], state=asked["state"], nonce=asked["nonce"])
    apple.age(back.code, 301)
    assert client.post("/apple/callback", data=back.fields()).status_code == 400
    assert apple.journal[-1].rule == "code-expired"


def test_the_state_of_another_browser_signs_nobody_in(apple, client):
    asked = start(client)
    back = apple.sign_in_fully(asked["client_id"], state="stolen", nonce=asked["nonce"])
    assert client.post("/apple/callback", data=back.fields()).status_code == 400
    assert apple.journal == ()  # the code was not sent
