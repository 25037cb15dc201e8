"""Every rule of the catalogue on its own examples."""

from __future__ import annotations

import importlib
import pkgutil
import re
from itertools import chain
from pathlib import Path
from types import ModuleType

import pytest
from tests.each import check_all, check_each, each

import siwakit.rules
from siwakit.judge import diagnose
from siwakit.judge.askers import evaluate
from siwakit.judge.consequences import all_consequences_of
from siwakit.judge.findings import ROOT_GRADES
from siwakit.rules.catalogue import BY_ID, CATALOGUE
from siwakit.rules.model import Example, Grade, Rule
from siwakit.samples import Scenario
from siwakit.sources import every_source

BAD = [pytest.param(rule, example, id=f"{rule.id}: {example.title}") for rule in CATALOGUE for example in rule.bad()]
GOOD = [pytest.param(rule, example, id=f"{rule.id}: {example.title}") for rule in CATALOGUE for example in rule.good()]


def closure(rule: Rule) -> set[str]:
    """Return the ids that *rule* explains, directly or through others, and the ids in `also` with what they explain."""
    reached = set(all_consequences_of(rule))
    return reached.union(rule.also, chain.from_iterable(all_consequences_of(BY_ID[name]) for name in rule.also))


def breaks_its_rule_and_nothing_that_the_rule_does_not_explain(rule: Rule, example: Example) -> None:
    broken = {failed.id for failed, _ in evaluate(example.evidence()).fails}
    assert rule.id in broken
    assert sorted(broken - {rule.id} - closure(rule)) == []


def voids_no_more_than_its_rule_says(rule: Rule, example: Example) -> None:
    voided = {aspect.name for failed, fail in evaluate(example.evidence()).fails if failed is rule for aspect in fail.voids or ()}
    assert sorted(voided - {aspect.name for aspect in rule.voids}) == []


def is_what_the_doctor_names_first(rule: Rule, example: Example) -> None:
    diagnosis = diagnose(example.evidence())
    findings = {Grade.ASSUMED: diagnosis.assumed, Grade.ADVICE: diagnosis.advice}.get(rule.grade, (diagnosis.root,))
    assert [finding.rule.id if finding else None for finding in findings[:1]] == [rule.id]


def is_named_first_without_the_portal_or_nothing_else_is_accused(rule: Rule, example: Example) -> None:
    diagnosis = diagnose(example.change(Scenario()).unknown("portal").evidence())
    accused = [finding.rule.id for finding in (*([diagnosis.root] if diagnosis.root else []), *diagnosis.others)]
    assert accused[:1] == [rule.id] or sorted(set(accused) - closure(rule)) == []


def keeps_its_rule(rule: Rule, example: Example) -> None:
    assert rule.id not in {failed.id for failed, _ in evaluate(example.evidence()).fails}


def accuses_nobody(rule: Rule, example: Example) -> None:
    accused = {failed.id for failed, _ in evaluate(example.evidence()).fails if failed.grade in ROOT_GRADES}
    assert sorted(accused - set(rule.also)) == []


OF_A_BAD_EXAMPLE = [
    breaks_its_rule_and_nothing_that_the_rule_does_not_explain,
    voids_no_more_than_its_rule_says,
    is_what_the_doctor_names_first,
    is_named_first_without_the_portal_or_nothing_else_is_accused,
]
OF_A_GOOD_EXAMPLE = [keeps_its_rule, accuses_nobody]


@pytest.mark.parametrize(("rule", "example"), BAD)
def test_a_bad_example_shows_its_mistake_and_no_other(rule: Rule, example: Example) -> None:
    check_all(OF_A_BAD_EXAMPLE, rule, example)


@pytest.mark.parametrize(("rule", "example"), GOOD)
def test_a_good_example_shows_no_mistake(rule: Rule, example: Example) -> None:
    check_all(OF_A_GOOD_EXAMPLE, rule, example)


@each("rule", CATALOGUE)
def test_a_rule_is_told_apart_by_examples_of_both_kinds(rule: Rule) -> None:
    assert rule.good(), "no good example"
    assert rule.bad(), "no bad example"


@each("rule", CATALOGUE)
def test_a_rule_says_what_it_must_in_the_style_of_the_house(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", rule.id)
    assert rule.title
    assert not rule.title.endswith(".")
    assert rule.why.endswith(".")
    assert rule.fix.endswith(".")


@each("rule", CATALOGUE)
def test_a_rule_cites_what_may_be_cited(rule: Rule) -> None:
    assert rule.references, "no reference"
    cited = {*rule.references, *(answer.source for answer in rule.answers())}
    assert [source for source in cited if source not in every_source()] == []


@each("rule", CATALOGUE)
def test_a_rule_that_apple_does_not_answer_says_what_harm_it_does(rule: Rule) -> None:
    assert (rule.wire is None) == (rule.harm is not None or rule.assumed is not None)


@each("rule", CATALOGUE)
def test_a_rule_explains_and_names_only_rules_that_exist(rule: Rule) -> None:
    assert sorted({*rule.explains, *rule.also} - set(BY_ID)) == []


def test_a_rule_and_an_example_are_shown_by_their_names() -> None:
    rule = BY_ID["secret-aud-is-endpoint"]
    assert repr(rule) == "Rule('secret-aud-is-endpoint')"
    assert repr(rule.bad()[0]) == f"Example(title={rule.bad()[0].title!r})"


def test_no_two_rules_share_an_id() -> None:
    assert len(BY_ID) == len(CATALOGUE)


def test_titles_of_examples_are_told_apart_within_a_rule() -> None:
    doubled = [rule.id for rule in CATALOGUE for shelf in (rule.good(), rule.bad()) if len({example.title for example in shelf}) != len(shelf)]
    assert doubled == []


def test_what_follows_from_a_failure_is_nearly_always_said_by_aspects() -> None:
    assert sum(len(rule.explains) for rule in CATALOGUE) <= 150


def test_every_aspect_that_a_rule_voids_is_spoken_of_by_another_rule() -> None:
    voided = [(rule, aspect) for rule in CATALOGUE for aspect in rule.voids]
    lost = [(rule.id, aspect.name) for rule, aspect in voided if not any(aspect in other.speaks_of for other in CATALOGUE if other is not rule)]
    assert voided
    assert lost == []


def test_an_explanation_across_families_gives_its_reason() -> None:
    families = {rule.id: module.__name__.split(".")[2] for module in rule_modules() for rule in module.RULES}
    crossing = [
        (module, rule) for module in rule_modules() for rule in module.RULES if any(families[name] != families[rule.id] for name in rule.explains)
    ]
    check_each([rule for _, rule in crossing], lambda rule: gives_its_reason(next(module for module, other in crossing if other is rule), rule))


def gives_its_reason(module: ModuleType, rule: Rule) -> None:
    lines = Path(module.__file__).read_text("utf-8").split("\n")
    start = lines.index(f'    id="{rule.id}",')
    place = next(number for number in range(start, len(lines)) if lines[number].startswith("    explains="))
    assert lines[place - 1].startswith("    # ")


def rule_modules() -> list[ModuleType]:
    found = [importlib.import_module(info.name) for info in pkgutil.walk_packages(siwakit.rules.__path__, "siwakit.rules.")]
    return [module for module in found if hasattr(module, "RULES")]
