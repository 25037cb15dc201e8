"""Fifty connections exchange the same code at the same moment, repeatedly: exactly one gets the tokens."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack

import pytest
from tests.edge.serving import CODE, serving, take_answer

PARALLEL = 50
FEW, MANY = 20, 1000


@pytest.mark.parametrize("rounds", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
@pytest.mark.parametrize("state", ["", "state.db"], ids=["in memory", "in a file"])
def test_of_fifty_exchanges_of_one_code_exactly_one_wins(tmp_path, state, rounds):
    with serving(state and tmp_path / state) as apple, ExitStack() as stack:
        connections = [stack.enter_context(apple.connect()) for _ in range(PARALLEL)]
        for number in range(rounds):
            request = apple.token_request(**CODE, code=apple.code())
            # The last byte starts it: everything else is with the server by then.
            for part in (request[:-1], request[-1:]):
                for connection in connections:
                    connection.sendall(part)
            answers = Counter(take_answer(connection)[:2] for connection in connections)
            assert answers == {(200, ""): 1, (400, "code-used-twice"): PARALLEL - 1}, f"round {number}"
