"""The Dockerfiles, the Compose file and the page about them, without building anything: `test_container_steps.py` runs their commands."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
import yaml
from tests.container.container_files import COMPOSE, DOCKERFILES, PAGE, ROOT, SERVICES, only, stages

import siwakit
from siwakit.cli.emulator import command as emulator
from siwakit.edge.client import environment
from siwakit.samples import NOW

HADOLINT = Path(sys.executable).with_name("hadolint")
APP = SERVICES["app"]["environment"]


def lint(text: str) -> list[str]:
    done = subprocess.run([HADOLINT, "--no-color", "-"], input=text, capture_output=True, text=True, timeout=60, check=False)
    return sorted(set(re.findall(r"DL\d{4}|SC\d{4}", done.stdout + done.stderr)))


@pytest.mark.parametrize("name", DOCKERFILES)
def test_hadolint_has_nothing_to_say(name):
    assert lint(DOCKERFILES[name].read_text("utf-8")) == []


def test_hadolint_would_say_something():
    assert lint("FROM python\nRUN apt-get install curl\n") != []


@pytest.mark.parametrize("name", DOCKERFILES)
def test_the_image_has_no_build_tools_and_no_root(name):
    build, last = stages(DOCKERFILES[name])
    assert [step for step in last if step.name == "RUN" and "pip install" in step.value] == []
    assert "pip uninstall" in next(step.value for step in build if step.name == "RUN")
    assert [step.value for step in last if step.name == "COPY" and "--from=build" not in step.value and "src" in step.value.split()] == []
    assert only(last, "USER").value == "10001:10001"
    names = [step.name for step in last]
    assert names.index("USER") < names.index("CMD")
    assert "HEALTHCHECK" in names


def test_everything_that_is_copied_is_in_the_build_context():
    allowed = {line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {
        word
        for path in DOCKERFILES.values()
        for stage in stages(path)
        for step in stage
        if step.name == "COPY" and "--from" not in step.value
        for word in step.value.split()[:-1]
    }
    assert {name.partition("/")[0] for name in copied} <= allowed
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_the_default_command_is_an_emulator_that_other_containers_reach():
    _, last = stages(DOCKERFILES["emulator"])
    name, *options = only(last, "CMD").words()
    context = emulator.make_context(name, options)
    assert (only(last, "ENTRYPOINT").words(), name) == (["siwakit"], "emulator")
    assert (context.params["host"], context.params["no_page"]) == ("0.0.0.0", True)  # noqa: S104  in a container
    assert f"127.0.0.1:{context.params['port']}/" in only(last, "HEALTHCHECK").value
    assert str(context.params["port"]) in only(last, "EXPOSE").value


def test_the_command_of_the_compose_file_is_parsed():
    name, *options = SERVICES["apple"]["command"]
    context = emulator.make_context(name, options)
    mounts = dict(volume.split(":")[:2][::-1] for volume in SERVICES["apple"]["volumes"])
    assert context.params["folder"] == "/keys"
    assert mounts["/keys"] == "keys"
    assert mounts[context.params["world"]] == "./world.toml"
    assert context.params["allow_localhost_redirects"]


def test_a_command_that_does_not_exist_would_be_refused():
    with pytest.raises(click.NoSuchOption):
        emulator.make_context("emulator", [*SERVICES["apple"]["command"][1:], "--keyfolder", "/keys"])


def test_the_application_has_the_identifiers_of_the_world():
    world = tomllib.loads((ROOT / "examples/world.toml").read_text("utf-8"))
    (team,) = world["team"]
    assert APP["SIWAKIT_TEAM_ID"] == team["id"]
    assert APP["SIWAKIT_KEY_ID"] == team["key"][0]["id"]
    assert APP["SIWAKIT_KEY_FILE"] == f"/keys/AuthKey_{team['key'][0]['id']}.p8"
    assert APP["SIWAKIT_BUNDLE_ID"] == team["app"][0]["id"]
    assert APP["SIWAKIT_CLIENT_ID"] == team["service"][0]["id"]
    assert [APP["SIWAKIT_REDIRECT_URI"]] == team["service"][0]["return_urls"]


def test_the_application_has_every_setting_that_it_reads():
    sources = (ROOT / "examples/apple_settings.py").read_text("utf-8") + inspect.getsource(environment)
    read = set(re.findall(r'["`](SIWAKIT_\w+)["`]', sources))
    assert set(APP) == read


def test_only_this_machine_reaches_the_ports():
    assert [port for service in SERVICES.values() for port in service.get("ports", ()) if not port.startswith("127.0.0.1:")] == []


def test_no_service_has_more_rights_than_it_needs():
    for service in SERVICES.values():
        assert (service["read_only"], service["cap_drop"], service["security_opt"]) == (True, ["ALL"], ["no-new-privileges:true"])


def test_the_doctor_finds_no_mistake_in_the_settings():
    diagnosis = siwakit.diagnose(("compose.yaml", yaml.safe_dump(COMPOSE)), now=NOW)
    assert diagnosis.root is None


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [("SIWAKIT_KEY_ID", "com.example.web", "settings-value-in-wrong-field"), ("SIWAKIT_TEAM_ID", "com.example.app", "settings-value-in-wrong-field")],
)
def test_the_doctor_would_find_one(name, value, rule):
    wrong = yaml.safe_dump(COMPOSE).replace(f"{name}: {APP[name]}", f"{name}: {value}")
    diagnosis = siwakit.diagnose(("compose.yaml", wrong), now=NOW)
    assert diagnosis.root is not None
    assert diagnosis.root.rule.id == rule


def test_scan_finds_no_mistake_in_the_files(tmp_path):
    for path in [*(ROOT / "examples").glob("*.py"), ROOT / "examples/compose.yaml", ROOT / "examples/world.toml", *DOCKERFILES.values()]:
        (tmp_path / path.parent.name).mkdir(exist_ok=True)
        (tmp_path / path.parent.name / path.name).write_text(path.read_text("utf-8"))
    command = [sys.executable, "-m", "siwakit", "scan", "--strict", "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout
    assert "no problem found" in done.stdout


def test_the_commands_of_the_page_name_what_is_there():
    commands = re.findall(r"^\$ (docker .*)$", PAGE, re.MULTILINE)
    assert len(commands) > 3
    files = re.findall(r"-f (\S+)", "\n".join(commands))
    assert set(files) == {"examples/compose.yaml"}
    published = re.findall(r"-p (127\.0\.0\.1:(\d+):(\d+))", "\n".join(commands))
    assert {outer for _, outer, inner in published if outer == inner} == {"9494", "9495"}


def test_the_options_of_the_page_exist():
    known = {name for option in emulator.params for name in option.opts}
    said = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", "\n".join(re.findall(r"siwakit (emulator .*|--.*)", PAGE))))
    assert said
    assert said <= known


def test_the_page_lists_every_variable_of_the_application():
    assert set(re.findall(r"`(SIWAKIT_\w+)`", PAGE)) == set(APP)
