"""Statements of docs/design.md about the code: the functions that a curl command and a request to the emulator
pass through, the files that it names, and the names in the glossary."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from pkgutil import resolve_name

import pytest

import siwakit
from siwakit.samples import Scenario

PACKAGE = Path(siwakit.__file__).parent
PAGE = (Path(__file__).resolve().parents[2] / "docs/design.md").read_text("utf-8")


def section(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


WAY = re.findall(r"\| `siwakit\.([\w.]+)` \|", section("From a pasted curl command to a report"))
EMULATOR_WAY = re.findall(r"\| `siwakit\.([\w.]+)` \| (\w+) \|", section("From a request to the emulator's answer"))
GLOSSARY = section("Glossary")
CODE = "\n".join(
    path.read_text("utf-8")
    for name in ("rules", "evidence", "judge", "samples", "readers/messages")
    for path in sorted((PACKAGE / name).rglob("*.py"))
)
TERMS = re.findall(r"^\| (\w[\w -]*) \|", GLOSSARY, re.MULTILINE)[1:]

# Notes each function of the package when it is called for the first time.
NOTE = """
import sys

package, line = sys.argv[1:]
seen = {}

def note(frame, event, _):
    code = frame.f_code
    if event == "call" and code.co_filename.startswith(package):
        module = code.co_filename[len(package) + 1 : -3].replace("/", ".").removesuffix(".__init__")
        seen.setdefault(f"{module}.{code.co_qualname}")
"""

# Prints what `siwakit doctor` calls.
TRACE = f"""{NOTE}
from siwakit import cli

sys.argv = ["siwakit", "doctor", line]
sys.setprofile(note)
try:
    cli.main()
except SystemExit as end:
    status = end.code
finally:
    sys.setprofile(None)
print(status, *seen, sep="\\n", file=sys.stderr)
"""


# Prints what the emulator calls for a token request: a correct one, a wrong one, or one that arrives while the portal's records are unknown.
TRACE_EMULATOR = f"""{NOTE}
from dataclasses import replace
from urllib.parse import urlencode

from siwakit.emulator import app
from siwakit.evidence.evidence import UNKNOWN
from siwakit.http import Request
from siwakit.testing import emulator

evidence_of = app.evidence_of
if line == "undecided":
    app.evidence_of = lambda *known: replace(evidence_of(*known), portal=UNKNOWN)
with emulator() as apple:
    fields = dict(
        grant_type="authorization_code",
        code=apple.sign_in("com.example.web"),
        client_id="com.example.web",
        client_secret=apple.mint_secret("com.example.app" if line == "refused" else "com.example.web"),
        redirect_uri="https://app.example.com/callback",
    )
    headers = (("Content-Type", "application/x-www-form-urlencoded"),)
    request = Request("POST", "https://appleid.apple.com/auth/token", headers, urlencode(fields).encode())
    sys.setprofile(note)
    reply = apple.server.apple.answer(request)
    sys.setprofile(None)
print(reply.decision.__class__.__name__, reply.response.status, *seen, sep="\\n")
"""


@pytest.mark.parametrize("name", [*WAY, *(name for name, _ in EMULATOR_WAY)])
def test_each_function_on_the_way_exists(name: str) -> None:
    assert callable(resolve_name(f"siwakit.{name}"))


def test_a_curl_line_passes_these_functions_in_this_order() -> None:
    line = f"curl https://appleid.apple.com/auth/token -d client_id=com.example.web -d client_secret={Scenario().compact_secret()} -d code=c0"
    done = subprocess.run([sys.executable, "-c", TRACE, str(PACKAGE), line], capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL)
    status, *called = done.stderr.splitlines()
    assert status == "1"
    assert "root cause" in done.stdout
    assert len(WAY) > 20
    assert [name for name in called if name in WAY] == WAY


@pytest.mark.parametrize(
    ("decision", "outcome"), [("refused", ["Refused", "400"]), ("undecided", ["Undecidable", "500"]), ("accepted", ["Accepted", "200"])]
)
def test_a_request_to_the_emulator_passes_these_functions_in_this_order(decision: str, outcome: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", TRACE_EMULATOR, str(PACKAGE), decision], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    listed = [name for name, _ in EMULATOR_WAY]
    assert lines[:2] == outcome
    assert len(listed) > 12
    assert [name for name in lines[2:] if name in listed] == [name for name, column in EMULATOR_WAY if column in {"any", decision}]


@pytest.mark.parametrize("path", sorted({*re.findall(r"`([a-z]+/[\w/]+\.py)`", PAGE)}))
def test_each_file_that_the_page_names_exists(path: str) -> None:
    assert (PACKAGE / path).is_file() or (PACKAGE.parents[1] / path).is_file()


def test_the_glossary_is_sorted_and_has_the_terms_that_the_page_uses() -> None:
    assert sorted(TERMS, key=str.casefold) == TERMS
    assert {"evidence", "part", "aspect", "rule", "verdict", "failure", "suspect", "root cause", "consequence", "piece", "reader", "plan"} < {*TERMS}


@pytest.mark.parametrize("name", sorted({*re.findall(r"`([A-Z]\w+(?:\.\w+)?)`", GLOSSARY)} - {"None"}))
def test_each_class_and_member_of_the_glossary_exists(name: str) -> None:
    found, _, member = name.partition(".")
    body = re.search(rf"^(?:class {found}\b|{found} = ).*?(?=^\S|\Z)", CODE, re.MULTILINE | re.DOTALL)
    assert body is not None
    assert not member or re.search(rf"^    {member}\b", body[0], re.MULTILINE)
