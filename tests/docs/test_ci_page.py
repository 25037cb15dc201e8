"""The how-to page about CI: its jobs do what they say, for the application of the FastAPI page."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest
import yaml
from tests.docs.how_to_pages import environment, free_port, read_page, run

from siwakit.flow.client_secret import mint_client_secret
from siwakit.jose.signer import load_signer
from siwakit.samples import KEY_ID, SERVICES_ID, TEAM_ID, team_key_text

PAGE = read_page("how-to/ci.md")
GITHUB = yaml.safe_load(PAGE.files[".github/workflows/sign-in-with-apple.yml"])["jobs"]
GITLAB = yaml.safe_load(PAGE.files[".gitlab-ci.yml"])
DAY = 86_400
JOBS = ("scan", "test", "expiry")


def commands_of(job: str) -> set[str]:
    """Return what *job* runs on both platforms, without what it installs."""
    steps = [*(step.get("run", "") for step in GITHUB[job]["steps"]), *GITLAB[job]["script"]]
    return {step for step in steps if step and not step.startswith("pip install")}


def secret_for(days: int) -> str:
    signer, now = load_signer(team_key_text()), int(time.time())
    return mint_client_secret(signer, team_id=TEAM_ID, key_id=KEY_ID, client_id=SERVICES_ID, now=now, expires_in_seconds=days * DAY)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name in ("how-to/fastapi.md", "how-to/pytest.md", "how-to/ci.md"):
        read_page(name).write(tmp_path)
    return tmp_path


def test_both_platforms_have_the_jobs():
    assert tuple(GITHUB) == JOBS
    assert tuple(GITLAB)[1:] == JOBS


@pytest.mark.parametrize("command", sorted(commands_of("scan")))
def test_the_scan_passes_and_finds_a_mistake(repository: Path, command: str):
    assert run(command, repository).returncode == 0
    (repository / "wrong.py").write_text('import jwt\njwt.encode({"aud": "https://appleid.apple.com/auth/token"}, key, algorithm="ES256")\n')
    done = run(command, repository)
    assert done.returncode == 1
    assert "secret-aud-is-endpoint" in done.stdout


def test_the_tests_pass(repository: Path):
    (command,) = commands_of("test")
    assert "9 passed" in run(f"{command} -p no:cacheprovider", repository).stdout


def test_the_job_for_the_expiry_fails_in_time(tmp_path: Path):
    (command,) = commands_of("expiry")
    codes = [run(command, tmp_path, {"APPLE_CLIENT_SECRET": secret}).returncode for secret in (secret_for(180), secret_for(40), "", "none")]
    assert codes[:2] == [0, 3]
    assert 0 not in codes[2:]


def test_a_suite_in_another_language_runs_unchanged(repository: Path):
    command = PAGE.files["ci/test-unchanged.sh"].replace("npm test", "curl -s https://appleid.apple.com/auth/keys")
    done = run(command, repository)
    assert '"keys"' in done.stdout, done.stderr
    assert "/auth/keys  200" in (repository / "siwakit.log").read_text()


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_the_emulator_runs_beside_the_tests(repository: Path):
    port = str(free_port())
    script = PAGE.files["ci/test-beside.sh"].replace("9494", port).replace("siwakit emulator", f"siwakit emulator --port {port} --portal-port 0")
    script = script.replace("npm test", 'sh -c "curl -s \\$APPLE_URL/auth/keys"')
    done = subprocess.run(["bash", "-ec", script], cwd=repository, env=environment(), capture_output=True, text=True, timeout=60, check=True)
    assert '"keys"' in done.stdout
