"""People ask for an explanation with whatever words they have, and for help with the words that other programs know."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from tests.each import each

from siwakit.apple import ERRORS
from siwakit.cli.group import cli
from siwakit.render.explain_answer import explain_answer


def run(*arguments):
    return CliRunner().invoke(cli, list(arguments))


@each("error", ERRORS)
def test_an_error_of_apples_is_explained_by_the_mistakes_that_lead_to_it(error):
    for words in (error, error.upper(), error.replace("_", " ")):
        shown = explain_answer(words)
        assert shown is None or "The mistakes that can lead to it" in shown


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("invalid_client", "sub-differs-from-client-id"),
        ("The code has already been used.", "code-used-twice"),
        ("the code has expired or has been revoked", "code-expired"),
        ("client_id mismatch. The code was not issued to com.example.app.", "services-id-for-native-code"),
    ],
)
def test_the_most_frequent_mistake_comes_first(words, first):
    shown = run("explain", words)
    assert shown.exit_code == 0
    assert first in shown.output.partition("most frequent first")[2].partition("- ")[2].partition("- ")[0]


def test_a_rule_may_be_written_with_underscores():
    assert run("explain", "secret_expired").output == run("explain", "secret-expired").output


def test_words_that_apple_does_not_say_name_no_rule():
    shown = run("explain", "server_exploded")
    assert (shown.exit_code, shown.output) != (0, "")
    assert explain_answer("server_exploded") is None
    assert explain_answer("") is None


@each(("typed", "said"), [("docter", "Did you mean 'doctor'?"), ("exlpain", "Did you mean 'explain'?"), ("xyzzy", "No such command 'xyzzy'.")])
def test_a_command_that_does_not_exist_is_wrong_use_and_the_nearest_is_named(typed, said):
    shown = run(typed)
    assert shown.exit_code == 2
    assert said in shown.output


def test_help_is_given_when_it_is_asked_for_as_a_command():
    assert run("help").output == run("--help").output
    assert run("help", "doctor").output == run("doctor", "--help").output
    assert run("help", "docter").exit_code == 2
