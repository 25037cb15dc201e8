"""Failures of the catalogue, each listed under the one that explains it."""

from __future__ import annotations

from siwakit.evidence.aspects import Aspect
from siwakit.judge.plan import Verdicts
from siwakit.record import record
from siwakit.rules.model import Fail, Grade, Rule
from siwakit.sources import Basis

ROOT_GRADES = (Grade.REFUSED, Grade.DEFEATED)  # a tuple is searched by identity, which is faster than hashing an Enum member


@record
class Finding:
    """A broken rule, the place where it is broken, and the failures that the same fix resolves."""

    rule: Rule
    fail: Fail
    explained: tuple[Finding, ...] = ()

    def covers(self, rule: Rule | None) -> bool:
        """Return whether this is a failure of *rule*, or explains one."""
        return self.rule is rule or any(finding.rule is rule for finding in self.explained)


def find_roots(verdicts: Verdicts, fitting: frozenset[Rule] | None = None) -> tuple[Finding, ...]:
    """Return the failures that no other failure explains, most likely first.

    The mistakes of *fitting* rules can have led to the answer that Apple gave, so their failures come before those of other rules.
    A refusal that is only inferred comes after those that are documented or observed. Otherwise they come in the order in which the endpoint
    checks them.
    """
    fails = verdicts.fails
    explained_by = _follow(_find_direct(fails))
    hidden = {place for places in explained_by for place in places}
    roots = [place for place in range(len(fails)) if place not in hidden]

    def order(place: int) -> tuple[int, bool, bool]:
        rule = fails[place][0]
        return _tier(rule), fitting is not None and rule not in fitting, _is_inferred(rule)

    roots.sort(key=order)
    return tuple(Finding(*fails[root], tuple(Finding(*fails[place]) for place in explained_by[root])) for root in roots)


def explains(cause: Rule, other: Rule, *, is_first: bool, voided: tuple[Aspect, ...] | None = None) -> bool:
    """Return whether fixing a failure of *cause* resolves one of *other*.

    *is_first* means that *cause* comes first in the catalogue. *voided* lists what this failure voids, if that is less than the rule can void.
    """
    if other.id in cause.explains:
        return True
    # An id is more exact than an aspect.
    if cause.id in other.explains or not _overlap(cause.voids if voided is None else voided, other.speaks_of):
        return False
    # If each voids what the other speaks of, the one that comes first is the cause.
    return is_first or not _overlap(other.voids, cause.speaks_of)


def _find_direct(fails: tuple[tuple[Rule, Fail], ...]) -> list[list[int]]:
    """Return for each failure the indices of those that it explains directly."""
    return [
        [place for place, (other, _) in enumerate(fails) if other is not cause and explains(cause, other, is_first=index < place, voided=fail.voids)]
        for index, (cause, fail) in enumerate(fails)
    ]


def _follow(direct: list[list[int]]) -> list[list[int]]:
    """Return for each failure the indices of those that it explains, directly or through others, in ascending order."""
    explained_by = []
    for places in direct:
        reached: set[int] = set()
        waiting = list(places)
        while waiting:
            place = waiting.pop()
            if place not in reached:
                reached.add(place)
                waiting += direct[place]
        explained_by.append(sorted(reached))
    return explained_by


def _overlap(voided: tuple[Aspect, ...], spoken_of: tuple[Aspect, ...]) -> bool:
    return any(aspect in spoken_of for aspect in voided)


def _is_inferred(rule: Rule) -> bool:
    return rule.wire is not None and rule.wire.basis is Basis.INFERRED


def _tier(rule: Rule) -> int:
    return (Grade.REFUSED, Grade.DEFEATED, Grade.ASSUMED, Grade.ADVICE).index(rule.grade) // 2
