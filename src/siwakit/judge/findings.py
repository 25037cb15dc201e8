"""Run the catalogue over evidence, and put each failure under the one that explains it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from siwakit.evidence.answer import AppleAnswer
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.parts import ANSWER
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Fail, Grade, Missing, Question, Rule, Verdict
from siwakit.rules.wire import Answer

ROOT_GRADES = (Grade.REFUSED, Grade.DEFEATED)  # a tuple is searched by identity; hashing an Enum costs more than the rest

_OF_THE_SECRET = (Question.HEADER, Question.PAYLOAD, Question.SIGNATURE)


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold a broken rule, where it is broken, and the failures that vanish with it."""

    rule: Rule
    fail: Fail
    explained: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """Hold the verdict of every rule over one body of evidence, in the order of the catalogue; the broken and undecided ones apart."""

    verdicts: tuple[tuple[Rule, Verdict], ...]
    fails: tuple[tuple[Rule, Fail], ...]
    missing: tuple[tuple[Rule, Missing], ...]


def hold(evidence: Evidence) -> Held:
    """Return what each rule of the catalogue says of *evidence*."""
    verdicts = tuple([(rule, rule.check(evidence)) for rule in CATALOGUE])
    fails = tuple([(rule, verdict) for rule, verdict in verdicts if isinstance(verdict, Fail)])
    missing = tuple([(rule, verdict) for rule, verdict in verdicts if isinstance(verdict, Missing)])
    return Held(verdicts, fails, missing)


def find_roots(held: Held, evidence: Evidence) -> tuple[Finding, ...]:
    """Return the failures that no other explains, the likeliest first.

    A failure whose known answers are not the one Apple gave comes after those that fit it; else the order is the one in
    which the endpoint decides.
    """
    fails = {rule.id: (rule, fail) for rule, fail in held.fails}
    explained_by = {one: explanation(rule, fails) for one, (rule, _) in fails.items()}
    hidden = {name for one in fails for name in explained_by[one]}
    roots = [one for one in fails if one not in hidden] or list(fails)[:1]
    fits = fitting(evidence.get(ANSWER))
    roots.sort(key=lambda one: (_tier(fails[one][0]), not fits(fails[one][0])))
    return tuple(Finding(*fails[one], tuple(Finding(*fails[name]) for name in explained_by[one])) for one in roots)


def explanation(rule: Rule, among: dict[str, tuple[Rule, Fail]]) -> tuple[str, ...]:
    """Return the ids of *among* that *rule* explains, through others too, in the order of *among*."""
    reached: set[str] = set()
    waiting = list(rule.explains)
    while waiting:
        name = waiting.pop()
        if name in reached or name == rule.id:
            continue
        reached.add(name)
        if name in among:
            waiting.extend(among[name][0].explains)
    return tuple(name for name in among if name in reached)


def fitting(answer: AppleAnswer | Absence) -> Callable[[Rule], bool]:
    """Return a test that tells whether a rule can have got *answer*; a rule of unknown answer can have got any.

    Words that Apple uses for some mistakes are a stronger witness than its error code: they clear every rule whose known
    answers do not have them.
    """
    if isinstance(answer, Absence) or answer.is_html:
        return lambda _: True
    if not answer.is_refusal:
        return lambda rule: answer.status is None or not rule.answers() or any(one.status == answer.status for one in rule.answers())
    is_worded = any(_says(one, answer) for rule in CATALOGUE for one in rule.answers())

    def fits(rule: Rule) -> bool:
        known = rule.answers()
        if not known:
            # Apple's page comes before any secret is looked at.
            return not (answer.is_page and rule.question in _OF_THE_SECRET)
        if is_worded:
            return any(_says(one, answer) for one in known)
        return any(one.fits(answer.status, answer.error, answer.description) for one in known)

    return fits


def _says(known: Answer, answer: AppleAnswer) -> bool:
    return known.description is not None and answer.description is not None and known.fits(answer.status, answer.error, answer.description)


def _tier(rule: Rule) -> int:
    return (Grade.REFUSED, Grade.DEFEATED, Grade.ASSUMED, Grade.ADVICE).index(rule.grade) // 2
