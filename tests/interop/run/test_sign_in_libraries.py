"""The tests of sign-in libraries pass with `siwakit run` too, which redirects their process and the programs that they start."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.interop.run.ran import run

ROOT = Path(__file__).resolve().parents[3]
LIBRARIES = "tests/emulator/test_libraries"


@pytest.mark.slow
@pytest.mark.npm
@pytest.mark.parametrize(
    ("file", "least"),
    [(f"{LIBRARIES}.py", 9), (f"{LIBRARIES}_in_frameworks.py", 8), (f"{LIBRARIES}_of_npm.py", 18)],
    ids=["Python", "in frameworks", "Node"],
)
def test_libraries_sign_in_and_are_refused(file, least):
    ran = run([sys.executable, "-m", "pytest", "-q", "-m", "", "-p", "no:cacheprovider", file], timeout=300, cwd=ROOT)
    assert ran.status == 0, ran.output[-4000:]
    assert ran.output.count("passed") == 1
    assert int(ran.output.rpartition(" passed")[0].split()[-1]) >= least
    # All of them went to this emulator.
    assert sum("POST  /auth/token  200" in exchange for exchange in ran.exchanges) >= least // 3
    assert any("POST  /auth/token  400" in exchange for exchange in ran.exchanges)
