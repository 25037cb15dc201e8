"""Standard streams and other descriptors of a program are those that siwakit was started with."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from tests.edge.intercept.guarded import SECONDS, command, run, started

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not have seccomp")
DESCRIPTORS = "import os, sys; print(*sorted(int(name) for name in os.listdir('/dev/fd') if os.path.exists(f'/dev/fd/{name}')))"


@pytest.fixture
def about(tmp_path):
    return tmp_path / "about"


def test_the_streams_are_the_program_s(about):
    done = run(about, "sh", "-c", "cat; echo error >&2", input="given\n")
    assert (done.stdout, done.stderr) == ("given\n", "error\n")


def test_the_program_has_no_other_descriptors(about):
    plain = subprocess.run(["ls", "/dev/fd"], capture_output=True, text=True, check=True, timeout=SECONDS)
    assert run(about, "ls", "/dev/fd").stdout == plain.stdout


def test_arguments_and_variables_are_passed_on_as_bytes(about, tmp_path):
    script = "import os, sys; open(sys.argv[1], 'wb').write(os.fsencode(sys.argv[2]) + b'|' + os.environb[b'VALUE'])"
    given = b"\xff\xfe \n\t caf\xc3\xa9 ' \""
    values = {**os.environb, b"VALUE": given * 5000, **{b"MORE%d" % number: given * 5000 for number in range(5)}}
    words = [*map(os.fsencode, command(about, sys.executable, "-c", script, str(tmp_path / "told"))), given]
    subprocess.run(words, env=values, check=True, timeout=SECONDS)
    assert (tmp_path / "told").read_bytes() == given + b"|" + given * 5000


def test_a_descriptor_that_siwakit_inherits_is_inherited(about):
    reading, writing = os.pipe()
    os.write(writing, b"passed through")
    os.close(writing)
    assert run(about, "bash", "-c", f"cat <&{reading}", pass_fds=[reading]).stdout == "passed through"
    os.close(reading)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_a_stream_that_is_closed_stays_closed(about, tmp_path, closed):
    number = {"<&-": 0, ">&-": 1, "2>&-": 2}[closed]
    script = f"import os, sys\ntry: os.fstat({number}); told = 'open'\nexcept OSError: told = 'closed'\nopen(sys.argv[1], 'w').write(told)"
    shell = ["sh", "-c", f'exec "$@" {closed}', "sh", *command(about, sys.executable, "-c", script, str(tmp_path / "told"))]
    subprocess.run(shell, check=True, timeout=SECONDS)
    assert (tmp_path / "told").read_text() == "closed"


def test_the_reader_of_a_pipe_sees_its_end_when_the_program_closes_it(about):
    with started(about, "sh", "-c", "echo ready; exec >&-; sleep 60") as process:
        assert process.stdout.readline() == "ready\n"
        assert process.stdout.read() == ""
        assert process.poll() is None


def test_a_program_whose_reader_has_gone_is_told_by_the_system(about):
    shell = '"$@" | head -1; echo "${PIPESTATUS[0]}"'
    done = subprocess.run(["bash", "-c", shell, "bash", *command(about, "yes")], capture_output=True, text=True, timeout=SECONDS, check=True)
    assert done.stdout == "y\n141\n"


@pytest.mark.parametrize(
    ("text", "status"), [("exit 7", 7), ("#!/bin/sh\nexit 8", 8), ("#!/there/is/no/shell\n", 127)], ids=["no interpreter", "sh", "a missing one"]
)
def test_a_script_is_run_as_a_shell_runs_it(about, tmp_path, text, status):
    (tmp_path / "siwakit-script").write_text(text)
    (tmp_path / "siwakit-script").chmod(0o755)
    assert run(about, str(tmp_path / "siwakit-script")).returncode == status
    assert run(about, "siwakit-script", env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}).returncode == status


def test_a_file_that_must_not_be_run_is_126_and_another_folder_is_searched(about, tmp_path):
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "siwakit-script").write_text("#!/bin/sh\nexit 9")
    paths = f"{tmp_path / 'first'}:{tmp_path / 'second'}:{os.environ['PATH']}"
    assert run(about, "siwakit-script", env={**os.environ, "PATH": paths}).returncode == 126
    (tmp_path / "second" / "siwakit-script").chmod(0o755)
    assert run(about, "siwakit-script", env={**os.environ, "PATH": paths}).returncode == 9
