"""Failures are listed under the one that explains them, and none is lost on the way."""

from __future__ import annotations

from siwakit.evidence.evidence import Evidence
from siwakit.judge.askers import evaluate
from siwakit.judge.consequences import all_consequences_of, consequences_of
from siwakit.judge.findings import find_roots
from siwakit.rules.catalogue import BY_ID, CATALOGUE
from siwakit.samples import Scenario

BAD = [example for rule in CATALOGUE for example in rule.bad()]


def shown(evidence: Evidence) -> set[str]:
    """Return the ids of all failures that a report shows, as a root cause or under one."""
    return {failure.rule.id for finding in find_roots(evaluate(evidence)) for failure in (finding, *finding.explained)}


def test_no_failure_explains_one_that_explains_it() -> None:
    circular = [(rule.id, name) for rule in CATALOGUE for name in consequences_of(rule) if rule.id in all_consequences_of(BY_ID[name])]
    assert circular == []


def test_every_failure_of_two_mistakes_at_once_is_shown() -> None:
    for first, second in zip(BAD[::7], BAD[::-7], strict=True):
        evidence = second.change(first.change(Scenario())).unknown("portal").evidence()
        assert shown(evidence) == {rule.id for rule, _ in evaluate(evidence).fails}, (first.title, second.title)


def test_a_code_of_another_app_is_shown_beside_another_mistake() -> None:
    sample = next(example for example in BY_ID["code-issued-to-other-app"].bad() if example.title == "another app of the team")
    both = sample.change(Scenario().basic()).unknown("portal", "keys").evidence()
    assert {"request-credentials-in-basic-auth", "code-issued-to-other-app"} <= {finding.rule.id for finding in find_roots(evaluate(both))}
