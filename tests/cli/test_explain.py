"""People ask for an explanation with whatever words they have."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from tests.each import each

from siwakit.apple import ERRORS
from siwakit.cli.group import cli
from siwakit.errors import UsageError
from siwakit.evidence.said import Proof
from siwakit.judge.fitting import rules_told_by
from siwakit.judge.rule_search import find_rules
from siwakit.readers.messages.entries import MESSAGES
from siwakit.render.explain import explain, explain_briefly
from siwakit.render.explain_answer import explain_answer
from siwakit.render.explain_said import explain_said_by_id, proof_id
from siwakit.rules.catalogue import BY_ID, CATALOGUE
from siwakit.samples import Scenario


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


ISSUED = "The code has expired or has been revoked."


@each("written", ("secret_expired", "SECRET-EXPIRED", "Secret Expired", " secret-expired "))
def test_an_id_may_be_written_in_any_way(written):
    assert run("explain", written).output == run("explain", "secret-expired").output


@each("words", (ISSUED.split(), [f'{{"error":"invalid_grant","error_description":"{ISSUED}"}}'], [f"Error: 400 invalid_grant: {ISSUED}"]))
def test_an_answer_is_explained_however_it_is_written(words):
    shown = run("explain", *words)
    assert shown.exit_code == 0
    assert "- the code is older than five minutes (code-expired)" in shown.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Audience doesn't match", "PyJWT: the aud of the identity token is not one that the verifier accepts"),
        ("jwt audience invalid. expected: com.example.app", "(expected com.example.app)"),
        ("Apple login failed: the nonce is invalid", "perhaps that the nonce of the identity token is not the one"),
        ("audience-refused", "27 more"),
        ("AUDIENCE_REFUSED", "says      the aud of the identity token"),
        ("pyjwt-audience", "said by   PyJWT (2.7 and later)"),
        ("cognito-invalid-client", "`siwakit explain invalid_client`"),
        ("curl-command", "it does not read: another program"),
    ],
)
def test_words_of_other_software_and_ids_of_readers_are_explained(words, said):
    shown = run("explain", words)
    assert shown.exit_code == 0
    assert said in shown.output


@each("proof", Proof)
def test_each_proof_is_explained_and_each_of_its_rules_is_named(proof):
    text = explain_said_by_id(proof_id(proof))
    rules = rules_told_by(proof)
    assert proof.value in " ".join(text.split())
    assert text.count("  - ") == min(len(rules), 10)
    assert [line for line in text.splitlines() if len(line) > 80] == []


@each("message", MESSAGES, ids=lambda message: message.id)
def test_each_message_is_explained_in_80_columns(message):
    text = explain_said_by_id(message.id)
    assert message.where in text
    assert [line for line in text.splitlines() if len(line) > 80 and message.where not in line] == []


@each("rule", CATALOGUE)
def test_the_explanation_of_a_rule_fits_into_a_terminal_and_says_how_to_get_the_rest(rule):
    lines = explain_briefly(rule).splitlines()
    assert len(lines) <= 22
    assert [line for line in lines if len(line) > 80] == []
    assert rule.fix in " ".join(" ".join(lines).split())
    assert f"`siwakit explain {rule.id} --verbose`" in " ".join(lines)


def test_all_of_a_rule_is_explained_on_request():
    assert run("explain", "secret-expired", "--verbose").output == explain(BY_ID["secret-expired"])


def test_no_secret_that_was_pasted_is_repeated():
    secret = Scenario().compact_secret()
    for words in (f"Audience doesn't match {secret}", secret, f"no such thing {secret}"):
        shown = run("explain", words)
        assert secret[-20:] not in shown.output + str(shown.exception)


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("expired", "did you mean code-expired, secret-expired, notification-expired?; `siwakit rules expired` lists "),
        ("secret_exp", "did you mean secret-expired, "),
        ("separators percent-encoded", "did you mean request-has-raw-separators?"),
        ("no such thing at all", "`siwakit rules` lists every rule; give a whole message or log to `siwakit doctor`"),
    ],
)
def test_words_that_nobody_knows_are_wrong_use_and_similar_rules_are_named(words, hint):
    shown = run("explain", words)
    assert isinstance(shown.exception, UsageError)
    assert shown.exception.hint.startswith(hint)


def test_rules_are_found_by_words():
    assert "redirect-uri-mismatch" in run("rules", "redirect").output
    assert "secret-expired" not in run("rules", "redirect").output
    assert run("rules").output == run("rules", " ").output


def test_rules_are_found_by_what_apple_answers_and_by_all_of_several_words():
    found = run("rules", "invalid_grant", "used").output
    assert "code-used-twice" in found
    assert "secret-expired" not in found


def test_rules_are_found_by_reason_and_fix_only_if_no_other_has_the_words():
    assert "request-has-raw-separators" in run("rules", "curl").output
    assert all(any("curl" in text.lower() for text in (rule.why, rule.fix)) for rule in find_rules("curl"))
    assert find_rules("") == ()


def test_words_that_no_rule_has_are_wrong_use():
    assert isinstance(run("rules", "zzz").exception, UsageError)


def test_what_is_left_out_of_an_explanation_is_listed_by_the_command_that_it_names():
    shown = run("explain", "invalid_client").output
    more = int(shown.partition("  and ")[2].partition(" more: `siwakit rules invalid_client` lists them")[0])
    assert len(find_rules("invalid_client")) == more + 10


def test_words_that_apple_does_not_say_name_no_rule():
    shown = run("explain", "server_exploded")
    assert (shown.exit_code, shown.output) != (0, "")
    assert explain_answer("server_exploded") is None
    assert explain_answer("") is None
