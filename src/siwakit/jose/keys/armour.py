"""Find the BEGIN and END lines of a PEM text, however damaged, and describe their faults."""

from __future__ import annotations

import re
from dataclasses import field
from itertools import islice

from siwakit.jose.keys.key_kinds import KeyDamage, KeyForm
from siwakit.patterns import pattern
from siwakit.record import record

FORMS = {
    "PRIVATE KEY": KeyForm.PKCS8,
    "EC PRIVATE KEY": KeyForm.SEC1,
    "ENCRYPTED PRIVATE KEY": KeyForm.ENCRYPTED,
    "PUBLIC KEY": KeyForm.PUBLIC,
    "CERTIFICATE": KeyForm.CERTIFICATE,
    "RSA PRIVATE KEY": KeyForm.RSA,
    "RSA PUBLIC KEY": KeyForm.RSA,
}
_DASHES = "-_\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_WORD = pattern("BEGIN|END", re.IGNORECASE)
# A label ends at a dash, or if there are none, at one of the known last words.
_LABEL = pattern(
    rf"[^\S\n]{{0,4}}([A-Za-z0-9 ]{{0,40}}?(?=[{_DASHES}])|[A-Za-z0-9 ]{{0,40}}?(?:KEY|CERTIFICATE|PARAMETERS)(?![A-Za-z]))"
    rf"[^\S\n]{{0,4}}[{_DASHES}]{{0,12}}",
    re.IGNORECASE,
)
_REACH = 16
# More BEGINs and ENDs than a certificate bundle has. There is a limit because each one is checked, which takes time.
_MAX_WORDS = 256
_INDENTED = pattern(r"^[ \t]{1,200}\S[^\n]{0,4000}", re.MULTILINE)
_WIDTH = 64
_SPACED = pattern(r"[A-Za-z0-9+/=][ \t]{1,8}[A-Za-z0-9+/=]")
_ENCRYPTED_HEADER = pattern(r"Proc-Type:|DEK-Info:")


@record
class Armour:
    """Text between the BEGIN and END lines, the form that they name, and what is wrong with any of the lines."""

    body: str = field(repr=False)
    form: KeyForm | None
    has_begin: bool
    has_end: bool
    damages: tuple[KeyDamage, ...]


@record
class _Mark:
    verb: str
    label: str
    start: int
    end: int
    is_exact: bool


def find_armour(text: str) -> Armour | None:
    """Return the armour of the first private key in *text*, otherwise the first armour; None if there is no BEGIN or END line."""
    marks = _marks(text)
    begins = [mark for mark in marks if mark.verb == "BEGIN" and "PARAMETERS" not in mark.label]
    begin = next((mark for mark in begins if "PRIVATE" in mark.label), begins[0] if begins else None)
    end = next((mark for mark in marks if mark.verb == "END" and (begin is None or mark.start >= begin.end)), None)
    if begin is None and end is None:
        return None
    body = text[begin.end if begin else 0 : end.start if end else None]
    labelled = begin or end
    form = _form(labelled.label, body) if labelled else None
    return Armour(body, form, begin is not None, end is not None, _damages(text, begin, end))


def private_blocks(text: str) -> tuple[str, ...]:
    """Return the text of each private key in *text*, from its BEGIN line to its END line or to the next BEGIN line."""
    marks = _marks(text)
    ends = [*(mark.start if mark.verb == "BEGIN" else mark.end for mark in marks), len(text)]
    starts = [(at, mark.start) for at, mark in enumerate(marks) if mark.verb == "BEGIN" and "PRIVATE" in mark.label]
    return tuple(text[start : ends[at + 1]] for at, start in starts)


def _marks(text: str) -> list[_Mark]:
    marks: list[_Mark] = []
    for word in islice(_WORD.finditer(text), _MAX_WORDS):
        start = word.start()
        while start > max(0, word.start() - _REACH) and text[start - 1] in _DASHES + " \t":
            start -= 1
        lead = text[start : word.start()]
        at_line_start = start == 0 or text[start - 1] == "\n"
        label = _LABEL.match(text, word.end())
        if label is None or (not lead.strip() and not at_line_start):
            continue
        start += len(lead) - len(lead.lstrip())
        marks.append(_mark(text, word.group().upper(), label, start))
    return marks


def _mark(text: str, verb: str, label: re.Match[str], start: int) -> _Mark:
    name = " ".join(label.group(1).upper().split())
    written = text[start : label.end()]
    end = start + len(written.rstrip())
    return _Mark(verb, name, start, end, name in FORMS and written.rstrip() == f"-----{verb} {name}-----")


def _form(label: str, body: str) -> KeyForm | None:
    if _ENCRYPTED_HEADER.search(body):
        return KeyForm.ENCRYPTED
    return FORMS.get(label)


def _damages(text: str, begin: _Mark | None, end: _Mark | None) -> tuple[KeyDamage, ...]:
    start, stop = begin.start if begin else 0, end.end if end else len(text)
    region = text[start:stop]
    body = text[begin.end if begin else 0 : end.start if end else None]
    damages: list[KeyDamage] = []
    indented = _INDENTED.finditer(text, _line_start(text, start), stop) if "\n" in region else ()
    # A line of exactly 64 characters that begins with a space is not indented: its first character was a plus sign.
    if any(len(line.group()) != _WIDTH for line in indented):
        damages.append(KeyDamage.INDENTED)
    is_one_line = "\n" not in region and begin is not None and end is not None
    if is_one_line or (not _ENCRYPTED_HEADER.search(body) and _SPACED.search(body)):
        damages.append(KeyDamage.ONE_LINE)
    marks = [mark for mark in (begin, end) if mark]
    is_glued = not is_one_line and any(not _is_on_own_line(text, mark) for mark in marks)
    differ = begin is not None and end is not None and begin.label != end.label
    if is_glued or differ or not all(mark.is_exact for mark in marks):
        damages.append(KeyDamage.ARMOUR_DAMAGED)
    return tuple(damages)


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _is_on_own_line(text: str, mark: _Mark) -> bool:
    newline = text.find("\n", mark.end)
    after = text[mark.end : newline if newline >= 0 else None]
    return not text[_line_start(text, mark.start) : mark.start].strip() and not after.strip()
