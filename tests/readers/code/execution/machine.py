"""Execution of programs against the emulator, in a zone and at a moment of choice."""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.readers.code.execution.go_programs import GoPrograms
from tests.readers.code.execution.programs import CLIENT, KEY, TEAM, Outcome, Program

from siwakit.testing import Apple

HERE = Path(__file__).resolve().parent
NODE_MODULES = HERE.parents[2] / "npm" / "node_modules"
GSON = Path("/usr/share/java/gson.jar")
LONGEST_SECONDS = 25
_NODE = ("node", str(HERE / "node_runner.cjs"))
RUNNERS = {
    ".py": (sys.executable, str(HERE / "python_runner.py")),
    ".js": _NODE,
    ".mjs": _NODE,
    ".rb": ("ruby", str(HERE / "ruby_runner.rb")),
    ".php": ("php", "-d", "display_errors=stderr", "-d", "log_errors=0", str(HERE / "php_runner.php")),
    ".java": ("java", "-XX:TieredStopAtLevel=1", "-cp", str(GSON), str(HERE / "JavaRunner.java")),
}
# What each language calls the library that sends over TLS; the emulator has no TLS.
WITHOUT_TLS = (
    ("HTTPSConnection(", "HTTPConnection("),
    ("require('https')", "require('http')"),
    ("use_ssl = true", "use_ssl = false"),
    ("use_ssl: true", "use_ssl: false"),
    ("HttpsURLConnection", "HttpURLConnection"),
)


class Machine:
    """Executes programs against *apple* in *folder*, which has the key's file; in *zone*, and at the emulator's time if *is_faked*."""

    def __init__(self, apple: Apple, folder: Path, zone: str = "UTC", *, is_faked: bool = False) -> None:
        self.apple = apple
        self.folder = folder
        self.faketime = _start_faketime(apple) if is_faked else None
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "LANG", "HOME", "PYTHONPATH") if name in os.environ},
            "TZ": zone,
            "APPLE_TEAM_ID": TEAM,
            "APPLE_CLIENT_ID": CLIENT,
            "APPLE_KEY_ID": KEY,
            "APPLE_PRIVATE_KEY": apple.key_text,
            **(_faked_time(self.faketime) if self.faketime else {}),
        }
        self.runners: dict[tuple[str, ...], subprocess.Popen[str]] = {}
        self.count = 0
        (folder / f"AuthKey_{KEY}.p8").write_text(apple.key_text)
        if not (folder / "node_modules").is_symlink():
            (folder / "node_modules").symlink_to(NODE_MODULES)

    def close(self) -> None:
        for runner in self.runners.values():
            _end(runner)
        if self.faketime:
            # It removes its shared memory when what it runs has ended.
            self.faketime.communicate()

    def run_all(self, some: Iterable[Program]) -> list[Outcome]:
        """Execute each of *some* with a code of its own, and return what became of them."""
        written = [(program, self._write(program)) for program in some]
        go = GoPrograms(self.folder, [path for _, path in written if path.suffix == ".go"])
        return [self._outcome(path, go) for _, path in written]

    def _write(self, program: Program) -> Path:
        # Each has a folder of its own: Java wants the name of the class, and Node caches modules by their path.
        self.count += 1
        folder = self.folder / f"program_{os.getpid()}_{id(self)}_{self.count}"
        folder.mkdir()
        path = folder / program.name
        path.write_text(self._at_the_emulator(program.text))
        return path

    def _outcome(self, path: Path, go: GoPrograms) -> Outcome:
        before = max((entry.number for entry in self.apple.journal), default=0)
        environment = {**self.environment, "CODE": self.apple.sign_in(CLIENT)}
        error = self._execute(path, environment, go)
        entries = [entry for entry in self.apple.journal if entry.number > before and (entry.path != "/auth/authorize" or entry.rule)]
        if not entries:
            return Outcome(None, error or "nothing was sent")
        last = entries[-1]
        return Outcome(last.rule, "" if last.rule or last.status == 200 else f"status {last.status}")

    def _at_the_emulator(self, text: str) -> str:
        """Return *text* with the emulator's address, except in the audience."""
        return "\n".join(line if re.search("aud", line, re.IGNORECASE) else self._with_address(line) for line in text.split("\n"))

    def _with_address(self, line: str) -> str:
        host, _, port = self.apple.url.removeprefix("http://").partition(":")
        line = line.replace("https://appleid.apple.com", self.apple.url).replace("hostname: 'appleid.apple.com'", f"hostname: '{host}', port: {port}")
        for old, new in WITHOUT_TLS:
            line = line.replace(old, new)
        # A host alone, and one with the port of TLS.
        return re.sub(r"""(["'])appleid\.apple\.com\1, ?443""", rf"\g<1>{host}\g<1>, {port}", line).replace('"appleid.apple.com"', f'"{host}:{port}"')

    def _execute(self, path: Path, environment: dict[str, str], go: GoPrograms) -> str:
        if path.suffix == ".go":
            return go.errors[path] if path in go.errors else self._run_alone(go.command(path), environment)
        if path.suffix == ".sh":
            return self._run_alone(("bash", str(path)), environment)
        runner = self._runner(path.suffix)
        assert runner.stdin is not None
        assert runner.stdout is not None
        runner.stdin.write(json.dumps({"file": str(path), "env": environment}) + "\n")
        runner.stdin.flush()
        if not select.select([runner.stdout], [], [], LONGEST_SECONDS)[0]:
            _end(self.runners.pop(RUNNERS[path.suffix]))
            return "it did not end"
        line = runner.stdout.readline()
        if not line:
            _end(self.runners.pop(RUNNERS[path.suffix]))
            return "it ended its runner"
        return str(json.loads(line)["error"])

    def _run_alone(self, command: tuple[str, ...], environment: dict[str, str]) -> str:
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False)
        return "" if done.returncode == 0 else done.stderr or f"exit {done.returncode}"

    def _runner(self, suffix: str) -> subprocess.Popen[str]:
        command = RUNNERS[suffix]
        if command not in self.runners:
            self.runners[command] = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        return self.runners[command]


def _end(runner: subprocess.Popen[str]) -> None:
    assert runner.stdin is not None
    assert runner.stdout is not None
    runner.stdin.close()
    runner.stdout.close()
    runner.kill()
    runner.wait()


def _start_faketime(apple: Apple) -> subprocess.Popen[str]:
    """Start faketime with the emulator's time; it prints its variables, and its shared memory lasts until its input is closed.

    A program that has no such memory makes one with its pid in the name, and fails if one that was killed has left it.
    """
    real = int(subprocess.run(("date", "+%s"), capture_output=True, text=True, check=True).stdout)
    command = ("faketime", "-f", f"{apple.clock.now() - real:+d}s", "sh", "-c", "env; echo; exec cat")
    return subprocess.Popen(command, env={"PATH": os.environ["PATH"]}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _faked_time(faketime: subprocess.Popen[str]) -> dict[str, str]:
    """Return the environment in which programs have the time of *faketime*, if they take it from the system's library."""
    assert faketime.stdout is not None
    found = dict(line.rstrip("\n").partition("=")[::2] for line in iter(faketime.stdout.readline, "\n"))
    names = ("LD_PRELOAD", "FAKETIME", "FAKETIME_SHARED")
    return {**{name: found[name] for name in names}, "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}


def missing(*tools: str) -> list[str]:
    """Return those of *tools* that are not installed."""
    return [tool for tool in tools if not shutil.which(tool)]
