"""Which failures are resolved by fixing which other failure, as the rule pages and `siwakit explain` list it."""

from __future__ import annotations

from functools import cache

from siwakit.judge.findings import explains
from siwakit.rules.catalogue import BY_ID, CATALOGUE
from siwakit.rules.model import Rule

_PLACES = {rule.id: place for place, rule in enumerate(CATALOGUE)}


@cache
def consequences_of(rule: Rule) -> tuple[str, ...]:
    """Return the ids of the rules whose failures *rule* explains, in the order of the catalogue."""
    return tuple(other.id for other in CATALOGUE if other is not rule and explains(rule, other, is_first=_PLACES[rule.id] < _PLACES[other.id]))


def causes_of(rule: Rule) -> tuple[str, ...]:
    """Return the ids of the rules that explain a failure of *rule*, in the order of the catalogue."""
    return tuple(name for name in BY_ID if rule.id in consequences_of(BY_ID[name]))


@cache
def all_consequences_of(rule: Rule) -> frozenset[str]:
    """Return the ids of the rules whose failures *rule* explains, directly or through other rules."""
    reached: set[str] = set()
    waiting = [rule]
    while waiting:
        new = set(consequences_of(waiting.pop())) - reached - {rule.id}
        reached |= new
        waiting += [BY_ID[name] for name in new]
    return frozenset(reached)
