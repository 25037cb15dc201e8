"""No reader takes more than its limit of time and memory for a mebibyte of its most expensive text."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.each import each
from tests.hostile.reader_costs import Cost
from tests.hostile.readers import READERS

from siwakit.readers.registry import BY_ID

MIB = 1024 * 1024
# Each reader is meant to stay below half of these.
MAX_SECONDS = 2.0
MAX_BYTES = 128 * MIB
# Four times the text takes four times the time, or sixteen times if it is quadratic; of what is over sooner, chance decides.
MAX_RATIO = 9
LEAST_SECONDS = 0.2

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process is measured as Linux does it")


@pytest.fixture(scope="module")
def costs() -> dict[str, list[Cost]]:
    """Measure all readers once, in a process that has loaded only them."""
    program = Path(__file__).with_name("reader_costs.py")
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, check=True, timeout=600)
    return {name: [Cost(**cost) for cost in costs] for name, costs in map(json.loads, done.stdout.splitlines())}


def test_names_are_unique():
    assert len({reader.name for reader in READERS}) == len(READERS)


def test_every_reader_of_the_registry_is_given_its_worst_shapes():
    assert sorted(reader.id for reader in READERS if reader.id) == sorted(BY_ID)


@each("name", [reader.name for reader in READERS])
def test_a_reader_answers_within_its_limits(costs, name):
    assert [cost for cost in costs[name] if cost.error] == []
    assert [cost for cost in costs[name] if cost.seconds > MAX_SECONDS] == []
    assert [cost for cost in costs[name] if cost.grown > MAX_BYTES] == []


@each("name", [reader.name for reader in READERS])
def test_four_times_the_text_takes_about_four_times_the_time(costs, name):
    slow = [cost for cost in costs[name] if cost.seconds > LEAST_SECONDS]
    assert [cost for cost in slow if cost.seconds > MAX_RATIO * cost.seconds_for_quarter] == []
