"""Judge the records of a log, each at its own time, and group them by what is wrong."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from siwakit.errors import InputError
from siwakit.evidence.answer import AppleAnswer, read_answer
from siwakit.evidence.evidence import UNKNOWN, Absence, Evidence
from siwakit.evidence.join import Known, join
from siwakit.evidence.parts import ANSWER, CLIENT_SECRET, SIGNATURE
from siwakit.evidence.read.form import FormReading
from siwakit.evidence.read.log import LogRecord, read_log_line
from siwakit.evidence.read.log_time import Moment, read_time
from siwakit.evidence.read.pieces import Piece, PieceKind
from siwakit.flow.summary import Fate, Group, GroupKey, GroupKind, Sighting, Tally
from siwakit.jose.trials import SignatureFinding
from siwakit.judge.diagnosis import find_root_cause

MAX_KEPT = 4096
_WIDEST_ZONE = 14 * 3600
_ISSUED_TO = " was not issued to "
Verdict = GroupKey | Fate
T = TypeVar("T")


@dataclass(slots=True)
class Recent(Generic[T]):
    """Remember the last few thousand values, each under a key."""

    _kept: OrderedDict[Hashable, T] = field(default_factory=OrderedDict, repr=False)

    def get(self, key: Hashable) -> T | None:
        """Return the value under *key*, or None where it is not remembered."""
        value = self._kept.get(key)
        if value is not None:
            self._kept.move_to_end(key)
        return value

    def keep(self, key: Hashable, value: T) -> T:
        """Remember *value* under *key*, and return it."""
        self._kept[key] = value
        if len(self._kept) > MAX_KEPT:
            self._kept.popitem(last=False)
        return value


@dataclass(frozen=True, slots=True)
class Line:
    """Hold a record's text, the number of its line, and a line above it that may have the time it lacks."""

    number: int
    text: str = field(repr=False)
    dated: str = field(default="", repr=False)


@dataclass(slots=True)
class Judge:
    """Judge records, each at its own time, and remember the verdicts of the last few thousand."""

    known: Known
    now: int
    _verdicts: Recent[Verdict] = field(default_factory=Recent, repr=False)
    _signatures: Recent[SignatureFinding | Absence] = field(default_factory=Recent, repr=False)

    def tally(self, lines: Iterable[Line]) -> Tally:
        """Return what *lines* come to; how many lines there are is not counted here."""
        groups: dict[GroupKey, Group] = {}
        fates: dict[Fate, int] = {}
        records = refused = 0
        for line in lines:
            record = read_log_line(line.text, self.now)
            if record is None:
                continue
            if record.time is None and line.dated:
                record = replace(record, time=read_time(line.dated, self.now))
            verdict = self.verdict(record)
            records += 1
            refused += verdict is not Fate.ANOTHER_PROVIDER and _is_refused(record)
            if isinstance(verdict, Fate):
                fates[verdict] = fates.get(verdict, 0) + 1
                continue
            group = _group_of(record, line)
            groups[verdict] = groups[verdict].joined(group) if verdict in groups else group
        return Tally(records=records, refused=refused, fates=tuple(fates.items()), groups=tuple(groups.items()))

    def verdict(self, record: LogRecord) -> Verdict:
        """Return the group that *record* belongs to, or why it belongs to none."""
        if record.is_of_another_provider:
            return Fate.ANOTHER_PROVIDER
        pieces = admissible(record)
        if not pieces:
            return GroupKey(GroupKind.STATUS, str(record.status)) if record.status else Fate.SOUND
        # An answer without headers says the same at any time.
        is_timeless = all(piece.kind is PieceKind.RESPONSE for piece in pieces)
        return self._judged(pieces, Moment(self.now) if is_timeless else record.time or Moment(self.now))

    def _judged(self, pieces: tuple[Piece, ...], moment: Moment) -> Verdict:
        key = (moment, tuple((piece.kind, piece.text or piece.value) for piece in pieces))
        return self._verdicts.get(key) or self._verdicts.keep(key, self._judge(pieces, moment))

    def _judge(self, pieces: tuple[Piece, ...], moment: Moment) -> Verdict:
        try:
            evidence = join(pieces, replace(self.known, now=UNKNOWN))
            evidence = evidence.at(plausible_time(moment, evidence))
            self._recall_signature(evidence)
            root = find_root_cause(evidence)
        except InputError:
            return Fate.UNREADABLE
        if root:
            return GroupKey(GroupKind.RULE, root.rule.id)
        answer = evidence.get(ANSWER)
        return answer_key(answer) if isinstance(answer, AppleAnswer) and answer.is_refusal else Fate.SOUND

    def _recall_signature(self, evidence: Evidence) -> None:
        """Take the finding on a signature from an earlier record with the same token: it is what costs most."""
        token = evidence.get(CLIENT_SECRET)
        if isinstance(token, Absence):
            return
        finding = self._signatures.get(token.text)
        evidence.memo[SIGNATURE.name] = finding or self._signatures.keep(token.text, evidence.get(SIGNATURE))


def admissible(record: LogRecord) -> tuple[Piece, ...]:
    """Return the pieces of *record* that are surely of a sign-in with Apple: an answer, and what names Apple or holds a JWT."""
    if record.concerns_apple:
        return record.pieces
    return tuple(piece for piece in record.pieces if piece.kind is not PieceKind.FORM or _holds_jwt(piece))


def answer_key(answer: AppleAnswer) -> GroupKey:
    """Return the group of *answer*; the identifier at the end of a description does not count."""
    if answer.is_html:
        return GroupKey(GroupKind.ANSWER, "an HTML page", "" if answer.status is None else f"HTTP {answer.status}")
    said, issued_to, _ = (answer.description or "").partition(_ISSUED_TO)
    return GroupKey(GroupKind.ANSWER, answer.error or f"HTTP {answer.status}", said + issued_to.rstrip())


def plausible_time(moment: Moment, evidence: Evidence) -> int:
    """Return the second at which to judge; where the zone is unknown, the nearest one at which the client_secret is valid.

    A log in local time must not make a secret expired, or not yet issued, that was neither.
    """
    token = evidence.get(CLIENT_SECRET)
    if moment.has_zone or isinstance(token, Absence):
        return moment.seconds
    claims = token.claims or {}
    iat, exp = (claims.get(name) for name in ("iat", "exp"))
    now = moment.seconds
    if isinstance(iat, int) and now < iat <= now + _WIDEST_ZONE:
        return iat
    if isinstance(exp, int) and now - _WIDEST_ZONE < exp <= now:
        return exp - 1
    return now


def _holds_jwt(piece: Piece) -> bool:
    return isinstance(piece.value, FormReading) and (piece.value.get("client_secret") or "").startswith("ey")


def _is_refused(record: LogRecord) -> bool:
    if record.answer is None:
        return record.status is not None
    answer = read_answer(record.answer)
    return answer.is_refusal or answer.is_html


def _group_of(record: LogRecord, line: Line) -> Group:
    seconds = record.time.seconds if record.time else None
    return Group(1, seconds, seconds, int(seconds is None), Sighting(0, line.number, line.text))
