"""A driver for each kind of client, and an emulator."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.client.party import KINDS, QUICK, Driver

from siwakit.edge.server.local_apple import LocalApple, Setup


@pytest.fixture(params=list(KINDS))
def drive(request) -> Iterator:
    """Make drivers of a client of the kind that is this test's turn."""
    made = []

    def start(configuration, **options):
        made.append(Driver(KINDS[request.param](configuration, **{"policy": QUICK, **options})))
        return made[-1]

    yield start
    for one in made:
        one.close()


@pytest.fixture
def apple() -> Iterator[LocalApple]:
    """An emulator in this process."""
    local = LocalApple(Setup(seed=7))
    yield local
    local.close()
