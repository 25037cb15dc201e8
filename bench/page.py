"""Use the page in a browser as a person does: from a keystroke to the new verdict, a large paste, the first paint."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from bench.timing import Figure
from siwakit.flow.client_secret import mint_client_secret
from siwakit.jose.signer import KeySigner
from siwakit.samples.example_keys import team_key

HERE = Path(__file__).resolve().parent
ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu")
KEYS = 101
PASTES = 7
PAINTS = 7
MOST_FOR_A_KEY = 0.050
MOST_FOR_A_PASTE = 1.0
MOST_BYTES = 100_000
MEBIBYTE = 1024 * 1024
LAST = "#examples li:last-child button"
# Chromium records a paint some frames after it, so a query made at once may find none.
PAINTED = """new Promise(tell => new PerformanceObserver(seen => {
  const [first] = seen.getEntriesByName("first-contentful-paint");
  if (first) tell(first.startTime);
}).observe({type: "paint", buffered: true}))"""


def measure() -> list[Figure]:
    """Return the figures of the page, or none without Playwright and Chromium."""
    path = shutil.which("chromium")
    if path is None or find_spec("playwright") is None:
        return []
    from playwright.sync_api import sync_playwright

    from siwakit.edge.server.page_server import PageServer

    with _on_every_core(), PageServer() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        figures = [*_paint(browser, server), *_keys(browser, server), *_pastes(browser, server)]
        browser.close()
    return figures


@contextmanager
def _on_every_core() -> Iterator[None]:
    """Use every core meanwhile: other figures are measured on one, but a browser and a server need not share it."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _paint(browser, server) -> list[Figure]:
    seen = [_one_paint(browser, server) for _ in range(PAINTS)]
    size, seconds = seen[0][0], median(seconds for _, seconds in seen)
    return [Figure(f"the page, first paint, {size:,} bytes in all", seconds, "", None, None, f"< {MOST_BYTES:,} bytes", size < MOST_BYTES)]


def _one_paint(browser, server) -> tuple[int, float]:
    with browser.new_context() as context:
        page = context.new_page()
        sizes: list[int] = []
        page.on("response", lambda answer: sizes.append(len(answer.body()) if answer.status == 200 else 0))
        page.goto(server.start_url)
        page.locator(LAST).wait_for()
        return sum(sizes), page.evaluate(PAINTED) / 1000


def _keys(browser, server) -> list[Figure]:
    with browser.new_context() as context:
        page = _opened(context, server)
        page.locator("#paste").fill(_request())
        page.locator(".verdict").wait_for()
        times = [milliseconds / 1000 for milliseconds in page.evaluate((HERE / "type_a_key.js").read_text("utf-8"), KEYS)]
    middle, target = median(times), f"< {MOST_FOR_A_KEY * 1000:.0f} ms"
    return [
        Figure("the page, from a key to the new verdict", middle, "", None, None, target, middle < MOST_FOR_A_KEY),
        Figure(f"the page, the slowest of {KEYS} keys", times[-1], "", None, None),
    ]


def _pastes(browser, server) -> list[Figure]:
    text = (f"{_request()}\n" + "2026-09-21 lorem ipsum dolor sit amet\n" * (MEBIBYTE // 38))[:MEBIBYTE]
    seen = [_one_paste(browser, server, text) for _ in range(PASTES)]
    took, longest = (median(paste[at] for paste in seen) / 1000 for at in range(2))
    return [
        Figure("the page, a paste of 1 MiB", took, "", None, None, f"< {MOST_FOR_A_PASTE} s", took < MOST_FOR_A_PASTE),
        Figure("the page, its longest pause meanwhile", longest, "", None, None),
    ]


def _one_paste(browser, server, text: str) -> tuple[float, float]:
    with browser.new_context() as context:
        return tuple(_opened(context, server).evaluate((HERE / "paste_much.js").read_text("utf-8"), text))


def _opened(context, server):
    page = context.new_page()
    page.goto(server.start_url)
    page.locator(LAST).wait_for()
    return page


def _request() -> str:
    secret = mint_client_secret(KeySigner(team_key()), team_id="A1B2C3D4E5", key_id="ABC123DEFG", client_id="com.example.app", now=1_790_000_000)
    code = "c0123456789abcdef0123456789abcdef.0.mrtqz.abcdefghijklmnopqrstuv"
    fields = {"grant_type": "authorization_code", "code": code, "client_id": "com.example.app", "client_secret": secret}
    return "curl https://appleid.apple.com/auth/token" + "".join(f" -d {name}={value}" for name, value in fields.items())
