"""The files that run `siwakit renew`, read by what they are for."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from tests.each import each

from siwakit.render.renewal.scheduler_files import KINDS, SchedulerSetup, scheduler_file

ROOT = Path(__file__).resolve().parents[2]
SETUP = SchedulerSetup(
    program="/usr/local/bin/siwakit",
    config="/srv/app/siwakit.toml",
    folder="/srv/app",
    stores=("kubernetes:prod/apple#secret", "kubernetes:prod/other#secret", "github:me/app/APPLE_CLIENT_SECRET"),
    keys=("/srv/app/AuthKey_ABC123DEFG.p8", "awskms:alias/apple"),
)
ODD = SchedulerSetup(program="/opt/my tools/siwakit", config="/srv/50% off/it's $HOME/siwakit.toml", folder="/srv/50% off/it's $HOME")


def unit_files(text: str) -> dict[str, str]:
    """Return the files in *text* by name."""
    parts = re.split(r"^# /etc/systemd/system/(\S+)\n", text, flags=re.MULTILINE)
    assert parts[0] == ""
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def cron_command(setup: SchedulerSetup) -> tuple[str, str]:
    """Return the five fields of the time, and the command as cron gives it to the shell."""
    line = scheduler_file("cron", setup).splitlines()[-1]
    time, command = " ".join(line.split(" ")[:5]), line.split(" ", 5)[5]
    assert not re.search(r"(?<!\\)%", command), "cron would end the command there"
    return time, command.replace("\\%", "%")


@each("setup", [SETUP, ODD], ids=lambda setup: setup.folder)
def test_the_line_of_cron_runs_the_command_in_the_folder(setup):
    time, command = cron_command(setup)
    assert re.fullmatch(r"[0-5]?\d 4 \* \* \*", time)
    words = shlex.split(command)
    assert words == ["cd", setup.folder, "&&", setup.program, "renew", "--once", "--config", setup.config]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze")
@each("name", ["plain", "50% off, it's $HOME"])
def test_systemd_accepts_the_units(name, tmp_path):
    folder = tmp_path / name
    folder.mkdir()
    program = tmp_path / "siwakit"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    text = scheduler_file("systemd", SchedulerSetup(program=str(program), config=str(folder / "siwakit.toml"), folder=str(folder)))
    units = unit_files(text)
    assert set(units) == {"siwakit-renew.service", "siwakit-renew.timer"}
    for unit, content in units.items():
        (tmp_path / unit).write_text(content)
    command = ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / unit) for unit in units)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    about_ours = [line for line in done.stderr.splitlines() if "siwakit" in line]
    assert (done.returncode, about_ours) == (0, [])


def test_the_unit_is_confined_and_may_write_only_in_the_folder():
    service = unit_files(scheduler_file("systemd", SETUP))["siwakit-renew.service"]
    for line in ("ProtectSystem=strict", "NoNewPrivileges=yes", "ReadWritePaths=/srv/app", "UMask=0077", "SystemCallFilter=@system-service"):
        assert f"\n{line}\n" in service
    assert "Persistent=yes" in unit_files(scheduler_file("systemd", SETUP))["siwakit-renew.timer"]


def test_the_cronjob_may_read_and_patch_only_its_secrets():
    documents = {document["kind"]: document for document in yaml.safe_load_all(scheduler_file("kubernetes", SETUP))}
    assert set(documents) == {"ServiceAccount", "Role", "RoleBinding", "PersistentVolumeClaim", "CronJob"}
    assert {document["metadata"]["namespace"] for document in documents.values()} == {"prod"}
    assert documents["Role"]["rules"] == [
        {"apiGroups": [""], "resources": ["secrets"], "resourceNames": ["apple", "other"], "verbs": ["get", "patch"]}
    ]
    spec = documents["CronJob"]["spec"]
    assert spec["concurrencyPolicy"] == "Forbid"
    pod = spec["jobTemplate"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert container["command"][:3] == ["siwakit", "renew", "--once"]
    assert container["securityContext"] == {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}


def test_the_workflow_passes_secrets_only_as_variables():
    workflow = yaml.safe_load(scheduler_file("github", SETUP))
    (job,) = workflow["jobs"].values()
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["concurrency"]["cancel-in-progress"] is False
    runs = [step["run"] for step in job["steps"] if "run" in step]
    assert not any("${{" in run for run in runs)
    assert runs[-1].startswith("siwakit renew --once --probe")
    assert {"cron"} == set(workflow[True]["schedule"][0])  # YAML 1.1 reads the key `on` as true


def test_the_workflow_writes_the_key_file_that_the_settings_name(tmp_path):
    (step,) = [step for step in yaml.safe_load(scheduler_file("github", SETUP))["jobs"]["renew"]["steps"] if "KEY_FILE" in step.get("env", {})]
    environment = {"APPLE_KEY": "line 1\nline 2", "KEY_FILE": step["env"]["KEY_FILE"], "PATH": "/usr/bin:/bin"}
    subprocess.run(["sh", "-c", step["run"]], cwd=tmp_path, env=environment, check=True)
    file = tmp_path / "AuthKey_ABC123DEFG.p8"
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("line 1\nline 2\n", 0o600)


def test_a_key_that_is_in_no_file_has_no_step():
    setup = SchedulerSetup(program="siwakit", config="/a/siwakit.toml", folder="/a", keys=("awskms:alias/apple",))
    assert "KEY_FILE" not in scheduler_file("github", setup)
    assert yaml.safe_load(scheduler_file("github", setup))


@each("kind", KINDS)
def test_the_command_prints_the_file_with_its_own_paths(kind, tmp_path):
    folder = tmp_path / kind
    folder.mkdir()
    (folder / "siwakit.toml").write_text(
        '[[renew]]\nclient_id = "com.example.web"\nteam_id = "A1B2C3D4E5"\nsigner = "AuthKey_ABC123DEFG.p8"\nstores = ["file:secret"]\n'
    )
    command = [sys.executable, "-m", "siwakit", "renew", "--print", kind]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=True)
    assert "renew" in done.stdout
    assert (str(folder) in done.stdout) == (kind in {"cron", "systemd"})
    assert [path.name for path in folder.iterdir()] == ["siwakit.toml"]
