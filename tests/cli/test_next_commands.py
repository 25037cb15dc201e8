"""The last lines of a report are executed: eight ways to fail, and with what the report says to do next, tokens come back.

Each failure is sent to an emulator, whose answer is saved without the header that names the rule. The commands run in a shell. `siwakit`
is this one, and `curl` a few lines that send to the emulator what the command sends to Apple.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner

from siwakit.apple import ISSUER
from siwakit.cli.doctor import command as doctor_command
from siwakit.emulator.state.world import SigningKey
from siwakit.evidence.sign_in.answer import RULE_HEADER
from siwakit.flow.client_secret import mint_client_secret
from siwakit.jose import es256
from siwakit.jose.signer import load_signer
from siwakit.record import record
from siwakit.render.report.short_report import ROOM, rows
from siwakit.testing import Apple, emulator

TEAM, OTHER_TEAM = "A1B2C3D4E5", "F6G7H8J9K0"
APP, WEB = "com.example.app", "com.example.web"
REDIRECT_URI = "https://app.example.com/callback"
SERVICE = {"id": WEB, "app": APP, "return_urls": [REDIRECT_URI]}
WORLD = {
    "team": [
        {"id": TEAM, "key": [{}], "app": [{"id": APP}], "service": [SERVICE]},
        {"id": OTHER_TEAM, "key": [{}], "app": [{"id": "net.example.app"}]},
    ],
    "user": [{"email": "jane@example.com"}],
}
CURL = """#!{python}
import sys, urllib.parse, urllib.request
fields, headers, (url, *words) = [], {{}}, sys.argv[1:]
for option, value in zip(words[::2], words[1::2]):
    if option == "-H":
        headers.update([value.split(": ", 1)])
    elif option == "--data-urlencode":
        fields.append(tuple(value.split("=", 1)))
    else:
        sys.exit("unknown option " + option)
body = urllib.parse.urlencode(fields).encode()
print(urllib.request.urlopen(urllib.request.Request(url.replace("{apple}", "{url}", 1), body, headers)).read().decode())
"""
STEPS_AT_MOST = 3
DAY = 86_400


@record
class Fault:
    """A way to fail: the claims, header, signature and fields of the request that differ from the right ones."""

    title: str
    change: Callable[[Desk], tuple[str, str, str]]


@record
class Desk:
    """The folder of a developer, the emulator, and the keys of both teams."""

    apple: Apple
    folder: Path
    keys: Mapping[str, str]

    @property
    def key_file(self) -> str:
        """Return the name of the key's file, as Apple names it."""
        return f"AuthKey_{self.keys[TEAM]}.p8"

    def secret(self, *, team: str = TEAM, kid: str = "", key_of: str = TEAM, sign: Callable = es256.sign, **claims: Any) -> str:
        """Return a client_secret, correct but for what is named."""
        now = self.apple.clock.now()
        header = {"alg": "ES256", "kid": kid or self.keys[key_of]}
        payload = {"iss": team, "iat": now - 5, "exp": now + 600, "aud": ISSUER, "sub": WEB, **claims}
        data = ".".join(encoded(json.dumps(part).encode()) for part in (header, payload))
        private = load_private(self.apple, self.keys[key_of])
        return f"{data}.{encoded(sign(private, data.encode()))}"

    def code(self) -> str:
        """Return a new code of a sign-in on the web."""
        return self.apple.sign_in(WEB, redirect_uri=REDIRECT_URI)

    def fields(self, secret: str, client_id: str = WEB) -> dict[str, str]:
        """Return the fields of the request."""
        named = {"client_id": client_id, "client_secret": secret, "grant_type": "authorization_code", "code": self.code()}
        return {**named, "redirect_uri": REDIRECT_URI}

    def form(self, secret: str, client_id: str = WEB) -> tuple[str, str, str]:
        """Return the media type, the body and the secret of a request as a form."""
        return "application/x-www-form-urlencoded", urlencode(self.fields(secret, client_id)), secret


def encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def load_private(apple: Apple, key_id: str):
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    return load_pem_private_key(apple.server.apple.key_texts[key_id].encode(), None)


def as_json(desk: Desk) -> tuple[str, str, str]:
    secret = desk.secret()
    return "application/json", json.dumps(desk.fields(secret)), secret


def in_milliseconds(desk: Desk) -> tuple[str, str, str]:
    now = desk.apple.clock.now()
    return desk.form(desk.secret(iat=now * 1000, exp=(now + 600) * 1000))


def der(private: Any, data: bytes) -> bytes:
    return es256.raw_to_der(es256.sign(private, data))


def expired(desk: Desk) -> tuple[str, str, str]:
    now = desk.apple.clock.now()
    return desk.form(desk.secret(iat=now - 181 * DAY, exp=now - DAY))


FAULTS = (
    Fault("times in milliseconds", in_milliseconds),
    Fault("the wrong kid", lambda desk: desk.form(desk.secret(kid="ZZZ9ZZZ9ZZ"))),
    Fault("a signature in DER", lambda desk: desk.form(desk.secret(sign=der))),
    Fault("a JSON body", as_json),
    Fault("the wrong client", lambda desk: desk.form(desk.secret(sub=APP), APP)),
    Fault("an expired client_secret", expired),
    Fault("iss and sub swapped", lambda desk: desk.form(desk.secret(team=WEB, sub=TEAM))),
    Fault("the key of another team", lambda desk: desk.form(desk.secret(key_of=OTHER_TEAM))),
)
TOML = 'team_id = "{team}"\nkey_id = "{key_id}"\nbundle_ids = ["{app}"]\nservices_ids = ["{web}"]\nkeys = ["{key_file}"]\norigin = "web"\n'


def alone(_: Desk) -> list[str]:
    return []


def with_the_key(desk: Desk) -> list[str]:
    return ["--key", desk.key_file]


def with_settings(desk: Desk) -> list[str]:
    toml = TOML.format(team=TEAM, key_id=desk.keys[TEAM], app=APP, web=WEB, key_file=desk.key_file)
    (desk.folder / "siwakit.toml").write_text(f'{toml}redirect_uri = "{REDIRECT_URI}"\n')
    return []


@pytest.fixture(scope="module")
def apple() -> Iterator[Apple]:
    with emulator(WORLD) as running:
        yield running


@pytest.fixture
def desk(apple: Apple, tmp_path: Path) -> Desk:
    keys = {key.team_id: key.key_id for key in apple.store.list(SigningKey)}
    (tmp_path / f"AuthKey_{keys[TEAM]}.p8").write_text(apple.server.apple.key_texts[keys[TEAM]])
    (tmp_path / f"AuthKey_{keys[TEAM]}.p8").chmod(0o600)
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "siwakit").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m siwakit "$@"\n')
    (programs / "curl").write_text(CURL.format(python=sys.executable, apple=ISSUER, url=apple.url))
    for program in programs.iterdir():
        program.chmod(0o755)
    return Desk(apple, tmp_path, keys)


def run(desk: Desk, command: str, **variables: str) -> str:
    """Return what *command* prints in a shell in the developer's folder."""
    environment = {**os.environ, "PATH": f"{desk.folder / 'bin'}{os.pathsep}{os.environ['PATH']}", **variables}
    done = subprocess.run(["sh", "-c", command], cwd=desk.folder, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr
    return done.stdout


def fail(desk: Desk, fault: Fault) -> str:
    """Send the faulty request, save it and the answer as a developer has them, and return its client_secret."""
    media_type, body, secret = fault.change(desk)
    request = urllib.request.Request(f"{desk.apple.url}/auth/token", body.encode(), {"Content-Type": media_type})  # noqa: S310  the emulator's address
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)  # noqa: S310  the same
    answer = caught.value
    head = [f"{name}: {value}" for name, value in answer.headers.items() if name.lower() != RULE_HEADER.lower()]
    (desk.folder / "answer.http").write_text("\r\n".join((f"HTTP/1.1 {answer.code} Bad Request", *head, "", answer.read().decode())))
    (desk.folder / "request.sh").write_text(f"curl {ISSUER}/auth/token -H 'Content-Type: {media_type}' -d '{body}'\n")
    return secret


def filled(desk: Desk, command: str) -> str:
    """Return *command* with its blanks filled in by someone who knows the answers."""
    for blank, value in {"<KEY_ID>": desk.keys[TEAM], "<TEAM_ID>": TEAM, "<CLIENT_ID>": WEB, "<REDIRECT_URI>": REDIRECT_URI}.items():
        command = command.replace(blank, value)
    assert re.findall(r"<[A-Z_]+>", command) == []
    return command


def send(desk: Desk, secret: str) -> str:
    """Send the right request with *secret*."""
    fields = "".join(f' --data-urlencode "{name}={value}"' for name, value in desk.fields(secret).items())
    return run(desk, f"curl {ISSUER}/auth/token{fields}")


def send_with_values(desk: Desk, text: str) -> str:
    values = dict(line.split(" = ") for line in text.splitlines())
    signer = load_signer(desk.apple.server.apple.key_texts[desk.keys[TEAM]])
    now = desk.apple.clock.now()
    secret = mint_client_secret(signer, team_id=values["iss"], client_id=values["sub"], key_id=desk.keys[TEAM], now=now)
    return send(desk, secret)


def follow(desk: Desk, report: str, secret: str, left: int = STEPS_AT_MOST) -> str:
    """Return the answer that comes back if one does what the last lines of *report* say, again for each report that this leads to."""
    assert left > 0, report
    text = filled(desk, report.rstrip("\n").split("\n\n")[-1])
    if text.startswith("siwakit doctor"):
        return follow(desk, run(desk, text), secret, left - 1)
    if text.startswith("siwakit secret"):
        return send(desk, run(desk, text).strip())
    if "curl" in text:
        return run(desk, text, CLIENT_SECRET=secret, CODE=desk.code())
    return send_with_values(desk, text)


def doctor(desk: Desk, *arguments: str) -> str:
    """Return the report on the request and its answer, and check that it fits."""
    with contextlib.chdir(desk.folder):
        done = CliRunner().invoke(doctor_command, ["request.sh", "answer.http", *arguments])
    assert rows(done.stdout.rstrip("\n").split("\n"), 80) <= ROOM
    return done.stdout


@pytest.mark.parametrize("given", [alone, with_the_key, with_settings])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.title)
def test_what_the_last_lines_say_to_do_brings_tokens(desk: Desk, fault: Fault, given: Callable[[Desk], list[str]]) -> None:
    secret = fail(desk, fault)
    report = doctor(desk, *given(desk))
    assert re.sub(r"\x1b\[[0-9;]*m", "", doctor(desk, "--colour", "always", *given(desk))) == report
    assert "id_token" in json.loads(follow(desk, report, secret))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.title)
def test_the_corrected_client_secret_brings_tokens_with_the_request_below_it(desk: Desk, fault: Fault) -> None:
    fail(desk, fault)
    report = doctor(desk, "--fix", *with_settings(desk))
    (minted,) = re.findall(r"(?m)^ey[\w-]+\.[\w-]+\.[\w-]+$", report)
    assert "id_token" in json.loads(follow(desk, report, minted))


# what was given is given again


def test_a_key_among_the_files_keeps_its_path(desk: Desk) -> None:
    fail(desk, FAULTS[0])
    (desk.folder / "my keys").mkdir()
    (desk.folder / desk.key_file).rename(desk.folder / "my keys" / desk.key_file)
    assert f"--key 'my keys/{desk.key_file}'" in doctor(desk, f"my keys/{desk.key_file}")


def test_the_next_doctor_is_given_what_this_one_was_given(desk: Desk) -> None:
    fail(desk, FAULTS[1])
    text = doctor(desk, "--team", TEAM, "--services-id", WEB, "--format", "text").split("\n\n")[-1].replace(" \\\n  ", " ")
    assert text == f"siwakit doctor request.sh answer.http --team {TEAM} --services-id {WEB} --key 'AuthKey_<KEY_ID>.p8'\n"


def test_a_pasted_text_is_a_blank(desk: Desk) -> None:
    secret = fail(desk, FAULTS[1])
    report = doctor(desk, f"client_secret={secret}")
    assert "siwakit doctor request.sh answer.http '<PASTED_FILE>'" in report
    assert secret not in report
