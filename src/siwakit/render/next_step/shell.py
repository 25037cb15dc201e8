"""Commands that can be pasted into a shell: words are quoted, long commands are continued with a backslash, and gaps are named.

Only characters with a visible form are quoted. A value with others, or one that may be a secret, is left as a blank: nothing
from outside can end the quotes, hide in the command, or reach the terminal as an escape sequence.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence

from siwakit.escape import visible
from siwakit.patterns import pattern
from siwakit.render.sealing import Veil

WIDTH = 80
_LONGEST_VALUE = 400
_BLANK = pattern(r"<[A-Z_]{2,20}>")
_CONTINUED = " \\"


def is_shown_whole(value: str, veil: Veil, *, is_address: bool = False) -> bool:
    """Return whether *value* can be written into a text to copy: filled, short, visible, and harmless."""
    return bool(value) and len(value) <= _LONGEST_VALUE and visible(value) == value and veil.hide(value, is_address=is_address) == value


def path_word(path: str) -> str:
    """Return *path* as a quoted word that does not begin like an option."""
    return shlex.quote(f"./{path}" if path.startswith("-") else path)


def command_text(first: str, groups: Iterable[str], *, width: int = WIDTH) -> str:
    """Return a command of *first* and *groups* of quoted words in lines of at most *width* columns, if no group is longer than that."""
    lines = [first]
    for group in groups:
        if len(lines[-1]) + 1 + len(group) + len(_CONTINUED) <= width:
            lines[-1] += f" {group}"
        else:
            lines.append(f"  {group}")
    return f"{_CONTINUED}\n".join(lines)


def blanks_in(text: str, *known: str) -> tuple[str, ...]:
    """Return the blanks in *text*, each once, in order; only those that are *known* to be siwakit's own, if any are given."""
    found = dict.fromkeys(match[0] for match in _BLANK.finditer(text))
    return tuple(blank for blank in found if not known or blank in known)


def options(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Return options with their values, quoted, each as one group."""
    return [f"{name} {shlex.quote(value)}" for name, value in pairs]
