"""The Dockerfiles as lists of instructions, and the two containers of the Compose file, for the tests beside it."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILES = {"emulator": ROOT / "Dockerfile", "app": ROOT / "examples/Dockerfile"}
COMPOSE = yaml.safe_load((ROOT / "examples/compose.yaml").read_text("utf-8"))
SERVICES = COMPOSE["services"]
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
