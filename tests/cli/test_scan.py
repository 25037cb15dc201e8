"""`siwakit scan` on repositories that are made for each test."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from base64 import b64encode
from pathlib import Path

import jsonschema
import pytest
from tests.each import each

from siwakit.cli import main, scan
from siwakit.edge import clock
from siwakit.edge.files import scan_paths
from siwakit.samples import KEY_ID, NOW, TEAM_ID, Scenario, example_keys

SCHEMA = json.loads((Path(scan.__file__).parent.parent / "render" / "scan.schema.json").read_text("utf-8"))
KEY_FILE = f"AuthKey_{KEY_ID}.p8"
MOST_SECONDS = 5
SWAPPED = "settings-team-and-key-id-swapped"
KEY = example_keys.team_key_text()
BODY = "".join(KEY.split("\n")[1:-2])
# 32 hexadecimal digits that are in no order.
REFRESH_TOKEN = "r" + "7c1e0b94d2f85a36" + "e90b47d1c2a6583f" + ".0.mrtqz.Zk3vQ8wTn5rY2bXc7LpH1g"

JS_WRONG = """\
const jwt = require('jsonwebtoken');
function mint(key) {
  return jwt.sign(
    { iss: process.env.TEAM, sub: process.env.CLIENT, aud: 'https://appleid.apple.com/auth/token' },
    key,
    { algorithm: 'ES256', keyid: process.env.KID, expiresIn: '1h' },
  );
}
"""
JS_RIGHT = JS_WRONG.replace("/auth/token", "")
PYTHON_WRONG = """\
import os, time
import jwt

def client_secret(key):
    now = int(time.time())
    claims = {"iss": os.environ["TEAM"], "iat": now, "exp": now + 86400 * 365, "aud": "https://appleid.apple.com", "sub": os.environ["CLIENT"]}
    return jwt.encode(claims, key, algorithm="ES256", headers={"kid": os.environ["KID"]})
"""
RUBY_WRONG = """\
require 'jwt'
def client_secret(key)
  claims = { iss: ENV['TEAM'], iat: Time.now.to_i, exp: Time.now.to_i + 3600, aud: 'https://appleid.apple.com', sub: ENV['CLIENT'] }
  JWT.encode(claims, key, 'RS256', { kid: ENV['KID'] })
end
"""
PHP_WRONG = """\
<?php
use Firebase\\JWT\\JWT;
function mint($team, $client, $kid, $key) {
    $claims = ['iss' => $team, 'iat' => time(), 'exp' => time() + 3600, 'aud' => 'https://appleid.apple.com/auth/token', 'sub' => $client];
    return JWT::encode($claims, $key, 'ES256', $kid);
}
"""
GO_WRONG = """\
package main

import (
	"time"

	"github.com/golang-jwt/jwt/v5"
)

func mint(team, client string, key any) (string, error) {
	token := jwt.NewWithClaims(jwt.SigningMethodES256, jwt.MapClaims{
		"iss": team, "sub": client, "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix(),
		"aud": "https://appleid.apple.com/auth/token",
	})
	token.Header["kid"] = "ABC123DEFG"
	return token.SignedString(key)
}
"""


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """Return a function that writes files into an empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def write(files):
        for name, content in files.items():
            path = Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return write


@pytest.fixture
def run(capsys, monkeypatch):
    """Return a function that runs `siwakit scan` and returns its exit code, its output and what it wrote to standard error."""

    def scan_with(*arguments):
        monkeypatch.setattr(sys, "argv", ["siwakit", "scan", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return scan_with


@pytest.fixture
def problems(run):
    """Return a function that returns the problems of a scan: path, line, level and rule of each."""

    def found(*arguments):
        code, out, err = run("--format", "json", *arguments)
        assert err == ""
        document = json.loads(out)
        jsonschema.validate(document, SCHEMA)
        assert document["exit_code"] == code
        return [(problem["path"], problem["line"], problem["level"], problem["rule"]) for problem in document["problems"]]

    return found


def empty(folder):
    """Remove what the row before has written."""
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def git(*arguments):
    subprocess.run(["git", "-c", "user.name=x", "-c", "user.email=x@example.com", *arguments], check=True, capture_output=True)


# What is found.


@each(
    ("name", "text", "line", "rule"),
    [
        ("server/apple.js", JS_WRONG, 4, "secret-aud-is-endpoint"),
        ("src/apple.ts", JS_WRONG, 4, "secret-aud-is-endpoint"),
        ("apple.py", PYTHON_WRONG, 6, "secret-lives-too-long"),
        ("lib/apple.rb", RUBY_WRONG, 4, "secret-alg-not-es256"),
        ("web/apple.php", PHP_WRONG, 4, "secret-aud-is-endpoint"),
        ("cmd/apple.go", GO_WRONG, 12, "secret-aud-is-endpoint"),
        ("Dockerfile", f"FROM node\nENV APPLE_TEAM_ID={KEY_ID} \\\n APPLE_KEY_FILE={KEY_FILE}\n", 2, SWAPPED),
        (".env.production", f"PORT=80\nAPPLE_TEAM_ID={KEY_ID}\nAPPLE_KEY_FILE={KEY_FILE}\n", 2, SWAPPED),
        ("docker-compose.yml", f"services:\n web:\n  environment:\n  - APPLE_TEAM_ID={KEY_ID}\n  - APPLE_KEY_FILE={KEY_FILE}\n", 4, SWAPPED),
        ("k8s/web.yaml", f"apiVersion: v1\nkind: ConfigMap\ndata:\n  APPLE_TEAM_ID: {KEY_ID}\n  APPLE_KEY_FILE: {KEY_FILE}\n", 4, SWAPPED),
        (".github/workflows/deploy.yml", f"on: push\nenv:\n  APPLE_TEAM_ID: {KEY_ID}\n  APPLE_KEY_FILE: {KEY_FILE}\n", 3, SWAPPED),
    ],
)
def test_a_mistake_is_found_at_its_line(repository, problems, tmp_path, name, text, line, rule):
    empty(tmp_path)
    repository({name: text})
    assert problems() == [(name, line, "error", rule)]


def test_every_token_of_a_file_is_judged(repository, problems):
    other = JS_WRONG.replace("mint", "other").replace("/auth/token", "/").replace("const jwt = require('jsonwebtoken');\n", "")
    repository({"apple.js": JS_WRONG + other})
    assert [line for _, line, _, _ in problems()] == [4, 11]


def test_the_same_mistake_is_reported_once_if_two_functions_lead_to_it(repository, problems):
    repository({"apple.js": JS_WRONG + "exports.a = () => mint(1);\nexports.b = () => mint(2);\n"})
    assert len(problems()) == 1


@each(
    "files",
    [
        {},
        {"readme.md": "nothing"},
        {"apple.js": JS_RIGHT},
        {"app.py": "import jwt\njwt.encode({'iss': 'x', 'aud': 'y'}, 'key')\n"},
        {".env.example": f"APPLE_TEAM_ID={KEY_ID}\nAPPLE_KEY_FILE={KEY_FILE}\n"},
        {".env": "APPLE_TEAM_ID=\nAPPLE_KEY_ID=YOUR_KEY_ID\nAPPLE_PRIVATE_KEY=changeme\n"},
        {".env": 'APPLE_PRIVATE_KEY="-----BEGIN PRIVATE KEY-----\\nYOUR_KEY\\n-----END PRIVATE KEY-----"\n'},
        {"ci.yml": "env:\n  APPLE_TEAM_ID: ${{ secrets.APPLE_TEAM_ID }}\n"},
        {"chart/secret.yaml": "apple:\n  team_id: {{ .Values.team }}\n"},
        {"docs/apple.md": f"```js\n{JS_WRONG}```\n"},
        # Tokens for somebody else, in a program that verifies Apple's.
        {
            "tokens.js": "const jwt = require('jsonwebtoken');\nconst keys = 'https://appleid.apple.com/auth/keys';\n"
            "jwt.sign({ iss: 'https://example.com', sub: user.id, aud: 'web' }, key, { algorithm: 'ES256', keyid: 'k1' });\n"
            "jwt.sign({ iss: me, sub: user.id, aud: app, email: user.email }, key, { algorithm: 'ES256', keyid: 'k1' });\n"
            "jwt.sign({ iss: me, sub: user.id, aud: app }, key, { algorithm: 'RS256', keyid: 'k1' });\n"
        },
    ],
    ids=lambda files: "+".join(files) if isinstance(files, dict) else "",
)
def test_nothing_is_reported_if_nothing_is_wrong(repository, run, tmp_path, files):
    empty(tmp_path)
    repository(files)
    code, out, err = run()
    assert (code, err) == (0, "")
    assert out.endswith("no problem found\n")


# Keys and secrets.


@each(
    ("name", "text"),
    [
        (KEY_FILE, KEY),
        ("config/apple.pem", KEY),
        ("server/keys.js", f"const appleKey = `{KEY}`;\n"),
        ("server/keys.py", "APPLE_KEY = " + " \\\n    ".join(f'"{line}\\n"' for line in KEY.splitlines()) + "\n"),
        ("server/Keys.java", "class AppleKeys { String key =\n" + " +\n".join(f'  "{line}\\n"' for line in KEY.splitlines()) + "; }\n"),
        (".env", f'APPLE_PRIVATE_KEY="{KEY.replace(chr(10), chr(92) + "n")}"\n'),
        ("server/key.cs", f'var appleKey = "{BODY}";\n'),
        ("k8s/secret.yaml", f"kind: Secret\ndata:\n  APPLE_KEY: {b64encode(KEY.encode()).decode()}\n"),
        ("server/apple-key.txt", KEY.replace("\n", "\r\n")),
    ],
)
def test_a_private_key_is_found_in_whatever_form_it_was_committed(repository, run, problems, tmp_path, name, text):
    empty(tmp_path)
    repository({name: text})
    found = problems()
    assert [(path, level, rule) for path, _, level, rule in found if rule == "key-in-repository"] == [(name, "error", "key-in-repository")]
    assert run("--rule", "key-in-repository")[0] == 1


@each("shape", scan.SHAPES)
def test_nothing_of_a_key_or_a_secret_is_shown(repository, run, shape):
    secret = Scenario().compact_secret()
    repository({KEY_FILE: KEY, ".env": f"APPLE_CLIENT_SECRET={secret}\n", "a.js": f"const apple = '{REFRESH_TOKEN}';\nconst k = '{BODY}';\n"})
    code, out, _ = run("--format", shape)
    assert code == 1
    assert out.count("key-in-repository") >= 2
    assert out.count("secret-in-repository") >= 2
    for text in (BODY, secret, REFRESH_TOKEN):
        assert not [part for part in range(0, len(text) - 12, 4) if text[part : part + 12] in out]


def test_a_client_secret_that_has_expired_is_only_noted(repository, problems):
    repository({"a.txt": f"apple {Scenario().secret(iat=NOW - 900, exp=NOW - 300).compact_secret()}\n", "b.txt": Scenario().compact_secret()})
    assert problems() == [("a.txt", 1, "note", "secret-in-repository"), ("b.txt", 1, "error", "secret-in-repository")]


@each(
    "text",
    [
        "-----BEGIN PRIVATE KEY-----\nMIGTAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBHkwdwIBAQQg" + "x" * 150 + "\n-----END PRIVATE KEY-----\n",
        KEY[:120] + "...\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\n" + "A" * 200 + "\n-----END PRIVATE KEY-----\n",
        'pem.replace("-----BEGIN PRIVATE KEY-----", "").replace("-----END PRIVATE KEY-----", "")  # apple\n',
        "apple r0123456789abcdef0123456789abcdef.0.mrtqz.AbCdEfGhIjKlMnOpQrStUv\n",
        "apple r" + "0" * 32 + ".0.xxxx." + "x" * 22 + "\n",
    ],
)
def test_a_placeholder_is_not_a_secret(repository, problems, text):
    repository({KEY_FILE: text})
    assert problems() == []


def test_a_key_that_may_be_for_anything_counts_only_where_apple_is_used_and_only_as_a_warning(repository, problems, run):
    repository({"certs/localhost.pem": KEY})
    assert problems() == []
    repository({"apple.js": JS_RIGHT})
    assert problems() == [("certs/localhost.pem", 1, "warning", "key-in-repository")]
    assert run("--strict")[0] == 1


def test_a_key_in_der_is_found(repository, problems):
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    repository({"apple.p8": example_keys.team_key().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())})
    assert problems() == [("apple.p8", 1, "error", "key-in-repository")]


@each("name", ["test/apple.js", "spec/apple.js", "src/__tests__/apple.js", "examples/apple.js", "fixtures/a/apple.js", "src/apple.test.ts"])
def test_what_is_wrong_in_tests_is_only_noted(repository, problems, run, tmp_path, name):
    empty(tmp_path)
    repository({name: JS_WRONG, f"{Path(name).parent}/{KEY_FILE}": KEY})
    levels = {(level, rule) for path, _, level, rule in problems() if path == name or Path(name).parent.name != "src"}
    assert ("note", "secret-aud-is-endpoint") in levels
    assert {level for level, _ in levels} == {"note"}
    assert run("--rule", "secret-aud-is-endpoint", "--strict")[0] == 0


# Which files.


def test_git_decides_what_is_in_the_repository(repository, problems):
    repository({".gitignore": "secret/\n*.env\n", "secret/a.js": JS_WRONG, "prod.env": KEY, "b.js": JS_WRONG, "new.p8": KEY})
    git("init", "-q")
    git("add", "b.js")
    assert problems() == [("b.js", 4, "error", "secret-aud-is-endpoint"), ("new.p8", 1, "warning", "key-in-repository")]


def test_a_file_that_git_ignores_is_read_if_it_is_named_but_its_key_is_not_in_the_repository(repository, problems):
    repository({".gitignore": "secret/\n", "secret/a.js": JS_WRONG, f"secret/{KEY_FILE}": KEY})
    git("init", "-q")
    named = [("secret/a.js", 4, "error", "secret-aud-is-endpoint")]
    assert problems("secret/a.js", f"secret/{KEY_FILE}") == named
    assert problems("secret") == named


def test_paths_are_shown_as_they_were_named(repository, problems):
    root = repository({"app/src/a.js": JS_WRONG})
    git("init", "-q")
    assert [problems(path)[0][0] for path in ("app", "app/src/a.js", "./app", str(root))] == ["app/src/a.js"] * 3 + [f"{root}/app/src/a.js"]
    assert len(problems("app", "app/src", "app/src/a.js")) == 1


def test_a_hook_of_another_repository_does_not_confuse_git(repository, problems, monkeypatch):
    repository({"a.js": JS_WRONG})
    git("init", "-q")
    monkeypatch.setenv("GIT_DIR", "/nowhere/.git")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    assert len(problems()) == 1


@each("folder", ["node_modules/x", "vendor", ".venv/lib/python3.13/site-packages/x", "Pods/x", "target", "build", "dist", ".next", "__pycache__"])
def test_vendored_code_is_skipped_unless_it_is_named(repository, problems, tmp_path, folder):
    empty(tmp_path)
    repository({f"{folder}/a.js": JS_WRONG})
    assert problems() == []
    assert len(problems(folder)) == 1
    assert len(problems(folder.split("/", maxsplit=1)[0])) == 1


def test_a_folder_that_git_tracks_is_not_taken_for_an_output(repository, problems):
    repository({"build/apple.js": JS_WRONG, "vendor/apple.js": JS_WRONG})
    git("init", "-q")
    git("add", "-A")
    assert [path for path, *_ in problems()] == ["build/apple.js"]


@each("name", ["app.min.js", "package-lock.json", "app.js.map", "api_pb2.py"])
def test_generated_files_are_skipped(repository, run, name):
    repository({name: JS_WRONG, "a.js": f"// Code generated by x. DO NOT EDIT.\n{JS_WRONG}"})
    assert run()[0] == 0
    assert run("a.js")[0] == 1


@each(("glob", "left"), [("legacy", 1), ("*.rb", 2), ("legacy/*.js", 2), ("./legacy/", 1), ("nothing", 3), ("**/a.js", 1)])
def test_globs_leave_files_out(repository, problems, glob, left):
    repository({"a.js": JS_WRONG, "legacy/a.js": JS_WRONG, "legacy/b.rb": RUBY_WRONG})
    assert len(problems("--exclude", glob)) == left


# Hostile repositories.


def test_a_large_file_is_named_and_not_parsed(repository, run):
    filler = f"// {'x' * 100}\n" * 2700
    repository({"big.js": filler + JS_WRONG, "other.js": filler, "big.bin": b"\0" + b"appleid.apple.com" * 40_000})
    code, out, _ = run("--format", "json")
    document = json.loads(out)
    jsonschema.validate(document, SCHEMA)
    assert (code, document["problems"]) == (0, [])
    assert document["not_read"] == [{"path": "big.js", "because": "more than 256 KiB"}]
    assert "not read: big.js: more than 256 KiB" in run()[1]


def test_a_file_of_the_largest_size_is_read(repository, problems):
    filler = "//" + "x" * (256 * 1024 - len(JS_WRONG) - 3) + "\n"
    repository({"a.js": JS_WRONG + filler})
    assert Path("a.js").stat().st_size == 256 * 1024
    assert len(problems()) == 1


def test_a_word_that_two_chunks_share_is_found(repository, run, monkeypatch):
    monkeypatch.setattr(scan_paths, "_CHUNK", 1024)
    repository({"big.sql": "x" * (300 * 1024 - 8) + "AppleID.apple.com"})
    assert "big.sql" in run()[1]


def test_links_pipes_and_cycles_are_not_followed(repository, problems, tmp_path):
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    (outside / "a.js").write_text(JS_WRONG)
    repository({"in/a.js": JS_WRONG})
    for name, target in (("in/cycle", ".."), ("linked", outside), ("linked.js", outside / "a.js"), ("dangling.js", "nowhere")):
        Path(name).symlink_to(target)
    os.mkfifo("pipe.js")
    assert [path for path, *_ in problems()] == ["in/a.js"]
    git("init", "-q")
    git("add", "in", "linked", "linked.js", "dangling.js")
    assert [path for path, *_ in problems()] == ["in/a.js"]
    assert [path for path, *_ in problems("linked.js")] == ["linked.js"]


def test_a_pipe_that_is_named_is_refused(repository, run):
    repository({})
    os.mkfifo("pipe.js")
    code, _, err = run("pipe.js")
    assert code == 2
    assert "neither a file nor a folder" in err


@each("shape", scan.SHAPES)
def test_hostile_names_are_escaped(repository, run, shape):
    repository({"a\nb\x1b[31m.js": JS_WRONG, "::error::x,y%0A.js": JS_WRONG, os.fsdecode(b"\xff\xfe.js"): JS_WRONG, "`<b>](x)`.js": JS_WRONG})
    git("init", "-q")
    code, out, err = run("--format", shape)
    assert (code, err) == (1, "")
    assert "\x1b" not in out
    assert not any(line.startswith("b") for line in out.split("\n"))
    assert out.isprintable() or set(out) - {"\n"} == {character for character in out if character.isprintable()}


def test_text_fits_into_a_terminal(repository, run):
    repository(
        {
            f"{'very/long/' * 12}apple.js": JS_WRONG,
            "a.js": JS_WRONG.replace("key,", f"key /* {'x' * 300} */,"),
            ".env": f"APPLE_TEAM_ID={KEY_ID}\nAPPLE_KEY_FILE={KEY_FILE}\n",
        }
    )
    assert [line for line in run()[1].splitlines() if len(line) > 80] == []


def test_a_file_that_cannot_be_opened_is_named(repository, run, monkeypatch):
    repository({"a.js": JS_WRONG})
    opened = os.open
    monkeypatch.setattr(os, "open", lambda path, *rest, **named: _refuse() if str(path).endswith("a.js") else opened(path, *rest, **named))
    code, out, _ = run()
    assert code == 0
    assert "not read: a.js: permission denied" in out


def _refuse():
    raise PermissionError(13, "Permission denied")


@each("name", ["a.js", "a.py", "a.rb"])
def test_source_code_of_nothing_but_brackets_ends(repository, run, name):
    repository({name: "x = 'appleid.apple.com' // jwt\n" + "(" * 100_000 + "[" * 100_000})
    assert run()[0] == 0


@each(
    "text",
    [
        "-----BEGIN PRIVATE KEY-----",
        f"-----BEGIN PRIVATE KEY-----{chr(10) * 3900}-----END PRIVATE KEY-----",
        f"-----BEGIN PRIVATE KEY-----{chr(34)}{' ' * 3900}-----END PRIVATE KEY-----",
        "MIGTAgEAMBMGByqGSM49AgEGCCqGSM49AwEH",
        f"LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t{'A' * 4000}",
        "eyJhbGciOiJFUzI1NiJ9.",
        "apple r" + "0" * 32 + ".0.",
        '\\"',
        "# siwakit: ignore[",
        "'",
    ],
)
def test_a_text_that_is_nearly_a_key_or_a_comment_takes_no_long_time(repository, run, text):
    repository({"apple.txt": f"{text * (250_000 // len(text))} # siwakit: ignore[key-in-repository] reason\n"})
    start = time.process_time()
    assert run()[0] == 0
    assert time.process_time() - start < MOST_SECONDS


def test_utf_16_and_a_byte_order_mark_are_read(repository, problems):
    repository({"a.js": JS_WRONG.encode("utf-16"), "b.js": b"\xef\xbb\xbf" + JS_WRONG.encode()})
    assert [(path, line) for path, line, *_ in problems()] == [("a.js", 4), ("b.js", 4)]


# Comments and baselines.


def ignoring(comment, name="secret-aud-is-endpoint"):
    return JS_WRONG.replace("    { iss", f"    {comment}\n    {{ iss").replace("RULE", name)


@each(
    "comment",
    [
        "// siwakit: ignore[RULE] a gateway changes it",
        "/* siwakit: ignore[RULE] a gateway changes it */",
        "// siwakit: ignore[secret-alg-not-es256, RULE] a gateway changes it",
        "//siwakit:ignore[RULE]: a gateway changes it",
    ],
)
def test_a_comment_above_silences_a_rule(repository, run, comment):
    repository({"a.js": ignoring(comment)})
    code, out, err = run()
    assert (code, err) == (0, "")
    assert out.endswith("no problem found (1 ignored)\n")


@each(
    ("name", "text"),
    [
        ("a.js", JS_WRONG.replace("token' },", "token' }, // siwakit: ignore[secret-aud-is-endpoint] don't ask, it's tested")),
        ("a.py", PYTHON_WRONG.replace('["CLIENT"]}', '["CLIENT"]}  # siwakit: ignore[secret-lives-too-long] shortened later')),
        ("a.rb", RUBY_WRONG.replace("  JWT", "  # siwakit: ignore[secret-alg-not-es256] signed again\n  JWT")),
        (".env", f"# siwakit: ignore[{SWAPPED}] see the wiki\nAPPLE_TEAM_ID={KEY_ID}\nAPPLE_KEY_FILE={KEY_FILE}\n"),
        ("a.sql", f"-- siwakit: ignore[key-in-repository] revoked\ninsert into apple values ('{BODY}');\n"),
        ("a.md", f"apple\n<!-- siwakit: ignore[key-in-repository] revoked -->\n{KEY}"),
        ("a.ini", f"; siwakit: ignore[key-in-repository] revoked\napple = {BODY}\n"),
    ],
)
def test_the_comment_of_each_language_silences_a_rule(repository, run, tmp_path, name, text):
    empty(tmp_path)
    repository({name: text})
    assert run()[1].endswith("(1 ignored)\n")


@each(
    "comment",
    [
        "// siwakit: ignore[secret-alg-not-es256] another rule",
        "note: '// siwakit: ignore[secret-aud-is-endpoint] in a literal',",
        "// siwakit ignore[secret-aud-is-endpoint] without a colon",
    ],
)
def test_what_is_no_comment_about_the_rule_silences_nothing(repository, run, comment):
    repository({"a.js": JS_WRONG.replace("aud:", f"{comment}\n    aud:")})
    assert run()[0] == 1


def test_a_comment_for_its_own_line_does_not_reach_the_next(repository, run):
    text = JS_WRONG.replace("jwt.sign(", "jwt.sign( // siwakit: ignore[secret-aud-is-endpoint] for this line")
    repository({"a.js": text})
    assert run()[0] == 1


def test_a_comment_without_a_reason_silences_nothing_and_says_so(repository, run):
    repository({"a.js": ignoring("// siwakit: ignore[RULE]")})
    code, out, _ = run()
    assert code == 1
    assert "hint: a.js:4: this comment silences nothing: write the reason" in out


@each("comment", ["// siwakit: ignore[secret-aud-is-endpiont] typing error", "// siwakit: ignore everything"])
def test_a_comment_that_names_no_rule_is_wrong_use(repository, run, comment):
    repository({"a.js": f"const a = 1;\n{comment}\n"})
    code, _, err = run()
    assert code == 2
    assert "error: a.js:2: " in err


def test_a_baseline_hides_what_is_known_even_if_it_moves(repository, run):
    repository({"a.js": JS_WRONG})
    assert run("--write-baseline", ".siwakit-baseline") == (0, ".siwakit-baseline: 1 entry\n", "")
    Path("a.js").write_text(f"// a new line\n\n{JS_WRONG.replace('    { iss', '        { iss')}")
    code, out, err = run()
    assert (code, err) == (0, "")
    assert out.endswith("no problem found (1 in the baseline)\n")
    Path("b.js").write_text(JS_WRONG)
    assert run()[0] == 1


def test_a_baseline_hides_each_problem_once(repository, run):
    repository({"a.js": JS_WRONG})
    run("--write-baseline", "known.json")
    Path("a.js").write_text(JS_WRONG + JS_WRONG.replace("mint", "again"))
    code, out, _ = run("--baseline", "known.json")
    assert code == 1
    assert out.endswith("1 error (1 in the baseline)\n")


def test_a_stale_entry_is_wrong_use(repository, run):
    repository({"a.js": JS_WRONG, "b.js": JS_RIGHT})
    run("--write-baseline", ".siwakit-baseline")
    Path("a.js").write_text(JS_RIGHT)
    code, _, err = run()
    assert code == 2
    assert "secret-aud-is-endpoint in a.js" in err
    Path("a.js").unlink()
    assert run()[0] == 2
    # What was not looked for is not stale.
    assert run("b.js")[0] == 0
    assert run("--rule", "secret-alg-not-es256")[0] == 0


def test_paths_in_a_baseline_are_relative_to_its_folder(repository, run, monkeypatch, tmp_path):
    repository({"app/a.js": JS_WRONG, "config/x": ""})
    run("--write-baseline", "config/known.json")
    assert json.loads(Path("config/known.json").read_text("utf-8"))["entries"][0]["path"] == "../app/a.js"
    monkeypatch.chdir(tmp_path / "app")
    assert run("--baseline", "../config/known.json")[0] == 0


@each("text", ["", "[]", "{}", '{"version": 2, "entries": []}', '{"version": 1, "entries": [1]}', "[" * 100_000])
def test_what_is_no_baseline_is_refused(repository, run, text):
    repository({"known.json": text})
    code, _, err = run("--baseline", "known.json")
    assert code == 2
    assert "baseline" in err


def test_siwakit_toml_sets_what_is_left_out(repository, run):
    repository({"siwakit.toml": '[scan]\nexclude = ["old"]\nbaseline = "known.json"\n', "old/a.js": JS_WRONG, "b.js": JS_WRONG})
    run("--write-baseline", "known.json")
    assert run()[1].endswith("(1 in the baseline)\n")
    assert run("old/a.js")[0] == 0


@each("text", ["[scan]\nexcludes = []\n", "[scan]\nexclude = 'x'\n", "scan = 1\n", "[scan]\nstrict = 'no'\n"])
def test_settings_of_the_scan_that_cannot_be_read_are_wrong_use(repository, run, text):
    repository({"siwakit.toml": text})
    assert run()[0] == 2


# Options and formats.


@each("arguments", [("missing.js",), ("--rule", "no-such-rule"), ("--baseline", "missing"), ("--format", "xml"), ("--write-baseline", "no/folder/x")])
def test_wrong_use_exits_with_2(repository, run, arguments):
    repository({"a.js": JS_RIGHT})
    code, _, err = run(*arguments)
    assert code == 2
    assert err


def test_only_the_rules_that_are_named_are_reported(repository, problems):
    repository({"a.js": JS_WRONG, KEY_FILE: KEY})
    assert [rule for *_, rule in problems("--rule", "key-in-repository")] == ["key-in-repository"]


def test_suspects_fail_only_if_they_are_asked_to(repository, run):
    repository({"a.js": JS_RIGHT.replace("apple.com'", "apple.com/'")})
    assert run()[0] == 0
    code, out, _ = run("--strict", "--format", "json")
    assert [(problem["rule"], problem["level"]) for problem in json.loads(out)["problems"]] == [("secret-aud-has-slash", "warning")]
    assert (code, json.loads(out)["exit_code"]) == (1, 1)


def test_sarif_has_the_region_and_a_fingerprint_that_outlives_a_move(repository, run):
    repository({"a.js": JS_WRONG})
    first = json.loads(run("--format", "sarif")[1])["runs"][0]["results"][0]
    Path("a.js").write_text(f"\n\n{JS_WRONG}")
    second = json.loads(run("--format", "sarif")[1])["runs"][0]["results"][0]
    region = first["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 4, "startColumn": 60, "endLine": 4, "endColumn": 98}
    assert second["locations"][0]["physicalLocation"]["region"]["startLine"] == 6
    assert first["partialFingerprints"] == second["partialFingerprints"]


def test_two_equal_lines_have_two_fingerprints(repository, run):
    repository({"a.js": JS_WRONG + JS_WRONG.replace("mint", "again")})
    results = json.loads(run("--format", "sarif")[1])["runs"][0]["results"]
    assert len({result["partialFingerprints"]["siwakitScan/v1"] for result in results}) == 2


def test_annotations_have_file_line_and_columns(repository, run):
    repository({"a.js": JS_WRONG})
    assert run("--format", "github")[1].startswith("::error file=a.js,line=4,col=60,endColumn=98,title=siwakit%3A secret-aud-is-endpoint::")


def test_the_line_is_shown_with_carets_under_the_value(repository, run):
    repository({"a.js": JS_WRONG})
    lines = run()[1].splitlines()
    at = next(number for number, line in enumerate(lines) if line.strip().startswith("^"))
    assert lines[at - 1][lines[at].index("^") : lines[at].rindex("^") + 1] == "'https://appleid.apple.com/auth/token'"


def test_progress_is_shown_at_a_terminal_once_a_second_has_passed(repository, run, monkeypatch, capsys):
    repository({f"{number}.txt": "" for number in range(5)})
    times = iter([0.0, 0.5, 0.9, 1.1, 1.15, 1.5, *[2.0] * 20])
    monkeypatch.setattr(scan, "monotonic", lambda: next(times))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    _, _, err = run()
    assert "3 files read" in err
    assert "1 files read" not in err
    assert err.endswith("\r\x1b[K")


def test_a_quick_scan_shows_no_progress(repository, run, monkeypatch):
    repository({"a.txt": ""})
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert run()[2] == ""


def test_source_code_without_its_reader_is_wrong_use(repository, run, monkeypatch):
    repository({"a.js": JS_WRONG})
    monkeypatch.setitem(sys.modules, "tree_sitter", None)
    code, _, err = run()
    assert code == 2
    assert "siwakit[code]" in err


def test_a_repository_that_git_does_not_read_is_scanned_with_a_note(repository, run):
    repository({"a.js": JS_WRONG, ".git/HEAD": "nonsense"})
    code, _, err = run()
    assert code == 1
    assert err.startswith("note: git cannot list the files in .")


def test_the_identifiers_of_the_example_are_shown(repository, run):
    repository({"a.js": JS_WRONG.replace("process.env.TEAM", f"'{TEAM_ID}'")})
    assert TEAM_ID in run("--format", "markdown")[1]


def test_this_repository_is_clean_with_its_own_baseline(run, monkeypatch):
    monkeypatch.chdir(Path(__file__).resolve().parents[2])
    code, out, err = run()
    assert (code, err) == (0, ""), out
