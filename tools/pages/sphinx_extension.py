"""Extension of Sphinx: docstrings and signatures as the pages of the Python API show them, and long names in tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from inspect import isgeneratorfunction
from typing import Any

from docutils import nodes

import siwakit
from pages.docstrings import as_rest, shorter_signature
from siwakit import testing

# What a default is called, if its text says less.
_DEFAULTS = {
    repr(siwakit.Apple.PRODUCTION): "Apple.PRODUCTION",
    "<factory>": "...",
    "<class 'tuple'>": "tuple",
    "<built-in function time>": "time.time",
}
_BREAK = re.compile(r"(?<=[_/#.:])(?=\w{2})")
# Classes whose instances come from others.
_NOT_CONSTRUCTED = {"siwakit.testing.Apple", "siwakit.testing.Clock"}


def targets_of(name: str) -> dict[str, str]:
    """Return the full names that the docstring of *name* can link to, by the name in it."""
    targets = {public: f"siwakit.{public}" for public in siwakit.__all__}
    return targets | {public: f"siwakit.testing.{public}" for public in testing.__all__ if name.startswith("siwakit.testing")}


def rewrite_docstring(_app: Any, _what: str, name: str, _value: Any, _options: Any, lines: list[str]) -> None:
    """Convert a docstring in place."""
    lines[:] = as_rest("\n".join(lines), targets_of(name)).split("\n")


def rewrite_signature(_app: Any, _what: str, name: str, value: Any, _options: Any, signature: str | None, returned: str | None) -> Any:
    """Return the signature with defaults that can be read; it is empty for a class that its users do not construct."""
    if name in _NOT_CONSTRUCTED or (isinstance(value, type) and not _is_constructed(value)):
        return "", None
    if returned and isgeneratorfunction(getattr(value, "__wrapped__", None)):
        # A context manager is written as a generator, and used with `with`.
        returned = returned.replace("~collections.abc.Iterator[", "~contextlib.AbstractContextManager[")
    return (shorter_signature(signature, _DEFAULTS), returned) if signature else None


def separate_errors(_app: Any, doctree: nodes.document, _name: str) -> None:
    """Write a colon between an error and when it is raised, where Sphinx writes two hyphens."""
    for body in doctree.findall(nodes.field_body):
        for text in list(body.findall(nodes.Text)):
            if text.astext() == " -- ":
                text.parent.replace(text, nodes.Text(": "))


def let_names_break(_app: Any, doctree: nodes.document, _name: str) -> None:
    """Let a long name in a table break after an underscore or a slash, so that the table fits a phone."""
    for literal in doctree.findall(nodes.literal):
        if any(isinstance(above, nodes.entry) for above in _ancestors(literal)) and _BREAK.search(literal.astext()):
            pieces = [nodes.Text(piece) for piece in _BREAK.split(literal.astext()) if piece]
            breaks = [nodes.raw("", "<wbr>", format="html") for _ in pieces[1:]]
            literal.children = [node for pair in zip(pieces, [*breaks, None], strict=True) for node in pair if node is not None]
            for child in literal.children:
                child.parent = literal


def _ancestors(node: nodes.Node) -> Iterator[nodes.Node]:
    while node.parent is not None:
        node = node.parent
        yield node


def _is_constructed(value: type) -> bool:
    """Return whether the signature of *value* says more than that of its base: an error is raised by siwakit, a protocol is implemented."""
    if issubclass(value, Exception):
        return "__init__" in vars(value)
    return not issubclass(value, Enum) and not getattr(value, "_is_protocol", False)


def setup(app: Any) -> dict[str, Any]:
    """Register what autodoc calls."""
    app.connect("autodoc-process-docstring", rewrite_docstring)
    app.connect("autodoc-process-signature", rewrite_signature)
    app.connect("doctree-resolved", separate_errors)
    app.connect("doctree-resolved", let_names_break)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
