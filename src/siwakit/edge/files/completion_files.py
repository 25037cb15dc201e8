"""Installing completion: a script in a file of its own, and for bash and zsh a few marked lines in the file that the shell reads at its start.

Nothing else in that file changes. It is replaced in one step, through a symbolic link too, and a second run changes nothing. The lines name no folder
of this machine, so that they can be shared with other machines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from siwakit.edge.stores.file_replacement import locked, read_whole, replace_whole
from siwakit.errors import StoreError, UsageError
from siwakit.patterns import pattern
from siwakit.record import record

FIRST = b"# >>> siwakit completion >>>"
LAST = b"# <<< siwakit completion <<<"
_DATA = '"${XDG_DATA_HOME:-$HOME/.local/share}/siwakit/completion.%s"'
_LINES = {
    "bash": f"if [ -r {_DATA % 'bash'} ]; then . {_DATA % 'bash'}; fi",
    # compdef exists only after compinit, which a .zshrc need not call.
    "zsh": f"if [[ -r {_DATA % 'zsh'} ]]; then\n  (( $+functions[compdef] )) || {{ autoload -Uz compinit && compinit -i }}\n  . {_DATA % 'zsh'}\nfi",
}
_MARK_OF_CLICK = b"_SIWAKIT_COMPLETE"
_BY_HAND = pattern(r"^[^#\n]*\bsiwakit completion ", re.MULTILINE)
_SECONDS_FOR_THE_LOCK = 5.0


@record
class ShellFiles:
    """The script that a shell loads, and the file that it reads at its start; *start* is None if it finds the script by itself."""

    script: Path
    start: Path | None


def shell_files(shell: str, variables: Mapping[str, str], home: Path) -> ShellFiles:
    """Return the files of *shell* for the user with these environment variables."""
    data = Path(variables.get("XDG_DATA_HOME") or home / ".local/share")
    if shell == "fish":
        return ShellFiles(Path(variables.get("XDG_CONFIG_HOME") or home / ".config") / "fish/completions/siwakit.fish", None)
    script = data / "siwakit" / f"completion.{shell}"
    return ShellFiles(script, home / ".bashrc" if shell == "bash" else Path(variables.get("ZDOTDIR") or home) / ".zshrc")


def install_completion(shell: str, source: str, files: ShellFiles) -> list[str]:
    """Write *source* as the script of *shell*, make the shell load it, and return what was done, a line for each file.

    Raises:
        UsageError: a file cannot be written, or contains something that siwakit did not write.
    """
    try:
        said = [_write_script(files.script, source.rstrip().encode() + b"\n")]
        if files.start is not None:
            said.append(_write_lines(files.start, shell))
    except StoreError as error:
        raise UsageError(str(error), hint=error.hint) from None
    except OSError as error:
        raise UsageError(f"{files.script.parent}: {(error.strerror or 'cannot be made').lower()}", hint="make this folder yourself") from None
    return said


def _write_script(path: Path, content: bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    with locked(path, _SECONDS_FOR_THE_LOCK):
        old = read_whole(path)
        if old.content == content:
            return f"{path}: already there"
        if old.content.strip() and _MARK_OF_CLICK not in old.content:
            raise UsageError(f"{path} was not written by siwakit", hint="move it away, and try again")
        replace_whole(old, content)
    return f"{path}: {'replaced' if old.exists else 'written'}"


def _write_lines(path: Path, shell: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    with locked(path, _SECONDS_FOR_THE_LOCK):
        old = read_whole(path)
        if _BY_HAND.search(old.content.decode("latin-1")):
            return f"{path}: already has a line of yours that loads completion, so it is left as it is"
        new = _with_block(old.content, shell, path)
        if new == old.content:
            return f"{path}: already loads it"
        replace_whole(old, new)
    return f"{path}: {'the lines between the marks are replaced' if FIRST in old.content else 'lines that load it are added at the end'}"


def _with_block(content: bytes, shell: str, path: Path) -> bytes:
    block = b"\n".join([FIRST, _LINES[shell].encode(), LAST]) + b"\n"
    before, first, rest = content.partition(FIRST)
    if not first:
        gap = b"" if not content else b"\n" if content.endswith(b"\n") else b"\n\n"
        return content + gap + block
    _, last, after = rest.partition(LAST)
    if not last:
        raise UsageError(
            f"{path} has the line {FIRST.decode()!r} but not {LAST.decode()!r}", hint="remove what is left of these lines, and try again"
        )
    return before + block + after.removeprefix(b"\n")
