"""Check the links of the built documents: internal ones have to lead somewhere, external ones are listed and not fetched.

    python tools/check_links.py [--external] docs/_build

With --external the addresses of other sites are printed, each with the pages that link to it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class _Reader(HTMLParser):
    """Collects the links and the anchors of one page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element links to, and the name that it can be linked by."""
        del tag
        for name, value in attrs:
            if value and name in {"href", "src"}:
                self.links.append(value)
            elif value and name in {"id", "name"}:
                self.anchors.add(value)


def read_pages(folder: Path) -> dict[Path, _Reader]:
    """Return the pages of the built documents in *folder*, by their paths."""
    pages = {}
    for path in sorted(folder.rglob("*.html")):
        pages[path.resolve()] = reader = _Reader()
        reader.feed(path.read_text("utf-8"))
    return pages


def broken_links(folder: Path) -> Iterator[str]:
    """Yield each internal link that leads nowhere, after its page."""
    pages = read_pages(folder)
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if not parts.scheme and not parts.netloc and not _exists(path, unquote(parts.path), unquote(parts.fragment), pages):
                yield f"{path.relative_to(folder.resolve())}: {link}"


def external_links(folder: Path) -> dict[str, list[str]]:
    """Return the pages that link to each address of another site."""
    found: dict[str, list[str]] = {}
    for path, page in read_pages(folder).items():
        for link in dict.fromkeys(page.links):
            if urlsplit(link).netloc:
                found.setdefault(link, []).append(str(path.relative_to(folder.resolve())))
    return found


def _exists(page: Path, path: str, anchor: str, pages: dict[Path, _Reader]) -> bool:
    there = (page.parent / path).resolve() if path else page
    if anchor and there in pages:
        return anchor in pages[there].anchors
    return there.exists()


def main() -> int:
    """Print what is asked for; return 1 if a link is broken."""
    folder = Path(sys.argv[-1])
    if "--external" in sys.argv[1:]:
        for link, pages in sorted(external_links(folder).items()):
            print(link, *pages)
        return 0
    broken = list(broken_links(folder))
    for line in broken:
        print(line)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
