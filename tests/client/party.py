"""The default world, and a client of each kind behind the same driver, so that both are tested alike."""

from __future__ import annotations

import asyncio
import inspect

from siwakit.edge.client.async_client.client import AsyncAppleClient
from siwakit.edge.client.retry import RetryPolicy
from siwakit.edge.client.sync_client.client import AppleClient
from siwakit.edge.server.local_apple import LocalApple
from siwakit.emulator.endpoints.sign_in import sign_in_fully
from siwakit.emulator.state.world import SigningKey
from siwakit.flow.configuration import Apple, AppleConfiguration
from siwakit.jose.signer import load_signer

WEB, APP, RETURN = "com.example.web", "com.example.app", "https://app.example.com/callback"
KINDS = {"sync": AppleClient, "async": AsyncAppleClient}
# The emulator draws RSA keys when they are first needed, which takes a busy machine its time.
QUICK = RetryPolicy(attempts=3, first_wait_seconds=0.001, longest_wait_seconds=0.002, attempt_seconds=30, deadline_seconds=60)


class Driver:
    """Driver of a client of either kind: it waits for the result of the asynchronous one."""

    def __init__(self, client) -> None:
        self.client = client
        self.runner = asyncio.Runner()

    def __call__(self, name, *args, **options):
        if not inspect.iscoroutinefunction(getattr(self.client, name)):
            return getattr(self.client, name)(*args, **options)
        return self.runner.run(getattr(self.client, name)(*args, **options))

    def together(self, name, times, *args, **options):
        """Call *times* times at once: in tasks, or in threads."""
        call = getattr(self.client, name)

        async def gather():
            made = [call(*args, **options) if inspect.iscoroutinefunction(call) else asyncio.to_thread(call, *args, **options) for _ in range(times)]
            return await asyncio.gather(*made, return_exceptions=True)

        return self.runner.run(gather())

    def close(self):
        self("aclose" if isinstance(self.client, AsyncAppleClient) else "close")
        self.runner.close()


def configuration(local: LocalApple, url: str | None = None) -> AppleConfiguration:
    """Return the configuration that the ready world was made for."""
    (key_id, text), *_ = local.key_texts.items()
    team = next(key.team_id for key in local.store.list(SigningKey) if key.key_id == key_id)
    place = Apple.emulator(url) if url else Apple.PRODUCTION
    return AppleConfiguration(team, key_id, load_signer(text), bundle_ids=(APP,), services_ids=(WEB,), apple=place)


def sign_in(local: LocalApple, client_id: str = WEB, **asked: str) -> str:
    """Return a code."""
    return sign_in_fully(local.emulator, client_id, local.now(), asked).code
