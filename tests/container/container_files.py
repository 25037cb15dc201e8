"""The Dockerfiles as lists of instructions, and the two containers of the Compose file, for the tests beside it."""

from __future__ import annotations

import json
import re
import shlex
import socket
from dataclasses import dataclass
from pathlib import Path

import httpx2
import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILES = {"emulator": ROOT / "Dockerfile", "app": ROOT / "examples/Dockerfile"}
COMPOSE = yaml.safe_load((ROOT / "examples/compose.yaml").read_text("utf-8"))
SERVICES = COMPOSE["services"]
PORTS = ("9494", "9495", "8000")
PAGE = (ROOT / "docs/container.md").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Instruction:
    """An instruction of a Dockerfile, such as RUN, and what follows it."""

    name: str
    value: str

    def words(self) -> list[str]:
        """Return the words of a command in brackets, or of a plain line."""
        text = self.value[self.value.index("[") :] if "[" in self.value else ""
        return json.loads(text) if text else shlex.split(self.value)


def stages(path: Path) -> list[list[Instruction]]:
    """Return the instructions of each stage, without what precedes the first."""
    text = re.sub(r"^\s*#.*\n", "", path.read_text("utf-8"), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    found: list[list[Instruction]] = []
    for line in filter(None, map(str.strip, lines)):
        name, _, value = line.partition(" ")
        if name == "FROM":
            found.append([])
        if found:
            found[-1].append(Instruction(name, value.strip()))
    return found


def only(stage: list[Instruction], name: str) -> Instruction:
    """Return the one instruction of *stage* with this name."""
    (found,) = (instruction for instruction in stage if instruction.name == name)
    return found


def free_ports() -> dict[str, str]:
    """Return an unused port of this machine for each port of the images."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in PORTS]
    ports = [str(opened.getsockname()[1]) for opened in sockets]
    for opened in sockets:
        opened.close()
    return dict(zip(PORTS, ports, strict=True))


def sign_in_beside(ports: dict[str, str]) -> str:
    """Sign Jane in as a browser would, through the application and the portal of the emulator; return the application's last page."""
    with httpx2.Client() as browser:
        start = browser.get(f"http://localhost:{ports['8000']}/")
        asked = httpx2.URL(start.headers["Location"])
        assert (start.status_code, asked.host, asked.port) == (303, "localhost", int(ports["9494"]))
        wanted = {"client_id", "redirect_uri", "nonce", "state", "scope"}
        body = {name: value for name, value in asked.params.items() if name in wanted}
        code = browser.post(f"http://localhost:{ports['9495']}/api/sign-in", json=body).raise_for_status().json()["code"]
        # The cookie is for https, as localhost is in a browser.
        cookie = start.headers["Set-Cookie"].partition(";")[0]
        back = browser.post(
            f"http://localhost:{ports['8000']}/apple/callback", data={"code": code, "state": body["state"]}, headers={"Cookie": cookie}
        )
        assert back.status_code == 200, back.text
        return back.text
