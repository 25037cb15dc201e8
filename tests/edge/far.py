"""Other hosts on this machine, and a proxy of the user's own, for what the TLS port passes on."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress

END = b"\r\n\r\n"


@contextmanager
def listening(serve, host="127.0.0.1"):
    """Serve each connection to a new port with *serve* in a thread; yield the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family, backlog=400) as listener:
        threading.Thread(target=_accept, args=(listener, serve), daemon=True).start()
        yield listener.getsockname()[1]
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


def _accept(listener, serve):
    with suppress(OSError):
        while True:
            sock, _ = listener.accept()
            threading.Thread(target=_serve, args=(sock, serve), daemon=True).start()


def _serve(sock, serve):
    with sock, suppress(OSError):
        sock.settimeout(20)
        serve(sock)


def echo(sock):
    """Send everything back at once, and say so after the end."""
    while data := sock.recv(65536):
        sock.sendall(data)
    sock.sendall(b"<end>")


def read_until(sock, end):
    data = b""
    while end not in data:
        more = sock.recv(65536)
        if not more:
            return data
        data += more
    return data


def drain(sock):
    received = b""
    while chunk := sock.recv(65536):
        received += chunk
    return received


class Host:
    """An HTTP host that answers each request with the next of its *answers*, and keeps what it was sent."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.requests = []
        self.connections = 0

    def __call__(self, sock):
        self.connections += 1
        while head := read_until(sock, END):
            head, _, body = head.partition(END)
            body = self._read_body(sock, head.lower(), body)
            self.requests.append((head + END, body))
            sock.sendall(self.answers.pop(0) if self.answers else b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            if b"connection: close" in head.lower():
                return

    def _read_body(self, sock, head, body):
        if b"expect: 100-continue" in head:
            sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if b"transfer-encoding: chunked" in head:
            return body + (b"" if body.endswith(b"0\r\n\r\n") else read_until(sock, b"0\r\n\r\n"))
        length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.startswith(b"content-length:")), 0)
        while len(body) < length:
            body += sock.recv(65536)
        return body


class UserProxy:
    """A proxy that demands credentials if it has some, and keeps the heads that it was sent."""

    def __init__(self, credentials=b""):
        self.credentials = credentials
        self.heads = []

    def __call__(self, sock):
        head = b""
        while not head.endswith(END):
            head += sock.recv(1) or b"\r\n\r\n"
        self.heads.append(head)
        if self.credentials and b"Proxy-Authorization: Basic " + self.credentials not in head:
            answer = b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\n"
            sock.sendall(answer + b"who?\n")
            drain(sock)
            return
        if not head.startswith(b"CONNECT "):
            sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\nfrom the proxy")
            return
        host, _, port = head.split(b" ")[1].decode().rpartition(":")
        with socket.create_connection((host.strip("[]"), int(port)), timeout=20) as far:
            sock.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            back = threading.Thread(target=_copy, args=(far, sock), daemon=True)
            back.start()
            _copy(sock, far)
            back.join(20)


def _copy(source, sink):
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
