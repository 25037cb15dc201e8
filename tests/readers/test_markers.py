"""Lines with a marker: the search for all markers at once finds the same lines as the search for each of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siwakit.readers.logs import markers
from siwakit.readers.logs.markers import MARKERS, found_one_by_one, marked_lines
from siwakit.readers.logs.record_lines import MAX_LINE

MARKED = [marker + ending for marker, endings in MARKERS for ending in endings]
PIECE = st.one_of(
    st.sampled_from(MARKED), st.sampled_from([marker[:-1] for marker in MARKED]), st.sampled_from([b"\n", b"\n", b" ", b"\r\n", b"\xff"])
)


def lines_one_by_one(data: bytes, limit: int) -> set[int]:
    return set(found_one_by_one(data, limit))


@given(pieces=st.lists(PIECE, max_size=60), cut=st.integers(0, 80))
def test_both_searches_find_the_same_lines(pieces: list[bytes], cut: int):
    data = b"".join(pieces)
    limit = max(0, len(data) - cut)
    assert marked_lines(data, limit) == lines_one_by_one(data, limit)


@pytest.mark.parametrize("marker", MARKED, ids=range(len(MARKED)))
def test_a_marker_is_found_on_each_side_of_a_window_and_across_it(marker: bytes):
    for before in range(markers._WINDOW - len(marker) - 2, markers._WINDOW + 2):
        data = b"\n".rjust(before, b".") + marker + b"\n"
        assert marked_lines(data, len(data)) == lines_one_by_one(data, len(data)) == {before}


@pytest.mark.parametrize("beyond", [-1, 0, 1])
def test_a_marker_beyond_1_mib_of_a_line_does_not_count(beyond: int):
    data = b"x" * (MAX_LINE + beyond) + b"client_secret grant_type\ngrant_type"
    expected = {0, len(data) - 10} if beyond <= 0 else {len(data) - 10}
    assert marked_lines(data, len(data)) == lines_one_by_one(data, len(data)) == expected


def test_without_the_package_the_same_lines_are_found(monkeypatch: pytest.MonkeyPatch):
    data = b"a\ninvalid_client\nb\nThe code has expired\n"
    assert markers._together() is not None
    monkeypatch.setattr(markers, "_together", lambda: None)
    assert marked_lines(data, len(data)) == {2, 19}
