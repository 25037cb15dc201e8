"""A web application that exchanges with Apple when it is asked, as one with workers does."""

import os

import requests

APPLE = "https://appleid.apple.com"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def exchange():
    yield requests.get(f"{APPLE}/auth/keys", timeout=10).text
    for form in ("RIGHT_FORM", "REFUSED_FORM"):
        yield requests.post(f"{APPLE}/auth/token", data=os.environ[form], headers=FORM, timeout=10).text


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    body = "\n".join(exchange()).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})
