"""The steps of the Dockerfiles and the services of the Compose file, run as they are written.

They run without an image, in a folder and as the user of the image: paths of the image become paths in the folder. `test_container_image.py` builds
the images if the machine can.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from tests.container.container_files import DOCKERFILES, ROOT, SERVICES, free_ports, only, sign_in_beside, stages

pytestmark = pytest.mark.slow

USER = 10001
SECONDS_TO_START = 30


def python_and_user() -> tuple[str, dict[str, object]]:
    """Return a Python that the user of the images may start, and how to become this user; or this Python, without becoming anyone."""
    users: dict[str, object] = {"user": USER, "group": USER, "extra_groups": []}
    for python in (sys.executable, "/usr/bin/python3") if os.geteuid() == 0 else ():
        with suppress(OSError):
            done = subprocess.run([python, "-c", "import ensurepip, venv"], cwd="/", capture_output=True, check=False, **users)
            if done.returncode == 0:
                return python, users
    return sys.executable, {}


class Folder:
    """The file systems of both images, in a folder of this machine, with other ports."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.ports = free_ports()
        self.python, self.users = python_and_user()

    def here(self, text: str) -> str:
        """Return *text* with the paths and ports that it has on this machine."""
        text = re.sub(r"(?<![\w./])/(?=(opt|keys|srv|etc/siwakit)\b)", f"{self.path}/", text)
        for inside, outside in self.ports.items():
            text = re.sub(rf"\b{inside}\b", outside, text)
        return text

    def build(self, name: str) -> None:
        """Run the first stage of the Dockerfile *name*, and copy what the second one copies from the sources."""
        build, last = stages(DOCKERFILES[name])
        work = self.path / f"build-{name}"
        for step in build:
            if step.name == "COPY":
                copy(step.value, work)
            elif step.name == "RUN":
                self.check(["sh", "-c", f"set -e; {self.here(step.value).replace('python3 -m venv', f'{self.python} -m venv')}"], work)
        for step in last:
            if step.name == "COPY" and "--from" not in step.value:
                copy(self.here(step.value), work)

    def check(self, command: list[str], folder: Path, **more: object) -> str:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        done = subprocess.run(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300, check=False, **more
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    def environment(self, name: str, variables: dict[str, str]) -> dict[str, str]:
        """Return the variables of a container: those of its image and of the Compose file, and no others."""
        _, last = stages(DOCKERFILES[name])
        set_by_image = dict(pair.split("=", 1) for pair in only(last, "ENV").value.split())
        set_by_image["PATH"] = self.here(set_by_image["PATH"]).replace("$PATH", "/usr/bin:/bin")
        return {**set_by_image, **{name: self.here(value) for name, value in variables.items()}}

    @contextmanager
    def started(self, name: str, command: list[str], variables: dict[str, str]) -> Iterator[Path]:
        """Run *command* in the container *name* until it is healthy; yield its output."""
        _, last = stages(DOCKERFILES[name])
        log, work = self.path / f"{name}.log", self.path / ("srv/app" if name == "app" else "home")
        environment = self.environment(name, variables)
        program = shutil.which(self.here(command[0]), path=environment["PATH"])
        assert program is not None, command
        with log.open("wb") as out:
            words = [program, *map(self.here, command[1:])]
            process = subprocess.Popen(words, cwd=work, env=environment, stdout=out, stderr=subprocess.STDOUT, **self.users)
        try:
            health = [self.here(word) for word in only(last, "HEALTHCHECK").words()]
            end = time.monotonic() + SECONDS_TO_START
            while subprocess.run(health, cwd=work, env=environment, capture_output=True, timeout=10, check=False, **self.users).returncode:
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < end, log.read_text()
                time.sleep(0.2)
            yield log
        finally:
            process.terminate()
            ended = process.wait(20)
        # What `docker stop` sends ends it in order.
        assert (name, ended in {0, -15}) == (name, True)


def copy(value: str, work: Path) -> None:
    """Copy what a COPY names from the sources into *work*, or where it says."""
    *names, target = value.split()
    for name in names:
        source, place = ROOT / name, work / target
        if source.is_dir():
            shutil.copytree(source, place, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            place.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, place)


@pytest.fixture(scope="module")
def folder() -> Iterator[Folder]:
    # pytest's own folders are only for the user who runs it.
    with tempfile.TemporaryDirectory() as place:
        path = Path(place)
        path.chmod(0o755)
        found = Folder(path)
        for name in DOCKERFILES:
            found.build(name)
        for name in ("keys", "home", "etc/siwakit"):
            (path / name).mkdir(parents=True)
        world = (ROOT / "examples/world.toml").read_text("utf-8")
        (path / "etc/siwakit/world.toml").write_text(found.here(world))
        if found.users:
            for name in ("keys", "home"):
                os.chown(path / name, USER, USER)
        yield found


def emulator_command(folder: Folder, command: list[str]) -> list[str]:
    return ["siwakit", *command, "--port", folder.ports["9494"], "--portal-port", folder.ports["9495"]]


def test_the_default_command_starts_and_is_healthy(folder):
    _, last = stages(DOCKERFILES["emulator"])
    with folder.started("emulator", emulator_command(folder, only(last, "CMD").words()), {}) as log:
        assert "portal" in log.read_text()
        (key,) = (folder.path / "keys").glob("AuthKey_*.p8")
        assert (key.stat().st_mode & 0o777, key.stat().st_uid) == (0o600, USER if folder.users else os.geteuid())


def test_neither_environment_has_pip(folder):
    for name in ("opt/siwakit", "opt/app"):
        assert list((folder.path / name).glob("lib/python3*/site-packages/pip*")) == []
        done = subprocess.run([folder.path / name / "bin/python", "-m", "pip"], capture_output=True, text=True, check=False)
        assert "No module named pip" in done.stderr


def test_a_user_signs_in_to_the_application_beside_the_emulator(folder):
    _, last = stages(DOCKERFILES["app"])
    service = SERVICES["app"]["environment"]
    with (
        folder.started("emulator", emulator_command(folder, SERVICES["apple"]["command"]), {}) as log,
        folder.started("app", only(last, "CMD").words(), service),
    ):
        assert "jane@example.com" in sign_in_beside(folder.ports)
        assert "refused" not in log.read_text().partition("Press Ctrl-C")[2]
