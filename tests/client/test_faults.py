"""Every fault during every operation, in both clients: which error is raised, and how often the request was sent."""

from __future__ import annotations

from contextlib import closing

import pytest
from tests.client.party import RETURN, WEB, configuration, sign_in
from tests.client.spoiled import INSTEAD, OTHER_HOST, Spoiled
from tests.each import check_each

from siwakit.edge.server.local_apple import LocalApple, Setup
from siwakit.emulator.faults import read_rule
from siwakit.flow.failures import AppleError

OPERATIONS = ("code", "refresh", "revoke", "keys", "discovery")
PATHS = {
    "code": "/auth/token",
    "refresh": "/auth/token",
    "revoke": "/auth/revoke",
    "keys": "/auth/keys",
    "discovery": "/.well-known/openid-configuration",
}

# A fault that lasts: for each operation what comes of it, and how often Apple was asked at three tries at most.
TABLE = """
fault            | code                | refresh             | revoke              | keys                | discovery
edge-403         | EdgeBlocked 1       | EdgeBlocked 1       | EdgeBlocked 1       | EdgeBlocked 1       | EdgeBlocked 1
server-500       | ServerFault 1       | ServerFault 3       | ServerFault 3       | ServerFault 3       | ServerFault 3
server-503       | ServerFault 1       | ServerFault 3       | ServerFault 3       | ServerFault 3       | ServerFault 3
reset            | OutcomeUnknown 1    | ConnectionFailed 3  | ConnectionFailed 3  | ConnectionFailed 3  | ConnectionFailed 3
truncated        | OutcomeUnknown 1    | ConnectionFailed 3  | ok 1                | ConnectionFailed 3  | ConnectionFailed 3
keys-rotated     | ok 1                | ok 1                | ok 1                | ok 1                | ok 1
unknown-kid      | ok 1                | ok 1                | ok 1                | ok 1                | ok 1
issuer-incident  | ok 1                | ok 1                | ok 1                | ok 1                | AnswerNotReadable 3
string-booleans  | ok 1                | ok 1                | ok 1                | ok 1                | ok 1
key-not-live     | InvalidClient 1     | InvalidClient 1     | InvalidClient 1     | ok 1                | ok 1
client-not-live  | InvalidClient 1     | InvalidClient 1     | InvalidClient 1     | ok 1                | ok 1
connect-refused  | ConnectionFailed 3  | ConnectionFailed 3  | ConnectionFailed 3  | ConnectionFailed 3  | ConnectionFailed 3
connect-timeout  | TimedOut 3          | TimedOut 3          | TimedOut 3          | TimedOut 3          | TimedOut 3
pool-timeout     | TimedOut 3          | TimedOut 3          | TimedOut 3          | TimedOut 3          | TimedOut 3
read-timeout     | OutcomeUnknown 1    | TimedOut 3          | TimedOut 3          | TimedOut 3          | TimedOut 3
write-timeout    | OutcomeUnknown 1    | TimedOut 3          | TimedOut 3          | TimedOut 3          | TimedOut 3
write-error      | OutcomeUnknown 1    | ConnectionFailed 3  | ConnectionFailed 3  | ConnectionFailed 3  | ConnectionFailed 3
lost-answer      | OutcomeUnknown 1    | ConnectionFailed 3  | ConnectionFailed 3  | ConnectionFailed 3  | ConnectionFailed 3
protocol-error   | OutcomeUnknown 1    | ConnectionFailed 3  | ConnectionFailed 3  | ConnectionFailed 3  | ConnectionFailed 3
redirect-302     | AnswerNotReadable 1 | AnswerNotReadable 3 | AnswerNotReadable 3 | AnswerNotReadable 3 | AnswerNotReadable 3
redirect-308     | AnswerNotReadable 1 | AnswerNotReadable 3 | AnswerNotReadable 3 | AnswerNotReadable 3 | AnswerNotReadable 3
rate-limit       | RateLimited 1       | RateLimited 1       | RateLimited 1       | RateLimited 1       | RateLimited 1
rate-limit-soon  | RateLimited 1       | RateLimited 3       | RateLimited 3       | RateLimited 3       | RateLimited 3
rate-limit-late  | RateLimited 1       | RateLimited 1       | RateLimited 1       | RateLimited 1       | RateLimited 1
not-found        | HtmlAnswer 1        | HtmlAnswer 3        | HtmlAnswer 3        | HtmlAnswer 3        | HtmlAnswer 3
page-200         | HtmlAnswer 1        | HtmlAnswer 3        | HtmlAnswer 3        | HtmlAnswer 3        | HtmlAnswer 3
no-json          | AnswerNotReadable 1 | AnswerNotReadable 3 | ok 1                | AnswerNotReadable 3 | AnswerNotReadable 3
json-list        | AnswerNotReadable 1 | AnswerNotReadable 3 | ok 1                | AnswerNotReadable 3 | AnswerNotReadable 3
member-twice     | AnswerNotReadable 1 | AnswerNotReadable 3 | ok 1                | AnswerNotReadable 3 | AnswerNotReadable 3
wrong-types      | AnswerNotReadable 1 | AnswerNotReadable 3 | ok 1                | AnswerNotReadable 3 | AnswerNotReadable 3
too-large        | AnswerTooLarge 1    | AnswerTooLarge 1    | AnswerTooLarge 1    | AnswerTooLarge 1    | AnswerTooLarge 1
compressed       | AnswerNotReadable 1 | AnswerNotReadable 3 | AnswerNotReadable 3 | AnswerNotReadable 3 | AnswerNotReadable 3
bad-gateway      | ServerFault 1       | ServerFault 3       | ServerFault 3       | ServerFault 3       | ServerFault 3
unknown-word     | UnknownRefusal 1    | UnknownRefusal 1    | UnknownRefusal 1    | UnknownRefusal 1    | UnknownRefusal 1
empty-400        | AnswerNotReadable 1 | AnswerNotReadable 3 | AnswerNotReadable 3 | AnswerNotReadable 3 | AnswerNotReadable 3
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()[1:]]
EXPECTED = {fault: dict(zip(OPERATIONS, cells, strict=True)) for fault, *cells in ROWS}


def perform(driver, operation, code, refresh_token):
    match operation:
        case "code":
            return driver("exchange_web_code", code, redirect_uri=RETURN)
        case "refresh" | "revoke":
            return driver(operation, refresh_token, client_id=WEB)
    return driver(operation)


def come_of(driver, operation, code, refresh_token):
    try:
        perform(driver, operation, code, refresh_token)
    except AppleError as error:
        return type(error).__name__, error
    return "ok", None


@pytest.mark.parametrize("fault", EXPECTED)
def test_a_fault_that_lasts_comes_to_what_the_table_says(drive, fault):
    def comes_to_its_cell(operation):
        with closing(LocalApple(Setup(seed=7))) as apple:
            check_cell(apple, drive, fault, operation)

    check_each(OPERATIONS, comes_to_its_cell)


def check_cell(apple, drive, fault, operation):
    refresh_token = drive(configuration(apple), transport=Spoiled(apple))("exchange_web_code", sign_in(apple), redirect_uri=RETURN).refresh_token
    code = sign_in(apple)
    spoiled = Spoiled(apple, fault if fault in INSTEAD else None)
    driver = drive(configuration(apple), transport=spoiled)
    if fault not in INSTEAD:
        apple.emulator.set_faults((read_rule({"kind": fault}),))
    kind, error = come_of(driver, operation, code, refresh_token)
    assert f"{kind} {spoiled.asked[PATHS[operation]]}" == EXPECTED[fault][operation]
    assert max(spoiled.codes.values(), default=0) <= 1 or kind in {"ConnectionFailed", "TimedOut"}
    assert set(spoiled.hosts) <= {"appleid.apple.com"}
    assert OTHER_HOST not in spoiled.hosts
    if error is not None:
        text = f"{error} {error.hint} {error!r} {error.proves} {error.diagnosis.kind}"
        assert code not in text
        assert refresh_token not in text


@pytest.mark.parametrize("operation", ["refresh", "revoke", "keys", "discovery"])
@pytest.mark.parametrize("fault", ["server-503", "reset", "truncated"])
def test_a_fault_that_ends_within_the_tries_is_not_noticed(apple, drive, fault, operation):
    spoiled = Spoiled(apple)
    driver = drive(configuration(apple), transport=spoiled)
    refresh_token = driver("exchange_web_code", sign_in(apple), redirect_uri=RETURN).refresh_token
    apple.emulator.set_faults((read_rule({"kind": fault, "times": 2}),))
    perform(driver, operation, "", refresh_token)
    assert spoiled.asked[PATHS[operation]] >= 1


def test_the_table_has_every_fault_of_the_emulator_but_slow():
    from siwakit.emulator.faults import FaultKind

    assert {kind.value for kind in FaultKind} - {"slow"} | set(INSTEAD) == {row[0] for row in ROWS}


def test_a_code_whose_answer_was_lost_says_what_to_do(apple, drive):
    driver = drive(configuration(apple), transport=Spoiled(apple, "lost-answer"))
    code = sign_in(apple)
    kind, error = come_of(driver, "code", code, "")
    assert kind == "OutcomeUnknown"
    assert "do not send the code again" in error.hint
    assert error.status is None
    assert error.proves.startswith("nothing")


def test_a_refusal_has_the_words_the_status_what_it_proves_and_the_diagnosis(apple, drive):
    driver = drive(configuration(apple), transport=Spoiled(apple))
    code = sign_in(apple)
    driver("exchange_web_code", code, redirect_uri=RETURN)
    kind, error = come_of(driver, "code", code, "")
    assert (kind, error.status, error.error, error.description) == ("InvalidGrant", 400, "invalid_grant", "The code has already been used.")
    assert error.diagnosis.root.rule.id == "code-used-twice"
    assert error.diagnosis is error.diagnosis
    assert "accepted" in error.proves


def test_the_wait_that_apple_asks_for_is_told(apple, drive):
    _, error = come_of(drive(configuration(apple), transport=Spoiled(apple, "rate-limit-late")), "refresh", "", "r")
    assert error.retry_after_seconds == 3600
