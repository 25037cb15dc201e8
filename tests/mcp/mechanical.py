"""A client that understands no words: it follows only the `next` of each answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from jsonschema import Draft202012Validator

from siwakit.edge.mcp_server.dispatch import Answered, dispatch
from siwakit.edge.mcp_server.folders import Folders
from siwakit.edge.mcp_server.session import Session
from siwakit.mcp.bounded import MAX_BYTES
from siwakit.mcp.tools import BY_NAME

_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+\d+(?:,\d+)? @@")


@dataclass
class Way:
    """The answers on the way, and whether the emulator accepted at the end."""

    answers: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_accepted(self) -> bool:
        return self.answers[-1].get("accepted") is True

    @property
    def calls(self) -> int:
        return len(self.answers)


@dataclass
class Client:
    """A client of a server for *folder*; *knows* are replies to questions, by argument."""

    folder: Path
    knows: Mapping[str, Any] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self.session = Session(Folders((str(self.folder),)))
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()

    def call(self, tool: str, arguments: Mapping[str, Any]) -> Answered:
        answered = dispatch(self.session, tool, dict(arguments))
        require_sound(answered.text)
        return answered

    def follow(self, tool: str, arguments: Mapping[str, Any], most: int) -> Way:
        """Return the way from this call, of at most *most* calls."""
        way = Way()
        step: dict[str, Any] = {"tool": tool, "arguments": dict(arguments)}
        while len(way.answers) < most and "tool" in step:
            answer = json.loads(self.call(step["tool"], step["arguments"]).text)
            way.answers.append(answer)
            step = self._call_after(answer["next"])
        return way

    def _call_after(self, following: dict[str, Any]) -> dict[str, Any]:
        match following:
            case {"tool": _}:
                return following
            case {"diff": diff, "then": then}:
                apply(diff, self.folder)
                return then
            case {"diff_file": path, "then": then}:
                apply(Path(path).read_text("utf-8"), self.folder)
                return then
            case {"ask": _, "for": name, "then": then} if name in self.knows:
                return {**then, "arguments": {**then["arguments"], name: self.knows[name]}}
        return {}


def require_sound(text: str) -> dict[str, Any]:
    """Check the size of an answer and that its next call has arguments that the tool takes, and return it."""
    assert len(text.encode()) <= MAX_BYTES
    answer = json.loads(text)
    step = answer["next"]
    following = step.get("then", step)
    if "tool" in following:
        properties = BY_NAME[following["tool"]].properties
        asked = {step["for"]: ["x"] if properties[step["for"]]["type"] == "array" else "native"} if "for" in step else {}
        Draft202012Validator(BY_NAME[following["tool"]].schema).validate({**following["arguments"], **asked})
    else:
        assert following == {"done": True}
    return answer


def apply(diff: str, folder: Path) -> None:
    """Apply a unified diff of one file in *folder*; each of its lines must be there."""
    head, *lines = diff.rsplit("\n--- ", maxsplit=1)[-1].split("\n")
    path = folder / re.sub(r"^(?:--- )?(?:a/)?", "", head).partition("\t")[0]
    before = path.read_text("utf-8").split("\n")
    after: list[str] = []
    at = 0
    for line in lines:
        found = _HUNK.match(line)
        if found:
            start = int(found[1]) - 1
            after += before[at:start]
            at = start
        elif line.startswith(("+++", "\\")):
            continue
        elif line.startswith("+"):
            after.append(line[1:])
        elif line[:1] in {" ", "-"}:
            assert before[at] == line[1:], (before[at], line)
            after += [line[1:]] if line[0] == " " else []
            at += 1
    path.write_text("\n".join([*after, *before[at:]]), "utf-8")
