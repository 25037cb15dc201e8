"""Source code on a machine that has not installed the extra `[code]`: what to install is said, and the rest is diagnosed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.each import each

INSTALL = "pip install 'siwakit[code]'"
# Python imports nothing that is None there, as if it were not installed.
RUN = """
import pkgutil, runpy, sys
for module in pkgutil.iter_modules():
    if module.name.startswith("tree_sitter"):
        sys.modules[module.name] = None
sys.argv = ["siwakit", *sys.argv[1:]]
runpy.run_module("siwakit", run_name="__main__")
"""
JAVASCRIPT = """const jwt = require('jsonwebtoken');
const claims = { iss: 'A1B2C3D4E5', aud: 'https://appleid.apple.com/auth/token', sub: 'com.acmefit.web' };
module.exports = () => jwt.sign(claims, process.env.APPLE_KEY, { algorithm: 'ES256', keyid: 'ABC123DEFG', expiresIn: 600 });
"""
PYTHON = """import jwt
def client_secret(claims):
    return jwt.encode({**claims, "aud": "https://appleid.apple.com"}, KEY, algorithm="ES256")
"""
PASTES = [
    ("a program", JAVASCRIPT),
    ("a program in another language", PYTHON),
    ("a program in a question", f"What is wrong here?\n\n```js\n{JAVASCRIPT}```\n"),
    ("a program and Apple's answer", f'{JAVASCRIPT}\n\n{{"error":"invalid_client"}}'),
]


def run(*words: str, paste: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", RUN, *words], input=paste, capture_output=True, text=True, timeout=60, check=False)


@each("title, paste", PASTES)
def test_pasted_source_code_says_what_to_install(title: str, paste: str) -> None:
    done = run("doctor", "-", paste=paste)
    assert done.returncode in {2, 3}, f"{title}: {done.stderr}"
    assert INSTALL in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_the_next_step_is_to_install_it_and_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "sign.js").write_text(JAVASCRIPT)
    report = json.loads(run("doctor", "--format", "json", str(tmp_path / "sign.js")).stdout)
    assert report["next"] == {
        "kind": "command",
        "sentence": "Your source code was not read. Run this, and then the same command again:",
        "text": INSTALL,
        "blanks": [],
    }
    assert [unread["name"] for unread in report["unread"]] == ["sign.js"]


def test_what_was_given_beside_it_is_diagnosed(tmp_path: Path) -> None:
    (tmp_path / "sign.js").write_text(JAVASCRIPT)
    curl = "curl https://appleid.apple.com/auth/token -H 'Content-Type: application/json' -d '{\"client_id\":\"com.acmefit.web\"}'"
    report = json.loads(run("doctor", "--format", "json", str(tmp_path / "sign.js"), "-", paste=curl).stdout)
    assert report["root"]["rule"] == "request-body-is-json"
    assert INSTALL in report["unread"][0]["because"]
