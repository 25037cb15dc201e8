"""Evaluation of a list of rules: one plan for each asker, compiled once.

Calling some 300 checks one after the other is slow, and unnecessary, because the parts that most of them read are absent.
A plan therefore groups checks by the parts they read. It looks at the parts of a group once, and then:

- if a part is absent, no check of the group is called;
- if a part is unknown, each check of the group is undecided, and these verdicts are ready-made;
- if the rules of a group belong to a family, only the rule for the kind found is called;
- a custom check deals with absent parts itself. If none of its parts is known, its verdict depends only on which of them are absent and which
  unknown, so it is called once for each such combination.

The verdicts are those of the checks themselves, called in any order: a check changes nothing. Failures and undecided rules come back in
the order of the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence, Memo, Part
from siwakit.record import record
from siwakit.rules.model import Check, Fail, KindCheck, Missing, Rule, missing_of

_Looks = tuple[tuple[int, Callable[..., Any]], ...]
_Checks = Sequence[tuple[int, Check]]


@record
class Verdicts:
    """The rules that failed and the rules that could not be decided, each in the order of the list they come from."""

    fails: tuple[tuple[Rule, Fail], ...]
    missing: tuple[tuple[Rule, Missing], ...]


class _Group:
    """Checks that read the same parts and are called only when all of them are known.

    If they belong to a family, *looks_of* maps each kind to its checks: often the kind found has no check at all.
    """

    __slots__ = ("indexes", "looks", "looks_of", "parts", "rest", "undecided")

    def __init__(self, parts: tuple[Part[Any], ...], checks: _Checks) -> None:
        self.parts = parts
        self.rest = parts[1:]
        self.indexes = tuple(index for index, _ in checks)
        self.looks: _Looks = tuple((index, check.look) for index, check in checks)
        self.looks_of = _by_kind(checks)
        self.undecided: dict[int, tuple[tuple[int, Missing], ...]] = {}

    def run(self, looks: _Looks, first: Any, memo: Memo, fails: list[tuple[int, Fail]], missing: list[tuple[int, Missing]]) -> None:
        """Add the verdicts of *looks*, or that the whole group is undecided; *first* is the value of the first part of the group."""
        values, unknown, bit = [first], 1 if first is UNKNOWN else 0, 1
        for part in self.rest:
            value = memo[part]
            if value is LACKING:
                return
            bit += bit
            if value is UNKNOWN:
                unknown += bit
            values.append(value)
        if unknown:
            missing += self.undecided.get(unknown) or self.find_undecided(unknown, *values)
            return
        for index, look in looks:
            outcome = look(*values)
            if outcome is not None and outcome.__class__ is Fail:
                fails.append((index, outcome))

    def find_undecided(self, unknown: int, *values: Any) -> tuple[tuple[int, Missing], ...]:
        """Return the verdicts for *values*, created once for each combination of unknown ones; *unknown* has a bit for each of these."""
        verdict = missing_of(self.parts, list(values))
        ready = self.undecided[unknown] = tuple((index, verdict) for index in self.indexes)
        return ready


class _GroupOfOne(_Group):
    """A group that reads one part."""

    __slots__ = ()

    def run(self, looks: _Looks, first: Any, memo: Memo, fails: list[tuple[int, Fail]], missing: list[tuple[int, Missing]]) -> None:
        """Add the verdicts of *looks*, or that the whole group is undecided."""
        del memo
        if first is UNKNOWN:
            missing += self.undecided.get(1) or self.find_undecided(1, first)
            return
        for index, look in looks:
            outcome = look(first)
            if outcome is not None and outcome.__class__ is Fail:
                fails.append((index, outcome))


class _GroupOfTwo(_Group):
    """A group that reads two parts, as most do: it is evaluated without a list of values."""

    __slots__ = ()

    def run(self, looks: _Looks, first: Any, memo: Memo, fails: list[tuple[int, Fail]], missing: list[tuple[int, Missing]]) -> None:
        """Add the verdicts of *looks*, or that the whole group is undecided."""
        second = memo[self.parts[1]]
        if second is LACKING:
            return
        if first is UNKNOWN or second is UNKNOWN:
            unknown = (first is UNKNOWN) + 2 * (second is UNKNOWN)
            missing += self.undecided.get(unknown) or self.find_undecided(unknown, first, second)
            return
        for index, look in looks:
            outcome = look(first, second)
            if outcome is not None and outcome.__class__ is Fail:
                fails.append((index, outcome))


def _make_group(parts: tuple[Part[Any], ...], checks: _Checks) -> _Group:
    kinds_of_group = {1: _GroupOfOne, 2: _GroupOfTwo}
    return kinds_of_group.get(len(parts), _Group)(parts, checks)


# Keys are the ids of Enum members, each of which is a single object: hashing a member itself runs code in Python.
def _by_kind(checks: _Checks) -> dict[int, _Looks]:
    # If the kind is absent, no check is called, and the group is undecided if one of its own parts is unknown.
    looks_of: dict[int, _Looks] = {id(absence): () for absence in Absence}
    for index, check in checks:
        for kind in check.kinds if isinstance(check, KindCheck) else ():
            looks_of[id(kind)] = (*looks_of.get(id(kind), ()), (index, check.look))
    return looks_of


class _CustomGroup:
    """Custom checks that read the same parts; if none of these is known, the verdicts are ready-made."""

    __slots__ = ("looks", "parts", "settled")

    def __init__(self, parts: tuple[Part[Any], ...], checks: _Checks) -> None:
        self.parts = parts
        self.looks: _Looks = tuple((index, check.look) for index, check in checks)
        self.settled: dict[int, tuple[list[tuple[int, Fail]], list[tuple[int, Missing]]]] = {}

    def run(self, evidence: Evidence, memo: Memo, fails: list[tuple[int, Fail]], missing: list[tuple[int, Missing]]) -> None:
        """Add the verdicts of the group."""
        absences = 1  # then a binary digit for each part: 1 if it is unknown, 0 if it is absent
        for part in self.parts:
            value = memo[part]
            if value is UNKNOWN:
                absences += absences + 1
            elif value is LACKING:
                absences += absences
            else:
                self._look(evidence, fails, missing)
                return
        settled = self.settled.get(absences)
        if settled is None:
            settled = [], []
            self._look(evidence, *settled)
            self.settled[absences] = settled
        fails += settled[0]
        missing += settled[1]

    def _look(self, evidence: Evidence, fails: list[tuple[int, Fail]], missing: list[tuple[int, Missing]]) -> None:
        for index, look in self.looks:
            verdict = look(evidence)
            if verdict is None:
                continue
            if verdict.__class__ is Fail:
                fails.append((index, verdict))
            elif verdict.__class__ is Missing:
                missing.append((index, verdict))


class Plan:
    """A list of rules, compiled for evaluation."""

    __slots__ = ("_customs", "_gates", "rules")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        ordinary: dict[tuple[tuple[Part[Any], ...], Part[Any] | None], list[tuple[int, Check]]] = {}
        custom: dict[Part[Any] | None, dict[tuple[Part[Any], ...], list[tuple[int, Check]]]] = {}
        for index, rule in enumerate(self.rules):
            check = rule.check
            if check.custom:
                custom.setdefault(check.needs, {}).setdefault(check.parts, []).append((index, check))
            else:
                family = check.family if isinstance(check, KindCheck) else None
                ordinary.setdefault((check.parts, family), []).append((index, check))
        gates: dict[Part[Any], tuple[list[_Group], list[tuple[Part[Any], _Group]]]] = {}
        for (parts, family), checks in ordinary.items():
            groups, families = gates.setdefault(parts[0], ([], []))
            group = _make_group(parts, checks)
            if family is None:
                groups.append(group)
            else:
                families.append((family, group))
        self._gates = tuple((gate, tuple(groups), tuple(families)) for gate, (groups, families) in gates.items())
        self._customs = tuple((needs, tuple(_CustomGroup(parts, checks) for parts, checks in by_parts.items())) for needs, by_parts in custom.items())

    def evaluate(self, evidence: Evidence) -> Verdicts:
        """Return the rules that fail on *evidence* and those it does not decide."""
        fails, missing = self._run(evidence)
        fails.sort(key=_index)
        missing.sort(key=_index)
        rules = self.rules
        return Verdicts(tuple([(rules[index], fail) for index, fail in fails]), tuple([(rules[index], verdict) for index, verdict in missing]))

    def find_first(self, evidence: Evidence, is_excused: Callable[[Rule, Fail], bool] | None = None) -> tuple[Rule, Fail | Missing] | None:
        """Return the first rule that fails on *evidence* or is not decided by it; a failure that *is_excused* counts as a pass."""
        fails, missing = self._run(evidence)
        if not fails and not missing:
            return None
        rules = self.rules
        verdicts: list[tuple[int, Fail | Missing]] = [*fails, *missing]
        for index, verdict in sorted(verdicts, key=_index):
            if not (isinstance(verdict, Fail) and is_excused is not None and is_excused(rules[index], verdict)):
                return rules[index], verdict
        return None

    def _run(self, evidence: Evidence) -> tuple[list[tuple[int, Fail]], list[tuple[int, Missing]]]:
        fails: list[tuple[int, Fail]] = []
        missing: list[tuple[int, Missing]] = []
        memo = evidence.memo
        for gate, groups, families in self._gates:
            first = memo[gate]
            if first is LACKING:
                continue
            for group in groups:
                group.run(group.looks, first, memo, fails, missing)
            for family, group in families:
                looks = () if first is UNKNOWN else group.looks_of.get(id(memo[family]))
                if looks is not None:
                    group.run(looks, first, memo, fails, missing)
        for needs, customs in self._customs:
            if needs is None or memo[needs] is not LACKING:
                for custom in customs:
                    custom.run(evidence, memo, fails, missing)
        return fails, missing


def _index(entry: tuple[int, Any]) -> int:
    return entry[0]
