"""What source code leaves open: a suspect with its line before those that are only frequent, and the one statement that decides it."""

from __future__ import annotations

import json
from typing import Any

from tests.each import each

from siwakit.evidence.parts import CLIENT_SECRET
from siwakit.flow.diagnose import diagnose
from siwakit.readers.code.known_languages import LANGUAGES
from siwakit.render.formats.json import render_json
from siwakit.render.formats.markdown import render_markdown
from siwakit.render.formats.text import render_text
from siwakit.render.next_step.print_value import PRINTS
from siwakit.samples import Scenario

NOW = 1_796_004_660
JAVASCRIPT = """const jwt = require('jsonwebtoken'), URL = 'https://appleid.apple.com/auth/token';
const now = Math.floor(Date.now() / 1000);
const aud = AUD;
const secret = jwt.sign({ iss: 'R5T8Q2WM7K', iat: now, exp: now + 600, aud, sub: 'com.acmefit.web' }, KEY, { algorithm: 'ES256', keyid: KID });
"""
PYTHON = """import jwt, time  # https://appleid.apple.com/auth/token
from django.conf import settings
def secret():
    now = int(time.time())
    claims = {"iss": TEAM, "iat": now, "exp": now + LIFE, "aud": "https://appleid.apple.com", "sub": "com.acmefit.web"}
    return jwt.encode(claims, settings.KEY, algorithm="ES256", headers={"kid": "Q7M2T9XK4C"})
"""
RUBY = """# https://appleid.apple.com/auth/token
now = Time.now.to_i
claims = { iss: TEAM, iat: now, exp: now + 600, aud: 'https://appleid.apple.com', sub: CLIENT }
client_secret = JWT.encode(claims, OpenSSL::PKey::EC.new(KEY), 'ES256', { kid: 'Q7M2T9XK4C' })
"""
PHP = """<?php // https://appleid.apple.com/auth/token
$key = $db->query('select p8 from apple_keys')->fetchColumn();
$claims = ['iss' => 'R5T8Q2WM7K', 'iat' => time(), 'exp' => time() + 600, 'aud' => AUD, 'sub' => 'com.acmefit.web'];
$secret = JWT::encode($claims, $key, 'ES256', KID);
"""
GO = """package main // https://appleid.apple.com/auth/token
func secret() (string, error) {
	claims := jwt.MapClaims{"iss": TEAM, "iat": time.Now().Unix(), "exp": time.Now().Unix() + 600, "aud": AUD, "sub": "com.acmefit.web"}
	token := jwt.NewWithClaims(jwt.SigningMethodES256, claims)
	token.Header["kid"] = "Q7M2T9XK4C"
	return token.SignedString(key)
}
"""
RIGHT_AUD = "'https://appleid.apple.com'"
# A program, what it takes from elsewhere, the first suspect and its line, and the statement that decides it.
OPEN = [
    ("app.js", JAVASCRIPT, {"AUD": "process.env.APPLE_AUD", "KID": "'Q7M2T9XK4C'"}, "secret-aud-is-endpoint", 3, "console.log(secret)"),
    ("app.js", JAVASCRIPT, {"AUD": RIGHT_AUD, "KID": "process.env.APPLE_KID"}, "secret-kid-malformed", 4, "console.log(secret)"),
    ("app.js", JAVASCRIPT, {"AUD": "await settings('aud')", "KID": "'Q7M2T9XK4C'"}, "secret-aud-is-endpoint", 3, "console.log(secret)"),
    ("app.py", PYTHON, {"TEAM": '"R5T8Q2WM7K"', "LIFE": "settings.APPLE_LIFETIME"}, "secret-lives-too-long", 5, "print(client_secret)"),
    ("app.py", PYTHON, {"TEAM": "os.environ['TEAM']", "LIFE": "600"}, "secret-iss-is-issuer-uuid", 5, "print(client_secret)"),
    ("app.rb", RUBY, {"TEAM": "ENV['TEAM']", "CLIENT": "'com.acmefit.web'"}, "secret-iss-is-issuer-uuid", 3, "puts client_secret"),
    ("app.rb", RUBY, {"TEAM": "'R5T8Q2WM7K'", "CLIENT": "ENV['APPLE_CLIENT']"}, "secret-sub-has-team-prefix", 3, "puts client_secret"),
    ("app.php", PHP, {"AUD": "getenv('AUD')", "KID": "'Q7M2T9XK4C'"}, "secret-aud-is-endpoint", 3, "error_log($secret)"),
    ("app.php", PHP, {"AUD": RIGHT_AUD, "KID": "config('services.apple.kid')"}, "secret-kid-malformed", 4, "error_log($secret)"),
    ("main.go", GO, {"TEAM": '"R5T8Q2WM7K"', "AUD": 'os.Getenv("AUD")'}, "secret-aud-is-endpoint", 3, "fmt.Println(clientSecret)"),
    ("main.go", GO, {"TEAM": 'os.Getenv("TEAM")', "AUD": RIGHT_AUD.replace("'", '"')}, "secret-iss-is-issuer-uuid", 3, "fmt.Println(clientSecret)"),
]  # fmt: skip


def filled(program: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        program = program.replace(f" {name}", f" {value}").replace(f"({name}", f"({value}")
    return program


@each("name, program, values, rule, line, statement", OPEN)
def test_what_the_text_leaves_open_is_suspected_first_at_its_line(
    name: str, program: str, values: dict[str, str], rule: str, line: int, statement: str
) -> None:
    diagnosis = diagnose((name, filled(program, values)), now=NOW)
    report = json.loads(render_json(diagnosis))
    # What source code says of itself comes first: that it makes a short-lived client_secret when it starts.
    first: dict[str, Any] = next(suspect for suspect in report["suspects"] if suspect["rule"] != "secret-cached-beyond-exp")
    assert diagnosis.root is None
    assert (first["rule"], first["source"]) == (rule, f"{name}:{line}")
    assert f"with {statement}." in report["next"]["sentence"]
    assert f"{rule}, {name}:{line}" in " ".join(render_text(diagnosis).split())
    assert f"`{name}:{line}`" in render_markdown(diagnosis)


@each("name, program, values", [(name, program, values) for name, program, values, *_ in OPEN])
def test_a_client_secret_that_was_printed_decides_it(name: str, program: str, values: dict[str, str]) -> None:
    evidence = Scenario().secret().evidence()
    given = (name, filled(program, values)), f"client_secret={evidence.get(CLIENT_SECRET).text}"
    assert [suspect.rule.id for suspect in diagnose(*given, now=1_790_000_000).suspects if suspect.at] == []


def test_settings_that_are_given_decide_it() -> None:
    program = filled(JAVASCRIPT, {"AUD": "process.env.APPLE_AUD", "KID": "'Q7M2T9XK4C'"})
    diagnosis = diagnose(("app.js", program), (".env", "APPLE_AUD=https://appleid.apple.com/auth/token\n"), now=NOW)
    assert diagnosis.root
    assert diagnosis.root.rule.id == "secret-aud-is-endpoint"


def test_a_program_that_says_everything_leaves_nothing_open() -> None:
    diagnosis = diagnose(("app.js", filled(JAVASCRIPT, {"AUD": RIGHT_AUD, "KID": "'Q7M2T9XK4C'"})), now=NOW)
    assert [suspect.rule.id for suspect in diagnosis.suspects if suspect.at] == []


@each("language", [language.id for language in LANGUAGES])
def test_every_language_has_a_statement_that_prints(language: str) -> None:
    assert PRINTS[language].format("x").replace("x", "", 1) != "{}"
