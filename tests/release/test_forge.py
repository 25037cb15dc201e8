"""The files for the forge: workflows, forms for issues, and what they promise; zizmor looks for what is not safe in them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
FORMS = sorted(path for path in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")
ZIZMOR = Path(sys.executable).with_name("zizmor")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
CLASSIFIERS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["classifiers"]


def read(path: Path) -> dict:
    # YAML 1.1 reads the key `on` as true.
    return {("on" if key is True else key): value for key, value in yaml.safe_load(path.read_text("utf-8")).items()}


def jobs() -> list[tuple[str, dict]]:
    return [(f"{path.name}: {name}", job) for path in WORKFLOWS for name, job in read(path)["jobs"].items()]


def audit(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [ZIZMOR, "--offline", "--no-progress", "--persona", "auditor", folder]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(ROOT / ".github", tmp_path / ".github")
    shutil.copy(ROOT / "action.yml", tmp_path)
    return tmp_path


def test_zizmor_finds_nothing(copy):
    done = audit(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("before", "after", "finding"),
    [
        ("persist-credentials: false", "persist-credentials: true", "artipacked"),
        ("permissions: {}", "permissions: write-all", "excessive-permissions"),
        ("upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f", "upload-artifact@v7", "unpinned-uses"),
        ('"$GITHUB_REF_NAME" --verify-tag', "${{ github.head_ref }}", "template-injection"),
    ],
)
def test_zizmor_would_find(copy, before, after, finding):
    path = copy / ".github/workflows/release.yml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after))
    done = audit(copy)
    assert done.returncode != 0
    assert finding in done.stdout


def test_a_job_has_only_the_permissions_that_it_names():
    assert [path.name for path in WORKFLOWS if read(path)["permissions"] != {}] == []
    granted = {name: job["permissions"] for name, job in jobs()}
    assert granted.pop("release.yml: publish") == {"id-token": "write"}
    assert granted.pop("release.yml: announce") == {"contents": "write"}
    assert {str(permissions) for permissions in granted.values()} == {"{'contents': 'read'}"}


def test_no_job_has_a_stored_secret():
    assert [path.name for path in WORKFLOWS if "secrets." in path.read_text("utf-8")] == []


def test_what_is_published_was_built_and_tried_before():
    release = read(ROOT / ".github/workflows/release.yml")["jobs"]
    commands = [step.get("run", "") for step in release["build"]["steps"]]
    assert "make release-check sbom" in commands
    assert (release["publish"]["needs"], release["publish"]["environment"]) == ("build", "release")
    assert any("sha256sum --check" in step.get("run", "") for step in release["publish"]["steps"])


def test_every_target_that_a_job_makes_exists():
    lines = [line for _, job in jobs() for step in job["steps"] for line in step.get("run", "").splitlines()]
    made = {word for line in lines if line.startswith("make ") for word in line.split()[1:] if "=" not in word and not word.startswith(".")}
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    assert {"release-check", "sbom", "test", "test-lowest"} <= made
    assert made <= targets


def test_every_python_of_the_classifiers_is_tested():
    versions = [name.rpartition(" ")[2] for name in CLASSIFIERS if re.search(r":: 3\.\d+$", name)]
    assert read(ROOT / ".github/workflows/ci.yml")["jobs"]["test"]["strategy"]["matrix"]["python"] == versions
    for path in WORKFLOWS:
        lists = [step["with"]["python-version"].split() for step in steps(path) if "\n" in step.get("with", {}).get("python-version", "")]
        assert lists == [versions]


def steps(path: Path) -> list[dict]:
    return [step for job in read(path)["jobs"].values() for step in job["steps"]]


def test_every_action_is_named_by_one_commit_everywhere():
    texts = "".join(path.read_text("utf-8") for path in [*WORKFLOWS, ROOT / "action.yml"])
    used = set(re.findall(r"uses: (.*)$", texts, re.MULTILINE))
    pinned = [re.fullmatch(r"(\S+)@[0-9a-f]{40} # v[\d.]+", line) for line in used]
    assert None not in pinned
    assert len({match[1] for match in pinned if match}) == len(used) > 4


def test_the_forms_ask_for_what_is_needed_and_never_for_a_secret():
    assert [path.name for path in FORMS] == ["apple.yml", "bug.yml", "unknown-failure.yml"]
    for path in FORMS:
        form = read(path)
        fields = {field["id"]: field for field in form["body"] if "id" in field}
        required = {name for name, field in fields.items() if field.get("validations", {}).get("required")}
        assert {"name", "description", "body"} <= set(form)
        assert len(fields) == len([field for field in form["body"] if field["type"] != "markdown"])
        confirmed = fields["nothing-secret"]["attributes"]["options"]
        assert [option["required"] for option in confirmed] == [True]
        assert "no key, code, token or client_secret" in confirmed[0]["label"]
        if path.name != "apple.yml":
            assert {"report", "versions"} <= required


def test_the_commands_of_the_forms_exist():
    from siwakit.cli.group import cli

    commands = [command for path in FORMS for command in re.findall(r"`siwakit ([^`]*)`", path.read_text("utf-8"))]
    assert len(commands) > 2
    for command in commands:
        words = command.split()
        if words != ["--version"]:
            cli.make_context("siwakit", words, resilient_parsing=True)
            found = cli.get_command(None, words[0])
            assert {word for word in words if word.startswith("--")} <= {name for option in found.params for name in option.opts}


def test_vulnerabilities_are_reported_privately():
    links = read(ROOT / ".github/ISSUE_TEMPLATE/config.yml")
    assert links["blank_issues_enabled"] is False
    assert "SECURITY.md" in (ROOT / ".github/ISSUE_TEMPLATE/bug.yml").read_text("utf-8")


def validate(schema: str, *files: Path) -> subprocess.CompletedProcess[str]:
    """Hold *files* against a schema that check-jsonschema carries."""
    command = [Path(sys.executable).with_name("check-jsonschema"), "--builtin-schema", f"vendor.{schema}", *files]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("github-workflows", WORKFLOWS),
        ("github-issue-forms", FORMS),
        ("github-issue-config", [ROOT / ".github/ISSUE_TEMPLATE/config.yml"]),
        ("github-actions", [ROOT / "action.yml"]),
        ("compose-spec", [ROOT / "examples/compose.yaml"]),
    ],
)
def test_the_file_has_the_form_that_its_reader_wants(schema, files, tmp_path):
    done = validate(schema, *files)
    assert done.returncode == 0, done.stdout
    wrong = tmp_path / files[0].name
    wrong.write_text(f"{files[0].read_text('utf-8')}\nunheard-of: 1\n")
    assert validate(schema, wrong).returncode == 1
