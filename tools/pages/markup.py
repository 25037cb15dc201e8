"""Markdown builders: escaped text, code, links, tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from siwakit.sources import Source

_CODE = re.compile(r"(`[^`\n]+`)")
# Names of fields and claims (client_secret, redirect_uri) are formatted as code in prose.
_NAME = re.compile(r"(?<![\w./@-])[a-z]+(?:_[a-z]+)+(?![\w/@-])")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~$])")
_NOT_IN_SLUG = re.compile(r"[^\w\- ]")


def prose(text: str) -> str:
    """Return *text* as escaped Markdown; text between backticks stays code, and names become code."""
    pieces = _CODE.split(_NAME.sub(lambda match: match[0] if _is_quoted(text, match.start()) else f"`{match[0]}`", text))
    return "".join(piece if number % 2 else _SPECIAL.sub(r"\\\1", piece) for number, piece in enumerate(pieces))


def sentence(text: str) -> str:
    """Return *text* as a Markdown sentence, with a capital letter and a full stop."""
    words = text[:1].upper() + text[1:] if not _NAME.match(text) else text
    return prose(words if words.endswith((".", "?")) else f"{words}.")


def code(text: str) -> str:
    """Return *text* as code, even if it contains backticks or the bar of a table."""
    fence = "``" if "`" in text else "`"
    pad = " " if "`" in text else ""
    return f"{fence}{pad}{text}{pad}{fence}".replace("|", r"\|")


def link(text: str, target: str) -> str:
    """Return a link; *text* is Markdown already."""
    return f"[{text}](<{target}>)" if re.search(r"[\s()']", target) else f"[{text}]({target})"


def cite(source: Source) -> str:
    """Return the name of *source*, linked if it has an address."""
    return link(prose(source.title), source.address) if source.address else prose(source.title)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; the cells are Markdown already."""
    lines = (head, ["---"] * len(head), *rows)
    return "\n".join(f"| {' | '.join(cell.replace(chr(10), ' ') for cell in cells)} |" for cells in lines)


def slug(heading: str) -> str:
    """Return the anchor of a heading with this text, the same in the documentation and on a code host."""
    return _NOT_IN_SLUG.sub("", heading.strip().lower()).replace(" ", "-")


def page(*blocks: str) -> str:
    """Return a page of *blocks*, an empty line between them; empty ones are left out."""
    return "\n\n".join(block.strip("\n") for block in blocks if block.strip()) + "\n"


def _is_quoted(text: str, position: int) -> bool:
    return text[:position].count("`") % 2 == 1
