from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.each import each

from siwakit.errors import NotReadable, SiwakitError, TooLarge
from siwakit.http import Exchange, Request, Response
from siwakit.readers.requests.raw_http import MAX_MESSAGES, read_http

REQUEST = "POST /auth/token HTTP/1.1\nHost: appleid.apple.com\n\ncode=c"
ANSWER = 'HTTP/1.1 400\nServer: Apple\n\n{"error":"invalid_client"}'


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


@pytest.mark.parametrize("text", [REQUEST, _crlf(REQUEST), _crlf(REQUEST) + "\r\n\r\n", f"# above\n// and\n\n{REQUEST}\n"])
def test_a_request_gets_its_address_from_the_host(text):
    (request,) = read_http(text)
    assert request == Request("POST", "https://appleid.apple.com/auth/token", (("Host", "appleid.apple.com"),), b"code=c")


@pytest.mark.parametrize("text", [ANSWER, _crlf(ANSWER), ANSWER.replace("HTTP/1.1 400", "HTTP/2 400 Bad Request"), ANSWER + "%"])
def test_an_answer_is_read_alone(text):
    (response,) = read_http(text)
    assert response == Response(400, (("Server", "Apple"),), b'{"error":"invalid_client"}')


@each(
    ("head", "url"),
    [
        ("GET https://appleid.apple.com/auth/keys HTTP/1.1", "https://appleid.apple.com/auth/keys"),
        ("GET https://appleid.apple.com/auth/keys", "https://appleid.apple.com/auth/keys"),
        ("GET /auth/keys HTTP/1.1", "/auth/keys"),
        ("GET /auth/keys HTTP/2\n:authority: appleid.apple.com\n:method: GET", "https://appleid.apple.com/auth/keys"),
        ("OPTIONS * HTTP/1.1\nHost: a.example", "*"),
        ("GET https://[HOST]/ HTTP/1.1", "https://%5BHOST%5D/"),
    ],
)
def test_the_address_is_absolute_where_the_text_tells(head, url):
    (request,) = read_http(head)
    assert request.url == url


def test_messages_are_paired_in_order():
    messages = read_http(f"{REQUEST}\n\n{ANSWER}\n\n{REQUEST}\n\n{REQUEST}\n\n{ANSWER}\n\n{ANSWER}")
    assert [type(message) for message in messages] == [Exchange, Request, Exchange, Response]


def test_interim_answers_and_tunnels_are_left_out():
    tunnel = "CONNECT appleid.apple.com:443 HTTP/1.1\n\nHTTP/1.1 200 Connection established"
    text = f"{tunnel}\n\n{REQUEST}\n\nHTTP/1.1 100 Continue\n\n{ANSWER}"
    (exchange,) = read_http(text)
    assert exchange.response.status == 400


@each(
    ("text", "body"),
    [
        pytest.param("HTTP/1.1 200\nA: b\n{}", b"{}", id="the empty line was lost"),
        pytest.param("HTTP/1.1 200\n\n", b"", id="nothing"),
        pytest.param("HTTP/1.1 200", b"", id="not even a line end"),
        pytest.param("HTTP/1.1 200\nA: b", b"", id="headers alone"),
        pytest.param("HTTP/1.1 200\nContent-Length: 3\n\na\n\n\n", b"a\n\n", id="a length that fits is believed"),
        pytest.param("HTTP/1.1 200\nContent-Length: 1\n\nabc\n", b"abc", id="a length that is stale is not"),
        pytest.param("HTTP/1.1 200\nContent-Length: 99999999999\n\nabc", b"abc", id="nor one that is absurd"),
        pytest.param("HTTP/1.1 200\nContent-Length: 9\n\nabc", b"abc", id="nor one that is too long"),
        pytest.param("HTTP/1.1 200\nTransfer-Encoding: chunked\n\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n", b"abc", id="chunks are joined"),
        pytest.param("HTTP/1.1 200\nTransfer-Encoding: chunked\n\n9\nab\n0\n", b"9\nab\n0", id="chunks that do not fit stay"),
        pytest.param("HTTP/1.1 200\nTransfer-Encoding: chunked\n\n2\nab\n", b"2\nab", id="chunks without an end stay"),
        pytest.param("HTTP/1.1 200\nTransfer-Encoding: chunked\n\n1\nab\n", b"1\nab", id="chunks that are too long stay"),
        pytest.param("HTTP/1.1 200\n\n\udc1f\udc8b", b"??", id="half characters are not bytes"),
        pytest.param("HTTP/1.1 200\nContent-Encoding: gzip\n\n\x1f\udc8b\x08", b"\x1f\x8b\x08", id="gzip stays what it is"),
        pytest.param("  HTTP/1.1 200\n  A: b\n\n  {\n    1}", b"{\n  1}", id="an indent is taken away"),
        pytest.param("HTTP/1.1 200\n\na\n### next\nb", b"a", id="a separator ends it"),
    ],
)
def test_the_body_is_what_was_sent(text, body):
    (response,) = read_http(text)
    assert response.body == body


def test_a_folded_header_is_one_header():
    (response,) = read_http("HTTP/1.1 200\nA: b\n  c\nD: e\n\n")
    assert response.headers == (("A", "b c"), ("D", "e"))


VERBOSE = """\
Note: Unnecessary use of -X or --request, POST is already inferred.
* Connected to appleid.apple.com
  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                 Dload  Upload   Total   Spent    Left  Speed
  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0
> POST /auth/token HTTP/1.1
> Host: appleid.apple.com
>
} [12 bytes data]
* upload completely sent off
< HTTP/1.1 400
< Server: Apple
"""


@pytest.mark.parametrize("between", ["<\n", "< \r\n", ""])
def test_what_curl_prints_is_an_exchange(between):
    (exchange,) = read_http(f'{VERBOSE}{between}{{"error":"invalid_client"}}* Connection #0 to host appleid.apple.com left intact\n')
    assert exchange.request.url == "https://appleid.apple.com/auth/token"
    assert exchange.response == Response(400, (("Server", "Apple"),), b'{"error":"invalid_client"}')


@pytest.mark.parametrize(("text", "message"), [("hello", "no HTTP"), (f"hello\n{REQUEST}", "other text")])
def test_what_is_no_http_is_refused(text, message):
    with pytest.raises(NotReadable, match=message):
        read_http(text)


def test_too_many_messages_are_refused():
    with pytest.raises(TooLarge, match="200"):
        read_http("HTTP/1.1 200\n" * (MAX_MESSAGES + 1))


@given(
    st.lists(
        st.sampled_from(["POST / HTTP/1.1", "HTTP/1.1 200 x", "> ", "< ", "* ", "\n", "\r", " ", ":", "a: b", "{}", "5\nabcde", "\ud800", "[", "//"]),
        max_size=30,
    )
)
def test_nothing_but_our_own_errors_comes_out(parts):
    try:
        messages = read_http("\n".join(parts) if len(parts) % 2 else "".join(parts))
    except SiwakitError:
        return
    assert repr(messages)
