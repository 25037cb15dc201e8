"""Snippets are run if their language is available, against an endpoint on loopback; the rules judge what they send.

Python (PyJWT, requests), Node.js (jsonwebtoken; marked npm) and Java (only the JDK) are run. Ruby, PHP, Kotlin, Go, C#, Swift and
Dart are not: their snippets were parsed once with tree-sitter grammars without an error, and here the lexers of Pygments read
them and their brackets are counted.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs

import pytest
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Error, Punctuation, String
from tests.each import each

from siwakit.apple import FORM_TYPE, REVOKE_URL, TOKEN_URL
from siwakit.evidence.evidence import UNKNOWN, Evidence, Origin
from siwakit.evidence.keys import key_at_hand
from siwakit.judge import Diagnosis, diagnose
from siwakit.judge.minting import judge_secret
from siwakit.render.formats.json import render_json
from siwakit.render.formats.text import render_text
from siwakit.render.snippets.snippet import AUTO, LANGUAGES, guess_language, read_template, snippet_for
from siwakit.samples import CODE, DROP, KEY_ID, REDIRECT_URI, SERVICES_ID, TEAM_ID, Scenario, authorizing, example_keys

KEY_FILE = f"AuthKey_{KEY_ID}.p8"
NPM = Path(__file__).resolve().parent.parent / "npm" / "node_modules"
BOTH = Scenario().form(client_id=f"{TEAM_ID}.{SERVICES_ID}")
MINT = Scenario().secret(aud=TOKEN_URL)
REQUEST = Scenario().sends(method="GET")
HOSTILE = ('com.a"; exit(); "', "com.a'.x", "com.a${x}", "com.a#{x}", "com.a\\", "com.a\n.x", "com.$x", "<b>.x", "a`b.c", "com.\u202ea")
LEXERS = {"node": "javascript"}


@dataclass
class Endpoint:
    """Endpoint on loopback: its URL, and what was sent to it."""

    address: str
    seen: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    class Refuse(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            found.seen.append((self.headers["Content-Type"], parse_qs(body, strict_parsing=True)))
            answer = b'{"error":"invalid_grant"}'
            self.send_response(400)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Refuse)
    found = Endpoint(f"http://127.0.0.1:{server.server_port}/auth/token")
    Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


@dataclass(frozen=True)
class Runtime:
    """How a program in a language is run, and how a name is given a string in it."""

    file: str
    command: tuple[str, ...]
    assign: str


RUNTIMES = {
    "python": Runtime("snippet.py", (sys.executable,), '{name} = "{value}"'),
    "node": Runtime("snippet.mjs", ("node",), 'const {name} = "{value}";'),
    "java": Runtime("Snippet.java", ("java",), 'String {name} = "{value}";'),
}
RUNNABLE = [pytest.param("python"), pytest.param("node", marks=pytest.mark.npm), pytest.param("java")]


def diagnosis_of(scenario: Scenario) -> Diagnosis:
    return diagnose(scenario.evidence())


def text_of(scenario: Scenario, language: str) -> str:
    snippet = snippet_for(diagnosis_of(scenario), language)
    assert snippet is not None
    return snippet.text


def run(language: str, text: str, folder: Path, address: str, **given: str) -> str:
    """Run *text* with values for the *given* names that it leaves to the developer, and with the URL of our endpoint."""
    runtime = RUNTIMES[language]
    if shutil.which(runtime.command[0]) is None:
        pytest.skip(f"no {runtime.command[0]} here")
    if language == "node":
        (folder / "node_modules").symlink_to(NPM)
    if language == "python":
        pytest.importorskip("requests")
    (folder / KEY_FILE).write_text(example_keys.team_key_text())
    line = next(line for line in text.split("\n") if "yours: " in line)
    named = dict(zip(line.partition("yours: ")[2].split(", "), given.values(), strict=True))
    assigned = "\n".join(runtime.assign.format(name=name, value=value) for name, value in named.items())
    (folder / runtime.file).write_text(text.replace(line, assigned).replace(TOKEN_URL, address))
    done = subprocess.run([*runtime.command, runtime.file], cwd=folder, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


@pytest.mark.parametrize("language", RUNNABLE)
def test_what_a_snippet_mints_and_sends_breaks_no_rule(language: str, tmp_path: Path, endpoint: Endpoint) -> None:
    said = run(language, text_of(BOTH, language), tmp_path, endpoint.address, code="c+/= ")
    assert "400" in said
    assert "invalid_grant" in said
    ((content_type, form),) = endpoint.seen
    assert content_type.partition(";")[0] == FORM_TYPE
    (secret,) = form.pop("client_secret")
    assert form == {"client_id": [SERVICES_ID], "grant_type": ["authorization_code"], "code": ["c+/= "], "redirect_uri": [REDIRECT_URI]}
    assert judge_secret(secret, SERVICES_ID, int(time.time()), keys=(key_at_hand(example_keys.team_key_text(), KEY_FILE),), team_id=TEAM_ID) == ()


@pytest.mark.parametrize("language", RUNNABLE)
def test_a_request_without_minting_runs_with_a_given_secret(language: str, tmp_path: Path, endpoint: Endpoint) -> None:
    run(language, text_of(REQUEST, language), tmp_path, endpoint.address, client_secret="ey.x.y", code="c1")
    ((_, form),) = endpoint.seen
    assert (form["client_secret"], form["code"]) == (["ey.x.y"], ["c1"])


@each("language", LANGUAGES)
@each("scenario", [BOTH, MINT, REQUEST], ids=["both", "mint", "request"])
def test_a_lexer_of_the_language_reads_it_and_its_brackets_close(language: str, scenario: Scenario) -> None:
    text = text_of(scenario, language)
    tokens = list(get_lexer_by_name(LEXERS.get(language, language)).get_tokens(text))
    assert [value for kind, value in tokens if kind in Error] == []
    closes, waiting = {")": "(", "]": "[", "}": "{"}, []
    code = "".join(value for kind, value in tokens if kind not in Comment and (kind not in String or kind in String.Interpol or kind in Punctuation))
    for character in code:
        if character in closes.values():
            waiting.append(character)
        if character in closes:
            assert waiting.pop() == closes[character]
    assert waiting == []


@each("language", LANGUAGES)
def test_the_names_that_are_known_are_filled_in_and_the_key_is_read_from_its_file(language: str) -> None:
    text = text_of(MINT, language)
    assert [name for name in (TEAM_ID, KEY_ID, SERVICES_ID, KEY_FILE, "https://appleid.apple.com") if name not in text] == []
    assert "YOUR_" not in text
    assert TOKEN_URL not in text
    assert "PRIVATE KEY" not in text


@each("language", LANGUAGES)
@each("value", HOSTILE)
def test_a_hostile_name_becomes_a_placeholder(language: str, value: str) -> None:
    scenario = Scenario().client(value).configured(team_id=value, key_id=value).key(example_keys.team_key_text(), value).secret(iss=value)
    scenario = scenario.header(kid=value).form(redirect_uri=value).authorize(redirect_uri=value).identity_token(aud=value)
    text = "\n".join(one.text for root in (scenario, scenario.sends(method="GET")) if (one := snippet_for(diagnosis_of(root), language)))
    assert value not in text
    assert "YOUR_CLIENT_ID" in text


def test_a_hostile_redirect_is_a_placeholder_in_a_request() -> None:
    text = text_of(REQUEST.form(redirect_uri='https://a/"+x').authorize(redirect_uri='https://a/"+x'), "python")
    assert '"redirect_uri": "YOUR_REDIRECT_URI"' in text


def test_a_secret_in_the_place_of_a_name_is_not_written_down() -> None:
    wrong = Scenario().form(client_id=CODE).unknown("authorize", "identity_token", "portal", "bundle_ids", "services_ids")
    assert '"client_id": "YOUR_CLIENT_ID"' in text_of(wrong.sends(content_type="text/plain"), "python")


def test_nothing_known_leaves_placeholders() -> None:
    snippet = snippet_for(diagnose(Evidence(form=())), "python")
    assert snippet is not None
    for name in ("YOUR_TEAM_ID", "YOUR_KEY_ID", "YOUR_CLIENT_ID", "AuthKey_YOUR_KEY_ID.p8"):
        assert f'"{name}"' in snippet.text


def test_a_claim_that_is_wrong_is_not_repeated() -> None:
    wrong = Scenario().secret(iss="ZZZZZ99999").unknown("team_id", "keys", "portal")
    assert "ZZZZZ99999" in text_of(wrong.secret(aud="x"), "python")
    text = text_of(Scenario().secret(iss="ZZZZZ99999"), "python")
    assert "ZZZZZ99999" not in text
    assert TEAM_ID in text


@each(
    ("scenario", "has", "lacks"),
    [
        (Scenario().revoke().sends(method="GET"), (REVOKE_URL, '"token": refresh_token', '"token_type_hint": "refresh_token"'), ("grant_type",)),
        (Scenario().refresh().sends(content_type="text/plain"), ('"refresh_token": refresh_token',), ("redirect_uri", '"code"')),
        (Scenario().refresh().form(grant_type="nonsense"), ('"grant_type": "refresh_token"',), ()),
        (Scenario().migration_token().sends(content_type="application/json"), ('"scope": "user.migration"',), ('"code"',)),
        (Scenario().native().form(redirect_uri=REDIRECT_URI), (f'"client_id": "{Scenario().native().client_id}"',), ('"redirect_uri"',)),
        (
            Scenario().form(redirect_uri=DROP).unknown("authorize", "portal").sends(content_type="text/plain"),
            ('"redirect_uri": "YOUR_REDIRECT_URI"',),
            (),
        ),
        (Scenario().form(redirect_uri="https://app.example.com/callback/"), (f'"redirect_uri": "{REDIRECT_URI}"',), ("callback/",)),
        (Scenario().form(code_verifier="v" * 43).sends(content_type="text/plain"), ('"code_verifier": code_verifier',), ("v" * 43,)),
    ],
)
def test_the_request_is_the_right_one_for_its_endpoint_and_grant(scenario: Scenario, has: tuple[str, ...], lacks: tuple[str, ...]) -> None:
    text = text_of(scenario, "python")
    assert [words for words in has if words not in text] == []
    assert [words for words in lacks if words in text] == []


@each(
    ("scenario", "mints", "sends"),
    [
        (MINT, True, False),
        (Scenario().signed_by_other_key(), True, False),
        (REQUEST, False, True),
        (BOTH, True, True),
        (Scenario().secret(sub="com.example.other"), True, True),
        (authorizing(Scenario(), redirect_uri="http://localhost/"), False, True),
        (Scenario().unknown("keys", "portal").answered(400, {"error": "invalid_client"}), True, True),
    ],
)
def test_the_root_cause_decides_which_half_is_shown(scenario: Scenario, *, mints: bool, sends: bool) -> None:
    text = text_of(scenario, "python")
    assert ("jwt.encode" in text, "requests.post" in text) == (mints, sends)


@pytest.mark.parametrize(
    "scenario",
    [Scenario(), authorizing(Scenario(), response_mode="query"), Scenario().answered(200, {"access_token": "a"})],
)
def test_there_is_no_snippet_if_code_does_not_help(scenario: Scenario) -> None:
    assert snippet_for(diagnosis_of(scenario), "python") is None


def test_a_migration_has_a_secret_to_mint_and_no_request_to_copy() -> None:
    assert "requests.post" not in text_of(Scenario().migration().secret(aud="x"), "python")
    assert snippet_for(diagnosis_of(Scenario().migration().sends(method="GET")), "python") is None


def test_go_uses_every_variable_and_imports_a_package_once() -> None:
    assert "\t_ = clientSecret" in text_of(MINT, "go")
    both = text_of(BOTH, "go")
    assert "_ = clientSecret" not in both
    assert both.count('\t"log"') == 1


@each(
    ("agent", "language"),
    [
        ("python-requests/2.32.3", "python"),
        ("Python/3.12 aiohttp/3.9.5", "python"),
        ("axios/1.7.2", "node"),
        ("node", "node"),
        ("undici", "node"),
        ("Ruby", "ruby"),
        ("Faraday v2.9.0", "ruby"),
        ("GuzzleHttp/7", "php"),
        ("okhttp/4.12.0", "java"),
        ("Java-http-client/17.0.11", "java"),
        ("Ktor client", "kotlin"),
        ("Go-http-client/1.1", "go"),
        ("MyApp/1.0 (.NET 8.0)", "csharp"),
        ("Dart/3.4 (dart:io)", "dart"),
        ("MyApp/1 CFNetwork/1496.0.7 Darwin/23.5.0", "swift"),
        ("curl/8.6.0", None),
        ("PostmanRuntime/7.39.0", None),
        ("Mozilla/5.0 (X11) Java", None),
        ("", None),
    ],
)
def test_the_language_is_guessed_by_the_user_agent(agent: str, language: str | None) -> None:
    diagnosis = diagnosis_of(MINT.sends(user_agent=agent))
    snippet = snippet_for(diagnosis, AUTO)
    assert guess_language(diagnosis.evidence) == language
    assert (snippet.language if snippet else None) == language


def test_without_a_request_or_a_root_cause_nothing_is_guessed() -> None:
    assert guess_language(Evidence(request=UNKNOWN)) is None
    assert snippet_for(diagnosis_of(Scenario().unknown("keys", "portal").sends(user_agent="axios/1")), AUTO) is None


@each("language", LANGUAGES)
def test_every_language_has_its_sections(language: str) -> None:
    assert {"mint imports", "mint", "request imports", "request", "field"} <= set(read_template(language))


def test_text_and_json_show_the_snippet_if_there_is_one() -> None:
    diagnosis = diagnosis_of(MINT)
    snippet = snippet_for(diagnosis, "ruby")
    assert f"\n{snippet.text}\n" in render_text(diagnosis, colour=False, snippet=snippet)
    assert "the fix in Ruby: " in render_text(diagnosis, colour=False, snippet=snippet)
    assert json.loads(render_json(diagnosis, snippet=snippet))["snippet"] == {"language": "ruby", "text": snippet.text}
    assert json.loads(render_json(diagnosis))["snippet"] is None


def test_a_native_code_has_the_bundle_id() -> None:
    evidence = Scenario().native().secret(aud="x").evidence()
    assert evidence.origin is Origin.NATIVE
    assert "com.example.app" in snippet_for(diagnose(evidence), "python").text
