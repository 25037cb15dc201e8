"""A copy of the bytes of a connection is read into exchanges, whatever pieces it comes in, and whatever it is."""

from __future__ import annotations

import gzip
import zlib

import pytest

from siwakit.apple import HOST
from siwakit.edge.watch.tap import MAX_BODY_BYTES, Tap

ASK = b"POST /auth/token HTTP/1.1\r\nHost: appleid.apple.com\r\nContent-Length: 12\r\n\r\ngrant_type=a"
ANSWER = b'HTTP/1.1 400 Bad Request\r\nContent-Length: 26\r\n\r\n{"error":"invalid_client"}'


class Listener:
    """A tap, and what it tells."""

    def __init__(self, host=HOST):
        self.told = []
        self.tap = Tap(host, lambda: 0.0, self.told.append)

    def hears(self, sent, received, size=1 << 16):
        for copy, data in ((self.tap.sent, sent), (self.tap.received, received)):
            for start in range(0, len(data), size):
                copy(data[start : start + size])
        return self

    def ends(self):
        self.tap.end("closed")
        return self.told


@pytest.mark.parametrize("size", [1, 7, 1 << 16])
def test_the_pieces_in_which_bytes_come_do_not_matter(size):
    told = Listener().hears(ASK * 3, ANSWER * 3, size).told
    assert [(exchange.request.body, exchange.response.status, exchange.trouble) for exchange in told] == [(b"grant_type=a", 400, "")] * 3


@pytest.mark.parametrize(
    ("target", "url"),
    [
        (b"/auth/keys", f"https://{HOST}/auth/keys"),
        (b"/auth/authorize?redirect_uri=https://app.example.com/back", f"https://{HOST}/auth/authorize?redirect_uri=https://app.example.com/back"),
        (b"https://appleid.apple.com/auth/keys", f"https://{HOST}/auth/keys"),
    ],
)
def test_the_address_is_that_of_the_host_that_is_named(target, url):
    told = Listener("").hears(b"GET %b HTTP/1.1\r\nHost: appleid.apple.com\r\n\r\n" % target, ANSWER).told
    assert [exchange.request.url for exchange in told] == [url]


def test_an_answer_to_head_has_no_body():
    told = Listener().hears(ASK.replace(b"POST", b"HEAD") * 2, b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" * 2).told
    assert [exchange.response.status for exchange in told] == [200, 200]


def test_an_answer_before_the_end_of_the_request_is_told_as_cut():
    told = Listener().hears(ASK[:-5], ANSWER).told
    assert [(exchange.request.body, exchange.request_is_cut, exchange.answer_is_cut) for exchange in told] == [(b"grant_t", True, False)]


def test_a_body_is_kept_up_to_a_limit():
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (MAX_BODY_BYTES + 1)
    told = Listener().hears(ASK, head + bytes(MAX_BODY_BYTES + 1)).told
    assert [(len(exchange.response.body), exchange.request_is_cut, exchange.answer_is_cut) for exchange in told] == [(MAX_BODY_BYTES, False, True)]


GARBAGE = [
    b"\x00\xff" * 500,
    b"HTTP/1.1 999999 \r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"HTTP/1.1 200 OK\r\nA: " + b"x" * 200_000,
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
]


@pytest.mark.parametrize("garbage", GARBAGE, ids=lambda garbage: repr(garbage[:40]))
def test_an_answer_that_is_not_http_is_told_as_such_and_ends_the_reading(garbage):
    listener = Listener().hears(ASK, garbage).hears(ASK, ANSWER)
    assert {exchange.trouble for exchange in listener.ends()} == {"the answer is not valid HTTP/1.1"}


@pytest.mark.parametrize("garbage", [b"\x16\x03" * 100, b"GET / HTTP/1.1\r\n\r\n", b"G\r\n\r\n"], ids=repr)
def test_a_request_that_is_not_http_is_not_told(garbage):
    assert Listener().hears(garbage, ANSWER).ends() == []


def test_a_request_without_an_answer_is_told_at_the_end():
    assert [(exchange.response, exchange.trouble) for exchange in Listener().hears(ASK, b"").ends()] == [(None, "closed")]


def test_half_an_answer_is_told_with_what_there_is_of_it():
    told = Listener().hears(ASK, ANSWER[:-4]).ends()
    assert [(exchange.response.status, exchange.trouble, exchange.is_cut) for exchange in told] == [(400, "closed", True)]


def test_an_answer_that_nobody_asked_for_is_not_told():
    assert Listener().hears(b"", ANSWER).ends() == []


def compressed(coding, body):
    return b"HTTP/1.1 400 Bad Request\r\nContent-Encoding: %b\r\nContent-Length: %d\r\n\r\n%b" % (coding, len(body), body)


ERROR = b'{"error":"invalid_client"}'
RAW = zlib.compressobj(wbits=-zlib.MAX_WBITS)
CODINGS = {
    "gzip": (b"gzip", gzip.compress(ERROR)),
    "x-gzip": (b"X-GZip", gzip.compress(ERROR)),
    "deflate": (b"deflate", zlib.compress(ERROR)),
    "deflate without its head": (b"deflate", RAW.compress(ERROR) + RAW.flush()),
    "none": (b"identity", ERROR),
}


@pytest.mark.parametrize(("coding", "body"), CODINGS.values(), ids=CODINGS)
def test_a_compressed_answer_is_read(coding, body):
    told = Listener().hears(ASK, compressed(coding, body)).told
    assert [(exchange.response.body, exchange.is_cut, exchange.trouble) for exchange in told] == [(ERROR, False, "")]


UNREADABLE = {
    "a coding that is not known": (b"br", b"\x0b\x02\x80"),
    "two codings": (b"gzip, gzip", gzip.compress(gzip.compress(ERROR))),
    "no coding at all": (b"gzip", ERROR),
}


@pytest.mark.parametrize(("coding", "body"), UNREADABLE.values(), ids=UNREADABLE)
def test_an_answer_in_a_coding_that_cannot_be_read_is_told_as_such(coding, body):
    told = Listener().hears(ASK, compressed(coding, body)).told
    assert [(exchange.response.status, exchange.response.body, exchange.is_cut) for exchange in told] == [(400, b"", True)]
    assert told[0].trouble.startswith("not judged: the answer is ")


def test_a_bomb_is_read_up_to_a_limit():
    told = Listener().hears(ASK, compressed(b"gzip", gzip.compress(bytes(50_000_000)))).told
    assert [(len(exchange.response.body), exchange.is_cut) for exchange in told] == [(MAX_BODY_BYTES, True)]


def test_a_compressed_answer_that_breaks_off_is_told_as_cut():
    told = Listener().hears(ASK, compressed(b"gzip", gzip.compress(ERROR)[:-9])).told
    assert [exchange.is_cut for exchange in told] == [True]
