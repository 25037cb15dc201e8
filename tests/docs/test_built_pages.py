"""The built documents: what their search finds, where their links lead, and what the reference shows."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zlib
from html import unescape
from pathlib import Path

import pytest
from check_links import broken_links, external_links

import siwakit

DOCS = Path(__file__).resolve().parents[2] / "docs"


def write(folder: Path, name: str, html: str) -> None:
    (folder / name).write_text(f"<html><body>{html}</body></html>", "utf-8")


def test_a_link_without_a_target_is_broken(tmp_path: Path) -> None:
    write(tmp_path, "index.html", '<a href="a.html#x">1</a><a href="a.html#y">2</a><a href="b.html">3</a><a href="#z">4</a><img src="c.svg">')
    write(tmp_path, "a.html", '<p id="x">x</p>')
    assert list(broken_links(tmp_path)) == [f"index.html: {link}" for link in ("a.html#y", "b.html", "#z", "c.svg")]


def test_a_link_to_another_site_is_listed_with_its_pages(tmp_path: Path) -> None:
    write(tmp_path, "index.html", '<a href="https://example.com/a">1</a><a href="a.html">2</a>')
    write(tmp_path, "a.html", '<a href="https://example.com/a">1</a>')
    assert external_links(tmp_path) == {"https://example.com/a": ["a.html", "index.html"]}
    assert list(broken_links(tmp_path)) == []


@pytest.fixture(scope="module")
def built() -> Path:
    # Where `make docs-html` builds them: only what has changed since is built again.
    folder = DOCS / "_build"
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--nitpicky", "--jobs", "2", str(DOCS), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    assert (done.returncode, done.stderr) == (0, "")
    return folder


def text_of(page: Path) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", page.read_text("utf-8"))).split())


@pytest.mark.slow
@pytest.mark.parametrize("word", ["fastapi", "invalid_cli", "notif", "supabas", "keycloak"])
def test_the_search_finds_a_word_in_a_page_that_exists(built: Path, word: str) -> None:
    text = (built / "searchindex.js").read_text("utf-8")
    index = json.loads(text.removeprefix("Search.setIndex(").rstrip().removesuffix(")"))
    terms = {term: pages for kind in ("terms", "titleterms") for term, pages in index[kind].items() if term.startswith(word)}
    numbers = [number for pages in terms.values() for number in (pages if isinstance(pages, list) else [pages])]
    assert numbers
    for number in numbers:
        assert (built / f"{index['docnames'][number]}.html").is_file()


@pytest.mark.slow
def test_every_link_leads_somewhere(built: Path) -> None:
    assert list(broken_links(built)) == []


@pytest.mark.slow
def test_links_to_other_sites_are_encrypted(built: Path) -> None:
    links = external_links(built)
    assert len(links) > 100
    assert [link for link in links if not link.startswith(("https://", "http://localhost:"))] == []


@pytest.mark.slow
def test_the_reference_has_public_names_and_no_others(built: Path) -> None:
    packed = (built / "objects.inv").read_bytes().split(b"\n", 4)[4]
    names = re.findall(r"^(\S+) py:", zlib.decompress(packed).decode(), re.MULTILINE)
    assert {f"siwakit.{name}" for name in siwakit.__all__} <= set(names)
    assert [name for name in names if re.search(r"\._(?!_call__)", name)] == []


@pytest.mark.slow
def test_a_signature_shows_types_and_readable_defaults(built: Path) -> None:
    client = text_of(built / "python" / "AppleClient.html")
    assert re.search(r"siwakit\.AppleClient\( ?configuration: AppleConfiguration, ?\*, ?policy: RetryPolicy \| None = None", client)
    function = text_of(built / "python" / "sign-in-functions.html")
    assert "apple: Apple = Apple.PRODUCTION" in function
    assert "Raises" in function
    pages = [text_of(page) for page in (built / "python").glob("*.html")]
    assert [page[:80] for page in pages if " at 0x" in page or "<factory>" in page or "~siwakit." in page] == []


@pytest.mark.slow
@pytest.mark.browser
def test_the_button_beside_a_session_copies_its_commands_without_what_they_print(built: Path, chromium) -> None:
    page = chromium.new_page()
    page.goto(f"file://{built}/how-to/curl.html")
    page.evaluate("window.copied = []; document.addEventListener('copy', (event) => copied.push(event.target.value))")
    for button in page.query_selector_all(".copybtn"):
        button.click(force=True)
    copied = page.evaluate("copied")
    assert copied[0] == "pip install 'siwakit[server]'\nsiwakit emulator --seed 7"
    assert copied[-1].startswith('printf %s "$(siwakit secret ')
    assert [text for text in copied if "access_token" in text or text.startswith("$")] == []
