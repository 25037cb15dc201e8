"""What `siwakit run` does for the program, it does for every process that the program starts, however it starts it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest
from tests.interop.run.program_list import PROGRAMS
from tests.interop.run.ran import assert_three_exchanges, run_signed_in

CURL = ("sh", str(PROGRAMS / "shell" / "with_curl.sh"))
PERL = ("perl", str(PROGRAMS / "perl" / "with_http_tiny.pl"))
WITHOUT_PRIVILEGES = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all")


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("sh", "-c", 'sh "$0"; true', CURL[1]), id="a shell that waits"),
        pytest.param(("sh", "-c", '(sh "$0" & wait)', CURL[1]), id="a shell's background job"),
        pytest.param(("sh", "-c", 'cat /dev/null | sh "$0" | cat', CURL[1]), id="a pipeline"),
        pytest.param(("bash", "-lc", "exec sh $0", CURL[1]), id="a login shell"),
        pytest.param(("env", "PATH=/usr/bin:/bin", *CURL), id="env"),
        pytest.param(("timeout", "30", *CURL), id="timeout"),
        pytest.param(("nice", "-n", "5", *CURL), id="nice"),
        pytest.param(("nohup", *CURL), id="nohup"),
        pytest.param(("setsid", "-w", *CURL), id="setsid"),
        pytest.param(("script", "-qec", " ".join(CURL), "/dev/null"), id="script"),
        pytest.param(("xargs", *CURL), id="xargs"),
        pytest.param(("perl", "-e", "exit system(@ARGV) >> 8", *CURL), id="perl's system"),
        pytest.param((sys.executable, "-c", "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))", *CURL), id="Python's subprocess"),
        pytest.param(
            (sys.executable, "-c", "import os, sys; os.fork() and sys.exit(os.wait()[1]); os.execvp(sys.argv[1], sys.argv[1:])", *CURL), id="fork"
        ),
        pytest.param((sys.executable, str(PROGRAMS / "python" / "web_server.py")), id="a web server with workers"),
    ],
)
def test_a_program_may_be_started_by_another(command):
    assert_three_exchanges(run_signed_in(command, stdin=subprocess.DEVNULL))


def test_a_program_without_any_variable_is_redirected_too():
    forms = 'env -i PATH="$PATH" RIGHT_FORM="$RIGHT_FORM" REFUSED_FORM="$REFUSED_FORM"'
    assert_three_exchanges(run_signed_in(("sh", "-c", f'{forms} sh "$0"', CURL[1])))


def test_a_program_may_be_started_by_make(tmp_path):
    (tmp_path / "Makefile").write_text(f"all:\n\t@{' '.join(CURL)}\n")
    assert_three_exchanges(run_signed_in(("make", "-s", "-C", str(tmp_path))))


@pytest.mark.npm
def test_a_program_may_be_started_by_a_script_of_npm(tmp_path):
    shutil.copy(PROGRAMS / "node" / "with_fetch.mjs", tmp_path)
    (tmp_path / "package.json").write_text(json.dumps({"scripts": {"start": "node with_fetch.mjs"}}))
    assert_three_exchanges(run_signed_in(("npm", "--silent", "--prefix", str(tmp_path), "start")))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("command", [CURL, pytest.param(PERL, marks=pytest.mark.programs)], ids=["curl", "Perl"])
def test_a_program_may_give_up_its_privileges(command):
    assert_three_exchanges(run_signed_in((*WITHOUT_PRIVILEGES, *command)))
