"""Send the token requests of the vectors to an emulator of Apple, over loopback.

python -m conformance.emulators EMULATOR < asked.json > answered.json

Before each request a user signs in, and the code and the refresh token that came of it take the place of the vector's. The emulator knows the
clients and the keys of the vectors' portal as far as it can be told, and its clock shows the vectors' time.
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

HERE = Path(__file__).resolve().parent
RIGHT_CODE = "c0123456789abcdef0123456789abcdef.0.mrtqz.AbCdEfGhIjKlMnOpQrStUv"
RIGHT_REFRESH_TOKEN = "r0123456789abcdef0123456789abcdef.0.mrtqz.AbCdEfGhIjKlMnOpQrStUv"
CLIENT, CALLBACK, NONCE = "com.example.web", "https://app.example.com/callback", "n-0S6_WzA2Mj"
EMAIL = "jane@example.com"
SECONDS = 5
SignIn = Callable[[], str]


@contextmanager
def run_siwakit(asked: dict[str, Any]) -> Iterator[tuple[str, SignIn]]:
    """Run siwakit's emulator; yield its address, and what signs a user in and returns the code."""
    from siwakit import testing
    from siwakit.edge.server.local_apple import LocalApple

    # The emulated clock runs on, and some vectors are about single seconds.
    emulated: Any = LocalApple
    emulated.now = lambda _: asked["now"]
    keys = [{"id": key["key_id"], "app": key["primary_app"], "public_jwk": key["public"]} for key in asked["portal"]["keys"].values()]
    team = {"id": asked["team_id"], "key": keys, "app": [{"id": "com.example.app"}]}
    service = {"id": CLIENT, "app": "com.example.app", "return_urls": [CALLBACK]}
    with testing.emulator({"team": [{**team, "service": [service]}], "user": [{"email": EMAIL}]}, seed=1) as apple:
        yield apple.url, lambda: apple.sign_in(CLIENT, redirect_uri=CALLBACK, nonce=NONCE)


@contextmanager
def run_emulate(asked: dict[str, Any]) -> Iterator[tuple[str, SignIn]]:
    """Run `emulate`; yield its address, and what signs a user in and returns the code."""
    clients = [{"client_id": name, "team_id": asked["team_id"], "key_id": "ABC123DEFG", "name": name} for name in (CLIENT, "com.example.app")]
    seed = {"users": [{"email": EMAIL, "name": "Jane Doe"}], "oauth_clients": [{**client, "redirect_uris": [CALLBACK]} for client in clients]}
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    command = ["node", str(HERE / "emulate.mjs"), str(port), str(asked["now"]), json.dumps(seed)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        try:
            yield url, lambda: consent_at_emulate(url)
        finally:
            server.stdin.close()
            server.wait(SECONDS)


def consent_at_emulate(url: str) -> str:
    """Submit the form of its sign-in page, and return the code."""
    fields = {"email": EMAIL, "client_id": CLIENT, "redirect_uri": CALLBACK, "nonce": NONCE, "response_mode": "query", "scope": "", "state": ""}
    _, _, location = send(url, "POST", "/auth/authorize/callback", [("Content-Type", "application/x-www-form-urlencoded")], urlencode(fields))
    found = re.search(r"[?&]code=([^&]+)", location)
    assert found is not None, location
    return found[1]


def send(url: str, method: str, path: str, headers: list[tuple[str, str]], body: str) -> tuple[int, str, str]:
    """Send one request; return the status, the body and the Location of the answer, or 0 if there is no answer."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=SECONDS)
    try:
        connection.putrequest(method, path, skip_host=any(name.lower() == "host" for name, _ in headers), skip_accept_encoding=True)
        for name, value in headers:
            if name.lower() != "content-length":
                connection.putheader(name, value)
        if not any(name.lower() == "transfer-encoding" for name, _ in headers):
            connection.putheader("Content-Length", str(len(body.encode())))
        connection.endheaders(body.encode())
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace"), answer.getheader("Location", "")
    except (HTTPException, OSError):
        return 0, "", ""
    finally:
        connection.close()


def answer_to(request: dict[str, Any], url: str, sign_in: SignIn, refresh_token: str) -> tuple[int, str | None]:
    """Return the status and the error that the emulator answers; the error is None if the body has none."""
    body = request["body"].replace(RIGHT_CODE, sign_in()).replace(RIGHT_REFRESH_TOKEN, refresh_token)
    split = urlsplit(request["url"])
    path = split.path + (f"?{split.query}" if split.query else "")
    status, text, _ = send(url, request["method"], path, headers_of(request), body)
    try:
        document = json.loads(text)
    except ValueError:
        return status, None
    return status, document.get("error") if isinstance(document, dict) else None


def headers_of(request: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the headers of *request*, without the Host if it is Apple's."""
    return [(name, value) for name, value in request["headers"] if (name.lower(), value) != ("host", "appleid.apple.com")]


def take_refresh_token(asked: dict[str, Any], url: str, sign_in: SignIn) -> str:
    """Exchange a code with the right request of the vectors, and return the refresh token."""
    right = asked["right"]
    body = right["body"].replace(RIGHT_CODE, sign_in())
    _, text, _ = send(url, right["method"], "/auth/token", headers_of(right), body)
    return str(json.loads(text)["refresh_token"])


EMULATORS = {"siwakit": run_siwakit, "emulate": run_emulate}


def main() -> None:
    """Answer what standard input asks."""
    asked = json.load(sys.stdin)
    with EMULATORS[sys.argv[1]](asked) as (url, sign_in):
        refresh_token = take_refresh_token(asked, url, sign_in)
        answers = {name: answer_to(request, url, sign_in, refresh_token) for name, request in asked["requests"].items()}
    json.dump({"answers": answers}, sys.stdout)


if __name__ == "__main__":
    main()
