"""A short soak: `python -m bench.soak` is the long one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the memory of another process is read from /proc")
def test_thousands_of_requests_use_no_more_memory_than_the_stores_keep():
    done = subprocess.run([sys.executable, "-m", "bench.soak", "5", "400"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
