"""The end of a request is never ambiguous, whatever the bytes, the segments and the port."""

from __future__ import annotations

import pytest
from tests.each import each
from tests.edge.framings import FRAMINGS, HOST, SMUGGLED, Framing
from tests.edge.ports import PORTS

from siwakit.edge.server.http1 import IncomingRequest, RequestReader
from siwakit.edge.server.http1_head import Refusal

LIMIT = 64 * 1024
PROBE = b"GET /probe HTTP/1.1\r\nHost: HOST\r\n\r\n"


def by_name(framing: Framing) -> str:
    return framing.name


@each("port", PORTS)
@pytest.mark.parametrize("framing", FRAMINGS, ids=by_name)
def test_each_framing_is_read_in_one_way_or_refused(connect_to, framing, port):
    with connect_to(port) as client:
        client.send(framing.wire)
        assert tuple(client.answer() for _ in framing.statuses) == framing.statuses
        assert client.seen() == framing.seen
        client.send(PROBE * framing.stays)
        assert (client.answer() == 200) if framing.stays else client.is_closed()


@pytest.mark.parametrize("port", PORTS)
def test_the_body_of_an_upgrade_request_can_arrive_byte_by_byte(connect_to, port):
    head = b"POST /a HTTP/1.1\r\nHost: HOST\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nContent-Length: %d\r\n\r\n"
    with connect_to(port) as client:
        for byte in (head % len(SMUGGLED)).replace(HOST, client.host) + SMUGGLED:
            client.send(bytes((byte,)))
        assert client.answer() == 200
        assert client.seen() == (("POST", "/a", SMUGGLED),)


def outcome(*segments):
    """Return how a reader understands *segments*: the requests, and the status of a refusal."""
    reader, seen = RequestReader(LIMIT), []
    for segment in segments:
        reader.receive(segment)
        while (request := reader.next_request()) is not None:
            if isinstance(request, Refusal):
                return (*seen, request.status)
            value = request.as_request("http")
            seen.append((value.method, value.path, value.body))
            if request.head.closes:
                return tuple(seen)
    return tuple(seen)


@each("framing", [framing for framing in FRAMINGS if len(framing.wire) < 1000], ids=by_name)
def test_it_does_not_matter_where_segments_end(framing):
    wire = framing.wire
    expected = (*framing.seen, *(status for status in framing.statuses if status != 200))
    assert outcome(wire) == expected
    assert outcome(*(wire[at : at + 1] for at in range(len(wire)))) == expected
    for at in range(1, len(wire)):
        assert outcome(wire[:at], wire[at:]) == expected


@pytest.mark.parametrize("port", PORTS)
@pytest.mark.parametrize(("version", "interim"), [(b"1.1", [100]), (b"1.0", [])], ids=["HTTP/1.1", "HTTP/1.0"])
def test_a_client_that_waits_for_100_continue_gets_it(connect_to, port, version, interim):
    with connect_to(port) as client:
        client.send(b"POST /a HTTP/%b\r\nHost: HOST\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n" % version)
        assert [client.answer() for _ in interim] == interim
        client.send(b"abc")
        assert client.answer() == 200
        assert client.seen() == (("POST", "/a", b"abc"),)


@pytest.mark.parametrize("port", PORTS)
def test_a_body_that_comes_with_its_expectation_is_not_asked_for(connect_to, port):
    with connect_to(port) as client:
        client.send(b"POST /a HTTP/1.1\r\nHost: HOST\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc")
        assert client.answer() == 200


@pytest.mark.parametrize("port", PORTS)
def test_the_answer_to_head_has_the_length_of_a_body_and_no_body(connect_to, port):
    with connect_to(port) as client:
        client.send(b"HEAD /g HTTP/1.1\r\nHost: HOST\r\n\r\n")
        client.receive()
        assert client.received.startswith(b"HTTP/1.1 200 OK\r\n")
        assert client.received.endswith(b"content-length: 2\r\n\r\n")


def test_a_chunked_body_has_a_limit_although_it_announces_none():
    reader = RequestReader(LIMIT)
    reader.receive(b"POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + b"fff0\r\n%b\r\n" % (b"x" * 0xFFF0) * 2)
    assert reader.next_request() == Refusal(413, "the body has more bytes than are accepted here")


def test_a_chunk_over_the_limit_is_refused_before_it_arrives():
    reader = RequestReader(LIMIT)
    reader.receive(b"POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7FFFFFFFFFFFFFFF\r\n")
    assert reader.next_request() == Refusal(413, "the body has more bytes than are accepted here")


def test_a_client_that_has_sent_a_chunk_does_not_wait_for_100_continue():
    reader = RequestReader(LIMIT)
    reader.receive(b"POST /a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n")
    assert reader.next_request() is None
    assert reader.interim_answer().startswith(b"HTTP/1.1 100 ")
    assert reader.interim_answer() == b""
    reader.receive(b"1\r\na\r\n")
    assert reader.next_request() is None
    assert reader.interim_answer() == b""


def test_a_reader_that_waits_for_nothing_is_not_inside_a_request():
    reader = RequestReader(LIMIT)
    reader.receive(b"GET / HTTP/1.1\r\n")
    assert (reader.next_request(), reader.is_inside_request) == (None, True)
    reader.receive(b"Host: x\r\n\r\n")
    assert isinstance(reader.next_request(), IncomingRequest)
    assert (reader.next_request(), reader.is_inside_request) == (None, False)


def test_the_table_names_each_framing_once():
    assert len({framing.name for framing in FRAMINGS}) == len(FRAMINGS) >= 60
