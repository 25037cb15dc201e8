"""Settings of the whole suite."""

from __future__ import annotations

import os
import shutil
import sys

import pytest
from hypothesis import HealthCheck, settings

# A shared machine is slow at times, which is not the fault of the code.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# A build server uses the same examples every time, so that a failure there can be reproduced.
settings.register_profile("ci", settings.get_profile("here"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

NO_SUCH_CHROMIUM = "needs a Chromium: apt-get install chromium"
ARGUMENTS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="module")
def chromium():
    """A Chromium for the tests of one module.

    Playwright runs an event loop in this thread while it is open. A second one cannot start, and later tests could not use asyncio.run.
    Therefore all tests share this fixture, which is closed at the end of each module.
    """
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    if path is None:
        pytest.fail(NO_SUCH_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


class WithoutHttpx2:
    """Finder of modules to which what imports httpx2 looks as it does without that package."""

    MODULES = ("siwakit.edge.client.sync_client.client", "siwakit.edge.client.single_call")

    def find_spec(self, name: str, *_: object) -> None:
        """Raise what Python raises."""
        if name in self.MODULES:
            raise ModuleNotFoundError("No module named 'httpx2'", name="httpx2")


@pytest.fixture
def without_httpx2(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make what imports httpx2 fail."""
    for name in WithoutHttpx2.MODULES:
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(sys, "meta_path", [WithoutHttpx2(), *sys.meta_path])
