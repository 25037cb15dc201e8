"""`siwakit renew` end to end: real files, the emulator as Apple, and processes that are killed at every step."""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.schemas import read_valid

from siwakit import testing
from siwakit.edge.renewal.apple_probe import open_probe
from siwakit.edge.renewal.tools import ProbeAnswer
from siwakit.flow.configuration import Apple
from siwakit.flow.renewal.journal import Event, read_entry

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it forks and kills")

CLIENT = "com.example.web"
DAY = 86400
WORLD = {
    "team": [
        {
            "id": "A1B2C3D4E5",
            "key": [{"id": "ABC123DEFG"}, {"id": "XYZ987WVUT"}, {"id": "NOSERVICE1", "has_service": False}],
            "app": [{"id": "com.example.app"}],
            "service": [{"id": CLIENT, "app": "com.example.app", "return_urls": ["https://app.example.com/callback"]}],
        }
    ]
}
ENV = "# of the app\nPORT=8080\nexport APPLE_CLIENT_SECRET='{secret}' # renewed\nLAST=1\n"
TOML = """
team_id = "A1B2C3D4E5"

[[renew]]
client_id = "com.example.web"
signer = "AuthKey_ABC123DEFG.p8"
stores = ["env-file:.env#APPLE_CLIENT_SECRET", "file:secret.txt"]
hooks = [["touch", "reloaded"]]
"""


@pytest.fixture(scope="module")
def apple():
    with testing.emulator(WORLD) as running:
        yield running


@pytest.fixture
def folder(tmp_path, apple):
    return prepare(tmp_path, apple)


def prepare(folder: Path, apple, toml: str = TOML) -> Path:
    """Make a project in *folder* whose client_secret is valid for ten more days."""
    folder.mkdir(exist_ok=True)
    old = apple.mint_secret(CLIENT, key_id="ABC123DEFG", expires_in_seconds=10 * DAY - 3600)
    for key_id, text in apple.server.apple.key_texts.items():
        (folder / f"AuthKey_{key_id}.p8").write_text(text)
    (folder / ".env").write_text(ENV.format(secret=old))
    (folder / "secret.txt").write_text(old + "\n")
    (folder / "siwakit.toml").write_text(toml)
    return folder


def siwakit(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "siwakit", "renew", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def secrets(folder: Path) -> tuple[str, str]:
    return (folder / ".env").read_text().split("'")[1], (folder / "secret.txt").read_text().removesuffix("\n")


def entries(folder: Path):
    path = folder / ".siwakit/renew.journal"
    return [read_entry(line) for line in path.read_text().splitlines()] if path.exists() else []


def require_complete(folder: Path, old: str):
    """Check that the renewal is complete, and that nothing but the stores has the secret."""
    new = secrets(folder)
    assert new[0] == new[1] != old
    assert (folder / ".env").read_text() == ENV.format(secret=new[0])
    assert [entry.store for entry in entries(folder) if entry.event is Event.DELIVERED] == ["env-file:.env#APPLE_CLIENT_SECRET", "file:secret.txt"]
    assert (folder / "reloaded").exists()
    parts = [part for text in (*new, old) for part in text.split(".")[1:]]
    others = [path for path in folder.rglob("*") if path.is_file() and path.name not in {".env", "secret.txt"}]
    assert [path.name for path in others if any(part in path.read_text() for part in parts)] == []
    assert list(folder.rglob("*siwakit-new*")) == []


def test_a_renewal_is_accepted_by_apple_and_a_second_run_changes_nothing(folder, apple):
    old = secrets(folder)[0]
    done = siwakit(folder, "--once", "--emulator", apple.url)
    assert done.returncode == 0, done.stdout + done.stderr
    require_complete(folder, old)
    with open_probe(Apple.emulator(apple.url)) as probe:
        assert probe(CLIENT, secrets(folder)[0])[0] is ProbeAnswer.ACCEPTED
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert siwakit(folder, "--once").returncode == 0
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_key_that_apple_refuses_delivers_nothing_and_the_alarm_is_on(folder, apple):
    toml = TOML.replace("AuthKey_ABC123DEFG", "AuthKey_NOSERVICE1")
    (folder / "siwakit.toml").write_text(toml)
    before = secrets(folder)
    done = siwakit(folder, "--emulator", apple.url, "--format", "json")
    assert (done.returncode, secrets(folder)) == (1, before)
    document = read_valid(done.stdout)
    assert "invalid_client" in document["renewals"][0]["stores"][0]["words"]
    assert document["renewals"][0]["stores"][0]["alarm_since"]
    assert before[0] not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "change",
    [
        ("env-file:.env#", "nowhere:"),
        ("AuthKey_ABC123DEFG.p8", "AuthKey_MISSING000.p8"),
        ("[[renew]]", "[[renew]"),
        ('hooks = [["touch"', 'hook = [["touch"'),
        ("file:secret.txt", "env-file:.env#APPLE_CLIENT_SECRET"),
        ('client_id = "com.example.web"', ""),
    ],
    ids=["an unknown store", "a missing key", "not TOML", "an unknown member", "a store twice", "no client"],
)
def test_what_cannot_be_understood_is_2_and_nothing_is_written(change, folder):
    (folder / "siwakit.toml").write_text(TOML.replace(*change))
    before = sorted(path.name for path in folder.iterdir()), secrets(folder)
    done = siwakit(folder)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr.startswith("error: ")
    assert (sorted(path.name for path in folder.iterdir()), secrets(folder)) == before


def test_a_run_beside_another_is_2_and_nothing_is_written(folder):
    from siwakit.edge.renewal.lock import only_run

    before = secrets(folder)
    with only_run(folder / ".siwakit"):
        done = siwakit(folder)
    assert (done.returncode, secrets(folder), entries(folder)) == (2, before, [])
    assert "another run has locked" in done.stderr


def test_a_dry_run_makes_no_file(folder):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = siwakit(folder, "--dry-run")
    assert (done.returncode, "due: 9 days are left" in done.stdout) == (0, True)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_the_secret_is_in_no_argument_and_no_variable_of_a_hook(folder):
    hook = """[["sh", "-c", "env > seen; cat /proc/$PPID/cmdline /proc/$PPID/environ | tr '\\\\0' '\\\\n' >> seen"]]"""
    (folder / "siwakit.toml").write_text(TOML.replace('[["touch", "reloaded"]]', hook))
    assert siwakit(folder).returncode == 0
    seen = (folder / "seen").read_text()
    assert "SIWAKIT_CLIENT_ID=com.example.web" in seen
    assert not any(part in seen for secret in secrets(folder) for part in secret.split("."))


def test_a_rotation_goes_on_where_it_was_and_says_when_the_old_key_can_be_revoked(folder, apple):
    text = TOML.replace("stores =", 'next_signer = "AuthKey_XYZ987WVUT.p8"\nstores =')
    (folder / "siwakit.toml").write_text(text)
    assert "accept" in str(read_valid(siwakit(folder, "--dry-run", "--format", "json").stdout))
    unprobed = siwakit(folder)
    assert unprobed.returncode == 3
    assert "run once with --probe" in " ".join(unprobed.stdout.split())
    done = siwakit(folder, "--emulator", apple.url, "--format", "json")
    assert done.returncode == 0, done.stdout
    rotation = read_valid(done.stdout)["renewals"][0]["rotation"]
    assert rotation["stage"] == "expire"
    assert {secret["store"] for secret in rotation["older_secrets"]} == {"env-file:.env#APPLE_CLIENT_SECRET", "file:secret.txt"}
    assert rotation["revocable_at"] > apple.clock.now() + 179 * DAY
    assert {store["key_id"] for store in read_valid(done.stdout)["renewals"][0]["stores"]} == {"XYZ987WVUT"}


def test_the_service_runs_until_it_is_asked_to_end(folder):
    old = secrets(folder)[0]
    command = [sys.executable, "-m", "siwakit", "renew", "--every", "1d"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    line = ""
    while not line.startswith("every store"):
        line = process.stdout.readline()
        assert line, process.stderr.read()
    require_complete(folder, old)
    process.terminate()
    assert (process.communicate(timeout=20), process.returncode) == (("", ""), 0)


@pytest.mark.parametrize("options", [("--every", "40d"), ("--every", "1d", "--once"), ("--every", "soon"), ("--emulator", "nowhere")])
def test_wrong_options_are_2(options, folder):
    done = siwakit(folder, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert not (folder / ".siwakit").exists()


class KilledRuns:
    """The process that forks runs."""

    def __init__(self, warm_up: str, folder: Path):
        command = [sys.executable, str(Path(__file__).with_name("killed_runs.py")), warm_up, str(folder)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def run(self, kill_at: int, folder: Path, *arguments: str) -> tuple[int, int]:
        self.process.stdin.write(shlex.join([str(kill_at), str(folder), *arguments]) + "\n")
        self.process.stdin.flush()
        code, steps = self.process.stdout.readline().split()
        return int(code), int(steps)

    def end(self):
        self.process.communicate()


@pytest.fixture
def runs(tmp_path, apple):
    folder = prepare(tmp_path / "warm-up", apple)
    running = KilledRuns(f"renew --emulator {apple.url}", folder)
    yield running
    running.end()


def kill_at(step: int, runs: KilledRuns, tmp_path: Path, apple) -> int:
    """Kill a run at *step*, and check what it has left and that the next run completes it; return what the killed run ended with."""
    folder = prepare(tmp_path / f"step-{step}", apple)
    old = secrets(folder)[0]
    code, _ = runs.run(step, folder, "renew", "--emulator", apple.url)
    left = secrets(folder)
    assert (folder / ".env").read_text() == ENV.format(secret=left[0])
    with open_probe(Apple.emulator(apple.url)) as probe:
        assert {probe(CLIENT, secret)[0] for secret in left} == {ProbeAnswer.ACCEPTED}
    second, _ = runs.run(0, folder, "renew", "--emulator", apple.url)
    assert second == 0, (folder / "output.txt").read_text()
    require_complete(folder, old)
    return code


def test_a_run_that_is_killed_leaves_good_secrets_and_is_completed_by_the_next(runs, tmp_path, apple):
    code, steps = runs.run(0, prepare(tmp_path / "whole", apple), "renew", "--emulator", apple.url)
    assert (code, steps > 50) == (0, True)
    assert {kill_at(step, runs, tmp_path, apple) for step in range(1, steps, steps // 12)} == {-signal.SIGKILL}


@pytest.mark.slow
def test_a_run_can_be_killed_at_every_step(runs, tmp_path, apple):
    _, steps = runs.run(0, prepare(tmp_path / "whole", apple), "renew", "--emulator", apple.url)
    ended = [kill_at(step, runs, tmp_path, apple) for step in range(1, steps + 1)]
    assert ended.count(-signal.SIGKILL) >= steps - 5
