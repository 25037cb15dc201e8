"""Corrections of times: dates without a zone, and functions that count milliseconds or years."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from siwakit.flow.source_patch.draft import Draft, Edits
from siwakit.flow.source_patch.edits import Edit
from siwakit.flow.source_patch.expressions import entries
from siwakit.flow.source_patch.syntax import SYNTAX

_UTC_NOW = re.compile(r"\b((?:\w+\.)?datetime)\.(?:utcnow\(\)|now\(\))")
_IMPORTED = re.compile(r"(?m)^from datetime import [^\n(]+")
_MILLISECONDS = ("secret-iat-in-milliseconds", "secret-exp-in-milliseconds")
_TOO_LONG = ("secret-lives-too-long", "lifetime-in-calendar-months")
# Functions that count milliseconds, and the same in seconds.
_IN_SECONDS = (
    ("ToUnixTimeMilliseconds", "ToUnixTimeSeconds"),
    ("date +%s%3N", "date +%s"),
    ("+%s%3N", "+%s"),
    (".valueOf()", ".unix()"),
    (".toMillis()", ".toUnixInteger()"),
)
_LIFETIMES = (
    (re.compile(r"\b36[5-9]\b"), "180"),
    (re.compile(r"\bdays=(?:18[3-9]|19\d|[2-9]\d\d)\b"), "days=180"),
    (re.compile(r"\bweeks=\d+"), "days=180"),
    (re.compile(r"\bmonths=\+?\d+"), "days=180"),
    (re.compile(r"\byears=\+?\d+"), "days=180"),
    (re.compile(r"\bAddYears\(\d+\)"), "AddDays(180)"),
    (re.compile(r"\bAddMonths\(\d+\)"), "AddDays(180)"),
    (re.compile(r"\baddYears?\(\d*\)"), "addDays(180)"),
    (re.compile(r"\baddMonths\(\d+\)"), "addDays(180)"),
    (re.compile(r"\b\d+\.(?:months|years?)\b(?=\.from_now|\))"), "180.days"),
    (re.compile(r"\bP\d+[MY]\b"), "P180D"),
    (re.compile(r"\+ ?\d+ ?(?:months?|years?)\b"), "+180 days"),
    (re.compile(r"\badd\(\d+, (['\"])(?:months?|years?|M|y)['\"]\)"), r"add(180, \1days\1)"),
    (re.compile(r"\{ ?(?:months|years): \d+ ?\}"), "{ days: 180 }"),
    (re.compile(r"\badd(?:Years|Months)\(([\w.()]+), \d+\)"), r"addDays(\1, 180)"),
)
_AS_TEXT = re.compile(r"(?:str|String|strval)\((.+)\)|(.+)\.(?:to_s|toString\(\))|\(string\) ?(.+)")
_PHP_DATE = re.compile(r"\b(?:gm)?date\((?:'[^']*'|\"[^\"]*\")(?:,\s*((?:[^()]|\([^()]*\))+))?\)")
_CONSTANT = re.compile(r"\b(?:const|let|var) (\w+)(?:: \w+)? = (await )?")
_ADDERS = re.compile(r"\badd(?:Years|Months)\b")


def _zone(draft: Draft) -> Iterator[Edits]:
    """Add the zone to dates of Python."""
    if draft.finding.rule.id != "time-without-zone" or draft.family != "python":
        return
    found = list(_UTC_NOW.finditer(draft.raw))
    imported = _IMPORTED.search(draft.raw)
    prefix = next((match[1].rpartition(".")[0] for match in found), "")
    zone = f"{prefix}.timezone.utc" if prefix else "timezone.utc"
    edits = [Edit(match.start(), match.end(), f"{match[1]}.now({zone})") for match in found]
    if not prefix and imported and "timezone" not in imported[0]:
        edits.append(Edit(imported.end(), imported.end(), ", timezone"))
    if edits and (prefix or imported):
        yield tuple(edits)


def _seconds(draft: Draft) -> Iterator[Edits]:
    """Call the function that counts seconds."""
    if not draft.rules & {*_MILLISECONDS}:
        return
    for old, new in _IN_SECONDS:
        found = [match.start() for match in re.finditer(re.escape(old), draft.raw)]
        if found:
            yield tuple(Edit(place, place + len(old), new) for place in found)


def _lifetime(draft: Draft) -> Iterator[Edits]:
    """Count 180 days in the words of the program."""
    if draft.finding.rule.id not in _TOO_LONG:
        return
    for form, new in _LIFETIMES:
        found = list(form.finditer(draft.raw))
        for match in found:
            edits = [Edit(match.start(), match.end(), match.expand(new))]
            imported = [name for name in _ADDERS.finditer(draft.raw) if not match.start() <= name.start() < match.end()]
            if _ADDERS.match(match[0]) and imported:
                # The function is imported by its name.
                edits += [Edit(name.start(), name.end(), "addDays") for name in imported]
            yield tuple(edits)


def _numbers(draft: Draft) -> Iterator[Edits]:
    """Leave out what makes text of a time."""
    if draft.finding.rule.id not in {"secret-iat-not-a-number", "secret-exp-not-a-number"}:
        return
    edits: list[Edit] = []
    for at in ("iat", "exp"):
        for start, end in draft.ranges("client_secret.claims"):
            for entry in list(entries(draft.raw, at, start, end))[:1]:
                match = _AS_TEXT.fullmatch(draft.between(entry.value, entry.end))
                inside = next((group for group in match.groups() if group), "") if match else ""
                edits += [Edit(entry.value, entry.end, inside)] if inside else []
            break
    if edits:
        yield tuple(edits)


def _texts(draft: Draft) -> Iterator[Edits]:
    """Use the seconds that PHP makes text of."""
    if draft.family == "php" and draft.finding.rule.id in {"secret-iat-not-a-number", "secret-exp-not-a-number"}:
        yield tuple(Edit(match.start(), match.end(), match[1] or "time()") for match in _PHP_DATE.finditer(draft.raw))


def _kept(draft: Draft) -> Iterator[Edits]:
    """Create the client_secret whenever it is used: a constant of JavaScript becomes a function."""
    place = draft.place("client_secret")
    if draft.finding.rule.id != "secret-outlived-by-its-cache" or draft.family != "javascript" or place is None:
        return
    match = next((match for match in _CONSTANT.finditer(draft.raw) if match.end() == place.start), None)
    if match is None:
        return
    used = re.compile(rf"(?<![\w.'\"]){re.escape(match[1])}\b(?!['\"]?\s*[:=])")
    uses = [use.end() for use in used.finditer(draft.raw, place.end)]
    waits = match[2] or ""
    start = match.start(2) if match[2] else match.end()
    function = "async () => " if match[2] else "() => "
    yield (Edit(start, place.start, f"{function}{waits}"), *(Edit(end, end, "()") for end in uses))


def _duration(draft: Draft) -> Iterator[Edits]:
    """Count exp from now."""
    if draft.finding.rule.id not in {"secret-exp-is-a-duration", "secret-exp-before-iat"}:
        return
    syntax, raw = SYNTAX.get(draft.source.language), draft.raw
    for start, end in draft.ranges("client_secret.claims", "client_secret.signature"):
        iat = next(entries(raw, "iat", start, end), None)
        now = draft.between(iat.value, iat.end) if iat else syntax.now if syntax else ""
        for entry in list(entries(raw, "exp", start, end))[:2] if now else ():
            words = draft.between(entry.value, entry.end)
            yield (Edit(entry.value, entry.end, f"{now} + {words}"),)
            yield (Edit(entry.value, entry.end, f"{now} + ({words})"),)


def divided_times(draft: Draft) -> Iterator[Edits]:
    """Divide the milliseconds where they become claims."""
    syntax, raw = SYNTAX.get(draft.source.language), draft.raw
    if syntax is None or not draft.rules & {*_MILLISECONDS}:
        return
    for start, end in draft.ranges("client_secret.claims", "client_secret.signature"):
        found = [next(entries(raw, name, start, end), None) for name in ("iat", "exp")]
        edits = [Edit(entry.value, entry.end, syntax.seconds(draft.between(entry.value, entry.end))) for entry in found if entry]
        yield tuple(edits)


TIMES: tuple[Callable[[Draft], Iterator[Edits]], ...] = (_zone, _seconds, _lifetime, _texts, _numbers, _duration, _kept)
