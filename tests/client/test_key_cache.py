"""When Apple's keys are fetched: once for all waiting callers, once per cool-down for unknown kids, and never replacing a good set with a bad one."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
from collections.abc import Callable
from typing import Any

import pytest

from siwakit.edge.client.async_client.key_keeper import AsyncKeyKeeper
from siwakit.edge.client.key_shelf import StoredKeys
from siwakit.edge.client.sync_client.key_keeper import KeyKeeper
from siwakit.flow.identity_token import verify_identity_token
from siwakit.flow.key_cache import COOL_DOWN_SECONDS, FRESH_SECONDS, RETRY_SECONDS, USABLE_SECONDS, KeyCache, Step, read_keys_response
from siwakit.flow.refused import IdentityTokenRefused, KeysUnavailable
from siwakit.http import Response
from siwakit.jose import base64url
from siwakit.samples import APPLE_KID, NONCE, NOW, OTHER_APPLE_KID, SERVICES_ID, Scenario, apple_jwk, apple_keys

OLD = Response(200, (), json.dumps(apple_keys(OTHER_APPLE_KID)).encode())
NEW = Response(200, (), json.dumps(apple_keys(OTHER_APPLE_KID, APPLE_KID)).encode())
TOKEN = Scenario().verifying().identity.text(SERVICES_ID)
OTHER_TOKEN = f"{base64url.encode(json.dumps({'kid': OTHER_APPLE_KID, 'alg': 'RS256'}).encode())}.e30.AA"
BROKEN = (
    *(Response(503), Response(200, (), b"<html>"), Response(200, (), b"{}"), Response(200, (), b'{"keys": []}'), Response(302, (), NEW.body)),
    *(Response(200, (), b" " * 70_000), Response(200, (), json.dumps(apple_keys(APPLE_KID, use="enc")).encode()), Response(None)),
    Response(200, (), json.dumps({"keys": [apple_jwk(), apple_jwk()]}).encode()),
)


class World:
    """Apple and the clock: *answer* is what the next fetch gets, *fetches* counts the fetches."""

    def __init__(self, answer: Response = NEW) -> None:
        self.answer: Response | Exception = answer
        self.fetches = 0
        self.now = float(NOW)

    def fetch(self) -> Response:
        self.fetches += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def fetch_later(self) -> Response:
        await asyncio.sleep(0)
        return self.fetch()

    def clock(self) -> float:
        return self.now


def threads(world: World, **options: Any) -> Callable[[object], Any]:
    return KeyKeeper(world.fetch, clock=world.clock, **options).keys_for


def tasks(world: World, **options: Any) -> Callable[[object], Any]:
    loop = asyncio.new_event_loop()
    keeper = AsyncKeyKeeper(world.fetch_later, clock=world.clock, **options)

    def keys_for(token: object) -> Any:
        return loop.run_until_complete(keeper.keys_for(token))

    _LOOPS.append(loop)
    return keys_for


_LOOPS: list[asyncio.AbstractEventLoop] = []
BOTH = pytest.mark.parametrize("start", [threads, tasks])


@pytest.fixture(autouse=True)
def _loops_are_closed():
    yield
    while _LOOPS:
        _LOOPS.pop().close()


def unknown(number: int) -> str:
    return f"{base64url.encode(json.dumps({'kid': f'K{number}', 'alg': 'RS256'}).encode())}.e30.AA"


def test_a_hundred_thousand_tokens_of_unknown_kids_lead_to_one_fetch_in_a_cool_down():
    cache, fetches, now = KeyCache(), 0, float(NOW)
    for number in range(100_000):
        now += 0.01
        step, cache = cache.plan(f"K{number}", now)
        if step is Step.FETCH:
            fetches += 1
            cache = cache.fetched(read_keys_response(NEW), f"K{number}", now)
    assert fetches <= 100_000 * 0.01 / COOL_DOWN_SECONDS + 1


@BOTH
def test_tokens_of_unknown_kids_are_refused_without_asking_apple_again(start):
    world = World()
    keys_for = start(world)
    keys_for(TOKEN)
    for number in range(1000):
        assert keys_for(unknown(number)).find(f"K{number}") is None
    assert world.fetches == 2
    world.now += COOL_DOWN_SECONDS
    for number in range(1000):
        keys_for(unknown(number))
    assert world.fetches == 3


@BOTH
def test_the_first_token_under_a_new_key_verifies_after_exactly_one_fetch(start):
    world = World(OLD)
    keys_for = start(world)
    keys_for(OTHER_TOKEN)
    world.answer = NEW
    for _ in range(3):
        assert verify_identity_token(TOKEN, keys=keys_for(TOKEN), audience=SERVICES_ID, nonce=NONCE, now=NOW).audience == SERVICES_ID
    assert world.fetches == 2


def test_a_thousand_threads_that_come_at_once_lead_to_one_fetch():
    world, gate = World(), threading.Event()

    def fetch() -> Response:
        gate.wait(10)
        return world.fetch()

    keeper, found = KeyKeeper(fetch), []
    runners = [threading.Thread(target=lambda: found.append(keeper.keys_for(TOKEN).kids)) for _ in range(1000)]
    for runner in runners:
        runner.start()
    gate.set()
    for runner in runners:
        runner.join()
    assert world.fetches == 1
    assert found == [(OTHER_APPLE_KID, APPLE_KID)] * 1000


def test_a_thousand_tasks_that_come_at_once_lead_to_one_fetch():
    world = World()

    async def run() -> list[Any]:
        keeper = AsyncKeyKeeper(world.fetch_later)
        return await asyncio.gather(*(keeper.keys_for(TOKEN) for _ in range(1000)))

    assert [keys.kids for keys in asyncio.run(run())] == [(OTHER_APPLE_KID, APPLE_KID)] * 1000
    assert world.fetches == 1


def test_one_task_that_gives_up_does_not_end_the_fetch_of_the_others():
    world = World()

    async def run() -> Any:
        keeper = AsyncKeyKeeper(world.fetch_later)
        first = asyncio.create_task(keeper.keys_for(TOKEN))
        await asyncio.sleep(0)
        first.cancel()
        return await keeper.keys_for(TOKEN)

    assert asyncio.run(run()).kids
    assert world.fetches == 1


def failing_threads(error: Exception, count: int) -> list[Any]:
    """Let *count* threads wait for one fetch that ends in *error*, and return what each of them got."""
    gate, raised, waiting = threading.Event(), [], itertools.count(1)

    def clock() -> float:  # is read once by each thread that comes, under the lock
        if next(waiting) == count:
            gate.set()
        return float(NOW)

    def fetch() -> Response:
        gate.wait(10)
        raise error

    def ask() -> None:
        try:
            raised.append(keeper.keys_for(TOKEN))
        except KeysUnavailable as refused:
            raised.append(refused)

    keeper = KeyKeeper(fetch, clock=clock)
    runners = [threading.Thread(target=ask) for _ in range(count)]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    return raised


def failing_tasks(error: Exception, count: int) -> list[Any]:
    """Let *count* tasks wait for one fetch that ends in *error*, and return what each of them got."""

    async def fetch() -> Response:
        await asyncio.sleep(0)
        raise error

    async def run() -> list[Any]:
        keeper = AsyncKeyKeeper(fetch)
        return await asyncio.gather(*(keeper.keys_for(TOKEN) for _ in range(count)), return_exceptions=True)

    return asyncio.run(run())


@pytest.mark.parametrize("wait_together", [failing_threads, failing_tasks])
def test_all_that_wait_for_a_fetch_are_told_why_it_failed(wait_together):
    error = KeysUnavailable("the proxy refused")
    assert wait_together(error, 8) == [error] * 8


def test_a_thread_does_not_wait_forever_for_the_fetch_of_another(monkeypatch):
    monkeypatch.setattr("siwakit.edge.client.sync_client.key_keeper.WAIT_SECONDS", 0.01)
    begun, gate = threading.Event(), threading.Event()

    def fetch() -> Response:
        begun.set()
        gate.wait(10)
        return NEW

    keeper = KeyKeeper(fetch)
    first = threading.Thread(target=keeper.keys_for, args=(TOKEN,))
    first.start()
    begun.wait(10)
    with pytest.raises(KeysUnavailable):
        keeper.keys_for(TOKEN)
    gate.set()
    first.join()
    assert keeper.keys_for(TOKEN).find(APPLE_KID)


def test_a_task_does_not_wait_forever_for_the_fetch_of_another(monkeypatch):
    monkeypatch.setattr("siwakit.edge.client.async_client.key_keeper.WAIT_SECONDS", 0.01)

    async def run() -> Any:
        gate = asyncio.Event()

        async def fetch() -> Response:
            await gate.wait()
            return NEW

        keeper = AsyncKeyKeeper(fetch)
        first = asyncio.create_task(keeper.keys_for(TOKEN))
        await asyncio.sleep(0)
        with pytest.raises(KeysUnavailable):
            await keeper.keys_for(TOKEN)
        gate.set()
        return await first

    assert asyncio.run(run()).find(APPLE_KID)


@BOTH
@pytest.mark.parametrize("answer", BROKEN, ids=lambda one: f"{one.status} {len(one.body)}")
def test_a_broken_set_never_replaces_a_good_one(start, answer: Response):
    world = World()
    keys_for = start(world)
    keys_for(TOKEN)
    world.answer = answer
    world.now += FRESH_SECONDS
    assert keys_for(TOKEN).find(APPLE_KID)
    assert keys_for(unknown(1)).find(APPLE_KID)
    assert world.fetches == 2


@BOTH
@pytest.mark.parametrize("answer", [*BROKEN, OSError("away")], ids=str)
def test_without_a_set_nobody_is_let_in_and_apple_is_asked_again_soon(start, answer: Any):
    world = World(answer)
    keys_for = start(world)
    for _ in range(5):
        with pytest.raises(KeysUnavailable) as refused:
            keys_for(TOKEN)
        assert refused.value.hint
    assert world.fetches == 1
    world.now += RETRY_SECONDS
    world.answer = NEW
    assert keys_for(TOKEN).find(APPLE_KID)


@BOTH
def test_a_set_stays_usable_for_a_day_where_apple_is_away_and_no_longer(start):
    world = World()
    keys_for = start(world)
    keys_for(TOKEN)
    world.answer = OSError("away")
    world.now += USABLE_SECONDS - 1
    assert keys_for(TOKEN).find(APPLE_KID)
    world.now += 1
    with pytest.raises(KeysUnavailable):
        keys_for(TOKEN)


@BOTH
def test_a_set_is_refreshed_after_hours(start):
    world = World(OLD)
    keys_for = start(world)
    keys_for(OTHER_TOKEN)
    world.answer = NEW
    world.now += FRESH_SECONDS
    assert keys_for(OTHER_TOKEN).find(APPLE_KID)
    assert world.fetches == 2


@BOTH
def test_what_is_no_token_leads_to_no_fetch_of_its_own(start):
    world = World()
    keys_for = start(world)
    for rubbish in (TOKEN, None, 7, "", "rubbish", "a.b.c", {"alg": "none"}):
        keys_for(rubbish)
    assert world.fetches == 1


def test_a_clock_that_is_set_back_does_not_stop_the_fetching():
    cache = KeyCache().fetched(read_keys_response(NEW), "K", NOW)
    assert cache.plan(APPLE_KID, NOW - 10)[0] is Step.FETCH


def test_while_one_refreshes_the_others_use_what_is_held_and_wait_for_what_is_not():
    cache = KeyCache().fetched(read_keys_response(OLD), OTHER_APPLE_KID, NOW)
    step, cache = cache.plan(OTHER_APPLE_KID, NOW + FRESH_SECONDS)
    assert step is Step.FETCH
    assert cache.plan(OTHER_APPLE_KID, NOW + FRESH_SECONDS)[0] is Step.USE
    assert cache.plan(APPLE_KID, NOW + FRESH_SECONDS)[0] is Step.WAIT
    assert cache.stopped().plan(APPLE_KID, NOW + FRESH_SECONDS)[0] is Step.FETCH


class Shelf:
    def __init__(self) -> None:
        self.kept: StoredKeys | None = None
        self.fault: Exception | None = None

    def load(self) -> StoredKeys | None:
        if self.fault:
            raise self.fault
        return self.kept

    def save(self, keys: StoredKeys) -> None:
        self.kept = keys


@BOTH
def test_processes_share_what_one_of_them_fetched(start):
    world, store = World(), Shelf()
    start(world, store=store)(TOKEN)
    assert start(world, store=store)(TOKEN).find(APPLE_KID)
    assert world.fetches == 1


@BOTH
def test_a_store_that_is_away_or_broken_costs_a_fetch_and_nothing_else(start):
    world, store = World(), Shelf()
    store.kept = StoredKeys(b"<html>", NOW)
    assert start(world, store=store)(TOKEN).find(APPLE_KID)
    store.fault = OSError("away")
    assert start(world, store=store)(TOKEN).find(APPLE_KID)
    assert world.fetches == 2


@BOTH
def test_keys_from_the_future_are_not_taken_from_a_store(start):
    world, store = World(), Shelf()
    store.kept = StoredKeys(OLD.body, NOW + 10)
    assert start(world, store=store)(TOKEN).find(APPLE_KID)


def test_a_refusal_of_a_stranger_says_that_the_key_is_unknown():
    with pytest.raises(IdentityTokenRefused) as refused:
        verify_identity_token(TOKEN, keys=read_keys_response(OLD), audience=SERVICES_ID, nonce=NONCE, now=NOW)
    assert refused.value.rules == ("identity-token-key-unknown",)
