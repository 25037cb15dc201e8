"""What `siwakit watch` prints about exchanges: it fits the terminal, and says how old the code is and what the clock shows."""

from __future__ import annotations

import re

import pytest

from siwakit.apple import HOST
from siwakit.flow.sign_in_values import sent_fields
from siwakit.flow.watched import Seen, SignIns, Step
from siwakit.http import Exchange, Request, Response
from siwakit.render.live.watch_text import WatchInfo, WatchLog, watch_lines
from siwakit.render.paint import Paint
from siwakit.samples import NOW, Scenario

INFO = WatchInfo("because siwakit redirects its connections (seccomp)", HOST)
KEYS = Request("GET", f"https://{HOST}/auth/keys")
FINE = Response(200, (), b"{}")
REFUSED = Response(400, (("Content-Type", "application/json"),), b'{"error":"invalid_client"}')


def log(info=INFO, paint=None, width=80):
    return WatchLog(info, paint or Paint(), width)


def about(**facts):
    return log().exchange(Seen(Exchange(KEYS, FINE), NOW, **facts)).partition("/auth/keys  200")[2].strip()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, ""),
        ({"sign_in": 3}, "(sign-in 3)"),
        ({"sign_in": 3, "code_age": 301}, "(sign-in 3, code 301 s old)"),
        ({"clock": 5}, ""),
        ({"clock": -5}, ""),
        ({"clock": 6}, "(this machine's clock is 6 s ahead)"),
        ({"clock": -3600}, "(this machine's clock is 3600 s behind)"),
    ],
    ids=str,
)
def test_the_end_of_a_line_says_what_was_seen_beside_the_exchange(facts, words):
    assert about(**facts) == words


@pytest.mark.parametrize("width", [80, 100])
def test_every_line_fits_the_terminal(width):
    seen = SignIns().add(Exchange(Scenario().secret(sub="com.example.app").request(), REFUSED), NOW)
    info = WatchInfo(INFO.how, "upstream.example.com:9443", "apple.har", callbacks=(8080, 3000))
    writer = log(info, width=width)
    printed = [
        watch_lines(info, width),
        writer.exchange(seen),
        writer.exchange(seen),
        writer.fault("upstream.example.com is away"),
        writer.last_line(),
    ]
    lines = "\n".join(printed).split("\n")
    # A command is copied, so it is not folded.
    assert [line for line in lines if len(line) > width and not re.search(r"--|siwakit|curl|[\^]", line)] == []
    assert "(as above)" in printed[2]


def test_colour_says_nothing_that_the_words_do_not():
    seen = SignIns().add(Exchange(Scenario().secret(sub="com.example.app").request(), REFUSED), NOW)
    coloured = log(paint=Paint(colour=True)).exchange(seen)
    assert "\x1b[1;31m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == log().exchange(seen)


def test_the_first_lines_say_what_is_kept():
    assert "Kept: nothing, after this run." in watch_lines(INFO)
    assert "only described" in watch_lines(WatchInfo("", HOST, "a.har"))
    assert "--show-secrets" in watch_lines(WatchInfo("", HOST, "a.har", show_secrets=True))
    assert "\x1b" not in watch_lines(WatchInfo("", HOST, "a\x1b[31m.har"))


HOSTILE = "\x1b]0;title\x07\x1b[2J\u202e" + "x" * 500


@pytest.mark.parametrize(
    "exchange",
    [
        Exchange(Request("GET\x1b[2J", f"https://{HOST}/{HOSTILE}"), FINE),
        Exchange(KEYS, Response(400, (("Content-Type", "application/json"),), b'{"error":"\\u001b[2J\\u202einvalid"}')),
        Exchange(KEYS, Response(999, (("Date", HOSTILE),), HOSTILE.encode())),
    ],
    ids=["the request", "the error", "a page"],
)
def test_what_others_send_cannot_drive_the_terminal(exchange):
    printed = log().exchange(SignIns().add(exchange, NOW), HOSTILE)
    assert re.search("[\x00-\x09\x0b-\x1f\u202e]", printed) is None


def test_a_callback_that_was_cancelled_says_so():
    request = Request("GET", "https://app.example.com/callback?error=user_cancelled_authorize&state=s")
    assert sent_fields(request)["error"] == "user_cancelled_authorize"
    printed = log().step(Seen(Exchange(request), NOW, 1, step=Step.CALLBACK))
    assert printed.endswith("from Apple's page\n    user_cancelled_authorize  (sign-in 1)")


def test_an_event_that_is_not_known_is_not_shown():
    request = Request("POST", "https://app.example.com/apple")
    assert log().step(Seen(Exchange(request), NOW, step=Step.NOTIFICATION, event="\x1b[2J")).endswith("a notification")
    assert log().step(Seen(Exchange(request), NOW, step=Step.NOTIFICATION, event="account-delete")).endswith("a notification  account-delete")


@pytest.mark.parametrize(("status", "is_told"), [(200, False), (302, False), (399, False), (400, True), (500, True)])
def test_an_answer_of_the_program_is_told_only_if_it_is_an_error(status, is_told):
    request = Request("POST", "https://app.example.com/callback")
    assert bool(log().step(Seen(Exchange(request, Response(status, (), b"")), NOW, step=Step.CALLBACK))) == is_told


def test_the_last_line_names_the_most_frequent_cause_or_what_went_wrong():
    writer = log()
    assert "made no request" in writer.last_line()
    writer.fault("away")
    assert writer.last_line() == "siwakit: no exchange with Apple: its connections failed, see above"
    writer.exchange(Seen(Exchange(KEYS, FINE), NOW))
    assert writer.last_line() == "siwakit: 1 exchange with Apple, none refused"
    writer.exchange(Seen(Exchange(KEYS, REFUSED), NOW))
    assert writer.last_line() == "siwakit: 2 exchanges with Apple, 1 refused"
