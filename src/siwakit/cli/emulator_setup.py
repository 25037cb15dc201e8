"""The options that the commands with an emulator share, read into what it starts with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from siwakit.errors import UsageError
from siwakit.evidence.showing.redact import named
from siwakit.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from siwakit.edge.server.local_apple import Setup
    from siwakit.emulator.faults import FaultRule

_NUMBERS = frozenset({"after", "times", "one_in", "seconds"})
_COUNT = pattern(r"[0-9]{1,12}")


def read_setup(
    *,
    world: str | None,
    state: str | None,
    seed: int | None,
    switches: Sequence[str],
    faults: Sequence[str],
    age_codes: int | None,
    allow_localhost_redirects: bool,
) -> Setup:
    """Return what the emulator starts with.

    Raises:
        UsageError: a value that cannot be read, or a world that is not TOML.
    """
    from siwakit.edge.files.siwakit_toml import read_emulator
    from siwakit.edge.server.local_apple import Setup

    table = read_emulator(world)
    set_to = dict(_pair(text) for text in switches)
    if allow_localhost_redirects:
        set_to["allow_localhost"] = "on"
    if age_codes is not None:
        set_to["age_codes"] = str(age_codes)
    return Setup(table, {}, seed, state, set_to, tuple(_fault(text) for text in faults))


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
