from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.each import each

from siwakit.evidence.keys import key_at_hand
from siwakit.evidence.known import Known
from siwakit.flow.logs import log_records
from siwakit.flow.logs.log_records import Judge, Line
from siwakit.flow.logs.summary import Fate, GroupKey, GroupKind, Tally
from siwakit.readers.logs.log_lines import read_log_line
from siwakit.samples import KEY_ID, NOW, SERVICES_ID, TEAM_ID, Scenario, example_keys

KEY = key_at_hand(example_keys.team_key_text(), f"AuthKey_{KEY_ID}.p8")
KNOWN = Known(team_id=TEAM_ID, key_id=KEY_ID, services_ids=(SERVICES_ID,), keys=(KEY,))
INVALID = GroupKey(GroupKind.ANSWER, "invalid_client")
APPLE = 'apple {"error":"invalid_client"}'
DAY = 86_400


def form_line(time="2026-09-21T14:13:20Z", answer="", **claims):
    fields = "&".join(f"{name}={value}" for name, value in Scenario().secret(**claims).fields())
    return f"{time} POST https://appleid.apple.com/auth/token {fields} {answer}"


def judge():
    return Judge(KNOWN, NOW)


def tally(*lines, by=None):
    return (by or judge()).tally(Line(number, text) for number, text in enumerate(lines))


def keys_of(*lines):
    return [(key.kind.name, key.name, group.count) for key, group in tally(*lines).ranked]


def test_failures_are_grouped_by_root_cause_and_else_by_apples_words():
    seen = keys_of(APPLE, form_line(aud="https://appleid.apple.com/auth/token"), APPLE, "x", "appleid.apple.com/auth/token status 400")
    assert seen == [("ANSWER", "invalid_client", 2), ("RULE", "secret-aud-is-endpoint", 1), ("STATUS", "400", 1)]


def test_each_line_is_judged_at_its_own_time():
    old = {"iat": NOW - 100 * DAY, "exp": NOW - DAY}
    assert keys_of(form_line("2026-09-20T10:00:00Z", **old)) == []
    assert keys_of(form_line("2026-09-21T14:13:20Z", **old)) == [("RULE", "secret-expired", 1)]


def test_a_line_without_a_time_is_judged_at_the_clock_or_at_the_time_above_it():
    line = form_line("", iat=NOW - 100 * DAY, exp=NOW - DAY)
    above = Line(0, line, "2026-09-20T10:00:00Z x")
    assert keys_of(line) == [("RULE", "secret-expired", 1)]
    assert judge().tally([above]).groups == ()


@pytest.mark.parametrize(
    ("time", "found"),
    [
        ("2026-09-21 23:13:20", []),  # nine hours ahead of UTC
        ("2026-09-21 07:13:20", []),  # seven hours behind
        ("2026-09-22 12:13:20", [("RULE", "secret-cached-beyond-exp", 1)]),
        ("2026-09-21T23:13:20Z", [("RULE", "secret-iat-hours-behind", 1)]),
        ("2026-09-21T23:33:20Z", [("RULE", "secret-cached-beyond-exp", 1)]),
    ],
)
def test_a_log_in_local_time_expires_nothing(time, found):
    assert keys_of(form_line(time, iat=NOW, exp=NOW + 600)) == found


def test_first_and_last_time_are_kept_and_the_first_is_the_example():
    (_, group), *_ = tally(f"2026-09-21T14:13:22Z {APPLE}", f"2026-09-21T14:13:20Z {APPLE}", APPLE).groups
    assert (group.first, group.last, group.undated, group.count) == (NOW, NOW + 2, 1, 3)
    assert (group.example.line, group.example.text[:20]) == (0, "2026-09-21T14:13:22Z")
    assert "apple" not in repr(group)


def test_other_providers_are_counted_apart():
    seen = tally('google {"error":"invalid_grant"}', APPLE)
    assert (seen.records, seen.refused, seen.count(Fate.ANOTHER_PROVIDER), len(seen.groups)) == (2, 1, 1, 1)


def test_a_form_that_nothing_says_is_apples_is_not_judged():
    form = "client_id=x&client_secret=hunter2&grant_type=authorization_code&code=y"
    assert (keys_of(form), tally(form).count(Fate.SOUND)) == ([], 1)
    assert keys_of(f"apple {form}") == [("RULE", "secret-is-not-a-jwt", 1)]
    assert keys_of(f"{form} invalid_client") == [("ANSWER", "invalid_client", 1)]


def test_a_right_request_is_sound():
    assert tally(form_line()).fates == ((Fate.SOUND, 1),)


def test_an_identifier_in_apples_words_makes_no_group_of_its_own():
    said = "client_id mismatch. The code was not issued to"
    seen = {log_records.answer_key(log_records.read_answer(read_log_line(f"apple {said} {name}").answer)) for name in ("com.a", "com.b.")}
    assert seen == {GroupKey(GroupKind.ANSWER, "invalid_grant", said)}


def test_a_page_is_named_with_its_status():
    assert log_records.answer_key(log_records.AppleAnswer(403, is_html=True)).description == "HTTP 403"
    assert log_records.answer_key(log_records.AppleAnswer(None, is_html=True)).description == ""


def test_apples_page_is_a_group():
    assert keys_of("<html><title>403 Forbidden</title><center>Apple</center>")[0][2] == 1


@each("cut", range(5))
def test_parts_add_up_to_the_whole(cut):
    lines = [APPLE, form_line(aud="x"), "google invalid_grant", f"2026-09-21T14:13:20Z {APPLE}", form_line()]
    first, second = tally(*lines[:cut]), tally(*lines[cut:])
    whole = replace(first, lines=cut).joined(replace(second, lines=5 - cut).moved(cut))
    assert (dict(whole.groups), dict(whole.fates), whole.records, whole.refused, whole.lines) == (
        dict(tally(*lines).groups),
        dict(tally(*lines).fates),
        4 + 1,
        2,
        5,
    )


def test_an_empty_tally_changes_nothing():
    one = tally(APPLE)
    assert Tally().joined(one) == one.joined(Tally()) == one


def test_a_verdict_is_worked_out_once_and_the_oldest_is_forgotten(monkeypatch):
    monkeypatch.setattr(log_records, "MAX_KEPT", 2)
    asked = []
    monkeypatch.setattr(log_records, "find_root_cause", lambda evidence: asked.append(evidence.now))
    by = judge()
    moments = [f"2026-09-21T14:13:2{second}Z" for second in (0, 0, 1, 0, 2, 1)]
    for moment in moments:
        by.verdict(read_log_line(form_line(moment)))
    assert asked == [NOW, NOW + 1, NOW + 2, NOW + 1]


def test_a_short_line_is_read_once_and_counted_each_time(monkeypatch):
    read = []
    monkeypatch.setattr(log_records, "read_log_line", lambda text, now: (read.append(text), read_log_line(text, now))[1])
    ((_, group),) = tally(*[f"{APPLE}"] * 3, f"{APPLE} ").groups
    assert (group.count, len(read)) == (4, 2)


def test_a_signature_is_verified_once_for_each_token(monkeypatch):
    seen = []
    keep = log_records.Recent.keep
    monkeypatch.setattr(log_records.Recent, "keep", lambda self, key, value: (seen.append(key), keep(self, key, value))[1])
    tally(form_line("2026-09-21T14:13:20Z"), form_line("2026-09-21T14:13:21Z"))
    assert [isinstance(key, str) for key in seen].count(True) == 1


def test_the_words_of_an_answer_mean_the_same_at_any_time():
    body = json.dumps({"error": "invalid_grant", "error_description": "The code has already been used."})
    assert {judge().verdict(replace(read_log_line(f"apple {body}"), time=None))} == {
        Judge(KNOWN, now).verdict(read_log_line(body)) for now in (0, NOW, 2**40)
    }


def test_a_limit_that_is_passed_leaves_the_record_unjudged(monkeypatch):
    def refuse(_):
        raise log_records.InputError("too large")

    monkeypatch.setattr(log_records, "find_root_cause", refuse)
    assert tally(form_line()).count(Fate.UNREADABLE) == 1
