"""Statements of docs/design.md about the code: the functions that a curl command passes through, and the names in the glossary."""

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
GLOSSARY = section("Glossary")
CODE = "\n".join(path.read_text("utf-8") for name in ("rules", "evidence", "judge", "samples") for path in sorted((PACKAGE / name).rglob("*.py")))
TERMS = re.findall(r"^\| (\w[\w -]*) \|", GLOSSARY, re.MULTILINE)[1:]

# Prints each function of the package when it is called for the first time.
TRACE = """
import sys
from siwakit import cli

package, line = sys.argv[1:]
seen = {}

def note(frame, event, _):
    code = frame.f_code
    if event == "call" and code.co_filename.startswith(package):
        module = code.co_filename[len(package) + 1 : -3].replace("/", ".").removesuffix(".__init__")
        seen.setdefault(f"{module}.{code.co_qualname}")

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


@pytest.mark.parametrize("name", WAY)
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


def test_the_glossary_is_sorted_and_has_the_terms_that_the_page_uses() -> None:
    assert sorted(TERMS, key=str.casefold) == TERMS
    assert {"evidence", "part", "aspect", "rule", "verdict", "failure", "suspect", "root cause", "consequence", "piece", "reader", "plan"} < {*TERMS}


@pytest.mark.parametrize("path", sorted({*re.findall(r"`([a-z_/]+\.py)`", GLOSSARY)}))
def test_each_module_of_the_glossary_exists(path: str) -> None:
    assert (PACKAGE / path).is_file()


@pytest.mark.parametrize("name", sorted({*re.findall(r"`([A-Z]\w+(?:\.\w+)?)`", GLOSSARY)} - {"None"}))
def test_each_class_and_member_of_the_glossary_exists(name: str) -> None:
    found, _, member = name.partition(".")
    body = re.search(rf"^(?:class {found}\b|{found} = ).*?(?=^\S|\Z)", CODE, re.MULTILINE | re.DOTALL)
    assert body is not None
    assert not member or re.search(rf"^    {member}\b", body[0], re.MULTILINE)
