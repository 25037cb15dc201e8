"""The bill of materials of a wheel: valid, complete, and the same each time."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import build_dist
import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tools(tmp_path_factory):
    """Return a Python with cyclonedx-bom, which is only installed to make a release."""
    folder = tmp_path_factory.mktemp("tools")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([folder / "bin/python", "-m", "pip", "install", "--quiet", "cyclonedx-bom>=7"], check=True)
    return folder / "bin/python"


@pytest.fixture(scope="module")
def written(tools, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build_dist.copy_sources(folder / "sources", 0o022)
    (wheel,) = build_dist.build(folder / "sources", build_dist.MACHINES[0], "wheel")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    files = [folder / "first.json", folder / "second.json"]
    for file in files:
        command = [tools, build_dist.ROOT / "tools/sbom.py", folder / "sources/out" / wheel, file]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    return [file.read_text("utf-8") for file in files]


def test_it_is_the_same_each_time(written):
    assert written[0] == written[1]


def test_it_lists_what_a_plain_installation_has(written):
    document = json.loads(written[0])
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    assert document["metadata"]["component"]["name"] == "siwakit"
    assert {component["name"] for component in document["components"]} == {"click", "cryptography", "cffi", "pycparser"}
    root = next(entry for entry in document["dependencies"] if entry["ref"] == document["metadata"]["component"]["bom-ref"])
    assert sorted(ref.partition("==")[0] for ref in root["dependsOn"]) == ["click", "cryptography"]


def test_a_document_that_is_not_valid_is_refused(tools, written):
    program = "import sys, sbom; print(sbom.faults(sys.stdin.read()))"
    wrong = written[0].replace('"CycloneDX"', '"Cyclone"')
    for text, said in [(written[0], "[]"), (wrong, "not CycloneDX 1.6"), (written[0].replace('"purl"', '"x"'), "not CycloneDX 1.6")]:
        command = [tools, "-c", program]
        done = subprocess.run(command, input=text, cwd=build_dist.ROOT / "tools", capture_output=True, text=True, check=True)
        assert said in done.stdout
