"""After `kill -9` in the middle of its work, an emulator with a state file has lost nothing that it had answered."""

from __future__ import annotations

import json
import os
import signal
import urllib.request
from threading import Thread

import jwt as pyjwt
import pytest
from tests.edge.serving import CODE, serving, take_answer

CLIENTS = 4
ANSWERS = 30


def exchange_until_the_end(apple, codes, answered):
    """Exchange *codes* one after another, and record each answered one with its tokens, until the connection breaks."""
    with apple.connect() as connection:
        for code in codes:
            try:
                connection.sendall(apple.token_request(**CODE, code=code))
                found = take_answer(connection)
            except ConnectionError:
                return
            if found is None:
                return
            assert found[0] == 200
            answered[code] = found[2]


def kill_at_work(state):
    """Return the answers that were received before the emulator was killed, by code."""
    answered = {}
    with serving(state) as apple:
        codes = [apple.code() for _ in range(CLIENTS * ANSWERS)]
        threads = [Thread(target=exchange_until_the_end, args=(apple, codes[number::CLIENTS], answered)) for number in range(CLIENTS)]
        for thread in threads:
            thread.start()
        while len(answered) < ANSWERS:
            threads[0].join(0.001)
        os.kill(apple.process.pid, signal.SIGKILL)
        for thread in threads:
            thread.join()
    assert ANSWERS <= len(answered) < len(codes)
    return answered


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_nothing_that_was_answered_is_lost(tmp_path):
    answered = kill_at_work(tmp_path / "state.db")
    with serving(tmp_path / "state.db") as apple, apple.connect() as connection:

        def ask(**fields):
            connection.sendall(apple.token_request(**fields))
            return take_answer(connection)

        with urllib.request.urlopen(f"http://127.0.0.1:{apple.port}/auth/keys") as answer:
            keys = pyjwt.PyJWKSet.from_dict(json.load(answer))
        subs = set()
        for code, tokens in answered.items():
            assert ask(**CODE, code=code)[:2] == (400, "code-used-twice")
            assert ask(grant_type="refresh_token", refresh_token=tokens["refresh_token"])[0] == 200
            kid = pyjwt.get_unverified_header(tokens["id_token"])["kid"]
            subs.add(pyjwt.decode(tokens["id_token"], keys[kid], ["RS256"], audience="com.example.web")["sub"])
        assert len(subs) == 1
        (_, _, again) = ask(**CODE, code=apple.code())
        assert again["refresh_token"] not in {tokens["refresh_token"] for tokens in answered.values()}
