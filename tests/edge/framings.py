"""Requests that servers have read in different ways, and how ours must read them."""

from __future__ import annotations

from dataclasses import dataclass

HOST = b"HOST"  # replaced by the host and port of the server under test
_POST = b"POST /a HTTP/1.1\r\nHost: HOST\r\n"
_GET = b"GET /g HTTP/1.1\r\nHost: HOST\r\n"
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
GET = ("GET", "/g", b"")
_CHUNKED = b"Transfer-Encoding: chunked\r\n"


@dataclass(frozen=True)
class Framing:
    """Bytes on the wire, the requests in them, and the statuses of the answers; the connection stays open if it *stays*."""

    name: str
    wire: bytes
    seen: tuple[tuple[str, str, bytes], ...] = ()
    statuses: tuple[int, ...] = ()
    stays: bool = False


def _read(name: str, wire: bytes, *seen: tuple[str, str, bytes], stays: bool = True) -> Framing:
    return Framing(name, wire, seen, (200,) * len(seen), stays)


def _refused(name: str, wire: bytes, status: int = 400) -> Framing:
    return Framing(name, wire, (), (status,))


def _post(body: bytes) -> tuple[str, str, bytes]:
    return ("POST", "/a", body)


def _with_body(headers: bytes, body: bytes) -> bytes:
    return _POST + headers + b"\r\n" + body


_GET_WHOLE = _GET + b"\r\n"
_FIVE = b"Content-Length: 5\r\n"

READ = (
    _read("a request without a body", _GET_WHOLE, GET),
    _read("a body with its length", _with_body(_FIVE, b"abcde"), _post(b"abcde")),
    _read("a body of length 0", _with_body(b"Content-Length: 0\r\n", b""), _post(b"")),
    _read("a body that looks like a request", _with_body(b"Content-Length: %d\r\n" % len(SMUGGLED), SMUGGLED), _post(SMUGGLED)),
    _read("the same length twice", _with_body(_FIVE + _FIVE, b"abcde"), _post(b"abcde")),
    _read("a length with leading zeros", _with_body(b"Content-Length: 005\r\n", b"abcde"), _post(b"abcde")),
    _read("chunks", _with_body(_CHUNKED, b"2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n"), _post(b"abcde")),
    _read("chunks with an extension", _with_body(_CHUNKED, b"5;a=b\r\nabcde\r\n0\r\n\r\n"), _post(b"abcde")),
    _read("chunks with a trailer", _with_body(_CHUNKED, b"5\r\nabcde\r\n0\r\nX-Sum: 1\r\n\r\n"), _post(b"abcde")),
    _read("chunks in capitals", _with_body(b"Transfer-Encoding: CHUNKED\r\n", b"A\r\n0123456789\r\n0\r\n\r\n"), _post(b"0123456789")),
    _read("a chunk that looks like the last one", _with_body(_CHUNKED, b"5\r\n0\r\n\r\n\r\n0\r\n\r\n"), _post(b"0\r\n\r\n")),
    _read("chunks before another request", _with_body(_CHUNKED, b"1\r\na\r\n0\r\n\r\n") + _GET_WHOLE, _post(b"a"), GET),
    _read("a last chunk with an extension and leading zeros", _with_body(_CHUNKED, b'1;a="b;c" ;d\r\na\r\n000;x\r\n\r\n'), _post(b"a")),
    _read(
        "trailers that name lengths", _with_body(_CHUNKED, b"0\r\nContent-Length: 9\r\nTransfer-Encoding: x\r\n\r\n") + _GET_WHOLE, _post(b""), GET
    ),
    _read("a GET with a body that looks like a request", _GET + b"Content-Length: %d\r\n\r\n" % len(SMUGGLED) + SMUGGLED, ("GET", "/g", SMUGGLED)),
    _read("a length stated twice in one header", _with_body(b"Content-Length: 5, 5\r\n", b"abcde"), _post(b"abcde")),
    _read("two requests at once", _GET_WHOLE * 2, GET, GET),
    _read("a body before another request", _with_body(_FIVE, b"abcde") + _GET_WHOLE, _post(b"abcde"), GET),
    _read("thirty requests at once", _with_body(_FIVE, b"abcde") * 30, *[_post(b"abcde")] * 30),
    _read("an empty line before a request", b"\r\n" + _GET_WHOLE, GET),
    _read("an empty line after a body", _with_body(_FIVE, b"abcde") + b"\r\n" + _GET_WHOLE, _post(b"abcde"), GET),
    _read("Upgrade with a body", _with_body(b"Connection: Upgrade\r\nUpgrade: h2c\r\n" + _FIVE, b"abcde"), _post(b"abcde")),
    _read("Upgrade in capitals", _with_body(b"UPGRADE: h2c\r\n" + _FIVE, b"abcde"), _post(b"abcde")),
    _read("Upgrade with chunks", _with_body(b"Upgrade: h2c\r\n" + _CHUNKED, b"5\r\nabcde\r\n0\r\n\r\n"), _post(b"abcde")),
    _read("Upgrade before another request", _GET + b"Upgrade: h2c\r\n\r\n" + _with_body(_FIVE, b"abcde"), GET, _post(b"abcde")),
    _read(
        "Upgrade in a pipelined request, whose body looks like a request",
        _GET_WHOLE + _with_body(b"Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: %d\r\n" % len(SMUGGLED), SMUGGLED),
        GET,
        _post(SMUGGLED),
    ),
    _read("a WebSocket", _GET + b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n", GET),
    _read("a later minor version", b"GET /g HTTP/1.2\r\nHost: HOST\r\n\r\n", GET),
    _read("whitespace around a value", _with_body(b"Content-Length: \t 5 \t\r\n", b"abcde"), _post(b"abcde")),
    _read("an empty value", _GET + b"X-Empty:\r\n\r\n", GET),
    _read("a target in absolute form", b"GET http://HOST/g HTTP/1.1\r\nHost: HOST\r\n\r\n", GET),
    _read("the same head twice, with other bodies", _with_body(_FIVE, b"abcde") + _with_body(_FIVE, b"vwxyz"), _post(b"abcde"), _post(b"vwxyz")),
    _read("100 headers", _GET + b"a: b\r\n" * 99 + b"\r\n", GET),
    _read("Connection: close", _GET + b"Connection: close\r\n\r\n", GET, stays=False),
    _read("Connection: close among others", _GET + b"Connection: x, CLOSE\r\n\r\n", GET, stays=False),
    _read("nothing is read after Connection: close", _GET + b"Connection: close\r\n\r\n" + SMUGGLED, GET, stays=False),
    _read("HTTP/1.0", b"GET /g HTTP/1.0\r\nHost: HOST\r\n\r\n", GET, stays=False),
    _read("HTTP/1.0 with a body", b"POST /a HTTP/1.0\r\nHost: HOST\r\nContent-Length: 5\r\n\r\nabcde", _post(b"abcde"), stays=False),
    _read("HTTP/1.0 that asks to keep the connection", b"GET /g HTTP/1.0\r\nHost: HOST\r\nConnection: keep-alive\r\n\r\n", GET, stays=False),
)

REFUSED = (
    _refused("Content-Length and Transfer-Encoding", _with_body(_FIVE + _CHUNKED, b"0\r\n\r\n" + SMUGGLED)),
    _refused("Transfer-Encoding and Content-Length", _with_body(_CHUNKED + _FIVE, b"0\r\n\r\n" + SMUGGLED)),
    _refused("two different lengths", _with_body(_FIVE + b"Content-Length: 6\r\n", b"abcdef")),
    _refused("two different lengths in one header", _with_body(b"Content-Length: 5, 6\r\n", b"abcdef")),
    *(
        _refused(f"a length of {length.decode()}", _with_body(b"Content-Length: " + length + b"\r\n", b"abcde"))
        for length in (b"+5", b"-5", b"0x5", b"5_0", b"5 5", b"five", b"", b"5;", b"5.0", b"9" * 30)
    ),
    _refused("whitespace before a colon", _with_body(b"Content-Length : 5\r\n", b"abcde")),
    _refused("a header without a colon", _GET + b"Host\r\n\r\n"),
    _refused("a header without a name", _GET + b": x\r\n\r\n"),
    _refused("a folded header", _GET + b"X-Long: a\r\n b\r\n\r\n"),
    _refused("a folded header, by a tab", _GET + b"X-Long: a\r\n\tContent-Length: 5\r\n\r\n"),
    _refused("a folded line before the headers", b"GET /g HTTP/1.1\r\n Host: HOST\r\n\r\n"),
    _refused("a lone CR in a value", _GET + b"X-A: b\rContent-Length: 5\r\n\r\n"),
    _refused("a lone LF in a value", _GET + b"X-A: b\nContent-Length: 5\r\n\r\n"),
    _refused("a head with lone LFs only", b"GET /g HTTP/1.1\nHost: HOST\n\n"),
    _refused("a lone LF at the end of the head", _GET + b"\n"),
    _refused("a NUL in a value", _GET + b"X-A: b\0c\r\n\r\n"),
    _refused("a form feed in a value", _GET + b"X-A: b\x0cc\r\n\r\n"),
    _refused("no Host", b"GET /g HTTP/1.1\r\n\r\n"),
    _refused("two Hosts", _GET + b"Host: HOST\r\n\r\n"),
    _refused("a target that names another host", b"GET http://other.example/g HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    _refused("a target that is no path", b"GET g HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    _refused("a target outside ASCII", b"GET /\xe9 HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    _refused("two spaces in the request line", b"GET  /g HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    _refused("HTTP/0.9", b"GET /g\r\n\r\n"),
    _refused("a lower-case version", b"GET /g http/1.1\r\nHost: HOST\r\n\r\n"),
    _refused("the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    _refused("a TLS handshake", b"\x17\x03\x01\x02\x00\x01\x00"),
    _refused("two empty lines", b"\r\n\r\n" + _GET_WHOLE),
    _refused("CONNECT", b"CONNECT HOST HTTP/1.1\r\nHost: HOST\r\n\r\n", 501),
    _refused("Transfer-Encoding in HTTP/1.0", b"POST /a HTTP/1.0\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    *(
        _refused(f"Transfer-Encoding: {coding.decode()}", _with_body(b"Transfer-Encoding: " + coding + b"\r\n", b"0\r\n\r\n"), 501)
        for coding in (b"identity", b"gzip, chunked", b"xchunked", b"chunked, chunked", b'"chunked"')
    ),
    _refused("Transfer-Encoding twice", _with_body(_CHUNKED + _CHUNKED, b"0\r\n\r\n"), 501),
    *(
        _refused(f"a chunk that begins with {size!r}", _with_body(_CHUNKED, size + b"abcde\r\n0\r\n\r\n"))
        for size in (b"x\r\n", b"-5\r\n", b"0x5\r\n", b"+5\r\n", b" 5\r\n", b"\r\n", b"5;a\nb\r\n", b"5\r", b"F" * 21 + b"\r\n")
    ),
    _refused("a chunk longer than its size", _with_body(_CHUNKED, b"2\r\nabcde\r\n0\r\n\r\n")),
    _refused("a chunk that ends in LF", _with_body(_CHUNKED, b"5\r\nabcde\n0\r\n\r\n")),
    _refused("chunks that end in LF", _with_body(_CHUNKED, b"5\r\nabcde\r\n0\r\n\n" + SMUGGLED)),
    _refused("a trailer that ends in LF", _with_body(_CHUNKED, b"5\r\nabcde\r\n0\r\nX-Sum: 1\n\n" + SMUGGLED)),
    *(
        _refused(f"a chunk whose line is {line!r}", _with_body(_CHUNKED, line + b"\r\na\r\n0\r\n\r\n" + SMUGGLED))
        for line in (b"1;a\rb", b"1;\x00", b"1 ", b"1\t", b"1;a\x7f", b"1_0", b"0" * 16 + b"1")
    ),
    *(
        _refused(f"a trailer of {trailer!r}", _with_body(_CHUNKED, b"0\r\n" + trailer + b"\r\n\r\n" + SMUGGLED))
        for trailer in (b"X: a\nY: b", b"X: a\r\n b", b"X: a\rb", b"X a", b": a", b"X : a", b"X: \x01")
    ),
    _refused("a last chunk that ends in LF", _with_body(_CHUNKED, b"0\n\r\n" + SMUGGLED)),
    _refused("101 trailers", _with_body(_CHUNKED, b"0\r\n" + b"a: b\r\n" * 101 + b"\r\n"), 431),
    _refused("a trailer of 33 KiB", _with_body(_CHUNKED, b"0\r\nX: " + b"x" * 33 * 1024), 431),
    *(_refused(f"the control character {byte} in a value", _GET + b"X-A: b%cc\r\n\r\n" % byte) for byte in (1, 8, 11, 27, 127)),
    *(
        _refused(
            f"Transfer-Encoding: {coding!r}, and {more!r}", _with_body(b"Transfer-Encoding:" + coding + b"\r\n" + more, b"abcde" + SMUGGLED), 501
        )
        for coding, more in ((b"", b""), (b"", _FIVE), (b" chunked,", b""), (b" ,chunked", b""), (b" chunked;q=1", b""))
    ),
    _refused("101 headers", _GET + b"a: b\r\n" * 100 + b"\r\n", 431),
    _refused("a head of 33 KiB", _GET + b"X-Long: " + b"x" * 33 * 1024 + b"\r\n\r\n", 431),
    _refused("an unfinished head of 33 KiB", _GET + b"X-Long: " + b"x" * 33 * 1024, 431),
    Framing("a request and then a malformed one", _GET_WHOLE + _POST + b"Content-Length: x\r\n\r\n" + SMUGGLED, (GET,), (200, 400)),
)

FRAMINGS = (*READ, *REFUSED)
