"""What the one gather makes of texts, names and clocks."""

from __future__ import annotations

import json
import pickle

import pytest
from tests.each import each

import siwakit
from siwakit.errors import NotReadable, TooLarge
from siwakit.evidence.evidence import UNKNOWN, Absence
from siwakit.evidence.keys import key_at_hand
from siwakit.evidence.known import Known
from siwakit.flow.gather import AlreadyRead, ClockSource, GatherRequest, Pasted, Unread, gather
from siwakit.readers.recognise import MAX_CHARACTERS, recognise
from siwakit.samples import KEY_ID, NOW, TEAM_ID, Scenario, example_keys, key_texts

DAY = 86_400
CLOCK = NOW + 100 * DAY
FORM = Scenario().request().text
REFUSED = '{"error":"invalid_client"}'
ANSWER = f"HTTP/1.1 400 Bad Request\nContent-Type: application/json\nDate: Mon, 21 Sep 2026 15:13:20 GMT\n\n{REFUSED}\n"
CURL = f"curl https://appleid.apple.com/auth/token -d '{FORM}'"
NOTHING = "lorem ipsum dolor"
KEY = key_at_hand(example_keys.team_key_text(), f"AuthKey_{KEY_ID}.p8", 0o600)


def log_line(moment, answer=REFUSED):
    return f"{moment} POST https://appleid.apple.com/auth/token {FORM} 400 {answer}\n"


def recording(moment, status, answer):
    kind = {"name": "Content-Type", "value": "application/x-www-form-urlencoded"}
    url = "https://appleid.apple.com/auth/token"
    sent = {"method": "POST", "url": url, "headers": [kind], "postData": {"mimeType": kind["value"], "text": FORM}}
    response = {"status": status, "headers": [], "content": {"text": answer, "size": len(answer)}}
    return json.dumps({"log": {"version": "1.2", "entries": [{"startedDateTime": moment, "request": sent, "response": response}]}})


def gathered(*texts, clock=CLOCK, **known):
    pasted = tuple(Pasted(text) if isinstance(text, str) else Pasted(text[1], text[0]) for text in texts)
    return gather(GatherRequest(pasted, Known(**known), clock))


@pytest.mark.parametrize(
    ("texts", "known", "now", "source"),
    [
        ([log_line("2026-09-22T14:13:20Z"), ANSWER], {"now": NOW}, NOW, ClockSource.GIVEN),
        ([CURL, ANSWER], {}, UNKNOWN, ClockSource.APPLE),
        ([log_line("2026-09-22T14:13:20Z")], {}, NOW + DAY, ClockSource.RECORD),
        ([CURL], {}, CLOCK, ClockSource.CALLER),
    ],
    ids=lambda value: value.value if isinstance(value, ClockSource) else "",
)
def test_the_clock_is_the_first_that_is_known(texts, known, now, source):
    found = gathered(*texts, **known)
    assert (found.evidence.now, found.clock_source) == (now, source)


def test_without_any_clock_the_time_is_unknown():
    found = gathered(CURL, clock=None)
    assert (found.evidence.now, found.clock_source) == (UNKNOWN, ClockSource.NONE)


def test_the_time_is_that_of_the_judged_request_not_of_the_last_one():
    granted = '{"access_token":"a","token_type":"Bearer","expires_in":3600,"id_token":"x"}'
    found = gathered(recording("2026-09-22T14:13:20Z", 400, REFUSED), recording("2026-09-25T14:13:20Z", 200, granted))
    assert found.evidence.now == NOW + DAY


def test_a_log_line_is_judged_at_its_own_time_from_python_too():
    diagnosis = siwakit.diagnose(log_line("2026-09-22T14:13:20Z"))
    assert diagnosis.root.rule.id == "secret-cached-beyond-exp"


def test_the_clock_of_the_caller_does_not_make_an_old_log_line_expire():
    diagnosis = siwakit.diagnose(log_line("2026-09-21T14:14:20Z"), clock=CLOCK)
    assert (diagnosis.root, diagnosis.evidence.now) == (None, NOW + 60)


def test_the_clock_of_the_caller_is_used_where_nothing_tells_the_time():
    assert siwakit.diagnose(CURL, clock=CLOCK).root.rule.id == siwakit.diagnose(CURL, now=CLOCK).root.rule.id


@pytest.mark.parametrize("between", [None, ""], ids=["in two texts", "in one text"])
def test_two_log_lines_are_two_requests_not_one_that_repeats_its_fields(between):
    lines = [log_line("2026-09-21T14:14:20Z"), log_line("2026-09-21T14:15:20Z")]
    evidence = gathered(*(lines if between is None else [between.join(lines)])).evidence
    assert [field.name for field in evidence.form] == [name for name, _ in Scenario().fields()]


def test_fields_in_two_texts_are_one_request_if_none_is_repeated():
    evidence = gathered("grant_type=refresh_token&refresh_token=r.1", "client_id=com.example.web&client_secret=x").evidence
    assert [field.name for field in evidence.form] == ["grant_type", "refresh_token", "client_id", "client_secret"]


def test_a_time_that_is_given_wins_over_the_time_in_known():
    assert siwakit.diagnose(CURL, known=Known(now=CLOCK), now=NOW).evidence.now == NOW


def test_what_is_not_read_is_listed_and_the_rest_is_judged():
    found = gathered(("notes.txt", NOTHING), CURL)
    assert [(unread.name, "recognises" in unread.message) for unread in found.unread] == [("notes.txt", True)]
    assert not isinstance(found.evidence.request, Absence)


def test_a_text_over_a_limit_is_listed_and_the_rest_is_judged():
    found = gathered(("big.log", "a" * (MAX_CHARACTERS + 1)), CURL)
    assert [(unread.name, "expected at most" in unread.message) for unread in found.unread] == [("big.log", True)]
    assert not isinstance(found.evidence.request, Absence)


def test_a_text_over_a_limit_alone_is_an_error_that_says_so():
    with pytest.raises(TooLarge, match=r"^big\.log: a text of"):
        gathered(("big.log", "a" * (MAX_CHARACTERS + 1)))


def test_the_first_words_of_what_is_not_read_hide_what_may_be_secret():
    (unread,) = gathered(("notes.txt", "the error says hunter2"), CURL).unread
    assert "error" in unread.words
    assert "hunter2" not in unread.words


def test_a_key_is_judged_beside_text_that_is_not_read():
    found = gathered(NOTHING, keys=(KEY,))
    assert (found.evidence.keys, len(found.unread)) == ((KEY,), 1)


@pytest.mark.parametrize("known", [{}, {"team_id": TEAM_ID}], ids=["alone", "with a Team ID"])
def test_nothing_read_is_one_error_about_the_first_text(known):
    with pytest.raises(NotReadable, match=r"^'a\.txt' is nothing that siwakit recognises"):
        gathered(" ", ("a.txt", NOTHING), ("b.txt", NOTHING), **known)


def test_an_error_without_the_name_of_the_file_gets_it():
    with pytest.raises(NotReadable, match=r"^a\.sh: "):
        gathered(("a.sh", "curl -d 'client_id=a https://appleid.apple.com/auth/token"))


def test_a_blank_text_without_a_name_is_nothing_given():
    assert gathered("\n", keys=(KEY,)).unread == ()


def test_a_blank_file_is_listed():
    assert [unread.message for unread in gathered(("empty.txt", ""), CURL).unread] == ["the text is empty"]


def test_a_blank_text_alone_is_an_error():
    with pytest.raises(NotReadable, match="the text is empty"):
        gathered("")


@pytest.mark.parametrize("folder", ["", "keys/", "/home/dev/keys/", "C:\\keys\\"])
def test_a_key_file_is_known_by_its_name_in_any_folder(folder):
    [key] = gathered((f"{folder}AuthKey_{KEY_ID}.p8", example_keys.team_key_text())).evidence.keys
    assert (key.name, key.file_name.key_id) == (f"AuthKey_{KEY_ID}.p8", KEY_ID)


def test_a_key_that_was_read_stays_as_it_is():
    [key] = gathered(CURL, keys=(KEY,)).evidence.keys
    assert key is KEY


def test_blanks_around_what_is_known_do_not_count():
    evidence = gathered(CURL, team_id=f" {TEAM_ID}\n", key_id=" ", bundle_ids=(" com.example.app ", ""), services_ids=(" ",)).evidence
    assert (evidence.team_id, evidence.key_id, evidence.bundle_ids, evidence.services_ids) == (TEAM_ID, UNKNOWN, ("com.example.app",), UNKNOWN)


def test_an_empty_tuple_says_that_there_is_none():
    assert gathered(CURL, bundle_ids=()).evidence.bundle_ids == ()


def test_pieces_that_the_caller_read_are_joined_in_their_place():
    pieces = recognise(CURL)
    found = gather(GatherRequest((AlreadyRead(pieces), Unread("b.har", "the HAR is truncated", ""), Pasted(ANSWER))))
    assert found.pieces[0] is pieces[0]
    assert (len(found.unread), found.clock_source) == (1, ClockSource.APPLE)


def test_no_text_is_shown_by_repr():
    assert "client_secret" not in repr(GatherRequest((Pasted(FORM), AlreadyRead(recognise(CURL)))))


def test_no_text_is_pickled():
    with pytest.raises(TypeError):
        pickle.dumps(Pasted(FORM))


def test_the_command_line_names_what_it_did_not_read(tmp_path):
    from click.testing import CliRunner

    from siwakit.cli.doctor import command

    for name, text in (("notes\x1b[2J.txt", NOTHING), ("request.sh", CURL)):
        (tmp_path / name).write_text(text)
    paths = [str(path) for path in sorted(tmp_path.iterdir())]
    done = CliRunner().invoke(command, [*paths, "--now", str(NOW), "--format", "json", "--config", "/dev/null"])
    assert "note: not read: 'notes\\x1b[2J.txt' is nothing that siwakit recognises (17 characters)\n" in done.stderr
    assert json.loads(done.stdout)["verdict"]["kind"] == "undecided"


@each("text", [key_texts.rsa(), key_texts.certificate(), key_texts.public(), key_texts.p384()])
def test_a_key_of_another_service_alone_is_not_judged(text):
    for name in ("ssl_key.pem", "server.key", "ca.crt"):
        with pytest.raises(NotReadable, match="not a key from Apple"):
            gathered((name, text), now=NOW)
    # The developer says that it is the key, by its name, by an option, or by what is beside it.
    assert gathered(("apple.pem", text)).evidence.keys
    assert gathered(("ssl_key.pem", text), CURL).evidence.keys
    assert gathered(text).evidence.keys


def test_a_key_from_apple_is_judged_under_any_name():
    assert gathered(("server.key", example_keys.team_key_text())).evidence.keys
