"""The fixture `apple`: a strict local Apple for each test that asks for it.

A test, a class or a module states its world with a mark: `@pytest.mark.apple({"team": [...]}, bool_claims="string")`.
One seed is used for the whole run; it is shown if a test that used the fixture fails, and can be reused with `--apple-seed`. The last
exchanges, the report of each refusal and a clock that was moved are shown too, for every emulator that is running: also for one that a
fixture of the test suite starts with `siwakit.testing.emulator()`.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from siwakit.testing import Apple

_SEED = pytest.StashKey[int]()
_ANSWERED: pytest.StashKey[dict[Apple, int]] = pytest.StashKey()
_SEED_BITS = 32


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option for the seed."""
    group = parser.getgroup("siwakit")
    group.addoption("--apple-seed", type=int, metavar="SEED", help="the seed of everything random in the emulated Apple")


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark, and choose the seed."""
    config.addinivalue_line("markers", "apple(world=None, **options): the world and the switches of the fixture `apple`")
    given = config.getoption("--apple-seed")
    config.stash[_SEED] = secrets.randbits(_SEED_BITS) if given is None else given


@pytest.fixture
def apple(request: pytest.FixtureRequest) -> Iterator[Apple]:
    """Run a strict local Apple: `apple.url`, `apple.sign_in("com.example.web")`, `apple.clock.advance(301)`."""
    # Loaded with the first test that uses it, so that other test suites do not pay for it.
    from siwakit.testing import emulator  # noqa: PLC0415  an extra, loaded only where it is used

    mark = request.node.get_closest_marker("apple")
    args, named = (mark.args, mark.kwargs) if mark else ((), {})
    seed = request.config.stash[_SEED]
    request.node.add_report_section("setup", "siwakit", f"--apple-seed {seed}")
    with emulator(*args, **{"seed": seed, **named}) as running:
        yield running


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Remember what the emulators that are running already have answered to earlier tests."""
    item.stash[_ANSWERED] = {running: _last(running) for running in _running()}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Add to the report of a failed test, or of a fixture that failed, what the emulators have answered since it began."""
    outcome: Any = yield
    report = outcome.get_result()
    if not report.failed:
        return
    answered = item.stash.get(_ANSWERED, {})
    texts = [running.describe(after=answered.get(running, 0)) for running in _running()]
    if any(texts):
        report.sections.append((f"siwakit {call.when}" if call.when != "call" else "siwakit", "\n\n".join(filter(None, texts))))


def _running() -> tuple[Apple, ...]:
    # Test suites without an emulator do not load it.
    testing = sys.modules.get("siwakit.testing")
    return testing.running() if testing is not None else ()


def _last(running: Apple) -> int:
    entries = running.journal
    return entries[-1].number if entries else 0
