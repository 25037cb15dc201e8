"""`siwakit run`: unchanged programs find the emulator in the place of Apple."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from siwakit.apple import KEYS_URL

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not have seccomp")
URLLIB = f"import urllib.request as r; print(r.urlopen('{KEYS_URL}', timeout=10).read().decode())"
WITHOUT_ENVIRONMENT = f"import requests; s = requests.Session(); s.trust_env = False; print(s.get('{KEYS_URL}', timeout=10).text)"


def run(*program, **options):
    command = (sys.executable, "-m", "siwakit", "run", "--", *program)
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **options)


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(("curl", "-sS", "-m", "10", KEYS_URL), marks=pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")),
        (sys.executable, "-c", URLLIB),
        (sys.executable, "-c", WITHOUT_ENVIRONMENT),
    ],
    ids=["curl", "urllib", "requests"],
)
def test_an_unchanged_program_gets_the_keys_of_the_emulator(program):
    done = run(*program)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["keys"][0]["kid"].startswith("SIWAKIT")


@pytest.mark.parametrize(
    ("program", "status"),
    [
        (("sh", "-c", "exit 7"), 7),
        (("sh", "-c", "kill -9 $$"), 137),
        (("sh", "-c", "kill $$"), 143),
        (("there-is-no-such-program",), 127),
        (("./folder/there-is-no-such-program",), 127),
        (("/",), 126),
    ],
    ids=["its own", "killed", "ended", "not found", "no such path", "not a program"],
)
def test_the_exit_status_is_that_of_the_program(program, status):
    assert run(*program).returncode == status


def test_nothing_is_left_in_the_temporary_folder(tmp_path):
    assert run("true", env={**os.environ, "TMPDIR": str(tmp_path)}).returncode == 0
    assert list(tmp_path.iterdir()) == []
