"""Invisible characters are made visible; times and lines are formatted for people."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from tests.each import each

from siwakit.escape import visible
from siwakit.evidence.dates import span_of
from siwakit.render.moments import moment
from siwakit.render.wrapping import wrapped

NOW = 1_790_000_000


@each(
    ("text", "shown"),
    [
        ("plain text, \u00e9 and \u4f60", "plain text, \u00e9 and \u4f60"),
        ("\x1b[31m", r"\x1b[31m"),
        ("a\r\nb\tc\x00", r"a\r\nb\tc\x00"),
        ("\u202eabc\u2066", r"\u202eabc\u2066"),
        ("a\u200bb\ufeff", r"a\u200bb\ufeff"),
        ("\ud800", r"\ud800"),
        ("a\u00a0b\u3000", r"a\xa0b\u3000"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_invisible_characters_are_written_as_escapes(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_no_character_of_unicode_passes_that_is_no_glyph() -> None:
    unseen = [chr(number) for number in range(0x110000) if unicodedata.category(chr(number)) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}]
    assert [hex(ord(character)) for character in unseen if visible(character) == character] == []


@given(st.text())
def test_escaped_text_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@given(st.text(alphabet="ab c\n", max_size=300), st.integers(20, 90))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    lines = wrapped(text, width, "    ", "  - ")
    assert all(len(line) <= width for line in lines)
    assert "".join("".join(lines).removeprefix("  - ").split()) == "".join(text.split())


def test_a_word_longer_than_a_line_is_broken() -> None:
    assert wrapped("ab " + "x" * 25, 20, "    ") == ["    ab", "    " + "x" * 16, "    " + "x" * 9]


@each(
    ("seconds", "words"),
    [
        (NOW, "2026-09-21 14:13:20 UTC, now"),
        (NOW + 600, "2026-09-21 14:23:20 UTC, in 10 minutes"),
        (NOW + 119, "2026-09-21 14:15:19 UTC, in 1 minute"),
        (NOW - 7200, "2026-09-21 12:13:20 UTC, 2 hours ago"),
        (NOW - 17 * 86400 - 5, "2026-09-04 14:13:15 UTC, 17 days ago"),
        (NOW + 0.9, "2026-09-21 14:13:20 UTC, now"),
        (NOW * 1000, "far in the future; in milliseconds it would be 2026-09-21 14:13:20 UTC"),
        (10**19, "later than any calendar"),
        (-(10**12), "earlier than any calendar"),
        ("1790000000", "not a number, so not a time"),
        (True, "not a number, so not a time"),
        (None, "not a number, so not a time"),
    ],
)
def test_a_time_is_formatted_for_people(seconds: object, words: str) -> None:
    assert moment(seconds, NOW) == words


def test_without_a_clock_a_time_is_a_date() -> None:
    assert moment(NOW, None) == "2026-09-21 14:13:20 UTC"


def test_one_of_a_unit_is_singular() -> None:
    assert span_of(1) == "1 second"
