"""The top level of the package: what is public, and what an installation without extras says about what it lacks."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys

import pytest

import siwakit
from siwakit.errors import SiwakitError
from siwakit.extras import explained

WITHOUT = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"httpx2", "httpcore2", "anyio", "h11", "jinja2", "sqlalchemy"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name.partition(".")[0])
sys.meta_path.insert(0, Absent())
"""


def run_without_extras(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", f"{WITHOUT}\n{program}"], capture_output=True, text=True, check=False, timeout=60)


def test_only_public_names_are_listed():
    assert [name for name in dir(siwakit) if not name.startswith("__")] == sorted(siwakit.__all__)


def errors_of_public_functions() -> set[str]:
    texts = [inspect.getdoc(value) or "" for value in map(siwakit.__getattr__, siwakit.__all__)]
    texts += [inspect.getdoc(member) or "" for kind in (siwakit.AppleClient, siwakit.KeyKeeper) for member in vars(kind).values()]
    return {name for text in texts for name in re.findall(r"^ +(\w+): ", text.partition("Raises:")[2], re.MULTILINE)}


def test_every_error_that_a_public_function_raises_is_public():
    named = errors_of_public_functions()
    assert {"UsageError", "InvalidGrant", "KeysUnavailable"} <= named
    assert [name for name in named if name not in siwakit.__all__] == []


def test_every_base_of_a_public_error_is_public():
    errors = [value for value in map(siwakit.__getattr__, siwakit.__all__) if inspect.isclass(value) and issubclass(value, SiwakitError)]
    assert len(errors) > 20
    assert {base.__name__ for error in errors for base in error.__mro__ if issubclass(base, SiwakitError)} <= set(siwakit.__all__)


@pytest.mark.parametrize(
    ("program", "what", "extra"),
    [
        ("from siwakit import AppleClient", "siwakit.AppleClient", "http"),
        ("import siwakit; siwakit.AsyncAppleClient", "siwakit.AsyncAppleClient", "http"),
        ("from siwakit.testing import emulator", "siwakit.testing", "server"),
        ("import sys; sys.argv = ['siwakit', 'emulator']; import siwakit.cli as c; c.main()", "the emulator", "server"),
        ("import sys; sys.argv = ['siwakit', 'web']; import siwakit.cli as c; c.main()", "the page", "server"),
    ],
)
def test_without_an_extra_the_error_says_which_to_install(program, what, extra):
    done = run_without_extras(program)
    assert done.returncode != 0
    assert f"{what} needs h11, which is not installed" in done.stderr or f"{what} needs httpx2, which is not installed" in done.stderr
    assert done.stderr.rstrip().endswith(f"hint: run pip install 'siwakit[{extra}]'")


def test_what_needs_an_extra_can_be_tried_like_any_import():
    done = run_without_extras("try:\n    from siwakit import AppleClient\nexcept ImportError as e:\n    print(e.name, e.extra, e.code)")
    assert done.stdout == "httpx2 http missing-extra\n"


def test_a_module_that_no_extra_brings_is_reported_as_it_is():
    missing = ModuleNotFoundError("no module named json", name="json")
    assert explained(missing, "it", "server") is missing
