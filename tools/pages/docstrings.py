"""Docstrings as Sphinx reads them: the house's form is converted while the documentation is built, and the sources stay as they are.

In a docstring, text between single backticks is code, or a public name; text between asterisks is a parameter; and a section `Raises:` lists
errors. In reStructuredText these are literals, cross-references and fields.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping

_CODE = re.compile(r"(?<![`:])`([^`\n]+)`(?!`)")
_PARAMETER = re.compile(r"(?<![\w*`])\*(\w+)\*(?![\w*])")
_RAISES = "Raises:"


def as_rest(docstring: str, targets: Mapping[str, str]) -> str:
    """Return *docstring* as reStructuredText; *targets* are the full names of what can be linked, by the name in a docstring."""
    text, _, raised = inspect.cleandoc(docstring).partition(f"\n\n{_RAISES}\n")
    fields = [_raised(entry, targets) for entry in re.split(r"\n(?=\S)", inspect.cleandoc(raised))] if raised else []
    return "\n".join([_inline(text, targets), "", *fields]).strip() + "\n"


def shorter_signature(signature: str, names: Mapping[str, str]) -> str:
    """Return *signature* with each default that is a known value shown by its name; *names* are the names by the value's text."""
    for shown, name in names.items():
        signature = signature.replace(shown, name)
    return signature


def _raised(entry: str, targets: Mapping[str, str]) -> str:
    name, _, words = " ".join(entry.split()).partition(": ")
    return f":raises {f'~{targets[name]}' if name in targets else name}: {_inline(words, targets)}"


def _inline(text: str, targets: Mapping[str, str]) -> str:
    pieces = _CODE.split(text)
    return "".join(_code(piece, targets) if number % 2 else _plain(piece) for number, piece in enumerate(pieces))


def _code(text: str, targets: Mapping[str, str]) -> str:
    target = targets.get(text.removesuffix("()"))
    return f":py:obj:`{text} <{target}>`" if target else f"``{text}``"


def _plain(text: str) -> str:
    return _PARAMETER.sub(r"``\1``", text)


def as_markdown(text: str) -> str:
    """Return a sentence of a docstring as Markdown, with parameters as code."""
    return _PARAMETER.sub(r"`\1`", text)
