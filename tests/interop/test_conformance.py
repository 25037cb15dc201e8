"""docs/conformance.md says what its libraries do: each is asked again about a part of the vectors, if its version is the one on the page."""

from __future__ import annotations

import json

import pytest
from conformance.cases import token_requests, tokens
from conformance.libraries import EMULATORS, HERE, LIBRARIES, version_of
from conformance.page import PAGE, write_page
from conformance.run import answers_of, emulated_answers, is_accepted, judge_minted

from siwakit.rules.catalogue import BY_ID

RESULTS = json.loads((HERE / "results.json").read_text("utf-8"))
AGAIN = "run make conformance"


def key_of(vector):
    return vector.rule, vector.title, vector.is_right


def rows(kind):
    return {(row["rule"], row["title"], row["is_right"]): row for row in RESULTS[kind]}


def skip_unless_same(measured, installed):
    if measured != installed:
        pytest.skip(f"the page is about {measured}, installed is {installed}: {AGAIN}")


def marked(names_of_npm):
    return [pytest.param(name, id=name, marks=[pytest.mark.npm] if is_of_npm else []) for name, is_of_npm in names_of_npm.items()]


EACH_LIBRARY = marked({library.name: library.is_of_npm for library in LIBRARIES})
BY_NAME = {library.name: library for library in LIBRARIES}


def test_the_page_shows_the_results():
    assert PAGE.read_text("utf-8") == write_page(RESULTS), AGAIN


def test_the_page_names_every_library_with_its_version():
    page = PAGE.read_text("utf-8")
    for library in LIBRARIES:
        assert f"| [{library.name}](#use-of-{library.name.lower()}) | {RESULTS['versions'][library.name]} |" in page
    for name in EMULATORS:
        assert f"| {name} | {RESULTS['emulators'][name]} |" in page


def test_every_vector_on_the_page_still_exists_and_has_the_same_answer():
    assert rows("tokens").keys() <= {key_of(token) for token in tokens()}, AGAIN
    assert rows("requests").keys() <= {key_of(request) for request in token_requests()}, AGAIN
    assert {row["rule"] for row in RESULTS["tokens"] + RESULTS["requests"]} <= BY_ID.keys()


@pytest.mark.parametrize("name", EACH_LIBRARY)
def test_a_library_still_answers_as_the_page_says(name):
    library = BY_NAME[name]
    skip_unless_same(RESULTS["versions"][name], library.version)
    known = rows("tokens")
    asked = [token for token in tokens() if key_of(token) in known]
    accepted, secret = answers_of(library, asked)
    assert {key_of(token) for token in asked if token.id in accepted} == {key for key, row in known.items() if name in row["accepted_by"]}, AGAIN
    assert judge_minted(secret) == RESULTS["minted"][name], AGAIN


@pytest.mark.parametrize("name", marked(EMULATORS))
def test_an_emulator_still_answers_as_the_page_says(name):
    skip_unless_same(RESULTS["emulators"][name], version_of(name, is_of_npm=EMULATORS[name]))
    known = rows("requests")
    asked = [request for request in token_requests() if key_of(request) in known]
    answers = emulated_answers(name, asked)
    accepted = {key_of(request) for request in asked if is_accepted(answers[request.id])}
    assert accepted == {key for key, row in known.items() if name in row["accepted_by"]}, AGAIN
    other = {key_of(request) for request in asked if not request.is_right and answers[request.id][1] != request.error} - accepted
    assert other == {key for key, row in known.items() if name in row["other_error_of"]}, AGAIN
