"""An answer of any size fits into 2 kB, and its next call stays whole."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siwakit.mcp.bounded import MAX_BYTES, write_bounded

_JSON = st.recursive(
    st.one_of(st.text(max_size=400), st.integers(), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=8), st.dictionaries(st.text(max_size=40), inner, max_size=6)),
    max_leaves=40,
)
_NEXT = {"tool": "doctor", "arguments": {"case": "case-1"}}


@given(answer=st.dictionaries(st.text(max_size=30), _JSON, max_size=8))
def test_any_answer_fits_and_keeps_its_next_call(answer):
    text = write_bounded({**answer, "next": _NEXT})
    assert len(text.encode()) <= MAX_BYTES
    assert json.loads(text)["next"] == _NEXT


@given(following=st.dictionaries(st.text(max_size=30), _JSON, min_size=1, max_size=8))
def test_a_next_call_that_does_not_fit_is_replaced_by_one_that_does(following):
    text = write_bounded({"verdict": "x" * 3000, "next": following})
    assert len(text.encode()) <= MAX_BYTES
    assert json.loads(text)["next"]


@pytest.mark.parametrize("character", ["x", "é", "漢", "\x00", "\u202e", "\U0001f600", "\ud800", '"', "\\"])
def test_characters_of_any_width_fit(character):
    text = write_bounded({"first": "kept", "words": character * 5000, "list": [character * 50] * 500, "next": _NEXT})
    assert len(text.encode()) <= MAX_BYTES
    assert json.loads(text)["first"] == "kept"


def test_what_is_left_out_of_a_list_is_counted():
    answer = json.loads(write_bounded({"verdict": "v", "suspects": [f"{number} {'x' * 100}" for number in range(50)], "next": _NEXT}))
    assert answer["suspects"][0].startswith("0 ")
    assert len(answer["suspects"]) + answer["left_out"] == 50
