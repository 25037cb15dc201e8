"""The page about `siwakit watch`: its session goes as it is written, and its options exist."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from siwakit.cli.watch import command
from siwakit.testing import emulator

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "watch.md").read_text()
SESSION = re.findall(r"^```console\n\$ ((?:[^\n]*\\\n)*[^\n]*\n)(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
PROGRAM = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[0]
WORLD = tomllib.loads(re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[0])
ADDRESS, PORTAL, AUTHORITY = "127.0.0.1:9443", "http://127.0.0.1:9495", "/tmp/siwakit-x7k2/ca.pem"  # noqa: S108  a name on the page
CHANGING = (
    (r"\b\d\d:\d\d:\d\d\b", "12:34:56"),
    (r"\b\d{4}-\d\d-\d\d 12", "2026-11-30 12"),
    (r"\b1\d{9}\b", "1796000000"),
    (r"sha256 [0-9a-f]{8}", "sha256 01234567"),
)


def steady(text: str) -> str:
    """Return *text* without what is different each time: times, and what is random."""
    for pattern, replacement in CHANGING:
        text = re.sub(pattern, replacement, text)
    return text


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
@pytest.mark.skipif(sys.platform != "linux", reason="the first lines are about seccomp")
def test_the_session_goes_as_it_is_written(tmp_path: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    printed = []
    with emulator(WORLD, seed=7, tls=True) as apple:
        for key_id, text in apple.server.apple.key_texts.items():
            (tmp_path / f"AuthKey_{key_id}.p8").write_text(text)
            (tmp_path / f"AuthKey_{key_id}.p8").chmod(0o600)
        (tmp_path / "exchange.sh").write_text(PROGRAM.replace(PORTAL, apple.portal_url))
        port = f"{apple.server.tls_port:05}"
        assert apple.server.certificates is not None
        for line, _ in SESSION:
            shell = line.strip().replace(ADDRESS, f"127.0.0.1:{port}").replace(AUTHORITY, apple.server.certificates.authority)
            environment = {**os.environ, "PATH": path}
            done = subprocess.run(["bash", "-c", shell], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False)
            printed.append(steady((done.stderr + done.stdout).replace(f"127.0.0.1:{port}", ADDRESS)))
    assert [" ".join(text.split()) for text in printed] == [" ".join(steady(output).split()) for _, output in SESSION]
    assert len(printed) == 2


def test_every_option_of_the_page_exists() -> None:
    known = {name for option in command.params for name in option.opts}
    said = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", re.sub(r"^```.*?^```", "", PAGE, flags=re.MULTILINE | re.DOTALL)))
    assert said - {"--world", "--keys", "--tls-port"} <= known
