"""Write the bill of materials of an installed wheel, in CycloneDX, and validate it against the schema of its version.

python tools/sbom.py WHEEL FILE [EXTRA...]

Installs WHEEL with its extras into an environment of its own, without pip, and lists what is there. Needs cyclonedx-bom beside this Python. The file
depends neither on the time nor on the machine, only on the versions that were installed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SPEC = "1.6"


def install(wheel: Path, extras: list[str], folder: Path) -> Path:
    """Install *wheel* in *folder*, and return the Python there."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin/python"
    wanted = f"{wheel}[{','.join(extras)}]" if extras else str(wheel)
    subprocess.run([sys.executable, "-m", "pip", "--python", python, "install", "--quiet", wanted], check=True)
    return python


def describe(python: Path, file: Path) -> None:
    """Write what is installed for *python* into *file*; cyclonedx-py validates it before it writes."""
    options = ["--pyproject", ROOT / "pyproject.toml", "--sv", SPEC, "--output-reproducible", "--of", "JSON", "--validate", "-o", file]
    subprocess.run([Path(sys.executable).with_name("cyclonedx-py"), "environment", *options, python], check=True)


def faults(text: str) -> list[str]:
    """Return why *text* is not a bill of materials that users can rely on."""
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415  only where cyclonedx-bom is installed
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415  as above

    error = JsonStrictValidator(SchemaVersion.from_version(SPEC)).validate_str(text)
    if error is not None:
        return [f"not CycloneDX {SPEC}: {error}"]
    document = json.loads(text)
    said = [f"{component['name']} has no package URL" for component in document["components"] if "purl" not in component]
    if "file://" in text:
        said.append("a folder of this machine is named")
    return said


def main() -> int:
    """Write the bill of materials; return 1 if it is not valid."""
    wheel, file, *extras = sys.argv[1:]
    with tempfile.TemporaryDirectory() as scratch:
        describe(install(Path(wheel).resolve(), extras, Path(scratch) / "installed"), Path(file))
    said = faults(Path(file).read_text("utf-8"))
    for line in said:
        print(f"error: {file}: {line}", file=sys.stderr)
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
