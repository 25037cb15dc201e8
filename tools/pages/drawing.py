"""Drawings of boxes below each other, as SVG, from a text. They have a background of their own, so that they can be read on light and dark pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "docs" / "drawings" / "diagnosis.txt"

_WIDTH = 440
_BOX_LEFT, _BOX_WIDTH, _BOX_HEIGHT = 30, 380, 84
_GAP, _MARGIN = 46, 24
_STYLE = """
  .page { fill: #ffffff; }
  .box { fill: #eef4fb; stroke: #0b5cad; stroke-width: 1.5; }
  .title { fill: #0b3d73; font-weight: 600; font-size: 17px; }
  .line { fill: #333333; font-size: 14.5px; }
  .passes { fill: #555555; font-size: 13.5px; font-style: italic; }
  .arrow { stroke: #0b5cad; stroke-width: 1.5; fill: none; }
  text { font-family: system-ui, -apple-system, "Segoe UI", sans-serif; }
  @media (prefers-color-scheme: dark) {
    .page { fill: #16181c; }
    .box { fill: #1d2836; stroke: #7ab8ff; }
    .title { fill: #b9d9ff; }
    .line { fill: #dddddd; }
    .passes { fill: #bbbbbb; }
    .arrow { stroke: #7ab8ff; }
  }
"""


@dataclass(frozen=True, slots=True)
class Box:
    """A box with its title and lines, and what passes from it to the next one."""

    title: str
    lines: tuple[str, ...]
    passes: str = ""


def read_boxes(text: str) -> tuple[Box, ...]:
    """Return the boxes of a drawing, from the top to the bottom."""
    boxes: list[Box] = []
    for line in text.splitlines():
        if line.startswith(">"):
            boxes[-1] = Box(boxes[-1].title, boxes[-1].lines, line[1:].strip())
        elif line.strip() and not line.startswith("#"):
            title, *lines = (part.strip() for part in line.split("|"))
            boxes.append(Box(title, tuple(lines)))
    return tuple(boxes)


def draw(boxes: tuple[Box, ...], title: str) -> str:
    """Return an SVG of *boxes*."""
    height = 2 * _MARGIN + len(boxes) * _BOX_HEIGHT + (len(boxes) - 1) * _GAP
    described = "; ".join(f"{box.title}: {' '.join(box.lines)}" for box in boxes)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(described)}</desc>",
        f"<style>{_STYLE}</style>",
        f'<rect class="page" width="{_WIDTH}" height="{height}" rx="8"/>',
    ]
    for number, box in enumerate(boxes):
        parts += _shapes(box, _MARGIN + number * (_BOX_HEIGHT + _GAP), is_last=number == len(boxes) - 1)
    return "\n".join([*parts, "</svg>", ""])


def diagnosis_drawing() -> str:
    """Return the drawing of how a diagnosis is made."""
    return draw(read_boxes(SOURCE.read_text("utf-8")), "How a diagnosis is made")


def _shapes(box: Box, top: int, *, is_last: bool) -> Iterator[str]:
    middle, bottom = _WIDTH // 2, top + _BOX_HEIGHT
    yield f'<rect class="box" x="{_BOX_LEFT}" y="{top}" width="{_BOX_WIDTH}" height="{_BOX_HEIGHT}" rx="8"/>'
    yield f'<text class="title" x="{middle}" y="{top + 27}" text-anchor="middle">{escape(box.title)}</text>'
    for number, line in enumerate(box.lines):
        yield f'<text class="line" x="{middle}" y="{top + 49 + 20 * number}" text-anchor="middle">{escape(line)}</text>'
    if is_last:
        return
    left = _BOX_LEFT + 40
    yield f'<path class="arrow" d="M{left} {bottom + 4} V{bottom + _GAP - 4} m-5 -8 l5 8 l5 -8"/>'
    yield f'<text class="passes" x="{left + 18}" y="{bottom + _GAP // 2 + 5}">{escape(box.passes)}</text>'
