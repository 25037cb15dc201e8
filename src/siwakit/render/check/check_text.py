"""The report of `siwakit check` for a terminal and for a mail from cron: one line for each place, then the details."""

from __future__ import annotations

from collections.abc import Iterator

from siwakit.escape import visible
from siwakit.evidence.dates import date_of
from siwakit.flow.deployed.place import CheckedPlace, CheckedSecret, KeysInUse, Part, Standing, time_left
from siwakit.flow.deployed.published import Published
from siwakit.flow.deployed.report import CheckReport
from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.findings import Finding
from siwakit.render.check.next_commands import next_lines
from siwakit.render.paint import Paint
from siwakit.render.report.finding_text import actual_words, expected_words
from siwakit.render.sealing import veil_over
from siwakit.render.wrapping import cut, wrapped

WIDTH = 80
STYLES = {Standing.GOOD: "green", Standing.UNDECIDED: "yellow", Standing.SOON: "yellow", Standing.WRONG: "red"}
_STANDING = 11  # columns: the longest word and two spaces
_TIME = 22
_LABEL = 8
_LONGEST = 400
_WORDS = {True: "yes", False: "no", None: "not given"}


def render_check_text(report: CheckReport, *, colour: bool = False, quiet: bool = False) -> str:
    """Return *report* as text in lines of 80 columns; if *quiet*, without what is good, so empty if everything is."""
    paint = Paint(colour)
    places = [place for place in report.places if not quiet or place.standing is not Standing.GOOD]
    documents = [document for document in report.published if not quiet or document.standing is not Standing.GOOD]
    lines = [line for place in places for line in _summary(place, paint)]
    lines += [line for document in documents for line in _document_summary(document, paint)]
    blocks = [_details(place, paint) for place in places]
    blocks += [list(_rotation(keys)) for keys in report.keys_in_use if not quiet or lines]
    blocks += [list(_document_details(document)) for document in documents]
    return "".join(f"{line}\n" for block in (lines, *blocks) if block for line in (*(("",) if block is not lines else ()), *block))


def _summary(place: CheckedPlace, paint: Paint) -> Iterator[str]:
    if not place.secrets:
        yield _line(place.standing, place.address, _without_secret(place), paint)
    for secret in place.secrets:
        yield _line(secret.standing, _name(place, secret), _time(place, secret), paint)


def _without_secret(place: CheckedPlace) -> str:
    if place.fault:
        return "not read" if place.diagnosis is None else "nothing to check"
    return "a key: no expiry"


def _time(place: CheckedPlace, secret: CheckedSecret) -> str:
    if secret.is_minted:
        return "made by a program"
    return f"{time_left(secret.left)}{'?' if place.fault else ''}"


def _name(place: CheckedPlace, secret: CheckedSecret) -> str:
    return f"{place.address} {secret.name}" if len(place.secrets) > 1 and secret.name else place.address


def _line(standing: Standing, name: str, time: str, paint: Paint) -> str:
    room = WIDTH - _STANDING - _TIME - 2
    word = paint(STYLES[standing], standing.value) + " " * (_STANDING - len(standing.value))
    return f"{word}{cut(visible(name), room).ljust(room)}  {time}".rstrip()


def _details(place: CheckedPlace, paint: Paint) -> list[str]:
    if not place.secrets:
        return [*_head(place.address, _fault_of(place), place.standing, paint), *_of_diagnosis(place.diagnosis), *_next(place, None)]
    blocks = [_details_of_secret(place, secret, paint) for secret in place.secrets]
    return [line for number, block in enumerate(blocks) for line in (*(("",) if number else ()), *block)]


def _fault_of(place: CheckedPlace) -> str:
    root = place.diagnosis.root if place.diagnosis else None
    if root is not None:
        return root.rule.title
    if place.fault:
        return place.fault
    names = f" {' and '.join(place.key_ids)}" if place.key_ids else ""
    return f"no client_secret; the key{names} can sign; a key has no known expiry"


def _details_of_secret(place: CheckedPlace, secret: CheckedSecret, paint: Paint) -> list[str]:
    lines = [*_head(_name(place, secret), _says(place, secret), secret.standing, paint), *_labelled("for", _who(secret))]
    if secret.expires_at is not None:
        lines += _labelled("until", f"{date_of(secret.expires_at)}, {time_left(secret.left)}")
    if secret.agrees:
        lines += _labelled("agrees", ", ".join(f"{part.value} {_WORDS[agrees]}" for part, agrees in secret.agrees))
    return [*lines, *_of_diagnosis(secret.diagnosis), *_next(place, secret)]


def _says(place: CheckedPlace, secret: CheckedSecret) -> str:
    """Return in a few words what is the matter with *secret*."""
    diagnosis = secret.diagnosis
    if diagnosis is None:
        return f"delivered by siwakit on {date_of(secret.delivered_at or 0)}, and not read back: {place.fault}"
    if diagnosis.root is not None:
        return diagnosis.root.rule.title
    if secret.standing is Standing.SOON:
        return "client_secret expires soon"
    if secret.standing is Standing.GOOD:
        return "nothing is wrong"
    if diagnosis.assumed:
        return f"it is not known whether Apple accepts this: {diagnosis.assumed[0].rule.title}"
    return _not_given(secret)


def _not_given(secret: CheckedSecret) -> str:
    if secret.is_minted:
        return "a program makes it when it runs, with values that are not in this file"
    unknown = [f"the {part.value}" for part in secret.unknown]
    if not unknown:
        return "not everything about it can be seen"
    *others, last = unknown
    verb = "were" if others else "was"
    return f"{', '.join(others)}{' and ' if others else ''}{last} {verb} not given, so whether {'they agree' if others else 'it agrees'} is not known"


def _who(secret: CheckedSecret) -> str:
    known = [secret.client_id, f"Team ID {secret.team_id}" * bool(secret.team_id), f"Key ID {secret.key_id}" * bool(secret.key_id)]
    return ", ".join(filter(None, known)) or "not known: it names no client, team or key in their form"


def _of_diagnosis(diagnosis: Diagnosis | None) -> Iterator[str]:
    if diagnosis is None:
        return
    for finding in (*((diagnosis.root,) if diagnosis.root else ()), *diagnosis.others, *diagnosis.assumed):
        yield from _labelled("rule", finding.rule.id)
        yield from _labelled("found", found_words(diagnosis, finding))
        yield from _labelled("fix", finding.rule.fix)


def found_words(diagnosis: Diagnosis, finding: Finding) -> str:
    """Return what was found, and what was expected, without a character of a secret."""
    veil, fail = veil_over(diagnosis.evidence), finding.fail
    expected = "" if fail.expected is None else f", expected {expected_words(fail, veil)}"
    because = f"; {veil.clean(fail.because)}" if fail.because else ""
    return cut(visible(f"{veil.clean(fail.at)} is {actual_words(fail, veil)}{expected}{because}"), _LONGEST)


def _next(place: CheckedPlace, secret: CheckedSecret | None) -> Iterator[str]:
    lines = next_lines(place, secret)
    for number, line in enumerate(lines):
        yield f"  {('next' if not number else '').ljust(_LABEL)}{line}"


def _head(name: str, text: str, standing: Standing, paint: Paint) -> Iterator[str]:
    first, *rest = wrapped(f"{cut(visible(name), WIDTH - 2)}: {visible(text)}", WIDTH, "  ", "")
    yield paint(STYLES[standing], first)
    yield from (paint(STYLES[standing], line) for line in rest)


def _labelled(label: str, text: str) -> list[str]:
    return wrapped(text, WIDTH, " " * (2 + _LABEL), f"  {label.ljust(_LABEL)}")


def _rotation(keys: KeysInUse) -> Iterator[str]:
    places = ", ".join(f"{key} in {count} place{'' if count == 1 else 's'}" for key, count in keys.places)
    text = (
        f"{'Two' if len(keys.places) == 2 else len(keys.places)} keys are in use for {keys.client_id}: {places}. "  # noqa: PLR2004  usual while rotating
        "While you replace a key, keep both registered, and revoke the old one when no place has a client_secret of it any more."
    )
    yield from wrapped(text, WIDTH)


def _document_summary(document: Published, paint: Paint) -> Iterator[str]:
    state = "not read" if document.fault else "has changed" if document.differences else "as known"
    yield _line(document.standing, f"Apple's {document.name}", state, paint)


def _document_details(document: Published) -> Iterator[str]:
    yield from wrapped(f"Apple's {document.name}: {document.url}", WIDTH, "  ", "")
    if document.fault:
        yield from _labelled("fault", visible(document.fault))
    for difference in document.differences:
        published = "missing" if difference.published is None else visible(difference.published)
        yield from _labelled("differs", f"{difference.member} is {published}, siwakit knows {visible(difference.known)}")
    if document.differences:
        yield from _labelled(
            "means", "siwakit does not follow this document, so it is not affected; a library that does may be. Look for a newer siwakit."
        )
    for addition in document.additions:
        yield from _labelled("new", visible(addition))
    if document.key_ids:
        yield from _labelled("keys", ", ".join(document.key_ids))


__all__ = ["Part", "found_words", "render_check_text"]
