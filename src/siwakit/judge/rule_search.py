"""Search of the catalogue by words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Rule


def find_rules(words: str) -> tuple[Rule, ...]:
    """Return the rules whose id, title or answers have all *words*; if there are none, those whose reason or fix has them too."""
    wanted = words.lower().split()
    return _having(wanted, _named) or _having(wanted, _described)


def _having(words: Sequence[str], text_of: Callable[[Rule], str]) -> tuple[Rule, ...]:
    return tuple(rule for rule in CATALOGUE if words and all(word in text_of(rule) for word in words))


def _named(rule: Rule) -> str:
    answers = (f"{answer.error or ''} {answer.description or ''}" for answer in rule.answers())
    proofs = (proof.name.lower().replace("_", "-") for proof in rule.told_by)
    return " ".join((rule.id, rule.title, rule.question.value, *answers, *proofs)).lower()


def _described(rule: Rule) -> str:
    return f"{_named(rule)} {rule.why} {rule.fix}".lower()
