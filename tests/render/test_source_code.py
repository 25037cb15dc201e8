"""What the reports say about source code: the line of a key, and nothing that the source does not say."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from tests.each import each

from siwakit.evidence.parts import CLIENT_SECRET
from siwakit.evidence.source import STAND_IN_CLIENT, STAND_IN_KEY_ID, STAND_IN_TEAM
from siwakit.flow.diagnose import diagnose
from siwakit.judge.diagnosis import Diagnosis
from siwakit.render.formats.json import render_json
from siwakit.render.formats.markdown import render_markdown
from siwakit.render.formats.sarif import render_sarif
from siwakit.render.formats.text import render_text
from siwakit.samples import Scenario, team_key_text
from siwakit.web.judge_api import judge
from siwakit.web.page_input import read_page_input

NOW = 1_796_004_660
SNIPPETS = sorted(path for path in (Path(__file__).parents[1] / "readers" / "code" / "snippets").rglob("*") if path.is_file())
MINTS = """
const jwt = require('jsonwebtoken'), fs = require('fs');
const KEY = %s;
const now = Math.floor(Date.now() / 1000);
const claims = { iss: process.env.APPLE_TEAM_ID, iat: now, exp: now + 600, aud: 'https://appleid.apple.com', sub: process.env.APPLE_CLIENT_ID };
const secret = jwt.sign(claims, KEY, { algorithm: 'ES256', keyid: process.env.APPLE_KEY_ID });
"""
LETTERS = "".join(team_key_text().split("\n")[1:-2])
FORMATS: dict[str, Callable[[Diagnosis], str]] = {
    "text": render_text,
    "markdown": render_markdown,
    "json": render_json,
    "sarif": lambda diagnosis: render_sarif(diagnosis, {}, version="1"),
}
KEYS = [
    ("a path", "'./keys/AuthKey_Q7M2T9XK4C.p8'", "key-is-a-path", "const KEY = './keys/AuthKey_Q7M2T9XK4C.p8';"),
    ("one line", f"'{team_key_text().strip().replace(chr(10), '')}'", "key-on-one-line", "const KEY = '…';"),
    ("four dashes", "'" + team_key_text().replace("-----BEGIN", "----BEGIN").replace("\n", "\\n") + "'", "key-armour-damaged", "const KEY = '…';"),
    ("only base64", "`" + "\n".join(team_key_text().split("\n")[1:-2]) + "`", "key-pem-lines-missing", "const KEY = `…"),
    ("without its line breaks", "process.env.APPLE_KEY.replace(/\\n/g, '')", "key-line-breaks-removed-in-code",
     "const KEY = process.env.APPLE_KEY.replace(/\\n/g, '');"),
]  # fmt: skip


@each("title, key, rule, line", KEYS)
def test_a_wrong_key_is_shown_at_its_line_without_its_text(title: str, key: str, rule: str, line: str) -> None:
    diagnosis = diagnose(("sign.js", MINTS % key), now=NOW)
    assert diagnosis.root, title
    assert diagnosis.root.rule.id == rule
    text = render_text(diagnosis)
    assert f"--> sign.js:3:13\n    {line}\n                ^" in text
    assert LETTERS[20:40] not in text


def test_a_damaged_key_file_is_shown_by_itself() -> None:
    """The line of the program that reads it is right."""
    damaged = ("AuthKey_Q7M2T9XK4C.p8", team_key_text().replace("\n", ""))
    diagnosis = diagnose(("sign.js", MINTS % "fs.readFileSync('AuthKey_Q7M2T9XK4C.p8')"), damaged, now=NOW)
    assert "--> key AuthKey_Q7M2T9XK4C.p8\n" in render_text(diagnosis)


@pytest.mark.parametrize("format_", FORMATS)
def test_no_value_that_source_code_does_not_say_is_shown_as_if_it_were_real(format_: str) -> None:
    shown = [FORMATS[format_](diagnose((path.name, path.read_text()), now=NOW)) for path in SNIPPETS]
    assert [stand_in for stand_in in (STAND_IN_TEAM, STAND_IN_KEY_ID, STAND_IN_CLIENT) if any(stand_in in text for text in shown)] == []


@pytest.mark.parametrize("format_", FORMATS)
def test_a_key_id_among_the_claims_that_source_code_does_not_say_is_not_shown(format_: str) -> None:
    program = (MINTS % "KEY").replace("sub:", "kid: config.keyId, sub:").replace("keyid:", "unknown:")
    diagnosis = diagnose(("sign.js", program), now=NOW)
    assert diagnosis.root
    assert diagnosis.root.rule.id == "secret-kid-in-payload"
    assert STAND_IN_KEY_ID not in FORMATS[format_](diagnosis)


def test_json_names_the_members_that_source_code_does_not_say() -> None:
    secret = json.loads(render_json(diagnose(("sign.js", MINTS % "KEY"), now=NOW)))["evidence"]["client_secret"]
    assert secret["not_stated"] == ["claims.iss", "claims.sub", "header.kid"]
    assert secret["header"] == {"alg": "ES256", "typ": "JWT"}
    assert secret["claims"] == {"iat": NOW, "exp": NOW + 600, "aud": "https://appleid.apple.com"}


def test_json_has_null_for_the_fields_that_source_code_does_not_say() -> None:
    program = dedent("""
        import os, requests
        def redeem(code):
            form = {"client_id": "com.acmefit.web", "client_secret": os.environ["SECRET"], "code": code, "grant_type": "authorization_code"}
            return requests.post("https://appleid.apple.com/auth/token", data=form)
    """)
    evidence = json.loads(render_json(diagnose(("redeem.py", program), now=NOW)))["evidence"]
    assert evidence["form"] == [
        ["client_id", "com.acmefit.web"],
        ["client_secret", None],
        ["code", None],
        ["grant_type", "authorization_code"],
    ]


def test_what_was_given_beside_source_code_is_judged_and_shown_as_it_is() -> None:
    """A client_secret that was sent has no stand-ins: it is what it is."""
    evidence = Scenario().secret(iss="com.example.web").evidence()
    secret = evidence.get(CLIENT_SECRET)
    diagnosis = diagnose(("sign.js", MINTS % "KEY"), f"client_secret={secret.text}", now=1_790_000_000)
    assert diagnosis.root
    assert diagnosis.root.rule.id == "secret-iss-is-client-id"
    assert json.loads(render_json(diagnosis))["evidence"]["client_secret"]["claims"]["iss"] == "com.example.web"


def test_the_page_shows_what_source_code_would_make_without_a_token_to_edit() -> None:
    body = json.dumps({"inputs": [{"name": "sign.js", "text": MINTS % "KEY"}]}).encode()
    judgement = judge(read_page_input(body), NOW)
    (sheet,) = judgement["tokens"]
    assert sheet["segments"] == []
    assert {member["name"]: member["value"] for member in sheet["claims"]}["iss"] == "(not in the source code)"
    assert STAND_IN_TEAM not in json.dumps(judgement)
