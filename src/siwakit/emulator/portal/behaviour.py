"""The portal's switches, faults and clock, the keys that stand for Apple's, and the journal."""

from __future__ import annotations

from typing import Any

from siwakit.emulator.faults import FaultKind, FaultRule, read_rule
from siwakit.emulator.portal.actions import Action, Desk, Field, FieldKind, Given, PortalRefused
from siwakit.emulator.state.storage import JournalEntry, to_json
from siwakit.emulator.switches import CHOICES, MEANINGS, NAMES, RANGES, Switches

_MOST_SECONDS = 10 * 366 * 86_400


def switches_view(desk: Desk) -> dict[str, Any]:
    """Return every switch as it stands."""
    switches = desk.emulator.store.switches()
    return {name: getattr(switches, name) for name in NAMES}


def _get_switches(desk: Desk, _given: Given) -> dict[str, Any]:
    return switches_view(desk)


def _set_switches(desk: Desk, given: Given) -> dict[str, Any]:
    desk.emulator.store.set_switches(desk.emulator.store.switches().with_changes(**given))
    return switches_view(desk)


def _reset_switches(desk: Desk, _given: Given) -> dict[str, Any]:
    desk.emulator.store.set_switches(Switches())
    return switches_view(desk)


def fault_view(rule: FaultRule) -> dict[str, Any]:
    """Return *rule* as an object of JSON."""
    names = ("path", "after", "times", "one_in", "seconds")
    return {"kind": rule.kind.value, **{name: getattr(rule, name) for name in names}}


def _list_faults(desk: Desk, _given: Given) -> list[dict[str, Any]]:
    return [fault_view(rule) for rule in desk.emulator.faults.rules]


def _add_fault(desk: Desk, given: Given) -> list[dict[str, Any]]:
    desk.emulator.set_faults((*desk.emulator.faults.rules, read_rule(given)))
    return _list_faults(desk, given)


def _clear_faults(desk: Desk, _given: Given) -> None:
    desk.emulator.set_faults(())


def clock_view(desk: Desk) -> dict[str, int]:
    """Return the emulated time, and by how much it is ahead."""
    return {"now": desk.now, "offset": desk.emulator.store.clock_offset()}


def _get_clock(desk: Desk, _given: Given) -> dict[str, int]:
    return clock_view(desk)


def _move_clock(desk: Desk, given: Given) -> dict[str, int]:
    if ("advance" in given) is ("now" in given):
        raise PortalRefused("say either advance or now", hint="advance is in seconds, now in seconds since 1970")
    step = given["advance"] if "advance" in given else given["now"] - desk.now
    offset = desk.emulator.store.clock_offset() + step
    if abs(offset) > _MOST_SECONDS:
        raise PortalRefused("the clock would be off by more than ten years", hint="move it by less")
    desk.emulator.store.set_clock_offset(offset)
    return {"now": desk.now + step, "offset": offset}


def _rotate(desk: Desk, _given: Given) -> dict[str, str]:
    desk.emulator.rotate_keys()
    return {"kid": desk.emulator.keys.kid}


def _list_journal(desk: Desk, given: Given) -> list[dict[str, Any]]:
    after = given.get("after", "0")
    if not (after.isascii() and after.isdigit() and len(after) < len(str(_MOST_SECONDS)) * 2):
        raise PortalRefused("after is no number of an entry")
    return [to_json(entry) for entry in desk.emulator.store.entries(int(after))]


def find_entry(desk: Desk, number: str) -> JournalEntry:
    """Return the entry of the journal.

    Raises:
        PortalRefused: there is none, or none any more.
    """
    found = next((entry for entry in desk.emulator.store.entries() if str(entry.number) == number), None)
    if found is None:
        raise PortalRefused("the journal has no such entry", status=404, hint="it keeps the last 1000")
    return found


def _get_entry(desk: Desk, given: Given) -> dict[str, Any]:
    return to_json(find_entry(desk, given["number"]))


def _switch_field(name: str) -> Field:
    default = getattr(Switches(), name)
    if name in CHOICES:
        return Field(name, MEANINGS[name], default=default, options=CHOICES[name])
    if name in RANGES:
        low, high = RANGES[name]
        return Field(name, f"{MEANINGS[name]}: {low} to {high}", FieldKind.COUNT, default=default)
    return Field(name, MEANINGS[name], FieldKind.FLAG, default=default)


_FAULT = (
    Field("kind", "what goes wrong", is_required=True, options=tuple(kind.value for kind in FaultKind)),
    Field("path", "at this path alone; everywhere when nothing is said"),
    Field("after", "so many requests go well first", FieldKind.COUNT, default=0),
    Field("times", "so often; 0 is always", FieldKind.COUNT, default=0),
    Field("one_in", "one request in so many", FieldKind.COUNT, default=1),
    Field("seconds", "how long, where that is a question", FieldKind.COUNT, default=0),
)
_CLOCK = (
    Field("advance", "seconds to move the clock by", FieldKind.COUNT),
    Field("now", "seconds since 1970 to set the clock to", FieldKind.COUNT),
)
_SWITCHES = tuple(_switch_field(name) for name in NAMES)
_AFTER = (Field("after", "the number of the last entry that is known"),)

ACTIONS = (
    Action("get-switches", "GET", "/api/switches", "Read the switches", _get_switches, answers=Switches),
    Action("set-switches", "PATCH", "/api/switches", "Set switches", _set_switches, _SWITCHES, Switches, page="/settings"),
    Action("reset-switches", "DELETE", "/api/switches", "Set every switch to its default", _reset_switches, answers=Switches, page="/settings"),
    Action("list-faults", "GET", "/api/faults", "List the faults that are asked for", _list_faults, answers=FaultRule, is_list=True),
    Action("add-fault", "POST", "/api/faults", "Ask for a fault", _add_fault, _FAULT, FaultRule, is_list=True, status=201, page="/settings"),
    Action("clear-faults", "DELETE", "/api/faults", "End every fault", _clear_faults, status=204, page="/settings"),
    Action("get-clock", "GET", "/api/clock", "Read the clock", _get_clock),
    Action("move-clock", "POST", "/api/clock", "Move or set the clock", _move_clock, _CLOCK, page="/settings"),
    Action("rotate-keys", "POST", "/api/apple-keys/rotate", "Let Apple sign by a new key", _rotate, page="/settings"),
    Action("list-journal", "GET", "/api/journal", "Read the journal", _list_journal, _AFTER, JournalEntry, is_list=True),
    Action("get-journal-entry", "GET", "/api/journal/{number}", "Read one entry of the journal", _get_entry, answers=JournalEntry),
)
