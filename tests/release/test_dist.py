"""The wheel and the source distribution: the same bytes from any machine, everything that is needed, and nothing else."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import build_dist
import pytest
import try_installed

import siwakit

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def builds(tmp_path_factory):
    """Return the files of each build; skip the tests of an unpacked source distribution, which has no list of its files."""
    if subprocess.run(["git", "rev-parse", "--is-inside-work-tree"], cwd=ROOT, capture_output=True, check=False).returncode:
        pytest.skip("not a git checkout")
    return build_dist.build_twice(tmp_path_factory.mktemp("builds"))


@pytest.fixture(scope="module")
def wheel(builds):
    (content,) = (content for name, content in builds[0].items() if name.endswith(".whl"))
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        yield opened


@pytest.fixture(scope="module")
def sources(builds):
    """Return the names in the source distribution, below its one folder."""
    (content,) = (content for name, content in builds[0].items() if name.endswith(".tar.gz"))
    with tarfile.open(fileobj=io.BytesIO(content)) as opened:
        return {member.name.partition("/")[2] for member in opened.getmembers()}


def test_two_builds_and_one_from_the_source_distribution_have_the_same_bytes(builds):
    assert [sorted(files) for files in builds] == [
        ["siwakit-0.1.0-py3-none-any.whl", "siwakit-0.1.0.tar.gz"],
        ["siwakit-0.1.0-py3-none-any.whl", "siwakit-0.1.0.tar.gz"],
        ["siwakit-0.1.0-py3-none-any.whl"],
    ]
    assert build_dist.differences(builds) == []


def test_a_build_that_differs_is_named():
    assert build_dist.differences([{"a": b"1", "b": b"2"}, {"a": b"1", "b": b"3"}, {"c": b""}]) == ["b", "c"]


def test_another_time_of_the_release_gives_other_bytes(builds, monkeypatch, tmp_path):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert len(build_dist.differences([builds[0], *build_dist.build_twice(tmp_path)])) == 2


def test_the_wheel_has_every_file_of_the_package_and_no_other(wheel):
    tracked = {name.removeprefix("src/") for name in build_dist.tracked() if name.startswith("src/siwakit/")}
    names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert names == tracked
    assert "siwakit/py.typed" in names


def test_the_wheel_names_no_folder_of_the_machine_that_built_it(wheel):
    home = str(ROOT).encode()
    assert [name for name in wheel.namelist() if home in wheel.read(name)] == []


def test_the_source_distribution_has_everything_but_what_only_the_forge_needs(sources):
    left_out = set(build_dist.tracked()) - sources
    assert {name.partition("/")[0] for name in left_out} <= {".ci", ".github"}
    assert sources - set(build_dist.tracked()) == {"PKG-INFO"}


def test_the_metadata_says_what_pyproject_says(wheel):
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    metadata = Parser().parsestr(wheel.read(name).decode())
    assert (metadata["Name"], metadata["Version"], metadata["License-Expression"]) == ("siwakit", PROJECT["version"], "MIT")
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert metadata.get_payload().strip() == (ROOT / "README.md").read_text("utf-8").strip()
    assert set(metadata.get_all("Provides-Extra")) == set(PROJECT["optional-dependencies"])


def test_the_version_is_the_same_everywhere():
    assert siwakit.__version__ == PROJECT["version"]


def test_the_classifiers_name_the_oldest_python_that_is_allowed_and_those_after_it():
    minors = [int(minor) for minor in re.findall(r"Python :: 3\.(\d+)", "\n".join(PROJECT["classifiers"]))]
    assert PROJECT["requires-python"] == f">=3.{minors[0]}"
    assert minors == list(range(minors[0], minors[0] + len(minors)))


def test_a_checkout_is_not_taken_for_an_installed_wheel():
    done = subprocess.run([sys.executable, try_installed.__file__], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "not from the wheel" in done.stderr
