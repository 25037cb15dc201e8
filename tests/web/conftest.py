"""The page on its own port, and a recorder of everything that reaches the server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from siwakit.edge.server.page_server import PageServer
from siwakit.http import Request, Response


class Recorder:
    """Proxy in front of the page that records what arrives."""

    def __init__(self, app) -> None:
        self.app = app
        self.seen: list[Request] = []

    def answer(self, request: Request, now: int) -> Response:
        self.seen.append(request)
        return self.app.answer(request, now)

    @property
    def bodies(self) -> str:
        return "\n".join(request.text for request in self.seen)


@pytest.fixture
def server() -> Iterator[PageServer]:
    server = PageServer()
    server._app = Recorder(server._app)
    with server:
        yield server


@pytest.fixture
def record(server: PageServer) -> Recorder:
    return server._app


@pytest.fixture
def page(chromium: Browser, server: PageServer) -> Iterator[Page]:
    """The page with access; the test fails if a script fails, the policy blocks something or another host is contacted."""
    context = chromium.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} and "422" not in message.text else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.on("request", lambda one: None if one.url.startswith((server.url, "blob:", "data:")) else complaints.append(one.url))
    page.goto(server.start_url)
    page.locator("#examples button").first.wait_for()
    yield page
    context.close()
    assert complaints == []
