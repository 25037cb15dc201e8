"""The page about `siwakit probe`: its session works as it is written, and its options exist."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from siwakit.cli.probe import command
from siwakit.testing import emulator

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "probe.md").read_text()
SESSION = re.findall(r"^```console\n\$ ((?:[^\n]*\\\n)*[^\n]*\n)(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
WORLD = tomllib.loads(re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[0])
URL = "http://127.0.0.1:9494"


def test_the_session_goes_as_it_is_written(tmp_path: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    printed = []
    with emulator(WORLD, seed=7) as apple:
        for key_id, text in apple.server.apple.key_texts.items():
            (tmp_path / f"AuthKey_{key_id}.p8").write_text(text)
            (tmp_path / f"AuthKey_{key_id}.p8").chmod(0o600)
        for line, _ in SESSION:
            shell = ["bash", "-c", line.strip().replace(URL, apple.url) + " --pause 0"]
            done = subprocess.run(shell, cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=60, check=False)
            printed.append(done.stderr + done.stdout.replace(apple.url, URL))
    assert printed == [output for _, output in SESSION]
    assert len(printed) == 3


def test_every_option_of_the_page_exists() -> None:
    known = {name for option in command.params for name in option.opts}
    said = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", re.sub(r"^```.*?^```", "", PAGE, flags=re.MULTILINE | re.DOTALL)))
    assert said - {"--world", "--keys"} <= known
