"""Assemble an emulator from a store, a seed, a world, keys, faults and the clock, none of which it creates itself."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any, Protocol

from siwakit.edge import clock
from siwakit.emulator.app import Emulator, Reply
from siwakit.emulator.endpoints.authorize_endpoint import answer_authorize
from siwakit.emulator.faults import FaultPlan, FaultRule, read_rule
from siwakit.emulator.portal.portal_app import answer_portal
from siwakit.emulator.portal.return_urls import is_refused_only_as_local, require_world_urls
from siwakit.emulator.state.apple_keys import AppleKeys
from siwakit.emulator.state.memory_store import MemoryStore
from siwakit.emulator.state.seeded_random import SeededRandom
from siwakit.emulator.state.storage import Store, load
from siwakit.emulator.state.world import READY_RETURN_URL, SigningKey, World, ready_world
from siwakit.emulator.state.world_toml import world_from_toml
from siwakit.emulator.switches import Switches
from siwakit.errors import UsageError
from siwakit.http import Request
from siwakit.record import record

SEED_BITS = 32
_SEED = "seed"
_STARTS = "starts"
_GENERATION = "key_generation"


class ClosableStore(Store, Protocol):
    """Store that has to be closed; *notices* says what was changed about it."""

    notices: tuple[str, ...]

    def close(self) -> None:
        """Close it."""


@record
class Setup:
    """Options of an emulator; by default it has a ready-made world, in memory, from a new seed.

    *world* is a `World`, or a mapping in the form of the TOML file; *key_texts* are the `.p8` files of a `World`'s keys by Key ID. *return_url*
    is registered in the ready-made world, even one on localhost: then `allow_localhost` is switched on.
    """

    world: World | Mapping[str, Any] | None = None
    key_texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    seed: int | None = None
    state: str | None = None
    switches: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[FaultRule, ...] = ()
    return_url: str | None = None


class LocalApple:
    """Apple's service and its portal as functions of a request: the emulator with its clock, its randomness and its state.

    Raises:
        UsageError: a world, a switch, a seed or a file that cannot be used.
    """

    def __init__(self, setup: Setup | None = None) -> None:
        setup = setup or Setup()
        self._file = _open(setup.state) if setup.state else None
        self.store: Store = self._file or MemoryStore()
        try:
            self._start(setup)
        except BaseException:
            self.close()
            raise

    def _start(self, setup: Setup) -> None:
        self.seed = _choose_seed(self.store, setup)
        setup = _with_switch_for_localhost(setup)
        world, key_texts = _world(setup, self.seed)
        if not self.store.list(SigningKey):
            require_world_urls(world, world.switches.with_changes(**setup.switches), clock.now())
            load(self.store, world.rows, world.switches)
        if setup.switches:
            self.store.set_switches(self.store.switches().with_changes(**setup.switches))
        kept = {key.key_id for key in self.store.list(SigningKey)}
        self.key_texts = {key_id: text for key_id, text in key_texts.items() if key_id in kept}
        self.emulator = self._emulator(setup)

    @property
    def notices(self) -> tuple[str, ...]:
        """Return what the user should know about the state file."""
        return self._file.notices if self._file else ()

    @property
    def blocks(self) -> bool:
        """Return whether an answer has to wait for a disk."""
        return self._file is not None

    def now(self) -> int:
        """Return the emulated time."""
        return clock.now() + self.store.clock_offset()

    def answer(self, request: Request) -> Reply:
        """Return Apple's answer to *request* now."""
        return self.emulator.exchange(request, self.now())

    def answer_portal(self, request: Request) -> Reply:
        """Return the portal's answer to *request* now."""
        return Reply(answer_portal(self.emulator, request, self.now()))

    def close(self) -> None:
        """Close the state file, if there is one."""
        if self._file is not None:
            self._file.close()

    def _emulator(self, setup: Setup) -> Emulator:
        starts = int(self.store.setting(_STARTS) or 0)
        self.store.set_setting(_STARTS, starts + 1)
        # A second start with a file must not draw the codes of the first again.
        random = SeededRandom.of(self.seed, f"start-{starts}")
        keys = AppleKeys(self.seed, int(self.store.setting(_GENERATION) or 0))
        faults = FaultPlan(SeededRandom.of(self.seed, f"faults-{starts}"), (*_faults(setup.world), *setup.faults), heeds_header=True)
        return Emulator(self.store, random, keys, faults=faults, sign_in=answer_authorize)


def _open(path: str) -> ClosableStore:
    # SQLAlchemy takes a quarter of a second to load, and an emulator in memory has no need of it.
    from siwakit.edge.files.sqlite_store import FileStore  # noqa: PLC0415  an extra, loaded only where it is used

    return FileStore(path)


def _choose_seed(store: Store, setup: Setup) -> int:
    stated = setup.world.get(_SEED) if isinstance(setup.world, Mapping) else setup.world.seed if setup.world else None
    given = setup.seed if setup.seed is not None else stated
    kept = store.setting(_SEED)
    if kept is not None and given is not None and given != kept:
        message = f"the state in {setup.state} was created with the seed {kept}, expected {given}"
        raise UsageError(message, hint="leave the seed out, or name a new file")
    seed = kept if kept is not None else given if given is not None else secrets.randbits(SEED_BITS)
    store.set_setting(_SEED, seed)
    return int(seed)


def _with_switch_for_localhost(setup: Setup) -> Setup:
    if setup.return_url is None:
        return setup
    if setup.world is not None:
        raise UsageError("a Return URL is given, and a world too", hint="add it to return_urls of a Services ID in the world")
    is_local = is_refused_only_as_local(setup.return_url, Switches().with_changes(**setup.switches), clock.now())
    return replace(setup, switches={"allow_localhost": True, **setup.switches}) if is_local else setup


def _world(setup: Setup, seed: int) -> tuple[World, Mapping[str, str]]:
    if isinstance(setup.world, World):
        return setup.world, setup.key_texts
    if setup.world is None:
        return ready_world(SeededRandom(seed), READY_RETURN_URL if setup.return_url is None else setup.return_url)
    world, texts = world_from_toml(setup.world, SeededRandom(seed))
    return world, {**texts, **setup.key_texts}


def _faults(world: World | Mapping[str, Any] | None) -> tuple[FaultRule, ...]:
    return tuple(read_rule(one) for one in world.get("faults", ())) if isinstance(world, Mapping) else ()
