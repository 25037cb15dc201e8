"""Values that are written out in a program and wrong: an audience, a grant_type, an address, a duration in the place of a time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from siwakit.apple import ISSUER
from siwakit.evidence.addresses import split_address
from siwakit.flow.source_patch.draft import Draft, Edits
from siwakit.flow.source_patch.edits import Edit
from siwakit.flow.source_patch.syntax import SYNTAX
from siwakit.patterns import pattern

_IAT, _EXP = "client_secret.claims.iat", "client_secret.claims.exp"
_LONGEST_NOW = 60
_WRONG_ADDRESS = frozenset({"request-url-wrong", "request-to-other-endpoint", "request-not-https", "request-host-wrong"})
_EXP_VALUE = pattern(r"((?<![\w])[\"']?exp[\"']?\s*(?:=>|->|:|=|,)\s*)(?=[\d(])")
_DURATION_ARGUMENT = pattern(r"(?<=, )\d[\d_]{2,}(?: \* [\d_ *]+)?(?=,)|(?<=, )\d[\d_]* \* [\d_ *]+(?=,)")
_JOINED_EXP = pattern(r"exp\\?\":\"\s*\+\s*\(?(\d[\d_]*(?: \* \d[\d_]*)*)\)?")
_AUD_VALUE = pattern(r"(?:[aA]udience|\baud)[\"']?\]?\s*(?:\(|=>|->|:|=|,)\s*([^\n,()\[\]{}]+?)(?=[,)\n;])")
_APPLE_CONSTANT = pattern(r"\b(\w+)\s*(?::\s*\w+\s*)?=\s*[\"']https://appleid\.apple\.com[\"']")


def correct_duration(draft: Draft) -> Iterator[Edits]:
    """Add the time that exp is counted from to a duration, or to one that is subtracted."""
    place, start = draft.place(_EXP), draft.place(_IAT)
    if place is None or draft.finding.rule.id not in {"secret-exp-is-a-duration", "secret-exp-before-iat"}:
        return
    if draft.finding.rule.id == "secret-exp-before-iat":
        words = draft.at(place)
        if " - " in words:
            yield (Edit(place.start, place.end, words.replace(" - ", " + ", 1)),)
        return
    now = [name for name in ("now", "iat", "issuedAt", "timestamp") if re.search(rf"\b{name}\b", draft.code)]
    if start and start.start != place.start and start.end - start.start < _LONGEST_NOW:
        now.append(draft.at(start))
    syntax = SYNTAX.get(draft.source.language)
    for expression in (*now, *((syntax.now,) if syntax and syntax.now else ())):
        yield (Edit(place.start, place.end, f"{expression} + {draft.at(place)}"),)
        for match in _EXP_VALUE.finditer(draft.code):
            yield draft.whole(f"{draft.code[: match.end(1)]}{expression} + {draft.code[match.end(1) :]}")
        for match in _DURATION_ARGUMENT.finditer(draft.code):
            yield draft.whole(f"{draft.code[: match.start()]}{expression} + {draft.code[match.start() :]}")
        for match in _JOINED_EXP.finditer(draft.code):
            yield draft.whole(f"{draft.code[: match.start(1)]}({expression} + {match[1]}){draft.code[match.end(1) :]}")


def correct_audience(draft: Draft) -> Iterator[Edits]:
    """Write the address of Apple in the place of an expression that is another one."""
    place = draft.place("client_secret.claims.aud")
    if place is None or draft.finding.fail.at != "client_secret.claims.aud":
        return
    quote = "'" if draft.family == "dart" else '"'
    constant = _APPLE_CONSTANT.search(draft.code)
    if constant and constant[1] in draft.at(place):
        yield (Edit(place.start, place.end, constant[1]),)
    yield (Edit(place.start, place.end, f"{quote}{ISSUER}{quote}"),)
    for match in _AUD_VALUE.finditer(draft.code):
        yield draft.whole(f"{draft.code[: match.start(1)]}{constant[1] if constant else quote + ISSUER + quote}{draft.code[match.end(1) :]}")


def correct_grant(draft: Draft) -> Iterator[Edits]:
    """Write a grant_type that Apple knows."""
    fail = draft.finding.fail
    if draft.finding.rule.id != "grant-type-unknown" or not isinstance(fail.actual, str):
        return
    right = "refresh_token" if "refresh" in fail.actual.lower() else "authorization_code"
    yield from draft.replaced(re.compile(rf"(?<=[\"']){re.escape(fail.actual)}(?=[\"'])"), right)
    yield from draft.replaced(re.compile(rf"(?<=grant_type=){re.escape(fail.actual)}\b"), right)


def correct_address(draft: Draft) -> Iterator[Edits]:
    """Write the path of the endpoint in the place of another path."""
    fail = draft.finding.fail
    if draft.finding.rule.id not in _WRONG_ADDRESS or not isinstance(fail.actual, str):
        return
    path = split_address(fail.actual).path
    right = "/auth/revoke" if "request.form.token" in draft.source.places else "/auth/token"
    ends = [path[at:] for at, sign in enumerate(path) if sign == "/"]
    for end in (path, *ends):
        for keep in (right, right.removeprefix("/auth")):
            if end and end in draft.code:
                yield from draft.replaced(re.compile(rf"{re.escape(end)}(?=[\"'])"), keep)
