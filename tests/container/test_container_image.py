"""The real images, built by buildah on a base that is made of Debian's packages, because a test fetches no image: `make container`."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.container.container_files import DOCKERFILES, ROOT, SERVICES, free_ports, only, sign_in_beside, stages

LACKING = [name for name in ("buildah", "debootstrap") if shutil.which(name) is None] + (["root"] if os.geteuid() else [])
LACKING += [] if os.environ.get("SIWAKIT_BUILD_IMAGES") else ["SIWAKIT_BUILD_IMAGES=1, because it takes minutes"]
BASE = "localhost/python-of-debian"
SECONDS = 30

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(LACKING), reason=f"needs {', '.join(LACKING)}")]


class Buildah:
    """buildah with a store of images in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.start = ["buildah", "--root", str(folder / "store"), "--runroot", str(folder / "run"), "--storage-driver", "vfs"]

    def __call__(self, *command: str) -> str:
        done = subprocess.run([*self.start, *command], cwd=ROOT, capture_output=True, text=True, timeout=400, check=False)
        assert done.returncode == 0, f"{command[0]}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout.strip()

    def make_base(self) -> None:
        """Make the image BASE from Debian's packages."""
        suite = platform.freedesktop_os_release()["VERSION_CODENAME"]
        base = self.folder / "base"
        made = ["debootstrap", "--variant=minbase", "--include=python3,python3-venv,ca-certificates", suite, str(base)]
        done = subprocess.run(made, capture_output=True, text=True, timeout=400, check=False)
        if done.returncode:
            pytest.skip(f"debootstrap cannot make a base: {done.stdout[-300:]}")
        container = self("from", "scratch")
        self("add", "--quiet", container, str(base), "/")
        self("commit", "--quiet", container, BASE)
        self("rm", container)
        shutil.rmtree(base)

    def build(self, name: str) -> str:
        """Build the image of a Dockerfile, and return a container of it."""
        certificates = "/etc/ssl/certs:/etc/ssl/certs:ro"  # those of this machine, for pip
        options = ["--isolation", "chroot", "--network", "host", "--pull-never", "--build-arg", f"BASE={BASE}", "--volume", certificates]
        self("bud", *options, "--file", str(DOCKERFILES[name]), "--tag", f"localhost/{name}", ".")
        return self("from", "--pull-never", f"localhost/{name}")

    def command(self, container: str, words: list[str], *options: str) -> list[str]:
        """Return the command that runs *words* in *container*."""
        return [*self.start, "run", "--isolation", "chroot", "--network", "host", *options, container, "--", *words]

    @contextmanager
    def running(self, container: str, words: list[str], health: list[str], *options: str) -> Iterator[Path]:
        """Run *words* until *health* succeeds; yield the output."""
        log = self.folder / f"{container}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(self.command(container, words, *options), stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            end = time.monotonic() + SECONDS
            while subprocess.run(self.command(container, health), capture_output=True, timeout=SECONDS, check=False).returncode:
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < end, log.read_text()
                time.sleep(0.2)
            yield log
        finally:
            os.killpg(process.pid, 15)
            process.wait(20)


def test_the_images_are_built_and_a_user_signs_in(tmp_path):
    buildah = Buildah(tmp_path)
    buildah.make_base()
    emulator, app = buildah.build("emulator"), buildah.build("app")
    for container in (emulator, app):
        assert buildah("run", "--isolation", "chroot", container, "--", "id", "-u") == "10001"
        tools = "for name in pip pip3 gcc cc make git; do command -v $name; done; true"
        assert buildah("run", "--isolation", "chroot", container, "--", "sh", "-c", tools) == ""
    ports = free_ports()
    keys = tmp_path / "keys"
    keys.mkdir()
    os.chown(keys, 10001, 10001)

    def here(text: str) -> str:
        for inside, outside in ports.items():
            text = text.replace(inside, outside)
        return text

    world = tmp_path / "world.toml"
    world.write_text(here((ROOT / "examples/world.toml").read_text("utf-8")))
    volumes = ("--volume", f"{keys}:/keys", "--volume", f"{world}:/etc/siwakit/world.toml:ro")
    command = ["siwakit", *SERVICES["apple"]["command"], "--port", ports["9494"], "--portal-port", ports["9495"]]
    health = {name: [here(word) for word in only(stages(path)[1], "HEALTHCHECK").words()] for name, path in DOCKERFILES.items()}
    variables = [word for name, value in SERVICES["app"]["environment"].items() for word in ("--env", f"{name}={here(value)}")]
    serve = [here(word) for word in only(stages(DOCKERFILES["app"])[1], "CMD").words()]
    with (
        buildah.running(emulator, command, health["emulator"], *volumes),
        buildah.running(app, serve, health["app"], *variables, "--volume", f"{keys}:/keys:ro"),
    ):
        assert "jane@example.com" in sign_in_beside(ports)
