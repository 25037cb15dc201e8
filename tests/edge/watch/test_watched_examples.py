"""What is watched and saved has the same root cause as the exchange itself, for every mistake that the emulator answers."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from tests.edge.watch.upstreams import apple_at, as_bytes, said, watching
from tests.emulator.conftest import apple_keys, emulate  # noqa: F401  fixtures
from tests.emulator.test_rules_over_http import ENFORCED, RIGHT, refused_over_http

from siwakit.apple import HOST
from siwakit.emulator.switches import Switches
from siwakit.evidence.sign_in.answer import RULE_HEADER
from siwakit.flow.diagnose import diagnose_gathered
from siwakit.flow.gather import AlreadyRead, GatherRequest, gather
from siwakit.flow.watched import SignIns
from siwakit.http import Exchange
from siwakit.readers.requests.addressee import classify
from siwakit.readers.requests.har import read_har
from siwakit.render.live.sealed_har import Recorded, har_entry
from siwakit.render.live.watch_text import WatchInfo, WatchLog
from siwakit.render.paint import Paint
from siwakit.samples import NOW, Scenario

CANARIES = ("code", "client_secret", "refresh_token", "token", "code_verifier")
SHORTEST_RANDOM_PART = 16


def root_of(*pieces):
    found = finding_of(*pieces)
    return found.rule.id if found else None


def finding_of(*pieces):
    return diagnose_gathered(gather(GatherRequest((AlreadyRead(pieces),), clock=NOW))).root


def saved(exchange, *, show_secrets=False):
    return json.dumps({"log": {"version": "1.2", "entries": [har_entry(Recorded(exchange, NOW, NOW + 0.1), show_secrets=show_secrets)]}})


def root_of_har(text):
    return root_of(*read_har(io.BytesIO(text.encode())))


def without_rule(exchange):
    """Return *exchange* as Apple answers it, who names no rule."""
    headers = tuple(pair for pair in exchange.response.headers if pair[0].lower() != RULE_HEADER.lower())
    return Exchange(exchange.request, replace(exchange.response, headers=headers))


def longest_part(secret):
    """Return the signature, or the random part of a code or token; the whole of what has no such part."""
    last = secret.rpartition(".")[2]
    return last if len(last) >= SHORTEST_RANDOM_PART else secret


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    return tmp_path_factory.mktemp("watch")


@pytest.fixture(scope="module")
def apple(folders):
    """An upstream whose emulator tests choose: `current[0]`."""
    current = []

    def answer(request):
        emulator, now = current[0]
        return emulator.handle(request, now)

    with apple_at(answer, folders / "apple") as (port, authority), watching(port, authority, folders / "near") as (server, seen):
        yield current, port, authority, server, seen


def exchanged(apple, emulate, scenario):  # noqa: F811
    """Send the request of *scenario* directly, and watched; both answers are the same, and the exchange is returned."""
    current, port, authority, server, seen = apple
    sent, answers = as_bytes(scenario.request()), []
    for way in ((port, authority), (server.port, server.certificates.authority)):
        emulator = emulate(scenario)
        emulator.store.set_switches(Switches(migration_bearer="demanded"))
        current[:] = [(emulator, scenario.now)]
        answers.append(said(*way, sent))
    assert answers[0] == answers[1]
    return seen.exchanges.pop().exchange


# Without the value that is described, only what follows from the mistake is left.
SEALED = {"refresh-token-in-code-field"}
CASES = [
    pytest.param(example.change(Scenario()), id=f"{rule.id}: {example.title}")
    for rule in ENFORCED
    for example in refused_over_http(rule)
    # Recordings of browsers have many requests to pages of Apple that do not exist, so these are not read.
    if "userinfo" not in example.title
    and example.change(Scenario()).request().url.startswith(f"https://{HOST}/")
    and example.change(Scenario()).request().method.isascii()
]


@pytest.mark.parametrize("scenario", CASES)
def test_a_refusal_has_the_same_root_cause_watched_and_saved(apple, emulate, scenario):  # noqa: F811
    exchange = exchanged(apple, emulate, scenario)
    direct = root_of(classify(exchange.request, exchange.response))
    seen = SignIns().add(exchange, NOW)
    assert seen.diagnosis is not None
    assert (seen.diagnosis.root.rule.id if seen.diagnosis.root else None) == direct
    assert root_of_har(saved(exchange, show_secrets=True)) == direct
    assert root_of_har(saved(exchange)) == direct or direct in SEALED


@pytest.mark.parametrize("scenario", CASES)
def test_what_is_sealed_makes_nothing_else_the_cause(apple, emulate, scenario):  # noqa: F811
    exchange = without_rule(exchanged(apple, emulate, scenario))
    direct = finding_of(classify(exchange.request, exchange.response))
    # What follows from the mistake is true too: a refresh token in the field `code` is not in `refresh_token`.
    explained = {direct.rule.id, *(consequence.rule.id for consequence in direct.explained)} if direct else set()
    assert root_of_har(saved(exchange)) in {None, *explained}


@pytest.mark.parametrize("scenario", [*(pytest.param(scenario, id=title) for title, (scenario, _) in RIGHT.items()), *CASES])
def test_neither_what_is_saved_nor_what_is_printed_has_a_secret(apple, emulate, scenario):  # noqa: F811
    exchange = exchanged(apple, emulate, scenario)
    text = saved(exchange) + WatchLog(WatchInfo("", HOST), Paint()).exchange(SignIns().add(exchange, NOW))
    secrets = [value for name, value in scenario.fields() if name in CANARIES and len(value) > SHORTEST_RANDOM_PART]
    given = json.loads(exchange.response.text) if exchange.response.text.startswith("{") else {}
    secrets += [value for name, value in given.items() if name in {"access_token", "refresh_token", "id_token"}]
    # The header and the claims of a client_secret are shown; its signature is not.
    assert [secret for secret in secrets if secret in text or longest_part(secret) in text] == []
