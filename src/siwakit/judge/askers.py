"""The plan of rules for each asker, compiled once.

The doctor evaluates the whole catalogue. One of Apple's endpoints, or siwakit's own verification, evaluates the rules that name it in
`enforced_at`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from siwakit.apple import Endpoint
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.parts import SECRET_SENT
from siwakit.evidence.source import Source
from siwakit.judge.plan import Plan, Verdicts
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Enforcer, Fail, Missing, Rule

# What depends on the time at which a client_secret was minted.
_ABOUT_AGE = frozenset({"secret-expired", "secret-cached-beyond-exp", "secret-is-stale"})


@cache
def plan_of_catalogue() -> Plan:
    """Return the plan of all rules."""
    return Plan(CATALOGUE)


@cache
def plan_of(enforcer: Endpoint | Enforcer) -> Plan:
    """Return the plan of the rules that *enforcer* decides by, in the order of the catalogue."""
    return Plan(rule for rule in CATALOGUE if enforcer in rule.enforced_at)


def evaluate(evidence: Evidence) -> Verdicts:
    """Return the verdicts of the whole catalogue on *evidence*."""
    verdicts = plan_of_catalogue().evaluate(evidence)
    return verdicts if isinstance(evidence.source, Absence) else _without_stand_ins(verdicts, evidence.source)


def _without_stand_ins(verdicts: Verdicts, source: Source) -> Verdicts:
    """Return *verdicts* with a failure at a stand-in as undecided: source code does not say what would be there."""
    fails = tuple((rule, _with_names(fail, source)) for rule, fail in verdicts.fails if not _is_about_stand_in(fail, source))
    undecided = [(rule, Missing(rule.check.parts[:1])) for rule, fail in verdicts.fails if _is_about_stand_in(fail, source)]
    if source.makes_secret:
        # A client_secret that the source would mint now is new; the one that was sent may have been minted long ago.
        failed = {rule for rule, _ in fails}
        undecided += [(rule, Missing((SECRET_SENT,))) for rule in _rules_about_age() if rule not in failed]
    missing = {rule for rule, _ in verdicts.missing}
    return Verdicts(fails, (*verdicts.missing, *((rule, verdict) for rule, verdict in undecided if rule not in missing)))


@cache
def _rules_about_age() -> tuple[Rule, ...]:
    return tuple(rule for rule in CATALOGUE if rule.id in _ABOUT_AGE)


def _with_names(fail: Fail, source: Source) -> Fail:
    """Return *fail* with what the source calls the values that are in the wrong place, instead of what stands for them."""
    misplaced = source.crossed.get(fail.at)
    because = fail.because
    for found in source.crossed.values():
        because = because.replace(found.stand_in, found.name)
    return fail if misplaced is None else replace(fail, actual=misplaced.name, because=because)


def _is_about_stand_in(fail: Fail, source: Source) -> bool:
    """Return whether *fail* is about a value that is only a stand-in; the name of a field is known even if its value is not."""
    return fail.at in source.stand_ins and fail.actual != fail.at.rpartition(".")[2]
