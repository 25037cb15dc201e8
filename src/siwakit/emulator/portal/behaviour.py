"""The portal's switches, faults and clock, the emulated signing keys of Apple, and the journal."""

from __future__ import annotations

from typing import Any

from siwakit.emulator.faults import FaultKind, FaultRule, read_rule
from siwakit.emulator.portal.actions import Action, ActionContext, Field, FieldKind, Given, PortalRefused, blaming
from siwakit.emulator.state.storage import JournalEntry, to_json
from siwakit.emulator.switches import CHOICES, MEANINGS, NAMES, RANGES, Switches

_MOST_SECONDS = 10 * 366 * 86_400


def switches_view(context: ActionContext) -> dict[str, Any]:
    """Return the current value of every switch."""
    switches = context.emulator.store.switches()
    return {name: getattr(switches, name) for name in NAMES}


def _get_switches(context: ActionContext, _given: Given) -> dict[str, Any]:
    return switches_view(context)


def _set_switches(context: ActionContext, given: Given) -> dict[str, Any]:
    switches = context.emulator.store.switches()
    for name, value in given.items():
        with blaming(name):
            switches = switches.with_changes(**{name: value})
    context.emulator.store.set_switches(switches)
    return switches_view(context)


def _reset_switches(context: ActionContext, _given: Given) -> dict[str, Any]:
    context.emulator.store.set_switches(Switches())
    return switches_view(context)


def fault_view(rule: FaultRule) -> dict[str, Any]:
    """Return *rule* as a JSON object."""
    names = ("path", "after", "times", "one_in", "seconds")
    return {"kind": rule.kind.value, **{name: getattr(rule, name) for name in names}}


def _list_faults(context: ActionContext, _given: Given) -> list[dict[str, Any]]:
    return [fault_view(rule) for rule in context.emulator.faults.rules]


def _add_fault(context: ActionContext, given: Given) -> list[dict[str, Any]]:
    for name in given:
        with blaming(name):
            read_rule({"kind": given["kind"], name: given[name]})
    context.emulator.set_faults((*context.emulator.faults.rules, read_rule(given)))
    return _list_faults(context, given)


def _clear_faults(context: ActionContext, _given: Given) -> None:
    context.emulator.set_faults(())


def clock_view(context: ActionContext) -> dict[str, int]:
    """Return the emulated time, and how far ahead of the real time it is."""
    return {"now": context.now, "offset": context.emulator.store.clock_offset()}


def _get_clock(context: ActionContext, _given: Given) -> dict[str, int]:
    return clock_view(context)


def _move_clock(context: ActionContext, given: Given) -> dict[str, int]:
    if ("advance" in given) is ("now" in given):
        raise PortalRefused("give either advance or now", hint="advance is in seconds, now in seconds since 1970", field="advance")
    step = given["advance"] if "advance" in given else given["now"] - context.now
    offset = context.emulator.store.clock_offset() + step
    if abs(offset) > _MOST_SECONDS:
        raise PortalRefused("the clock would be off by more than ten years", hint="move it by less", field="advance" if "advance" in given else "now")
    context.emulator.store.set_clock_offset(offset)
    return {"now": context.now + step, "offset": offset}


def _age(context: ActionContext, given: Given) -> dict[str, int]:
    seconds = given.get("seconds", 0)
    if not 0 < seconds <= _MOST_SECONDS:
        raise PortalRefused("seconds is out of range, expected 1 to ten years", field="seconds")
    if not context.emulator.store.age(given["issued"], seconds):
        raise PortalRefused(
            "the emulator has not issued this code or token", status=404, hint="give a code, a refresh token or an access token", field="issued"
        )
    return {"seconds": seconds}


def _rotate(context: ActionContext, _given: Given) -> dict[str, str]:
    context.emulator.rotate_keys()
    return {"kid": context.emulator.keys.kid}


def _list_journal(context: ActionContext, given: Given) -> list[dict[str, Any]]:
    after = given.get("after", "0")
    if not (after.isascii() and after.isdigit() and len(after) < len(str(_MOST_SECONDS)) * 2):
        raise PortalRefused("after is not the number of an entry")
    return [to_json(entry) for entry in context.emulator.store.entries(int(after))]


def find_entry(context: ActionContext, number: str) -> JournalEntry:
    """Return the entry of the journal.

    Raises:
        PortalRefused: there is no such entry, or it has been dropped.
    """
    found = next((entry for entry in context.emulator.store.entries() if str(entry.number) == number), None)
    if found is None:
        raise PortalRefused("the journal has no such entry", status=404, hint="it keeps the last 1000")
    return found


def _get_entry(context: ActionContext, given: Given) -> dict[str, Any]:
    return to_json(find_entry(context, given["number"]))


def _switch_field(name: str) -> Field:
    default = getattr(Switches(), name)
    if name in CHOICES:
        return Field(name, MEANINGS[name], default=default, options=CHOICES[name])
    if name in RANGES:
        low, high = RANGES[name]
        return Field(name, f"{MEANINGS[name]}: {low} to {high}", FieldKind.COUNT, default=default)
    return Field(name, MEANINGS[name], FieldKind.FLAG, default=default)


_FAULT = (
    Field("kind", "the kind of fault", is_required=True, options=tuple(kind.value for kind in FaultKind)),
    Field("path", "only at this path; by default everywhere"),
    Field("after", "how many requests succeed first", FieldKind.COUNT, default=0),
    Field("times", "how many times; 0 for always", FieldKind.COUNT, default=0),
    Field("one_in", "one request in this many", FieldKind.COUNT, default=1),
    Field("seconds", "for how long, if the fault has a duration", FieldKind.COUNT, default=0),
)
_CLOCK = (
    Field("advance", "seconds to move the clock by", FieldKind.COUNT),
    Field("now", "seconds since 1970 to set the clock to", FieldKind.COUNT),
)
_ISSUED = (
    Field("issued", "a code, a refresh token or an access token", is_required=True),
    Field("seconds", "by how much older it becomes", FieldKind.COUNT, is_required=True),
)
_SWITCHES = tuple(_switch_field(name) for name in NAMES)
_AFTER = (Field("after", "the number of the last entry that is known"),)

ACTIONS = (
    Action("get-switches", "GET", "/api/switches", "Read the switches", _get_switches, answers=Switches),
    Action("set-switches", "PATCH", "/api/switches", "Set switches", _set_switches, _SWITCHES, Switches, page="/settings"),
    Action("reset-switches", "DELETE", "/api/switches", "Set every switch to its default", _reset_switches, answers=Switches, page="/settings"),
    Action("list-faults", "GET", "/api/faults", "List the active faults", _list_faults, answers=FaultRule, is_list=True),
    Action("add-fault", "POST", "/api/faults", "Inject a fault", _add_fault, _FAULT, FaultRule, is_list=True, status=201, page="/settings"),
    Action("clear-faults", "DELETE", "/api/faults", "Clear all faults", _clear_faults, status=204, page="/settings"),
    Action("get-clock", "GET", "/api/clock", "Read the clock", _get_clock),
    Action("move-clock", "POST", "/api/clock", "Move or set the clock", _move_clock, _CLOCK, page="/settings"),
    Action("age", "POST", "/api/age", "Make a code or token older", _age, _ISSUED, page="/settings"),
    Action("rotate-keys", "POST", "/api/apple-keys/rotate", "Rotate Apple's signing key", _rotate, page="/settings"),
    Action("list-journal", "GET", "/api/journal", "Read the journal", _list_journal, _AFTER, JournalEntry, is_list=True),
    Action("get-journal-entry", "GET", "/api/journal/{number}", "Read one entry of the journal", _get_entry, answers=JournalEntry),
)
