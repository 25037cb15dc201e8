from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import pytest

from siwakit.emulator.state import apple_keys


@pytest.fixture(scope="session", autouse=True)
def _signing_keys_are_derived_once() -> Iterator[None]:
    """Each emulator has a seed of its own, and deriving a key takes a fifth of a second."""
    derive = apple_keys._derive
    cached = lru_cache(maxsize=None)(lambda number: derive(7, number))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apple_keys, "_derive", lambda _seed, number: cached(number))
        yield
