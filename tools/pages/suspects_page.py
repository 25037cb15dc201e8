"""The page on suspects: Apple's list, the reports, and the clues that decide their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pages.markup import cite, code, link, page, prose, table
from siwakit.judge.apple_list import APPLE_LIST, AppleCause
from siwakit.judge.clues import CLUES
from siwakit.judge.likelihood import reported_in_all
from siwakit.judge.reported import REPORTED
from siwakit.judge.suspects import SHOWN
from siwakit.rules.catalogue import BY_ID

_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def suspects_page() -> str:
    """Return the page."""
    total = sum(reported_in_all().values())
    return page(
        "# Suspects",
        "<!-- Written by tools/build_docs.py: run `make docs`. -->",
        (
            "If what was given shows no mistake, siwakit lists suspects: mistakes that would lead to Apple's answer and that the evidence does not "
            f"decide. A report shows the first {_NUMBERS[SHOWN]}, and names the one thing to add that would decide most. They are sorted like this."
        ),
        "## The order",
        (
            "1. What a library, a broker or an app said of its own failure ([messages](readers/messages.md)).\n"
            "2. What a [clue](#clues) points to.\n"
            "3. The mistakes for which Apple has the words that it used.\n"
            "4. The reasons on [Apple's list](#apples-list) for the error, each by the mistake that was reported most often. The entries with most "
            "reports come first: Apple does not say which is the commonest.\n"
            "5. The general entries of Apple's list, if a report with the same answer bears them out.\n"
            "6. Every other mistake, by how often it was [reported](#reports), with one added."
        ),
        (
            "A mistake counts once more for each part of its evidence that is known. Siblings are mistakes in the same entry of Apple's list, or "
            "about the same parts: the second of them counts half, the third a third, so that the five are not five kinds of the same mistake."
        ),
        (
            f"Without an answer, the list for {code('invalid_client')} is used, because Apple's other errors name their cause in words. "
            "If a key, or the address of Apple's page, is given without a call to Apple, no list is used: it has causes of answers to calls."
        ),
        "## Apple's list",
        ("In Apple's order, in our words. A *general* entry comes from a sentence about the error as a whole, not from the list of reasons."),
        *_errors(),
        "## Reports",
        (
            f"How often each mistake was reported in public, by Apple's answer: {total} reports, which the folders `tests/cases/data` and "
            "`tests/reports/data` keep. The same mistake at the same address counts once. Failures that we made up do not count."
        ),
        *(_reports(error, counts) for error, counts in sorted(REPORTED.items(), key=lambda entry: -sum(entry[1].values()))),
        "## Clues",
        "What was read, though it decides no rule, and the mistakes that it points to.",
        table(("what was read", "it points to"), ((prose(clue.words), _links(clue.rules)) for clue in CLUES)),
    )


def _errors() -> Iterator[str]:
    for error, is_on_page in dict.fromkeys((cause.error, cause.is_on_page) for cause in APPLE_LIST):
        causes = [cause for cause in APPLE_LIST if (cause.error, cause.is_on_page) == (error, is_on_page)]
        yield f"**{code(error)}{' on the authorize page' if is_on_page else ''}**"
        yield table(("cause", "source", "rules"), (_row(cause) for cause in causes))


def _row(cause: AppleCause) -> tuple[str, str, str]:
    return f"{prose(cause.words)}{' (general)' if cause.is_general else ''}", cite(cause.source), _links(cause.rules)


def _reports(error: str, counts: dict[str, int]) -> str:
    head = code(error) if error else "no error code from Apple, or several"
    return page(f"**With {head}**", table(("reports", "rules"), ((str(times), _links(_with(counts, times))) for times in _times(counts))))


def _times(counts: dict[str, int]) -> list[int]:
    return sorted(set(counts.values()), reverse=True)


def _with(counts: dict[str, int], times: int) -> list[str]:
    return [rule for rule, other in counts.items() if other == times]


def _links(names: Iterable[str]) -> str:
    return ", ".join(link(code(name), f"rules/{name}.md") for name in names if name in BY_ID)
