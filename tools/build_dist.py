"""Build the wheel and the source distribution, three times, and compare every byte.

python tools/build_dist.py [FOLDER]

Each build starts from a copy of what git tracks, in a folder of another name, with another umask, time zone and locale. The third wheel is built
from the source distribution, as a packager would build it. If nothing differs, both files are put into FOLDER (default: dist), with their digests in
SHA256SUMS.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Before 1980 a ZIP file has no times.
NO_COMMIT = "315532800"
MACHINES = (
    {"umask": 0o022, "TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
    {"umask": 0o077, "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "2"},
)


def tracked() -> list[str]:
    """Return the names of the files that git tracks, or would track after `git add`."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return sorted(name for name in names if name and (ROOT / name).is_file() and not (ROOT / name).is_symlink())


def epoch() -> str:
    """Return the time that is written into the archives: SOURCE_DATE_EPOCH, or that of the last commit."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        return os.environ["SOURCE_DATE_EPOCH"]
    command = ["git", "log", "-1", "--format=%ct"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or NO_COMMIT


def copy_sources(folder: Path, umask: int) -> None:
    """Copy every tracked file into *folder*, with the time of the copy and the permissions that a checkout gives with *umask*."""
    for name in tracked():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target)
        target.chmod((0o777 if os.access(ROOT / name, os.X_OK) else 0o666) & ~umask)


def build(folder: Path, machine: dict[str, object], *targets: str) -> dict[str, bytes]:
    """Build *targets* in *folder* as on *machine*, and return the files."""
    variables = {name: str(value) for name, value in machine.items() if name != "umask"}
    environment = {**os.environ, **variables, "SOURCE_DATE_EPOCH": epoch()}
    environment.pop("PYTHONPATH", None)
    command = [sys.executable, "-m", "hatchling", "build", "--directory", "out", *(word for target in targets for word in ("--target", target))]
    umask = int(str(machine["umask"]))
    subprocess.run(command, cwd=folder, env=environment, umask=umask, stdout=subprocess.PIPE, check=True)
    return {path.name: path.read_bytes() for path in sorted((folder / "out").iterdir())}


def build_twice(scratch: Path) -> list[dict[str, bytes]]:
    """Return the files of two builds from the sources, and of one from the source distribution."""
    builds = []
    for number, machine in enumerate(MACHINES):
        folder = scratch / f"build-{'x' * number}"
        copy_sources(folder, int(str(machine["umask"])))
        builds.append(build(folder, machine, "sdist", "wheel"))
    (archive,) = (scratch / "build-" / "out").glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        opened.extractall(scratch / "unpacked", filter="data")
    (unpacked,) = (scratch / "unpacked").iterdir()
    return [*builds, build(unpacked, MACHINES[0], "wheel")]


def differences(builds: list[dict[str, bytes]]) -> list[str]:
    """Return the names of the files that differ from the first build's, or that the first build does not have."""
    first, *others = builds
    return sorted({name for other in others for name, content in other.items() if first.get(name) != content})


def main() -> int:
    """Build into the folder of the command line; return 1 if two builds differ."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "dist")
    with tempfile.TemporaryDirectory() as scratch:
        builds = build_twice(Path(scratch))
    different = differences(builds)
    for name in different:
        print(f"error: {name} differs from one build to the next", file=sys.stderr)
    if different:
        return 1
    target.mkdir(parents=True, exist_ok=True)
    sums = ""
    for name, content in builds[0].items():
        (target / name).write_bytes(content)
        sums += f"{hashlib.sha256(content).hexdigest()}  {name}\n"
    (target / "SHA256SUMS").write_text(sums)
    print(sums, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
