"""An emulator in its own process, without a display of its requests, and helpers that talk to it over plain sockets."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

CODE = {"redirect_uri": "https://app.example.com/callback", "grant_type": "authorization_code"}
END = b"\r\n\r\n"
# For each line that comes in it says a new code.
SERVER = """
import json, sys
from siwakit.testing import emulator
with emulator(seed=7, state=sys.argv[1] or None) as apple:
    print(json.dumps([apple.server.port, apple.mint_secret(expires_in_seconds=86_400)]), flush=True)
    for _ in sys.stdin:
        print(apple.sign_in(), flush=True)
"""


@dataclass(frozen=True)
class Serving:
    """A running emulator."""

    process: subprocess.Popen[str]
    port: int
    secret: str

    def code(self):
        """Return a new code."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def token_request(self, **fields):
        """Return the bytes of a token request."""
        body = urlencode({"client_id": "com.example.web", "client_secret": self.secret, **fields})
        head = f"POST /auth/token HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Type: application/x-www-form-urlencoded"
        return f"{head}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


@contextmanager
def serving(state=""):
    """Run an emulator, with its state in the file *state* if that is given."""
    process = subprocess.Popen([sys.executable, "-c", SERVER, str(state)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with process:
        try:
            yield Serving(process, *json.loads(process.stdout.readline()))
        finally:
            process.stdin.close()


def take_answer(connection):
    """Read one answer: its status, the rule that refused, and its members; None if the server has gone."""
    said = b""
    while END not in said:
        more = connection.recv(65536)
        if not more:
            return None
        said += more
    head, _, body = said.partition(END)
    headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    while len(body) < int(headers[b"content-length"]):
        more = connection.recv(65536)
        if not more:
            return None
        body += more
    return int(head[9:12]), headers.get(b"siwakit-rule", b"").decode(), json.loads(body)
