"""Failures of the catalogue, each listed under the one that explains it."""

from __future__ import annotations

from siwakit.judge.plan import Verdicts
from siwakit.record import record
from siwakit.rules.model import Fail, Grade, Rule

ROOT_GRADES = (Grade.REFUSED, Grade.DEFEATED)  # a tuple is searched by identity; hashing an Enum costs more than the rest


@record
class Finding:
    """A broken rule, where it is broken, and the failures that the same fix resolves."""

    rule: Rule
    fail: Fail
    explained: tuple[Finding, ...] = ()


def find_roots(verdicts: Verdicts, fitting: frozenset[Rule] | None = None) -> tuple[Finding, ...]:
    """Return the failures that no other explains, most likely first.

    Rules that are *fitting* can have got the answer that Apple gave; a failure of another rule comes after theirs. Otherwise the order is
    the one in which the endpoint decides.
    """
    fails = {rule.id: (rule, fail) for rule, fail in verdicts.fails}
    explained_by = {one: explanation(rule, fails) for one, (rule, _) in fails.items()}
    hidden = {name for one in fails for name in explained_by[one]}
    roots = [one for one in fails if one not in hidden] or list(fails)[:1]
    roots.sort(key=lambda name: (_tier(fails[name][0]), fitting is not None and fails[name][0] not in fitting))
    return tuple(Finding(*fails[one], tuple(Finding(*fails[name]) for name in explained_by[one])) for one in roots)


def explanation(rule: Rule, among: dict[str, tuple[Rule, Fail]]) -> tuple[str, ...]:
    """Return the ids of *among* that *rule* explains, through others too, in the order of *among*: that of the catalogue."""
    places = {name: place for place, name in enumerate(among)}
    reached: set[str] = set()
    waiting = [rule]
    while waiting:
        cause = waiting.pop()
        for name, (other, _) in among.items():
            if name not in reached and other is not rule and other is not cause and explains(cause, other, places):
                reached.add(name)
                waiting.append(other)
    return tuple(name for name in among if name in reached)


def explains(cause: Rule, other: Rule, places: dict[str, int]) -> bool:
    """Return whether a failure of *other* goes away with one of *cause*; *places* are the places of failing rules in the catalogue."""
    if other.id in cause.explains:
        return True
    if not any(part in other.speaks_of for part in cause.voids):
        return False
    # If each voids what the other speaks of, the one that comes first in the catalogue is the cause.
    return not any(part in cause.speaks_of for part in other.voids) or places.get(cause.id, -1) < places[other.id]


def _tier(rule: Rule) -> int:
    return (Grade.REFUSED, Grade.DEFEATED, Grade.ASSUMED, Grade.ADVICE).index(rule.grade) // 2
