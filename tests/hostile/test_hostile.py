"""No paste can do harm: no traceback, no secret, no control character, within a second and 64 MiB."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from tests.hostile.inputs import FAMILIES
from tests.hostile.verdicts import faults_of
from tests.hostile.worker import Outcome

WORKER = Path(__file__).with_name("worker.py")
WORKERS = 2

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limits of a process are those of Linux")


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    """Run everything once, in parallel processes."""
    workers = [
        subprocess.Popen([sys.executable, WORKER, "serve", str(part), str(WORKERS)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for part in range(WORKERS)
    ]
    made = []
    for worker in workers:
        written, complaints = worker.communicate(timeout=600)
        assert worker.returncode == 0, complaints
        made += [Outcome(**json.loads(line)) for line in written.splitlines()]
    return {outcome.name: outcome for outcome in made}


def test_at_least_two_hundred_inputs_over_every_reader_were_answered(outcomes):
    assert len(outcomes) >= 200
    families = Counter(name.partition(" ")[0] for name in outcomes)
    assert min(families[family] for family in (*(family for family, _, _ in FAMILIES), "siwakit.toml", "arguments")) >= 5


def test_no_input_does_harm(outcomes):
    assert {name: faults for name, outcome in outcomes.items() if (faults := faults_of(outcome))} == {}


def test_the_worker_notices_what_takes_too_much_memory(outcomes):
    # The measured growth stays below the limit, and is not always zero.
    grown = [outcome.grown for outcome in outcomes.values()]
    assert 0 < max(grown) <= 64 * 1024 * 1024
