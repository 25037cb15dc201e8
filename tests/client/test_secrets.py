"""A client_secret is minted once for all callers, renewed early, and dated by Apple's clock."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email.utils import formatdate

import pytest
from tests.client.party import RETURN, WEB, configuration, sign_in
from tests.client.spoiled import Spoiled

from siwakit.edge.client.client_secrets import ClientSecrets
from siwakit.edge.client.retry import RetryPolicy
from siwakit.errors import KeyFault, MintRefused, UsageError
from siwakit.flow.failures import InvalidClient
from siwakit.flow.secret_cache import SecretCache
from siwakit.http import Response
from siwakit.jose import jws

NOW = 1_800_000_000


class CountingSigner:
    """Signer that counts its calls and is slow, like a remote machine."""

    def __init__(self, inner, seconds=0.05):
        self.inner = inner
        self.public = inner.public
        self.seconds = seconds
        self.signed = 0
        self.threads = set()

    def sign(self, data, /):
        self.signed += 1
        self.threads.add(threading.get_ident())
        time.sleep(self.seconds)
        return self.inner.sign(data)


@pytest.fixture
def counted(apple):
    plain = configuration(apple)
    return replace(plain, signer=CountingSigner(plain.signer))


def cache_of(apple, **options):
    ours = configuration(apple)
    return SecretCache(ours.signer, team_id=ours.team_id, key_id=ours.key_id, **options)


def test_sixty_four_threads_mint_one_secret(counted):
    secrets = ClientSecrets(counted)
    with ThreadPoolExecutor(64) as pool:
        made = set(pool.map(lambda _: secrets.get(WEB), range(64)))
    assert (len(made), counted.signer.signed) == (1, 1)


def test_sixty_four_tasks_mint_one_secret_and_the_loop_goes_on(counted):
    secrets = ClientSecrets(counted)

    async def ask():
        ticks = 0

        async def tick():
            nonlocal ticks
            while True:
                await asyncio.sleep(0.005)
                ticks += 1

        ticking = asyncio.create_task(tick())
        made = await asyncio.gather(*(secrets.get_async(WEB) for _ in range(64)))
        ticking.cancel()
        return set(made), ticks

    made, ticks = asyncio.run(ask())
    assert (len(made), counted.signer.signed) == (1, 1)
    assert ticks >= 2
    assert threading.main_thread().ident not in counted.signer.threads


def test_those_who_come_while_a_secret_is_renewed_go_on_with_the_last(counted):
    clock = [NOW]
    secrets = ClientSecrets(counted, clock=lambda: clock[0])
    first = secrets.get(WEB)
    clock[0] += 500
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: secrets.get(WEB), range(8)))
    assert counted.signer.signed == 2
    assert first in made
    assert len(set(made)) == 2


class StubSigner:
    """Signer that returns 64 bytes that are not a signature."""

    def sign(self, _data, /):
        return bytes(64)


class StuckSigner(CountingSigner):
    """Signer that signs only when the test says so."""

    def __init__(self, inner):
        super().__init__(inner, seconds=0)
        self.goes_on = threading.Event()

    def sign(self, data, /):
        self.goes_on.wait()
        return super().sign(data)


@pytest.fixture
def stuck(apple):
    plain = configuration(apple)
    signer = StuckSigner(plain.signer)
    yield replace(plain, signer=signer)
    signer.goes_on.set()


def test_a_signer_that_hangs_is_a_clear_error(stuck):
    with pytest.raises(KeyFault, match=r"did not return within 0\.01 seconds") as caught:
        ClientSecrets(stuck, signer_seconds=0.01).get(WEB)
    assert caught.value.hint


def test_a_signer_that_hangs_is_a_clear_error_for_tasks_too(stuck):
    with pytest.raises(KeyFault, match="did not return"):
        asyncio.run(ClientSecrets(stuck, signer_seconds=0.01).get_async(WEB))


def test_a_signer_that_hangs_is_not_called_again(stuck):
    secrets = ClientSecrets(stuck, signer_seconds=0.01)
    for _ in range(3):
        with pytest.raises(KeyFault, match="not return"):
            secrets.get(WEB)
    assert sum(thread.name == "siwakit-signer" for thread in threading.enumerate()) == 1


def test_a_signer_that_comes_back_late_is_used_again(stuck):
    secrets = ClientSecrets(stuck, signer_seconds=0.01)
    with pytest.raises(KeyFault):
        secrets.get(WEB)
    late = next(thread for thread in threading.enumerate() if thread.name == "siwakit-signer")
    stuck.signer.goes_on.set()
    late.join()
    assert jws.read(secrets.get(WEB)).claims["sub"] == WEB
    assert stuck.signer.signed == 1


def test_a_signer_that_lies_is_refused_before_anything_is_kept(apple):
    plain = configuration(apple)
    secrets = ClientSecrets(replace(plain, signer=CountingSigner(plain.signer, seconds=0)))
    secrets.configuration.signer.inner = StubSigner()
    with pytest.raises(MintRefused):
        secrets.get(WEB)
    secrets.configuration.signer.inner = plain.signer
    assert secrets.get(WEB)


def test_each_client_has_a_secret_of_its_own(counted):
    secrets = ClientSecrets(counted)
    subjects = {jws.read(secrets.get(client)).claims["sub"] for client in counted.client_ids}
    assert subjects == set(counted.client_ids)


def test_a_client_of_nobody_gets_none(counted):
    with pytest.raises(UsageError, match="not a configured client"):
        ClientSecrets(counted).get("com.example.other")


def test_a_secret_is_short_lived_and_dated_back(apple):
    claims = jws.read(cache_of(apple).mint(WEB, NOW, 0.5)).claims
    assert claims["exp"] - claims["iat"] == 600
    assert claims["iat"] == NOW - 10


@pytest.mark.parametrize(("jitter", "kept_until"), [(0, 350), (0.5, 410), (1, 470)])
def test_a_secret_is_renewed_early_and_not_by_all_at_once(apple, jitter, kept_until):
    cache = cache_of(apple)
    text = cache.mint(WEB, NOW, jitter)
    assert cache.find(WEB, NOW + kept_until - 1) == text
    assert cache.find(WEB, NOW + kept_until) is None
    assert cache.find_valid(WEB, NOW + 579) == text
    assert cache.find_valid(WEB, NOW + 580) is None


@pytest.mark.parametrize(("ahead", "expected"), [(0, 0), (2, 0), (-2, 0), (3, 3), (-400, -400)])
def test_the_clock_follows_apples(apple, ahead, expected):
    cache = cache_of(apple)
    cache.observe_date(NOW + ahead, NOW)
    assert cache.seconds_ahead == expected
    assert jws.read(cache.mint(WEB, NOW, 0)).claims["iat"] == NOW + expected - 10


def test_secrets_of_another_time_are_thrown_away(apple):
    cache = cache_of(apple)
    cache.mint(WEB, NOW, 0)
    assert cache.observe_date(NOW + 30, NOW) is False
    assert cache.find(WEB, NOW)
    assert cache.observe_date(NOW + 3600, NOW) is True
    assert cache.find(WEB, NOW) is None


def test_a_secret_is_not_kept_if_the_clock_was_corrected_while_it_was_signed(apple):
    ours = configuration(apple)
    cache = cache_of(apple)

    class Slow(CountingSigner):
        def sign(self, data, /):
            cache.observe_date(NOW + 3600, NOW)
            return self.inner.sign(data)

    cache._signer = Slow(ours.signer)
    assert cache.mint(WEB, NOW, 0)
    assert cache.find(WEB, NOW) is None


def test_a_lifetime_under_a_minute_is_refused(apple):
    with pytest.raises(UsageError):
        cache_of(apple, expires_in_seconds=59)


@pytest.mark.parametrize("headers", [(), (("Date", "tomorrow"),)])
def test_an_answer_without_a_date_says_nothing_of_the_time(counted, headers):
    assert ClientSecrets(counted).observe(Response(200, headers)) is False


def test_a_page_of_the_edge_does_not_set_the_clock(counted):
    secrets = ClientSecrets(counted)
    secrets.observe(Response(503, (("Date", formatdate(0, usegmt=True)),)))
    assert secrets.seconds_ahead == 0


@pytest.mark.parametrize("hours", [-5, 5])
def test_a_machine_with_a_wrong_clock_refreshes_all_the_same(apple, drive, hours):
    code = sign_in(apple)
    driver = drive(configuration(apple), transport=Spoiled(apple))
    refresh_token = driver("exchange_web_code", code, redirect_uri=RETURN).refresh_token
    apple.store.set_clock_offset(hours * 3600)
    spoiled = Spoiled(apple)
    other = drive(configuration(apple), transport=spoiled)
    other("refresh", refresh_token, client_id=WEB)
    assert spoiled.asked["/auth/token"] == 2
    other("refresh", refresh_token, client_id=WEB)
    assert spoiled.asked["/auth/token"] == 3


def test_a_machine_with_a_wrong_clock_sends_no_code_twice(apple, drive):
    apple.store.set_clock_offset(-5 * 3600)
    spoiled = Spoiled(apple)
    driver = drive(configuration(apple), transport=spoiled, policy=RetryPolicy())
    code = sign_in(apple)
    with pytest.raises(InvalidClient) as caught:
        driver("exchange_web_code", code, redirect_uri=RETURN)
    assert spoiled.codes[code] == 1
    assert caught.value.diagnosis.root is not None
    # The clock is right from now on, and Apple did not spend the code.
    assert driver("exchange_web_code", sign_in(apple), redirect_uri=RETURN).expires_in_seconds == 3600


def test_a_configuration_that_apple_would_refuse_is_refused_before_anything_is_sent(apple, drive):
    spoiled = Spoiled(apple)
    right = configuration(apple)
    driver = drive(replace(right, team_id=right.key_id), transport=spoiled)
    with pytest.raises(MintRefused):
        driver("refresh", "r", client_id=WEB)
    assert not spoiled.asked
