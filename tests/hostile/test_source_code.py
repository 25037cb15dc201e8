"""The doctor reads 200 kB of hostile source code in any language within a second of processor time and 192 MiB."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.each import each

from siwakit.readers.code.known_languages import LANGUAGES

MIB = 1024 * 1024
# Twice what the doctor is meant to take.
MAX_SECONDS = 2.0
MAX_BYTES = 384 * MIB

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process is measured as Linux does it")


@pytest.fixture(scope="module")
def costs() -> dict[str, dict[str, list]]:
    """Measure all languages once, in a process that has loaded only the doctor."""
    pytest.importorskip("tree_sitter")
    program = Path(__file__).with_name("source_costs.py")
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, check=True, timeout=900)
    return dict(map(json.loads, done.stdout.splitlines()))


@each("language", [language.id for language in LANGUAGES])
def test_hostile_source_code_is_read_within_the_limits(costs, language):
    assert {shape: cost for shape, cost in costs[language].items() if cost[2] or cost[0] > MAX_SECONDS or cost[1] > MAX_BYTES} == {}
