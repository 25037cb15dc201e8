"""Every failure is listed, as a root cause or under the one that explains it."""

from __future__ import annotations

from tests.each import each

from siwakit.evidence.evidence import Evidence
from siwakit.judge.askers import evaluate
from siwakit.judge.consequences import all_consequences_of, consequences_of
from siwakit.judge.findings import find_roots
from siwakit.rules.catalogue import BY_ID, CATALOGUE
from siwakit.rules.model import Rule
from siwakit.samples import DROP, KEY_ID, Scenario

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


def test_a_misspelt_field_does_not_explain_another_that_is_missing() -> None:
    both = Scenario().form(client_secret=DROP, client_secert=Scenario().compact_secret(), code=DROP).evidence()
    assert {"field-name-misspelt", "code-missing"} <= {finding.rule.id for finding in find_roots(evaluate(both))}


def test_every_misspelt_field_explains_that_it_is_missing() -> None:
    both = Scenario().form(client_id=DROP, clientId=Scenario().client_id, client_secret=DROP, client_secert="x").evidence()
    explained = {failure.rule.id for finding in find_roots(evaluate(both)) for failure in finding.explained}
    assert {"client-id-missing", "client-secret-missing"} <= explained


def test_a_wrong_setting_explains_only_what_is_made_of_it() -> None:
    both = Scenario().configured(settings={"apple": {"keyId": f"AuthKey_{KEY_ID}.p8"}}).secret(iss="TEAM").unknown("portal").evidence()
    assert {"settings-value-in-wrong-field", "secret-iss-malformed"} <= {finding.rule.id for finding in find_roots(evaluate(both))}


@each("rule", [rule for rule in CATALOGUE if rule.speaks_of])
def test_a_rule_speaks_of_what_it_reads(rule: Rule) -> None:
    evidence = rule.bad()[0].evidence()
    rule.check(evidence)
    assert [aspect.name for aspect in rule.speaks_of if not any(part in evidence.memo for part in aspect.parts)] == []
