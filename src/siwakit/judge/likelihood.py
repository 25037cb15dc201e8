"""How likely each rule is the cause of an answer before anything else is known: Apple's list first, then how often it was reported.

1. The *reasons* that Apple's technote lists for the error: each entry is represented by the most reported rule among those it covers.
2. The entries of Apple's list that are *general*, represented likewise.
3. Everything else, by how often it was reported. One is added to each count, since a mistake without a report can happen too.

Reports count that have the same error; without an answer, all of them do. Apple does not say which of its reasons is the commonest, so entries are
compared by the reports of all rules that they cover and that are still undecided. A general entry without any has no place of its own. Siblings,
which are in the same entry or look at the same parts, would crowd out the others: the second of them counts half, the third a third.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from functools import cache

from siwakit.apple import ERRORS
from siwakit.evidence.evidence import Absence
from siwakit.evidence.sign_in.answer import AppleAnswer
from siwakit.judge.apple_list import causes_of
from siwakit.judge.reported import REPORTED
from siwakit.record import record
from siwakit.rules.catalogue import BY_ID, CATALOGUE
from siwakit.rules.model import Rule

REASON = 2000  # more than the score of any rule that no entry represents, unless the evidence points to it
GENERAL = 1000
UNIT = 12  # divisible by the places of the first few siblings
# Without an answer, the one is assumed that says least: Apple's other answers name their cause.
_USUAL = "invalid_client"


@record
class Likelihood:
    """How likely a rule is the cause: how many *times* it was reported with the answer, one added, and to which *family* of siblings it belongs.

    *number* is its place among those that were reported as often. *bonus* is that of the entry of Apple's list that covers the rule, and 0
    without one.
    """

    times: int
    family: int
    number: int
    bonus: int = 0

    def score_of_entry(self, weight: int, reports: int) -> int:
        """Return the score of the rule as the representative of its entry, whose undecided rules have so many *reports*."""
        return self.bonus + (reports + 1) * weight if reports or self.bonus == REASON else self.times * weight


def likelihoods(answer: AppleAnswer | Absence) -> dict[Rule, Likelihood]:
    """Return how likely each rule is the cause of *answer*."""
    if isinstance(answer, Absence) or answer.error is None:
        return _likelihoods(None, is_on_page=False)
    return _likelihoods(answer.error if answer.error in ERRORS else None, is_on_page=answer.is_page)


@cache
def reported_in_all() -> dict[str, int]:
    """Return how often the mistake of each rule was reported, whatever the answer."""
    return dict(sum((Counter(rules) for rules in REPORTED.values()), Counter()))


@cache
def _likelihoods(error: str | None, *, is_on_page: bool) -> dict[Rule, Likelihood]:
    counts = reported_in_all() if error is None else REPORTED.get(error, {})
    families: dict[Hashable, int] = {}

    def of(rule: Rule, family: Hashable, place: int, bonus: int = 0) -> Likelihood:
        number = place * len(CATALOGUE) + numbers[rule]
        return Likelihood(counts.get(rule.id, 0) + 1, families.setdefault(family, len(families)), number, bonus)

    numbers = {rule: number for number, rule in enumerate(CATALOGUE)}
    found = {rule: of(rule, (rule.question, rule.check.parts), number) for rule, number in numbers.items()}
    for cause in causes_of(error or _USUAL, is_on_page=is_on_page):
        bonus = GENERAL if cause.is_general else REASON
        found |= {BY_ID[name]: of(BY_ID[name], cause.words, place, bonus) for place, name in enumerate(cause.rules)}
    return found
