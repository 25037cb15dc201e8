"""What the tests of how-to pages share: the files and commands of a page, and a program of a page that is serving.

A page's code blocks with a caption are files. A later block with the same caption replaces the file, as a reader would edit it; with
"(at the end)" in the caption, it is added to a file that a command has made.
Commands are the lines that begin with `$ ` in blocks marked console.

    page = read_page("how-to/fastapi.md")
    with served(page, tmp_path, commands=page.commands_from("export")) as app:
        browser = Browser()
        browser.sign_in(f"{app.url}/login")
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
PORT = "8000"
START_SECONDS = 30
_BLOCK = re.compile(r"^(`{3,})([^\n`]*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
_CAPTION = re.compile(r":caption: (\S+)( \(at the end\))?\n(?::[^\n]*\n)*\n?")


@dataclass(frozen=True, slots=True)
class Block:
    """A code block of a page: its language, the name of its file if it has one, and its text."""

    language: str
    caption: str
    text: str
    is_addition: bool = False
    """Whether the text is added to a file that exists."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the documentation, as its tests need it."""

    text: str
    blocks: tuple[Block, ...]

    @property
    def files(self) -> dict[str, str]:
        """Return the content of each file of the page by its name."""
        return {block.caption: block.text for block in self.blocks if block.caption and not block.is_addition}

    @property
    def commands(self) -> list[str]:
        """Return the commands of the page in their order."""
        consoles = "".join(block.text for block in self.blocks if block.language == "console")
        return [re.sub(r"\\\n\s*", "", line) for line in re.findall(r"^\$ ((?:[^\n]*\\\n)*[^\n]*)$", consoles, re.MULTILINE)]

    def command(self, words: str) -> str:
        """Return the only command of the page that contains *words*."""
        (command,) = [command for command in dict.fromkeys(self.commands) if words in command]
        return command

    def commands_from(self, words: str) -> list[str]:
        """Return the commands of the page in the block whose first one begins with *words*."""
        (block,) = [block for block in self.blocks if block.language == "console" and block.text.startswith(f"$ {words}")]
        return Page("", (block,)).commands

    def write(self, folder: Path, *, port: int | None = None) -> None:
        """Write the files of the page into *folder*, with *port* in the place of 8000 if it is given."""
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(at_port(text, port), "utf-8")
        for block in self.blocks:
            if block.is_addition:
                with (folder / block.caption).open("a", encoding="utf-8") as file:
                    file.write(at_port(f"\n{block.text}", port))


def at_port(text: str, port: int | None) -> str:
    """Return *text* with *port* in the place of the port of all pages."""
    return text if port is None else re.sub(rf"\b{PORT}\b", str(port), text)


def read_page(name: str) -> Page:
    """Return the page *name*, a path in the folder of the documentation."""
    text = (DOCS / name).read_text("utf-8")
    return Page(text, tuple(block_of(heading.strip(), body) for _, heading, body in _BLOCK.findall(text)))


def block_of(heading: str, body: str) -> Block:
    """Return the block with *heading*, a language or a directive such as `{code-block} python`."""
    directive, _, language = heading.rpartition(" ")
    caption = _CAPTION.match(body) if directive == "{code-block}" else None
    if caption is None:
        return Block(language, "", body)
    return Block(language, caption[1], body[caption.end() :], is_addition=caption[2] is not None)


def environment(variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables of a reader's shell: those of this process without siwakit's own, with *variables*."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SIWAKIT_", "APPLE_", "COOKIE_KEY"))}
    return {**kept, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "PYTHONUNBUFFERED": "1", **(variables or {})}


def run(command: str, folder: Path, variables: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run *command* as a line of a shell in *folder*, and return how it ended."""
    return subprocess.run(["bash", "-c", command], cwd=folder, env=environment(variables), capture_output=True, text=True, timeout=120, check=False)


@dataclass(frozen=True, slots=True)
class Served:
    """A program that is serving: its address, its port and the file with all that it printed."""

    url: str
    port: int
    log: Path

    def printed(self) -> str:
        """Return what the program and siwakit have printed so far."""
        return self.log.read_text("utf-8")

    def wait_for(self, words: str) -> str:
        """Return what was printed, once *words* are in it."""
        deadline = time.monotonic() + START_SECONDS
        while words not in self.printed():
            if time.monotonic() > deadline:
                pytest.fail(f"{words!r} was not printed:\n{self.printed()}")
            time.sleep(0.05)
        return self.printed()


@contextmanager
def served(page: Page, folder: Path, *, commands: list[str], variables: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Write the files of *page*, and run *commands* in *folder*, the last of which serves while the context lasts, at a free port instead of 8000."""
    port = free_port()
    page.write(folder, port=port)
    log = folder / "output.log"
    script = "\n".join([*commands[:-1], f"exec {commands[-1]}"])
    with log.open("wb") as out:
        words = ["bash", "-c", at_port(script, port)]
        process = subprocess.Popen(words, cwd=folder, env=environment(variables), stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            await_port(port, process, log)
            yield Served(f"http://localhost:{port}", port, log)
        finally:
            end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End *process*, and what it started if it does not end by itself."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def await_port(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when *process* answers at *port*."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(log.read_text("utf-8"))


def free_port() -> int:
    """Return an unused port on loopback."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])
