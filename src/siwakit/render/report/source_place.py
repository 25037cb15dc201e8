"""The place of a mistake in source code: its line, with what may be secret in it left out, and carets under the expression."""

from __future__ import annotations

from siwakit.apple import IDENTIFIER, REVERSE_DNS
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.showing.harmless import is_known_name, is_protocol_word
from siwakit.evidence.source import SourcePlace
from siwakit.patterns import pattern
from siwakit.render.listing import Line, Place
from siwakit.render.report.sketch import key_of
from siwakit.render.sealing import Veil

_LITERAL = pattern(r"""(?P<quote>["'`])(?P<inside>(?:\\.|(?!(?P=quote))[^\\])*)(?P=quote)""")
# A string that the line does not end goes on in the next one.
_OPEN_LITERAL = pattern(r"""(?P<quote>["`])[^"`]{24,}\Z""")
_PUBLIC = pattern(
    r"ES256|HS256|RS256|JWT|(?:[\w.~-]{1,20}/){0,6}AuthKey_[A-Z0-9]{10}\.p8|https://(?:appleid|account)\.apple\.com[\w/.-]{0,60}|application/[\w.+-]{1,40}|POST|GET"
)
_COMMENT = pattern(r"\s(?://|#|--|/\*).*\Z")
_SHORT = 24
_ELLIPSIS = "\u2026"


def place_in_source(at: str, evidence: Evidence, veil: Veil, width: int) -> Place | None:
    """Return the line of source code that the part *at* comes from, or of the part that it belongs to; None if it was not read from source."""
    if isinstance(evidence.source, Absence):
        return None
    found = evidence.source.place_of_key(_key_at(at, evidence)) if at.startswith("key[") else evidence.source.place(at)
    if found is None:
        return None
    name = veil.clean(found.file) or "source code"
    return Place(f"{name}:{found.line}:{found.column}", (line_of_source(found, veil, width),))


def where_in_source(at: str, evidence: Evidence, veil: Veil) -> str:
    """Return the file and the line of the part *at*, or "" if it was not read from source code."""
    found = None if isinstance(evidence.source, Absence) else evidence.source.place(at)
    return f"{veil.clean(found.file) or 'line'}{':' if found.file else ' '}{found.line}" if found else ""


def _key_at(at: str, evidence: Evidence) -> str:
    key = key_of(at, evidence)
    return key.text if key else ""


def line_of_source(found: SourcePlace, veil: Veil, width: int) -> Line:
    """Return the line of *found* in at most *width* characters, with each literal left out that may be secret."""
    start = found.column - 1
    before, marked, after = found.text[:start], found.text[start : start + found.length], found.text[start + found.length :]
    before, marked, after = _sealed(before.lstrip(), veil), _sealed(marked, veil), _sealed(_COMMENT.sub("", after), veil)
    room = width - len(marked)
    if len(marked) > width:
        before, marked, after = "", f"{marked[: width - 1]}{_ELLIPSIS}", ""
    elif len(before) > room // 2 and len(before) + len(after) > room:
        kept = max(room // 2, room - len(after))
        before = f"{_ELLIPSIS}{before[len(before) - kept + 1 :]}" if kept > 1 else ""
    line = f"{before}{marked}{after}"
    shown = line if len(line) <= width else f"{line[: width - 1]}{_ELLIPSIS}"
    return Line(shown, (len(before), len(before) + len(marked)))


def _sealed(text: str, veil: Veil) -> str:
    """Return *text* with each literal left out whose content is not known to be public."""
    shown = text if veil.is_lifted else _LITERAL.sub(lambda match: f"{match['quote']}{_inside(match['inside'])}{match['quote']}", text)
    return veil.clean(shown if veil.is_lifted else _OPEN_LITERAL.sub(lambda match: f"{match['quote']}{_ELLIPSIS}", shown))


def _inside(text: str) -> str:
    is_word = len(text) <= _SHORT and (is_known_name(text) or is_protocol_word(text.lower()))
    is_public = is_word or any(form.fullmatch(text) for form in (IDENTIFIER, REVERSE_DNS, _PUBLIC))
    return text if is_public or len(text) <= 1 else _ELLIPSIS
