from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from tests.each import check_each, each
from tests.readers.code.shown import lower, shown, sources, unread

from siwakit.readers.code import languages
from siwakit.readers.code.languages.javascript import JavaScript
from siwakit.readers.code.languages.lowering import Lowering
from siwakit.readers.code.languages.php import Php
from siwakit.readers.code.languages.python import Python
from siwakit.readers.code.languages.ruby import Ruby

# What the snippets and reports contain that has no counterpart in the common tree and no meaning for a client_secret or a request.
LEFT_OUT = ("super", "...", "typeof ")
NESTED = ("[", "{", "a(", "x = [", "if a {", "-", "f(a, {", '"${')
BROKEN = [
    (Python, "a = f(b ? c)"),
    (Python, "a = {'b': 1, ? 'c': 2}"),
    (Python, "def f():\n    return b c"),
    (Ruby, "a = {b: 1, ? => c: 2}"),
    (Php, "<?php $a = ['b' => 1, ?? 'c' => 2];"),
    (Php, "<?php function f() { return $a ? $b; }"),
    (JavaScript, "const a = {b: c, ...\n d: e};"),
    (JavaScript, "a = b ? c;"),
]


def _languages() -> Iterator[type[Lowering]]:
    for module in pkgutil.iter_modules(languages.__path__, f"{languages.__name__}."):
        for kind in vars(importlib.import_module(module.name)).values():
            if isinstance(kind, type) and issubclass(kind, Lowering) and kind.__module__ == module.name and kind.names:
                yield kind


LANGUAGES = list(_languages())
WITH_SOURCES = [language for language in LANGUAGES if sources(*language.endings)]


@pytest.mark.parametrize("language", WITH_SOURCES)
def test_nothing_in_a_realistic_source_is_unread(language: type[Lowering]):
    paths = sources(*(ending for ending in language.endings if ending != "jsx"))
    texts = {path.name: unread(language, path.read_text("utf-8")) for path in paths}
    left = {name: [text for text in found if not text.startswith(LEFT_OUT)] for name, found in texts.items()}
    assert {name: found for name, found in left.items() if found} == {}


@pytest.mark.parametrize("language", WITH_SOURCES)
def test_a_source_that_ends_early_is_read(language: type[Lowering]):
    texts = [path.read_text("utf-8") for path in sources(*language.endings)]
    check_each([text[:end] for text in texts for end in range(0, len(text), 97)], lambda text: lower(language, text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nesting_without_end_is_read(language: type[Lowering]):
    check_each(["(" * 200_000, *(opening * 5_000 for opening in NESTED)], lambda text: lower(language, text))


@each("language, source", BROKEN)
def test_a_value_with_a_syntax_error_in_it_is_unread(language: type[Lowering], source: str):
    assert "(unread" in shown(language, source)
