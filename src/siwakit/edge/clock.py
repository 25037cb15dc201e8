"""Read the clock."""

from __future__ import annotations

import time


def now() -> int:
    """Return the seconds since 1970-01-01 UTC."""
    return int(time.time())
