"""Run the suite on every Python that this machine has: `make test-pythons`, or `nox -s "tests(3.13)" -- -k aud`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import nox

OLDEST = (3, 11)
FEWEST = 3
PROBE = "import sys; print(*sys.version_info[:2], sys.executable, sep='\\n')"

nox.options.sessions = ["tests", "enough"]
nox.options.reuse_venv = "yes"


def candidates() -> Iterator[Path]:
    """Yield what may be a Python: on PATH, then pyenv's, the newest first."""
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        if folder and Path(folder).is_dir():
            yield from (path for path in sorted(Path(folder).iterdir()) if re.fullmatch(r"python3(\.\d+)?", path.name))
    versions = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv", "versions")
    patches = sorted(versions.glob("*/bin/python3"), key=lambda path: [int(number) for number in re.findall(r"\d+", path.parts[-3])])
    yield from reversed(patches)


def pythons() -> dict[str, str]:
    """Return the interpreter of each minor version that starts and is new enough, the oldest first."""
    found: dict[tuple[int, int], str] = {}
    for path in candidates():
        # A shim of pyenv can stand on PATH and start nothing.
        try:
            done = subprocess.run([path, "-c", PROBE], capture_output=True, text=True, timeout=30, check=True)
        except (OSError, subprocess.SubprocessError):
            continue
        major, minor, executable = done.stdout.splitlines()
        if (int(major), int(minor)) >= OLDEST:
            found.setdefault((int(major), int(minor)), executable)
    return {f"{major}.{minor}": found[major, minor] for major, minor in sorted(found)}


PYTHONS = pythons()
RAN: list[str] = []


@nox.session
@nox.parametrize("python", [nox.param(path, id=version) for version, path in PYTHONS.items()])
def tests(session: nox.Session) -> None:
    """Run the suite; what follows -- is for pytest."""
    session.install("-e", ".[dev]")
    version = session.run("python", "-c", "import sys; print('{}.{}'.format(*sys.version_info))", silent=True)
    RAN.append(str(version).strip())
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session(python=False)
def enough(session: nox.Session) -> None:
    """Fail if the suite ran on fewer minor versions than are promised, unless ALLOW_FEWER=1."""
    missing = f"the suite ran on {', '.join(RAN) or 'no Python'}: install more, so that there are {FEWEST} minor versions, or set ALLOW_FEWER=1"
    if len(set(RAN)) < FEWEST and os.environ.get("ALLOW_FEWER") != "1":
        session.error(missing)


@nox.session
def dist(session: nox.Session) -> None:
    """Build the wheel and the source distribution, compare the builds, and check the metadata."""
    session.install("hatchling>=1.26", "twine>=6.1")
    shutil.rmtree("dist", ignore_errors=True)
    session.run("python", "tools/build_dist.py", "dist")
    session.run("twine", "check", "--strict", *map(str, archives()))


@nox.session
@nox.parametrize("python", [nox.param(path, id=version) for version, path in PYTHONS.items()])
@nox.parametrize("dependencies", ["newest", "lowest"], ids=["newest", "lowest"])
def installed(session: nox.Session, dependencies: str) -> None:
    """Run README's commands with the wheel in dist, without the source, with the newest and the lowest dependencies."""
    (wheel,) = (path for path in archives() if path.suffix == ".whl")
    constraint = ["-c", "tests/lowest.txt"] if dependencies == "lowest" else []
    # Twice: pip leaves a wheel of the same version as it is, and does not look at dependencies when it is told to replace it.
    session.install(f"{wheel}[server,settings,code]", "pytest", *constraint)
    session.install("--force-reinstall", "--no-deps", str(wheel))
    session.run("python", "tools/try_installed.py", *session.posargs)


@nox.session
def sbom(session: nox.Session) -> None:
    """Write the bills of materials of the wheel in dist: as it is, and with every extra."""
    session.install("cyclonedx-bom>=7")
    (wheel,) = (path for path in archives() if path.suffix == ".whl")
    name = "-".join(wheel.name.split("-")[:2])
    session.run("python", "tools/sbom.py", str(wheel), f"dist/{name}.cdx.json")
    session.run("python", "tools/sbom.py", str(wheel), f"dist/{name}-all.cdx.json", "all")


def archives() -> list[Path]:
    """Return what is in dist."""
    return sorted([*Path("dist").glob("*.whl"), *Path("dist").glob("*.tar.gz")])
