"""A plan gives the verdicts of its checks, however it groups them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace

import pytest

from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence
from siwakit.judge.askers import plan_of_catalogue
from siwakit.judge.plan import Verdicts
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Fail, Missing
from siwakit.samples import Scenario

ALWAYS_KNOWN = {"body_is_known", "unshown", "earlier", "earlier_notifications", "statements"}
PARTS = [field.name for field in fields(Evidence) if field.name not in ALWAYS_KNOWN]
SIGN_INS = (Scenario(), Scenario().native(), Scenario().refresh(), Scenario().revoke(), Scenario().migration(), Scenario().verifying())


def ask_each_check(evidence: Evidence) -> Verdicts:
    verdicts = [(rule, rule.check(evidence)) for rule in CATALOGUE]
    return Verdicts(
        tuple((rule, verdict) for rule, verdict in verdicts if isinstance(verdict, Fail)),
        tuple((rule, verdict) for rule, verdict in verdicts if isinstance(verdict, Missing)),
    )


def evidence_of_examples() -> Iterator[Callable[[], Evidence]]:
    for rule in CATALOGUE:
        for example in (*rule.good(), *rule.bad()):
            yield example.evidence


def test_a_plan_gives_the_verdicts_of_its_checks() -> None:
    for make in evidence_of_examples():
        assert plan_of_catalogue().evaluate(make()) == ask_each_check(make())


@pytest.mark.parametrize("absence", [LACKING, UNKNOWN], ids=lambda absence: absence.name.lower())
def test_a_plan_gives_the_verdicts_of_its_checks_if_a_part_is_absent(absence: Absence) -> None:
    for sign_in in SIGN_INS:
        evidence = sign_in.evidence()
        for name in PARTS:
            absent = {name: absence}
            assert plan_of_catalogue().evaluate(replace(evidence, **absent)) == ask_each_check(replace(evidence, **absent)), name
