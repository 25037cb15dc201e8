from __future__ import annotations

import pytest
from tests.each import each

from siwakit.errors import TooLarge
from siwakit.readers.code import parse as parsing
from siwakit.readers.code.languages.dart import Dart
from siwakit.readers.code.languages.kotlin import Kotlin
from siwakit.readers.code.languages.lowering import Lowering
from siwakit.readers.code.languages.rust import Rust


def test_a_source_that_takes_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch):
    source = "let x = f(a.b.c(d), e);\n" * 2_000
    assert parsing.parse(source, Rust).body
    monkeypatch.setattr(parsing, "MAX_SECONDS", -1)
    with pytest.raises(TooLarge, match="the parser needs more"):
        parsing.parse(source, Rust)


@each(
    "language, source",
    [
        (Kotlin, "val a = if (b) c else " * 10_000),
        (Kotlin, "class A(val b: C = " * 10_000),
        (Dart, "if a {" * 30_000),
    ],
)
def test_a_source_that_the_grammar_has_too_many_readings_of_is_not_read(language: type[Lowering], source: str):
    with pytest.raises(TooLarge):
        parsing.parse(source, language)


@each("source", ["val a = b\n@", "val a = b\n@}", "class A\n@B", "val a = b\n@C(d", "val a = b\n@C(d)"])
def test_an_annotation_at_the_end_of_a_source_does_not_stop_the_parser(source: str):
    assert parsing.parse(source, Kotlin).body
