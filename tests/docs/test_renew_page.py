"""The page about `siwakit renew`: its session works as it is written, its options and settings exist."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from siwakit.cli.renew import command
from siwakit.edge.files.renew_toml import _KNOWN
from siwakit.flow.renewal.outcome import Standing
from siwakit.testing import emulator

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "renew.md").read_text()
SESSION = re.findall(r"^```console\n\$ ([^\n]*\n)(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = re.findall(r"^```bash\n(.*?)\n```", PAGE, re.MULTILINE | re.DOTALL)
SETTINGS, NEXT = re.findall(r"^ *```toml\n(.*?)^ *```", PAGE, re.MULTILINE | re.DOTALL)
URL = "http://127.0.0.1:9494"
WORLD = {
    "team": [
        {
            "id": "A1B2C3D4E5",
            "key": [{"id": "ABC123DEFG"}, {"id": "XYZ987WVUT"}],
            "app": [{"id": "com.example.app"}],
            "service": [{"id": "com.example.web", "app": "com.example.app", "return_urls": ["https://app.example.com/callback"]}],
        }
    ]
}


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(["bash", "-c", line], cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=60, check=False)


def without_dates(text: str) -> str:
    # 180 days are left within the first second, and 179 whole ones after it.
    return re.sub(r"\d{4}-\d\d-\d\d", "DATE", text.replace("(180 days)", "(179 days)"))


def test_the_page_goes_as_it_is_written(tmp_path: Path) -> None:
    with emulator(WORLD) as apple:
        for key_id, text in apple.server.apple.key_texts.items():
            (tmp_path / f"AuthKey_{key_id}.p8").write_text(text)
        (tmp_path / "siwakit.toml").write_text(SETTINGS)
        printed = [run(line.replace(URL, apple.url), tmp_path) for line, _ in SESSION]
        assert [without_dates(done.stderr + done.stdout) for done in printed] == [without_dates(output) for _, output in SESSION]
        for line in COMMANDS:
            assert run(line, tmp_path).returncode == 0
        (tmp_path / "siwakit.toml").write_text(SETTINGS + NEXT.strip() + "\n")
        rotated = run(f"siwakit renew --probe --emulator {apple.url}", tmp_path)
        assert rotated.returncode == 0
        assert "rotation from key ABC123DEFG to key XYZ987WVUT" in rotated.stdout
    assert (len(SESSION), len(COMMANDS)) == (2, 1)


def test_every_option_of_the_page_exists() -> None:
    known = {name for option in command.params for name in option.opts}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PAGE)) <= known


def test_every_setting_and_every_standing_is_on_the_page() -> None:
    assert [name for name in _KNOWN if f"`{name}`" not in PAGE] == []
    standings = [standing.value for standing in Standing if standing is not Standing.WOULD_DELIVER]
    assert [value for value in standings if f"| {value} |" not in PAGE] == []
