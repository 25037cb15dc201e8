"""Entries of .env files, compared with what a loader reads, and on texts of any kind."""

from __future__ import annotations

import io
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.each import each

from siwakit.edge.stores.dotenv_text import find_entries, replace_entries

NAME = "APPLE_SECRET"
NEW = "eyJhbGciOiJFUzI1NiJ9.eyJuZXciOjF9.bmV3"
TOKENS = st.from_regex(r"[A-Za-z0-9._-]{1,12}", fullmatch=True)
NAMES = st.sampled_from([NAME, "OTHER", "A", "APPLE_SECRET_2"])
SPACES = st.sampled_from(["", " ", "  ", "\t"])
ENDS = st.sampled_from(["\n", "\r\n", "\n\n", " # a note\n", "\n# APPLE_SECRET=comment\n"])


@st.composite
def entries(draw: st.DrawFn) -> tuple[str, str, str]:
    """Return a line as people write it, its name, and the value that every loader reads."""
    name, value, quote = draw(NAMES), draw(TOKENS), draw(st.sampled_from(["", '"', "'"]))
    head = draw(st.sampled_from(["", "export "])) + name + draw(SPACES) + "=" + draw(SPACES)
    if quote and draw(st.booleans()):
        value += draw(st.sampled_from([" b", "#b", "\nAPPLE_SECRET=inside\n"]))
    return f"{head}{quote}{value}{quote}{draw(ENDS)}", name, value


@given(st.lists(entries(), max_size=6))
@settings(max_examples=80, deadline=None)
def test_a_loader_reads_the_new_value_and_all_the_others_as_before(lines: list[tuple[str, str, str]]):
    dotenv = pytest.importorskip("dotenv")
    text = "".join(line for line, _, _ in lines)
    changed = replace_entries(text, NAME, NEW)

    def load(content: str) -> dict[str, str | None]:
        return dotenv.dotenv_values(stream=io.StringIO(content), interpolate=False)

    assert load(changed) == {**load(text), NAME: NEW}
    assert [entry.value for entry in find_entries(text, NAME)] == [value for _, name, value in lines if name == NAME]
    assert {entry.value for entry in find_entries(changed, NAME)} == {NEW}


@given(st.text(alphabet="APLE_SCRT=\"'`\\\n\r\t #:ex portx\ufeff", max_size=80))
@example("\ufeff\ufeff")
@example("\ufeff")
@settings(max_examples=300, deadline=None)
def test_every_text_keeps_what_is_not_the_value(text: str):
    found = find_entries(text, NAME)
    changed = replace_entries(text, NAME, NEW)
    again = find_entries(changed, NAME)
    assert {entry.value for entry in again} == {NEW}
    assert len(again) == max(1, len(found))
    assert replace_entries(changed, NAME, NEW) == changed
    if found:
        rest, at = "", 0
        for entry in found:
            rest, at = rest + text[at : entry.start], entry.end
        rest += text[at:]
        assert changed.replace(NEW, "") == rest.replace(NEW, "")
    else:
        assert changed.startswith(text)


LONG = {
    "an open double quote": f'{NAME}="' + "x" * 300_000,
    "open quotes": "A='\n" * 80_000,
    "open double quotes": 'A="\n' * 80_000,
    "escapes": f'{NAME}="' + "\\" * 300_000,
    "spaces": f"{NAME}=" + " " * 300_000 + "x",
    "spaces before a name": " " * 300_000 + NAME,
    "words": f"{NAME}=" + "a " * 150_000,
    "marks": f"{NAME}=" + "a #" * 300_000,
    "one long name": "A" * 300_000,
    "exports": "export " * 45_000,
    "entries": f"{NAME}=a\n" * 20_000,
    "quoted entries": f"{NAME}='a' x\n" * 20_000,
}


@each("name", list(LONG))
def test_a_long_text_is_read_in_time(name: str):
    began = time.monotonic()
    replace_entries(LONG[name], NAME, NEW)
    assert time.monotonic() - began < 10
