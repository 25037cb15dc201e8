"""The pages of the Python API: every public name is there, and docstrings become what Sphinx reads."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from pages.docstrings import as_markdown, as_rest, shorter_signature
from pages.python_api import GROUPS, python_pages
from pages.sphinx_extension import targets_of
from tests.each import each

import siwakit
from siwakit import testing

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = {path.relative_to(DOCS).as_posix(): path.read_text("utf-8") for path in (DOCS / "python.md", *sorted((DOCS / "python").glob("*.md")))}
INDEX = PAGES["python.md"]
DIRECTIVE = re.compile(r"^\.\. (?:auto\w+|py:data):: (\S+)$", re.MULTILINE)


def described() -> list[str]:
    return [name for text in PAGES.values() for name in DIRECTIVE.findall(text)]


def test_every_public_name_is_described_once() -> None:
    expected = [f"siwakit.{name}" for name in siwakit.__all__] + [f"siwakit.testing.{name}" for name in testing.__all__]
    assert sorted(described()) == sorted(expected)


@each("name", siwakit.__all__)
def test_the_index_leads_to_every_public_name(name: str) -> None:
    assert f"(python/{name}.md)" in INDEX or f"{{py:obj}}`~siwakit.{name}`" in INDEX


def test_every_class_that_is_no_error_has_a_page_of_its_own() -> None:
    classes = [name for name in siwakit.__all__ if inspect.isclass(value := getattr(siwakit, name)) and not issubclass(value, Exception)]
    assert [name for name in classes if DIRECTIVE.findall(PAGES.get(f"python/{name}.md", "")) != [f"siwakit.{name}"]] == []


def test_every_page_is_in_the_table_of_contents() -> None:
    listed = re.search(r"```\{toctree\}\n:hidden:\n\n(.*?)\n```", INDEX, re.DOTALL)
    assert listed
    assert sorted(f"{path}.md" for path in listed[1].split()) == sorted(set(PAGES) - {"python.md"})


def test_no_two_pages_differ_only_in_upper_and_lower_case() -> None:
    assert len({path.lower() for path in PAGES}) == len(PAGES)


def test_a_new_public_name_needs_a_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(siwakit, "__all__", [*siwakit.__all__, "added_yesterday"])
    monkeypatch.setattr(siwakit, "added_yesterday", lambda: None, raising=False)
    with pytest.raises(LookupError, match="no group for added_yesterday"):
        python_pages()


def test_a_group_has_only_public_names() -> None:
    assert [name for group in GROUPS for name in group.names if name not in siwakit.__all__] == []


def test_the_errors_of_a_docstring_become_fields() -> None:
    docstring = """Return *code* for `Tokens`, with `nonce`.

    More of it.

    Raises:
        UsageError: *code* is empty, or
            is not text.
        KeyError: as `Tokens`.
    """
    targets = {"UsageError": "siwakit.UsageError", "Tokens": "siwakit.Tokens"}
    assert as_rest(docstring, targets) == (
        "Return ``code`` for :py:obj:`Tokens <siwakit.Tokens>`, with ``nonce``.\n\nMore of it.\n\n"
        ":raises ~siwakit.UsageError: ``code`` is empty, or is not text.\n:raises KeyError: as :py:obj:`Tokens <siwakit.Tokens>`.\n"
    )


def test_a_docstring_without_errors_has_no_fields() -> None:
    assert as_rest("Return 2 * 3 and `a * b`.", {}) == "Return 2 * 3 and ``a * b``.\n"
    assert as_markdown("Return *code*, not `*code*`.") == "Return `code`, not `*code*`."


def test_a_docstring_of_testing_links_to_its_own_apple() -> None:
    assert targets_of("siwakit.testing.emulator")["Apple"] == "siwakit.testing.Apple"
    assert targets_of("siwakit.AppleConfiguration")["Apple"] == "siwakit.Apple"


def test_a_default_is_shown_by_its_name() -> None:
    assert shorter_signature("(apple: Apple = Apple(base_url='x'))", {"Apple(base_url='x')": "Apple.PRODUCTION"}) == (
        "(apple: Apple = Apple.PRODUCTION)"
    )
