"""The options that the commands with an emulator share, read into what it starts with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from siwakit.errors import UsageError
from siwakit.evidence.showing.redact import named
from siwakit.patterns import pattern

if TYPE_CHECKING:
    from siwakit.edge.server.local_apple import Setup
    from siwakit.emulator.faults import FaultRule

_NUMBERS = frozenset({"after", "times", "one_in", "seconds"})
_COUNT = pattern(r"[0-9]{1,12}")


class SetupOptions(Protocol):
    """The options that decide what an emulator starts with."""

    @property
    def world(self) -> str | None:
        """Return the file of the world."""

    @property
    def state(self) -> str | None:
        """Return the file for all state."""

    @property
    def seed(self) -> int | None:
        """Return the seed for everything random."""

    @property
    def switches(self) -> tuple[str, ...]:
        """Return the switches, each as NAME=VALUE."""

    @property
    def faults(self) -> tuple[str, ...]:
        """Return the faults, each as KIND:MEMBER=VALUE,..."""

    @property
    def age_codes(self) -> int | None:
        """Return how many seconds ago new codes count as issued."""

    @property
    def allow_localhost_redirects(self) -> bool:
        """Return whether localhost is accepted."""

    @property
    def return_url(self) -> str | None:
        """Return the Return URL in the ready-made world."""


def read_setup(options: SetupOptions) -> Setup:
    """Return what the emulator starts with.

    Raises:
        UsageError: a value that cannot be read, a world that is not TOML, or a Return URL besides a world.
    """
    from siwakit.edge.files.siwakit_toml import read_emulator
    from siwakit.edge.server.local_apple import Setup

    table = read_emulator(options.world)
    if options.return_url is not None and table is not None:
        place = options.world or "siwakit.toml"
        raise UsageError(f"--return-url is for the ready-made world, and {place} has another", hint=f"add the URL to return_urls in {place}")
    set_to = dict(_pair(text) for text in options.switches)
    if options.allow_localhost_redirects:
        set_to["allow_localhost"] = "on"
    if options.age_codes is not None:
        set_to["age_codes"] = str(options.age_codes)
    faults = tuple(_fault(text) for text in options.faults)
    return Setup(table, {}, options.seed, options.state, set_to, faults, options.return_url)


def _pair(text: str) -> tuple[str, str]:
    name, equals_sign, value = text.partition("=")
    if not equals_sign:
        raise UsageError(f"--switch {named(text, 60)} has no value", hint=f"write --switch {named(name, 60)}=VALUE")
    return name.strip().replace("-", "_"), value.strip()


def _fault(text: str) -> FaultRule:
    from siwakit.emulator.faults import read_rule

    kind, _, rest = text.partition(":")
    members: dict[str, Any] = {"kind": kind}
    for part in filter(None, rest.split(",")):
        name, _, value = part.partition("=")
        name = name.strip().replace("-", "_")
        members[name] = int(value) if name in _NUMBERS and _COUNT.fullmatch(value) else value
    return read_rule(members)
