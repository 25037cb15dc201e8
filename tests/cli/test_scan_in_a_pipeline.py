"""The hook of pre-commit and the action of GitHub, as far as they run without the forge."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from tests.cli.test_scan import JS_RIGHT, JS_WRONG
from tests.each import each

ROOT = Path(__file__).resolve().parents[2]
HOOK = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))[0]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS = {step.get("name", step.get("uses", "").partition("@")[0]): step for step in ACTION["runs"]["steps"]}


@pytest.fixture
def folder(tmp_path):
    """Return a repository with a right and a wrong program, and a `siwakit` on the PATH."""
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "siwakit"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m siwakit "$@"\n')
    command.chmod(0o755)
    repository = tmp_path / "repository"
    repository.mkdir()
    (repository / "right.js").write_text(JS_RIGHT)
    (repository / "wrong.js").write_text(JS_WRONG)
    return tmp_path


def environment(folder, **variables):
    return {**os.environ, "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT / "src"), **variables}


def scan_step(folder, *, paths=".", strict="false"):
    """Run the step of the action that scans, and return its output, its outputs for other steps, and what is in the SARIF file."""
    (folder / "output").write_text("")
    given = {"SIWAKIT_PATHS": paths, "SIWAKIT_STRICT": strict, "GITHUB_OUTPUT": str(folder / "output"), "RUNNER_TEMP": str(folder)}
    assert given.keys() >= STEPS["Scan"]["env"].keys()
    shell = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c"]
    done = subprocess.run(
        [*shell, STEPS["Scan"]["run"]], cwd=folder / "repository", env=environment(folder, **given), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    outputs = dict(line.split("=", 1) for line in (folder / "output").read_text().splitlines())
    return done.stdout, outputs


@each(("files", "code"), [(["right.js"], 0), (["wrong.js"], 1), (["right.js", "wrong.js"], 1)])
def test_the_hook_fails_for_files_with_a_mistake(folder, files, code):
    done = subprocess.run([*shlex.split(HOOK["entry"]), *files], cwd=folder / "repository", env=environment(folder), capture_output=True, check=False)
    assert done.returncode == code


def test_the_hook_installs_the_extras_that_it_needs():
    assert HOOK["additional_dependencies"] == [".[code,settings]"]
    assert HOOK["language"] == "python"


def test_the_action_annotates_the_lines_and_writes_sarif(folder):
    out, outputs = scan_step(folder)
    assert out.startswith("::error file=wrong.js,line=4,")
    assert outputs["status"] == "1"
    results = json.loads(Path(outputs["sarif"]).read_text("utf-8"))["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == ["secret-aud-is-endpoint"]


@each(("paths", "status"), [("right.js", "0"), ("right.js\nwrong.js\n", "1"), ("$(touch made)", "2"), ("--write-baseline", "2")])
def test_paths_of_the_action_are_only_paths(folder, paths, status):
    assert scan_step(folder, paths=paths)[1]["status"] == status
    assert not (folder / "repository" / "made").exists()


def test_nothing_is_uploaded_if_the_scan_was_used_wrongly(folder):
    assert "sarif" not in scan_step(folder, paths="missing")[1]


def test_the_last_step_of_the_action_fails_as_the_scan_did():
    step = STEPS["Fail if something is wrong"]
    done = subprocess.run(["bash", "-e", "-c", step["run"]], env={**os.environ, "SIWAKIT_STATUS": "1"}, check=False)
    assert done.returncode == 1


def test_no_input_of_the_action_is_part_of_a_script():
    scripts = [step["run"] for step in ACTION["runs"]["steps"] if "run" in step]
    assert scripts
    assert [script for script in scripts if "${{" in script] == []


def test_other_actions_are_named_by_a_commit_and_its_version():
    used = re.findall(r"uses: (\S+)(?: # (v[\d.]+))?", (ROOT / "action.yml").read_text("utf-8"))
    assert used
    assert [name for name, version in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name) or not version] == []
