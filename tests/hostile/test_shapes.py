"""Whatever shape a credential is pasted in, no output shows eight characters of it."""

from __future__ import annotations

import io
import json
import sys
from base64 import b64encode
from urllib.parse import quote

import httpx2
import pytest
from tests.each import each
from tests.hostile.shapes import NAMES, VALUES, pieces_shown, shapes_of

import siwakit
import siwakit.cli
from siwakit.cli.doctor import SHAPES as FORMATS
from siwakit.errors import SiwakitError
from siwakit.evidence.showing.redact import redacted
from siwakit.testing import emulator
from siwakit.web.judge_api import judge, share
from siwakit.web.page_input import read_page_input

OUTPUTS = (
    *(("--format", name) for name in FORMATS),
    ("--summary", "-"),
    *(("--summary", "-", "--format", name) for name in ("json", "html", "prometheus")),
)
TITLES = tuple(shapes_of("password", "bluewhalegiraffe"))
NOW = 1_789_999_999


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Run the doctor in an empty folder, and return its exit code and what it wrote."""
    monkeypatch.chdir(tmp_path)

    def answer(text, *args):
        monkeypatch.setattr(sys, "argv", ["siwakit", "doctor", "--now", str(NOW), *args])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        with pytest.raises(SystemExit) as ended:
            siwakit.cli.main()
        written = capsys.readouterr()
        return int(ended.value.code or 0), written.out + written.err

    return answer


def test_there_are_sixty_shapes_and_each_holds_the_secret():
    assert len(TITLES) >= 60
    for value in VALUES.values():
        assert [title for title, text in shapes_of("password", value).items() if not pieces_shown(value, text)] == []


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_the_search_finds_a_secret_in_each_disguise(value):
    for disguise in (
        value,
        value[::-1],
        quote(value, ""),
        json.dumps(value),
        b64encode(f"id:{value}".encode()).decode(),
        value[:8],
        "\n".join(value),
    ):
        assert pieces_shown(value, f"before {disguise} after")
    assert pieces_shown(value, "nothing is shown, value, 16 characters, sha256 f75ab540") == []


@each("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("title", TITLES)
def test_no_output_shows_a_piece_of_it(run, title, value):
    for number, output in enumerate(OUTPUTS):
        name = NAMES[(number + len(title)) % len(NAMES)]
        code, written = run(shapes_of(name, value)[title], *output)
        assert (pieces_shown(value, written), output, name) == ([], output, name)
        assert code in {0, 1, 2, 3}


@each("title", TITLES)
def test_what_python_is_told_shows_no_piece_of_it(title):
    value = VALUES["an API key"]
    try:
        told = siwakit.diagnose(shapes_of("password", value)[title], now=NOW)
    except SiwakitError as error:
        told = error
    assert pieces_shown(value, f"{told!r} {told} {getattr(told, 'hint', '')} {getattr(told, 'args', '')}") == []


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/cb?password=SECRET",
        "https://example.com/cb?a=b&c;password=SECRET#x",
        "https://example.com/cb?SECRET",
        "https://example.com/cb#SECRET",
        "https://example.com/cb#/route?token=SECRET",
        "https://example.com/cb#/route/SECRET",
        "https://example.com/cb#/route=SECRET",
        "https://example.com/cb?redirect_uri=https%3A%2F%2Fu%3ASECRET%40example.com",
        "https://example.com/cb?redirect_uri=https%3A%2F%2Fexample.com%3Ftoken%3DSECRET",
        "myapp://callback?code=SECRET",
        "https://jane:SECRET@example.com/cb",
        "https://jane:a/b?SECRET@example.com/cb",
        "postgres://jane:SECRET@db.example.com:5432/app",
        "https://hooks.example.com/services/SECRET",
        "https://example.com/cb?password=[SECRET",
    ],
)
def test_credentials_in_an_address_are_described_once(address):
    value = "9f3ac1d27be04865aa91d3c07f5e6b12"
    shown = redacted(f"see {address.replace('SECRET', value)} for more")
    assert pieces_shown(value, shown) == []
    assert shown.startswith("see ")
    assert shown.endswith(" for more")
    assert redacted(shown) == shown


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/auth/callback",
        "https://example.com:8443/cb?a=b&page=12",
        "https://appleid.apple.com/auth/authorize?client_id=com.example.web&scope=name%20email&response_mode=form_post",
        "https://example.com/cb?redirect_uri=https%3A%2F%2Fexample.com%2Fcb",
        "https://example.com/@jane",
        "https://example.com/#/callback",
        "https://example.com:443/?to=@me",
    ],
)
def test_an_address_without_credentials_is_shown(address):
    assert redacted(address) == address


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_the_local_page_answers_with_no_piece_of_it(value):
    reports = 0
    for number, title in enumerate(TITLES):
        asked = read_page_input(json.dumps({"inputs": [{"text": shapes_of(NAMES[number % len(NAMES)], value)[title]}]}).encode())
        for answer in (judge, share):
            try:
                # The sheets of the tokens are what the page is an editor for; nothing else repeats what was pasted.
                shown = json.dumps({**answer(asked, NOW), "tokens": None}, ensure_ascii=False)
                reports += 1
            except SiwakitError as error:
                shown = f"{error} {error.hint}"
            assert (title, pieces_shown(value, shown)) == (title, [])
    assert reports > len(TITLES)


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_the_emulator_neither_answers_nor_notes_a_piece_of_it(value):
    coded = quote(value, "")
    headers = {"Authorization": f"Bearer {coded}", "Cookie": f"sid={coded}", "X-Key": coded}
    shown = []
    with emulator(seed=7) as apple:
        for name in ("client_secret", "code", "refresh_token", "token", "password", "state", "nonce"):
            for path in ("/auth/token", "/auth/revoke", "/auth/authorize", f"/auth/token?{name}={coded}", "/auth/usermigrationinfo"):
                sent = {name: value, "grant_type": "authorization_code", "client_id": "com.example.web"}
                answer = httpx2.post(f"{apple.url}{path}", data=sent, headers=headers)
                shown.append(answer.text + repr(answer.headers))
        shown += [f"{entry!r} {entry.report}" for entry in apple.journal]
    assert pieces_shown(value, " ".join(shown)) == []
