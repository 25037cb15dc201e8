from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.each import each
from tests.readers import log_lines as lines

from siwakit.evidence.pieces import PieceKind
from siwakit.evidence.sign_in.answer import read_answer
from siwakit.readers.logs.log_blocks import block_of, count_lines, find_records
from siwakit.readers.logs.log_lines import MAX_LINE, read_log_line
from siwakit.readers.logs.logged_answers import find_status
from siwakit.readers.logs.timestamps import Moment, read_time
from siwakit.readers.recognise import recognise
from siwakit.samples import compact

NOW = 1_790_000_000  # 2026-09-21 14:13:20 UTC
APPLE = 'apple {"error":"invalid_client"}'


def _case_id(case):
    return case.name


def _others(record):
    return tuple(piece.kind.name for piece in record.pieces if piece.kind is not PieceKind.RESPONSE)


def test_the_table_is_long():
    assert len(lines.ANSWERS) >= 60


@each("case", lines.ANSWERS, ids=_case_id)
def test_an_answer_is_found_in_what_wraps_it(case):
    record = read_log_line(case.line)
    answer = read_answer(record.answer)
    assert (answer.error, answer.description, _others(record)) == (case.error, case.description, case.kinds)


@each("case", lines.ANSWERS, ids=_case_id)
def test_a_pasted_line_is_recognised(case):
    assert PieceKind.RESPONSE in {piece.kind for piece in recognise(case.line)}


@each("case", lines.REQUESTS, ids=_case_id)
def test_a_request_is_found(case):
    record = read_log_line(case.line)
    assert (record.answer, _others(record)) == (None, case.kinds)


@each("case", [one for one in lines.REQUESTS if one.kinds == ("FORM",)], ids=_case_id)
def test_the_fields_of_a_request_are_whole(case):
    form = read_log_line(case.line).pieces[0].value
    assert (form.get("client_id"), form.get("client_secret")) == ("com.example.web", lines.SECRET)


@each(("name", "line"), lines.NOTHING, ids=lambda value: value if len(value) < 45 else "")
def test_what_is_no_evidence_is_left_alone(name, line):
    assert read_log_line(line) is None


@pytest.mark.parametrize(
    "line",
    ['google: {"error":"invalid_grant"}', "oauth2.googleapis.com answered invalid_client", "keycloak: invalid_client"],
)
def test_what_another_provider_said_is_told_apart(line):
    record = read_log_line(line)
    assert record.names_another_provider
    assert not record.concerns_apple
    assert read_log_line(f"{line} apple").concerns_apple


def test_a_status_without_a_body_is_kept_beside_apples_address():
    record = read_log_line("AxiosError: Request failed with status code 400 https://appleid.apple.com/auth/token")
    assert (record.pieces, record.status) == ((), 400)


def test_apples_own_page_is_an_answer():
    answer = read_log_line("<html><head><title>403 Forbidden</title></head><hr><center>Apple</center></html>").answer
    assert (answer.status, read_answer(answer).is_html) == (403, True)


@each(
    ("text", "status"),
    [
        ("status 400", 400),
        ("status404", 404),
        ("'status_code': '401'", 401),
        ("HTTP/1.1 403 x", 403),
        ("resulted in a `400", 400),
        ("[500]", 500),
        ("took 450 ms, 400 Bad Request", 400),
        ("took 450 ms", None),
        ("status 1400", None),
        ("status 4000", None),
        ("x400 Bad Request", None),
        ("400 Bad Requests", None),
        (" " * 64 * 1024 + "status 400", None),
    ],
)
def test_a_number_is_a_status_only_beside_the_words_for_one(text, status):
    assert find_status(text) == status


def test_the_status_beside_an_answer_is_apples_only_when_it_is_400():
    assert read_log_line(f"HTTP/1.1 400 {APPLE}").answer.status == 400
    assert read_log_line(f"HTTP/1.1 500 {APPLE}").answer.status is None


@each(
    ("line", "has_zone"),
    [
        ("2026-09-21T14:13:20Z x", True),
        ("2026-09-21T14:13:20.123456789Z stdout F x", True),
        ("2026-09-21T16:13:20+02:00 x", True),
        ("2026-09-21 14:13:20 UTC x", True),
        ("2026-09-21 10:13:20 -0400 x", True),
        ("2026-09-21 14:13:20,123 ERROR x", False),
        ("2026/09/21 14:13:20 [error] x", False),
        ("[2026-09-21 14:13:20] production.ERROR x", False),
        ("E, [2026-09-21T14:13:20.123456 #42] ERROR x", False),
        ('192.0.2.1 - - [21/Sep/2026:16:13:20 +0200] "GET /"', True),
        ("21-Sep-2026 14:13:20.123 SEVERE x", False),
        ("Mon, 21 Sep 2026 14:13:20 GMT x", True),
        ("Sep 21, 2026 2:13:20 PM com.example.Apple x", False),
        ("Mon Sep 21 2026 16:13:20 GMT+0200 x", True),
        ("[Mon Sep 21 14:13:20.123456 2026] [error] x", False),
        ("Mon Sep 21 14:13:20 UTC 2026 x", True),
        ("Sep 21 14:13:20 web01 x", False),
        ("9/21/2026 2:13:20 PM x", False),
        ("21.09.2026 14:13:20 x", False),
        ("E0921 14:13:20.123456 1 x.go:1] x", False),
        ("1790000000 x", True),
        ("1790000000.123 x", True),
        ("[1790000000123] x", True),
        ('{"ts":1790000000.123,"msg":"x"}', True),
        ('{"level":50,"time":1790000000123}', True),
        ('{"msg":"2020-01-01T00:00:00Z","time":"2026-09-21T14:13:20Z"}', True),
        ('{"@timestamp":"2026-09-21T14:13:20.000Z"}', True),
        ('{"__REALTIME_TIMESTAMP":"1790000000000000"}', True),
        ('{"created_at":{"$date":"2026-09-21T14:13:20Z"}}', True),
        ("ts=1790000000 level=error x", True),
    ],
)
def test_a_time_is_read_in_every_form(line, has_zone):
    assert read_time(line, NOW + 60) == Moment(NOW, has_zone)


@each("line", ["", "x", "10:00:00 x", "id 1234567890123456789012", "0000000000 x", "1900-01-01 00:00:00", "13/40/2026 25:00"])
def test_what_is_no_time_is_none(line):
    assert read_time(line, NOW) is None


def test_a_date_without_a_year_is_the_last_one_that_has_come():
    assert read_time("Dec 31 23:00:00 web01 x", NOW).seconds < NOW
    assert read_time("Dec 31 23:00:00 web01 x") is None


def _records(data, size):
    """Return where each record begins and what it says, the data cut into bodies of *size*."""
    found, base = [], 0
    for start in range(0, len(data), size):
        block = block_of(
            data[start : start + size], before=data[max(0, start - 16384) : start], after=data[start + size : start + size + MAX_LINE + 65536]
        )
        found += [(base + one.line, one.text, one.dated) for one in find_records(block)]
        base += count_lines(block).lines
    return found, base


_LOG = "\n".join(
    [
        "2026-09-21T14:13:20Z INFO nothing",
        f"2026-09-21T14:13:21Z ERROR {APPLE}",
        "2026-09-21T14:13:22Z ERROR Client error: POST https://appleid.apple.com/auth/token resulted in a 400 Bad Request response:",
        '{"error":"invalid_client"}',
        "plain invalid_client",
        "  at com.example.Apple",
        "plain invalid_grant",
        '{"msg":"invalid_client apple","time":"2026-09-21T14:13:23Z"}',
        '{"msg":"invalid_client apple"}',
        "Traceback (most recent call last):",
        '  File "x.py", line 1, in token',
        "authlib.OAuthError: invalid_client: apple",
        "",
        "2026-09-21T14:13:24Z INFO the end",
        "2026-09-21T14:13:25Z apple client_secret=x&grant_type=y",
        "2026-09-21T14:13:26Z apple invalid_client",
        "invalid_client without a line break",
    ]
).encode()


def test_records_hold_the_lines_that_go_on_and_no_others():
    found, count = _records(_LOG, len(_LOG))
    assert count == 17
    assert [(line, text.count("\n")) for line, text, _ in found] == [(1, 0), (2, 1), (4, 1), (6, 0), (7, 0), (8, 0), (9, 2), (14, 1), (16, 0)]
    assert [read_time(dated).seconds - NOW for line, _, dated in found if line in {4, 9, 16}] == [2, 3, 6]


@each("size", [1, 2, 3, 7, 10, 64, 100, 333])
def test_blocks_of_any_size_hold_the_same_records(size):
    assert _records(_LOG, size) == _records(_LOG, len(_LOG))


@given(st.lists(st.sampled_from([*_LOG.split(b"\n"), b"x" * 50, b"\r"]), max_size=12), st.integers(1, 80), st.booleans())
def test_where_blocks_are_cut_does_not_matter(kept, size, is_ended):
    data = b"\n".join(kept) + b"\n" * is_ended
    assert _records(data, size) == _records(data, max(len(data), 1))


@each(
    ("second", "count"),
    [
        (f"2026-09-21T14:13:21Z {APPLE}", 1),
        ('{"time":"2026-09-21T14:13:21Z","body":"{\\"error\\":\\"invalid_client\\"}"}', 1),
        ("2026-09-21T14:13:21Z google: invalid_grant", 2),
        (f"2026-09-21T14:13:21Z client_secret=x {APPLE}", 2),
        (f"nothing\n{APPLE}", 2),
    ],
)
def test_an_answer_on_the_line_below_its_request_is_one_record_with_it(second, count):
    data = f"2026-09-21T14:13:20Z apple client_id=x&client_secret=y&grant_type=z\n{second}\n{APPLE}\n".encode()
    assert len(list(find_records(block_of(data)))) == count + 1


def test_a_line_over_the_limit_is_cut_and_counted():
    data = b"short\n" + APPLE.encode() + b"x" * MAX_LINE + b" invalid_grant\nshort\n" + b"y" * MAX_LINE + b"\n"
    whole = block_of(data)
    assert (count_lines(whole).lines, count_lines(whole).cut) == (4, 1)
    assert [len(one.text) for one in find_records(whole)] == [MAX_LINE]


def test_the_middle_of_a_long_line_is_no_line():
    block = block_of(b"invalid_client" * 10, before=b"x" * 100)
    assert (list(find_records(block)), count_lines(block).lines) == ([], 0)


def test_a_marker_behind_the_limit_of_its_line_is_not_found():
    assert list(find_records(block_of(b"x" * (MAX_LINE + 1) + b"invalid_client\n"))) == []


def test_a_record_has_no_more_lines_than_a_person_reads():
    data = b"2026-09-21T14:13:20Z apple\n" + b" more\n" * 70 + b" invalid_client\n" + b" more\n" * 70
    (found,) = find_records(block_of(data))
    assert (found.line, found.text.count("\n"), found.dated) == (71, 60, "")


@each(
    "unit",
    [
        "Traceback (most recent call last):\n  File x\ninvalid_client\n",
        '{"error":"invalid_client"}\n',
        " grant_type\n",
        " invalid_client" + " x" * 60 + "\n",
        " invalid_client" + " x" * 400 + "\n",
    ],
    ids=["tracebacks", "answers", "short lines", "lines of 140 bytes", "lines of 800 bytes"],
)
def test_no_line_is_read_in_more_than_a_few_records(unit):
    data = unit.encode() * (200_000 // len(unit))
    assert sum(len(found.text) for found in find_records(block_of(data))) < 5 * len(data)


def test_lines_that_are_far_below_the_start_of_their_record_have_the_lines_below_them():
    far = b"2026-09-21T14:13:20Z apple\n" + b" %s\n" % (b"x" * 1000) * 9
    (found,) = find_records(block_of(far + b" client_secret\n  more\n"))
    assert found.text == " client_secret\n  more"


@each(
    ("line", "kinds"),
    [
        pytest.param("apple curl -d 'broken https://appleid.apple.com", None, id="a command that breaks off"),
        pytest.param("curl -d x=y https://app.example.com/ " * 9, None, id="commands to somebody else"),
        pytest.param("curl -d x=y https://appleid.apple.com/auth/token\n" * 9, ("REQUEST",) * 5, id="more commands than anybody runs"),
        pytest.param("GET /auth/token HTTP/1.1\nHost: x\n\n" * 300, None, id="more messages than anybody sends"),
        pytest.param(
            "POST /auth/token HTTP/1.1\nHost: appleid.apple.com\n\nx=y\n\nHTTP/1.1 400\n\n{}", ("EXCHANGE",), id="a request with its answer"
        ),
        pytest.param("GET /auth/token HTTP/1.1\n\nHTTP/1.1 400\n\n\nHTTP/1.1 400\n\n", ("EXCHANGE",), id="two answers"),
        pytest.param("https://appleid.apple.com/appleauth/authorize?client_id=x", None, id="another page of Apple's"),
    ],
)
def test_what_is_no_whole_request_is_passed_over(line, kinds):
    record = read_log_line(line)
    assert (record and _others(record)) == kinds


def test_a_member_that_looks_like_a_date_and_is_none_is_passed_over():
    assert read_time('{"date":"some other day","msg":"2026-09-21T14:13:20Z"}', NOW) == Moment(NOW)


@given(st.text(max_size=300))
def test_no_text_makes_it_fail(text):
    read_log_line(text, NOW)
    read_time(text, NOW)


@each(
    "text",
    [
        "eyJ" * 300_000,
        '{"error":' * 100_000,
        "client_secret=" * 70_000,
        "client_secret=&" * 60_000,
        "\\" * 900_000,
        "client_id='" * 80_000,
        "The code was not issued to " * 30_000,
        "&amp;" * 200_000,
        "https://appleid.apple.com/auth/authorize?" * 25_000,
        "curl -" * 150_000,
        "2026-" * 200_000,
        '"time":' * 140_000,
        "appleid.apple.com/auth/token status " * 25_000,
        "appleid.apple.com/auth/token status x" + " 400" * 250_000,
    ],
    ids=lambda text: text[:12],
)
def test_a_long_line_takes_no_more_than_its_length(text):
    start = time.process_time()
    read_log_line(text, NOW)
    assert time.process_time() - start < 5


BODY = "client_id=com.example.web&client_secret={}&code=c1&grant_type=authorization_code"
AUTHORIZE = "https://appleid.apple.com/auth/authorize?client_id=com.example.web"


@each(
    "line",
    [
        pytest.param(f'let body = "{BODY.format("x")}&state=" + state', id="joined behind"),
        pytest.param(f'body = "client_id=" + id + "&{BODY.format("x")}"', id="joined before"),
        pytest.param(f"$body = '{BODY.format('x')}&state='.$state;", id="joined by PHP"),
        pytest.param(f'body = "{BODY.format("%s")}" % secret', id="a format of Python"),
        pytest.param(f'fmt.Sprintf("{BODY.format("%s")}", secret)', id="a format of Go"),
        pytest.param(f'[NSString stringWithFormat:@"{BODY.format("%@")}", secret]', id="a format of Objective-C"),
        pytest.param(f'let body = "{BODY.format(chr(92) + "(secret)")}"', id="Swift"),
        pytest.param(f"apple body={BODY.format('x')}&state=a...", id="cut"),
        pytest.param(f"POST https://oauth2.googleapis.com/token body={BODY.format('GOCSPX-x')}", id="another provider's"),
        pytest.param(f"to '{AUTHORIZE}&redirect_uri=' + encodeURIComponent(uri)", id="an address that is joined"),
        pytest.param(f"to {AUTHORIZE}&redir...", id="an address that is cut"),
        pytest.param("'https://appleid.apple.com/auth/authorize?' + new URLSearchParams({ state })", id="an address without its query"),
        pytest.param("redirect_to \"https://appleid.apple.com/auth/authorize?client_id=#{ENV['ID']}&state=s\"", id="a quote within an address"),
        pytest.param("DEBUG POST /auth/token HTTP/1.1\nHost: appleid.apple.com\nContent-Type: text/plain", id="the head of a request alone"),
    ],
)
def test_what_is_not_there_as_it_was_sent_is_no_evidence(line):
    assert read_log_line(line) is None or not read_log_line(line).pieces


def test_a_request_in_a_log_ends_where_other_text_begins():
    raw = f"POST /auth/token HTTP/1.1\nHost: appleid.apple.com\n\n{BODY.format('x')}"
    record = read_log_line(f"DEBUG {raw}\n\nand that was all")
    assert [piece.value.body.strip() for piece in record.pieces] == [BODY.format("x").encode()]


def test_an_empty_body_that_says_so_was_empty():
    record = read_log_line("DEBUG POST /auth/token HTTP/1.1\nHost: appleid.apple.com\nContent-Length: 0\n\n")
    assert [piece.kind.name for piece in record.pieces] == ["REQUEST"]


def test_a_format_of_an_address_is_read_without_its_double_percent_signs():
    record = read_log_line(f'fmt.Sprintf("{AUTHORIZE}&redirect_uri=%s&scope=name%%20email", uri)')
    assert record.pieces[0].value.query.endswith("&redirect_uri=%s&scope=name%20email")


def test_a_teams_token_for_push_is_no_client_secret():
    push = f"{compact({'alg': 'ES256', 'kid': 'ABC123DEFG'})}.{compact({'iss': 'A1B2C3D4E5', 'iat': NOW})}.c2ln"
    assert [piece.kind.name for piece in read_log_line(f"push: bearer {push} 200\n{APPLE}").pieces] == ["RESPONSE"]
