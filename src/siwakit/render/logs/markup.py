"""HTML and SVG as a tree, so that no text can become markup: the serialiser of the standard library escapes it."""

from __future__ import annotations

from xml.etree.ElementTree import Element, tostring

from siwakit.escape import visible

Child = Element | str | None


def node(tag: str, *children: Child, **attributes: object) -> Element:
    """Return an element; in the names of *attributes* `_` stands for `-`, and one at the end is dropped."""
    element = Element(tag, {name.rstrip("_").replace("_", "-"): visible(str(value)) for name, value in attributes.items() if value is not None})
    for child in children:
        _append(element, child)
    return element


def document(root: Element) -> str:
    """Return *root* as an HTML document."""
    return f"<!DOCTYPE html>\n{tostring(root, encoding='unicode', method='html')}\n"


def _append(parent: Element, child: Child) -> None:
    if child is None:
        return
    if isinstance(child, Element):
        parent.append(child)
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + visible(child)
    else:
        parent.text = (parent.text or "") + visible(child)
