from __future__ import annotations

from tests.each import each

from siwakit.readers.code.languages.dart import Dart
from siwakit.readers.code.languages.kotlin import Kotlin
from siwakit.readers.code.languages.lowering import Lowering
from siwakit.readers.code.parse import parse


@each(
    "language, source",
    [
        (Kotlin, "val a = if (b) c else " * 10_000),
        (Kotlin, "class A(val b: C = " * 10_000),
        (Dart, "if a {" * 30_000),
    ],
)
def test_a_source_that_takes_the_parser_too_long_is_not_read(language: type[Lowering], source: str):
    assert parse(source, language) is None


@each("source", ["val a = b\n@", "val a = b\n@}", "class A\n@B", "val a = b\n@C(d", "val a = b\n@C(d)"])
def test_an_annotation_at_the_end_of_a_source_does_not_stop_the_parser(source: str):
    program = parse(source, Kotlin)
    assert program is not None
    assert program.body
