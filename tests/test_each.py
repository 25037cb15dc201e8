"""A table that one test checks hides none of its failures."""

from __future__ import annotations

import inspect

import pytest
from tests.each import check_all, check_each, each


def failure_of(test, **fixtures) -> str:
    with pytest.raises(pytest.fail.Exception) as caught:
        test(**fixtures)
    return str(caught.value)


@each("number", [1, 2, 3, 4])
def check_that_numbers_are_odd(number):
    assert number % 2 == 1, f"{number} is even"


def test_every_row_that_fails_is_named():
    said = failure_of(check_that_numbers_are_odd)
    assert said.startswith("2 of 4 failed:\n")
    assert [line for line in said.splitlines() if line.startswith("- ")] == ["- 2", "- 4"]
    place = f"test_each.py:{check_that_numbers_are_odd.__wrapped__.__code__.co_firstlineno + 2}"
    assert f"{place}: 2 is even" in said
    assert f"{place}: 4 is even" in said


def test_a_table_whose_rows_all_pass_passes():
    each("number", [1, 3])(check_that_numbers_are_odd.__wrapped__)()


def test_an_error_in_the_code_fails_only_its_row():
    @each(("text", "number"), [("1", 1), ("one", 1), ("2", 3)], ids=["good", "no number", "another number"])
    def check(text, number):
        assert int(text) == number

    said = failure_of(check)
    assert "- no number\n    test_each.py:" in said
    assert "ValueError: invalid literal" in said
    assert "- another number\n" in said
    assert "- good" not in said


def test_what_pytest_itself_fails_or_skips_fails_its_row():
    def expects_an_error():
        with pytest.raises(OSError, match="refused"):
            pass

    @each("end", [expects_an_error, lambda: pytest.skip("not today")])
    def check(end):
        end()

    said = failure_of(check)
    assert "- expects an error\n" in said
    assert "DID NOT RAISE" in said
    assert "not today" in said


def test_fixtures_and_outer_parameters_are_still_passed():
    @each("row", [1, 2])
    @each("column", "ab")
    def check(fixture, column, row):
        assert (column, row) != ("b", 2), fixture

    assert list(inspect.signature(check).parameters) == ["fixture"]
    said = failure_of(check, fixture="from outside")
    assert "1 of 2 failed:" in said
    assert "- 'b'" in said
    assert "from outside" in said


def test_a_table_without_rows_is_refused():
    with pytest.raises(ValueError, match="checks nothing"):
        each("row", [])


def test_a_long_value_does_not_become_a_title():
    @each("text", ["x" * 100])
    def check(text):
        assert not text, "too long"

    assert "- str of 102 characters\n" in failure_of(check)


def test_the_cases_of_a_loop_and_the_promises_about_one_case_are_named_as_well():
    def is_even(number):
        assert number % 2 == 0

    def is_small(number):
        assert number < 10

    with pytest.raises(pytest.fail.Exception, match=r"1 of 3 failed:\n- 3\n"):
        check_each([2, 3, 4], is_even)
    with pytest.raises(pytest.fail.Exception, match=r"2 of 2 failed:\n- is even\n(.*\n)+- is small\n"):
        check_all([is_even, is_small], 11)


def test_nothing_to_check_is_a_failure():
    with pytest.raises(pytest.fail.Exception, match="nothing to check"):
        check_each([], print)
