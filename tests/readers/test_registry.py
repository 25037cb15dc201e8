"""Each reader reads its good samples as it says, and leaves its bad ones alone; the order of the list is the precedence."""

from __future__ import annotations

import pytest
from tests.each import check_each, each

from siwakit.errors import NotReadable
from siwakit.readers.model import Reader, Sample, Scope, Text
from siwakit.readers.recognise import recognise
from siwakit.readers.registry import BY_ID, READERS


def read(sample: Sample):
    """Return what the whole registry reads in *sample*."""
    try:
        return recognise(sample.text, sample.name)
    except NotReadable:
        return ()


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.id)
def test_a_reader_reads_its_good_samples_and_leaves_its_bad_ones_alone(reader: Reader):
    def reads_as_it_says(sample: Sample) -> None:
        found = read(sample)
        assert [piece.kind for piece in found if piece.reader == reader.id] == list(sample.reads), f"the pieces are {found}"
        assert sample.reads or sample in reader.bad()

    assert reader.good(), "no sample of what it reads"
    assert reader.bad(), "no sample of what it leaves alone"
    check_each((*reader.good(), *reader.bad()), reads_as_it_says)


def test_ids_are_unique_and_in_kebab_case():
    assert len(BY_ID) == len(READERS)
    assert [reader.id for reader in READERS if reader.id != reader.id.lower().replace("_", "-").strip("-")] == []


@each("reader", READERS)
def test_a_reader_says_what_it_reads(reader: Reader):
    assert reader.title == reader.title.strip(" .")
    assert all(sample.title for sample in (*reader.good(), *reader.bad()))
    assert all(sample.reads for sample in reader.good())
    assert not any(sample.reads for sample in reader.bad())


def test_readers_stand_in_the_order_of_their_scopes():
    order = list(Scope)
    assert [reader.scope for reader in READERS] == sorted((reader.scope for reader in READERS), key=order.index)
    assert {reader.scope for reader in READERS} == set(Scope)


def test_a_reader_finds_where_it_begins_or_reads_a_text():
    assert [reader.id for reader in READERS if (reader.scope is Scope.START) is not bool(list(reader.find(reader.good()[0].text)))] == []
    assert [reader.id for reader in READERS if reader.scope is Scope.START and reader.read(Text(reader.good()[0].text))] == []


def test_a_text_that_two_readers_know_is_what_the_first_of_them_says():
    for first, second, text in (
        ("notification", "json-settings", '{"payload": "eyJ"}'),
        ("key-set", "json-settings", '{"keys": []}'),
        ("json-answer", "answer", '{"error": "invalid_client"}'),
        ("environment", "form", "CODE=x"),
    ):
        assert READERS.index(BY_ID[first]) < READERS.index(BY_ID[second])
        assert BY_ID[first].read(Text(text))
        assert [piece.reader for piece in recognise(text)] == [first]
