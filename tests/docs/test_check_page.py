"""The page about `siwakit check`: its session, its options, its metrics and its alerts are those of the program."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from siwakit import cli
from siwakit.cli.check import command
from siwakit.flow.client_secret import mint_client_secret
from siwakit.flow.deployed.place import CheckedPlace, Standing
from siwakit.flow.deployed.published import Published
from siwakit.flow.deployed.report import CheckReport
from siwakit.jose.signer import load_signer
from siwakit.render.check.check_prometheus import METRICS, render_check_prometheus
from siwakit.samples import KEY_ID, NOW, SERVICES_ID, TEAM_ID, team_key_text

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "check.md").read_text()
SESSION = re.findall(r"^```console\n\$ ([^\n]*)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
DAY = 86_400


def test_the_session_goes_as_it_is_written(tmp_path, monkeypatch, capsys):
    signer, now = load_signer(team_key_text()), int(time.time())
    secret = mint_client_secret(signer, team_id=TEAM_ID, key_id=KEY_ID, client_id=SERVICES_ID, now=now - 9 * DAY, expires_in_seconds=180 * DAY - 9)
    escaped = team_key_text().strip().replace("\n", "\\n")
    lines = [f"APPLE_CLIENT_ID={SERVICES_ID}", f"APPLE_TEAM_ID={TEAM_ID}", f"APPLE_KEY_ID={KEY_ID}", f'APPLE_PRIVATE_KEY="{escaped}"']
    (tmp_path / ".env").write_text("\n".join([*lines, f"APPLE_CLIENT_SECRET={secret}", ""]))
    monkeypatch.chdir(tmp_path)
    ((line, printed),) = SESSION
    monkeypatch.setattr(sys, "argv", line.split())
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0
    date = r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d"
    assert re.sub(date, "DATE", capsys.readouterr().out) == re.sub(date, "DATE", printed)


def test_every_option_of_the_page_exists():
    known = {name for option in command.params for name in option.opts}
    said = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PAGE))
    assert said <= known
    assert len(said) > 5


def test_the_page_lists_every_metric_and_no_other():
    listed = re.findall(r"^\| `(siwakit_\w+)` \|", PAGE, re.MULTILINE)
    assert listed == list(METRICS)
    report = CheckReport(places=(CheckedPlace(".env", Standing.GOOD),), now=NOW, warn_before=0, published=(Published("key set", "x"),))
    assert set(re.findall(r"^# TYPE (\w+) gauge$", render_check_prometheus(report), re.MULTILINE)) <= set(METRICS)


def test_the_alerts_use_metrics_that_exist():
    (group,) = yaml.safe_load(re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[0])["groups"]
    used = set(re.findall(r"siwakit_\w+", " ".join(rule["expr"] for rule in group["rules"])))
    assert used <= set(METRICS)
    assert len(used) == 3


def test_the_line_for_cron_keeps_the_old_metrics_if_there_are_no_new_ones(tmp_path):
    (line,) = re.findall(r"^\*/30 \* \* \* \*  (.*)$", PAGE, re.MULTILINE)
    (tmp_path / "app.env").write_text("APPLE_CLIENT_SECRET=x\n")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    here = line.replace("/var/lib/node_exporter", str(tmp_path)).replace("/srv/app/.env", "app.env")
    for shell in (here, here.replace("--format", "--no-such-option --format")):
        subprocess.run(["sh", "-c", shell], env={**os.environ, "PATH": path}, capture_output=True, timeout=60, check=False)
        assert "siwakit_check_exit_code 3" in (tmp_path / "siwakit.prom").read_text()


def test_the_page_names_the_standings_and_their_exit_codes():
    rows = re.findall(r"^\| (\d) \| `(\w+)` \|", PAGE, re.MULTILINE)
    assert {name: int(code) for code, name in rows} == {standing.value: standing.exit_code for standing in Standing}
    order = re.findall(r"From worst to best: (.*)\.", PAGE)[0]
    assert re.findall(r"`(\w+)`", order) == [standing.value for standing in reversed(Standing)]
