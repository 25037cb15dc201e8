"""`{command = ["…"]}`: any command, which gets the secret on its standard input. The way to every platform that has a command line.

`input` is what the command reads, with `{secret}` for the secret, because some commands read `NAME=VALUE`; by default it is only the secret, without
a line break. `read` is a command that prints the stored value, if there is one. Neither is given to a shell.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any, Self

from siwakit.edge.stores.comparison import read_back, require_expected
from siwakit.edge.stores.refusal_words import harmless
from siwakit.edge.stores.run_command import CommandResult, run_command
from siwakit.edge.stores.storable import require_token
from siwakit.edge.stores.store import StoreContext, Stored, StoreDescription
from siwakit.errors import StoreUnavailable, UsageError
from siwakit.evidence.showing.redact import named

FORM = '{command = ["…"], input = "{secret}", read = ["…"], seconds = 60}'
_MEMBERS = frozenset({"command", "input", "read", "seconds"})
_PLACEHOLDER = "{secret}"
_SECONDS = 60.0
_MOST_SECONDS = 3600
_HINT = f"write it as {FORM}, of which only command is needed"


class CommandStore:
    """A command that stores what it reads from its standard input."""

    def __init__(self, table: Mapping[str, Any], context: StoreContext) -> None:
        self._command: list[str] = table["command"]
        self._read: list[str] | None = table.get("read")
        self._input = table.get("input", _PLACEHOLDER)
        self._seconds = float(table.get("seconds", _SECONDS))
        self._context = context
        self.address = f"command:{named(shlex.join(self._command), 200)}"

    @classmethod
    def parse(cls, table: Mapping[str, Any], context: StoreContext) -> Self:
        """Return the store that *table* describes.

        Raises:
            UsageError: it has other members, or values that cannot be a command.
        """
        if unknown := sorted(set(map(str, table)) - _MEMBERS):
            raise UsageError(f"a store's table has the unknown member {named(unknown[0], 40)!r}", hint=_HINT)
        commands = [table.get("command"), *([table["read"]] if "read" in table else [])]
        if not all(_is_command(command) for command in commands):
            raise UsageError("a store's command is not a list of texts", hint=_HINT)
        text, seconds = table.get("input", _PLACEHOLDER), table.get("seconds", _SECONDS)
        if not isinstance(text, str) or text.count(_PLACEHOLDER) != 1:
            raise UsageError("the input of a store's command does not contain {secret} once", hint=_HINT)
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 < seconds <= _MOST_SECONDS:
            raise UsageError(f"the seconds of a store's command are not a number up to {_MOST_SECONDS}", hint=_HINT)
        return cls(table, context)

    def describe(self) -> StoreDescription:
        """Return what the store is and can do."""
        return StoreDescription(kind="command", what=f"the command {named(self._command[0], 60)}", can_be_read=self._read is not None)

    def read(self) -> Stored:
        """Return what the command `read` prints. Without one, nothing is known."""
        if self._read is None:
            return Stored()
        done = self._run(self._read, "")
        if done.code != 0:
            raise StoreUnavailable(f"the command {named(self._read[0], 60)} failed with {done.code}{_complaint(done)}", hint="run it yourself")
        value = done.output.removesuffix("\n").removesuffix("\r")
        return Stored(value=value) if value else Stored(exists=False)

    def write(self, secret: str, expected: Stored) -> Stored:
        """Run the command with the secret on its standard input."""
        require_token(secret)
        if self._read is not None:
            require_expected(self.read(), expected, self.describe().what)
        done = self._run(self._command, self._input.replace(_PLACEHOLDER, secret))
        if done.code != 0:
            raise StoreUnavailable(
                f"{self.describe().what} failed with {done.code}{_complaint(done, secret)}",
                hint="run it yourself; what it had done until then is not known",
                is_outcome_unknown=True,
            )
        return Stored() if self._read is None else read_back(self.read, self.describe().what)

    def destroy_previous(self, current: Stored) -> tuple[str, ...]:
        """Return nothing: whether the platform of the command keeps earlier values is not known."""
        del current
        return ()

    def _run(self, command: list[str], text: str) -> CommandResult:
        return run_command(command, text, environment=self._context.environment, folder=self._context.folder, seconds=self._seconds)


def _is_command(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(part, str) and "\0" not in part for part in value) and bool(value[0].strip())


def _complaint(done: CommandResult, secret: str = "") -> str:
    """Return the last line that the command wrote to its standard error, without anything of the secret."""
    lines = [line for line in done.complaint.splitlines() if line.strip()]
    # What was printed to standard output is not quoted, and may be quoted in an error.
    return f": {harmless(lines[-1], (secret, done.output))}" if lines else ""
