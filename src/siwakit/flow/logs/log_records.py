"""Judging of the records of a log, each at its own time, and grouping by what is wrong.

Nearly every record differs from all others, because each attempt has a code and a time of its own. What repeats is the client_secret and
Apple's answer; those are read once and cached.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from siwakit.apple import ISSUER
from siwakit.errors import InputError
from siwakit.evidence.dates import WIDEST_OFFSET
from siwakit.evidence.evidence import UNKNOWN, Absence, Evidence
from siwakit.evidence.form_fields import FormReading
from siwakit.evidence.join import join
from siwakit.evidence.known import Known
from siwakit.evidence.parts import ANSWER, CLIENT_SECRET, SECRET, SECRET_SENT, SIGNATURE
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.sign_in.answer import AppleAnswer, read_answer
from siwakit.evidence.sign_in.secret_text import SecretText
from siwakit.flow.logs.summary import LEFT_OUT, Fate, Group, GroupCount, GroupKey, GroupKind, Sighting, Tally, joined_groups
from siwakit.flow.logs.timeline import ALL_TIME, OutcomesCount, Period
from siwakit.http import Response
from siwakit.jose.jws import Jws
from siwakit.jose.trials.examine import SignatureFinding
from siwakit.judge.diagnosis import find_root_cause
from siwakit.readers.logs.access_lines import find_callbacks
from siwakit.readers.logs.log_lines import LogRecord, read_log_line
from siwakit.readers.logs.timestamps import Moment, read_time
from siwakit.record import record

MAX_KEPT = 4096
_ISSUED_TO = " was not issued to "
_SHORT_BODY = 1000
_SHORT_LINE = 1000
_MOST_GROUPS = 1000  # how many are counted before those beyond the limit become one
Verdict = GroupKey | Fate
OnFailure = Callable[[GroupKey, int | None], None]
T = TypeVar("T")


@dataclass(slots=True)
class Recent(Generic[T]):
    """The last few thousand values, each under a key."""

    _kept: OrderedDict[Hashable, T] = field(default_factory=OrderedDict, repr=False)

    def get(self, key: Hashable) -> T | None:
        """Return the value under *key*, or None if it is not cached."""
        value = self._kept.get(key)
        if value is not None:
            self._kept.move_to_end(key)
        return value

    def keep(self, key: Hashable, value: T) -> T:
        """Cache *value* under *key*, and return it."""
        self._kept[key] = value
        if len(self._kept) > MAX_KEPT:
            self._kept.popitem(last=False)
        return value


@record
class Line:
    """The text of a record, its line number, a line above it that may contain the time if the record has none, and the time in its envelope."""

    number: int
    text: str = field(repr=False)
    dated: str = field(default="", repr=False)
    stamp: str = ""


@record
class _ReadSecret:
    """What is known of one client_secret at any time of day: its text, its content and its signature."""

    text: SecretText | Absence = field(repr=False)
    token: Jws | Absence
    signature: SignatureFinding | Absence

    def put_into(self, evidence: Evidence) -> None:
        """Set this in *evidence*, which contains the same client_secret."""
        evidence.memo.update({SECRET: self.text, CLIENT_SECRET: self.token, SIGNATURE: self.signature})


@record
class _Judged:
    """The result for one line; the verdict is None if the line contains nothing about a sign-in."""

    verdict: Verdict | None
    seconds: int | None = None
    is_refused: bool = False
    is_accepted: bool = False


_NOTHING = _Judged(None)


@dataclass(slots=True)
class Judge:
    """Judge of the records of a log in *period*, each at its own time, with a cache of its last few thousand verdicts."""

    known: Known
    now: int
    period: Period = ALL_TIME
    _short: Recent[_Judged] = field(default_factory=Recent, repr=False)
    _verdicts: Recent[Verdict] = field(default_factory=Recent, repr=False)
    _secrets: Recent[_ReadSecret] = field(default_factory=Recent, repr=False)
    _refusals: Recent[bool] = field(default_factory=Recent, repr=False)

    def tally(self, lines: Iterable[Line], on_failure: OnFailure | None = None) -> Tally:
        """Return the counts for *lines*, except for the number of lines; call *on_failure* for each failure."""
        groups: dict[GroupKey, GroupCount] = {}
        done: dict[GroupKey, Group] = {}
        fates: dict[Fate, int] = {}
        outcomes = OutcomesCount()
        records = refused = 0
        for line in lines:
            judged = self._judged_line(line)
            verdict = judged.verdict
            if verdict is None:
                continue
            records += verdict not in LEFT_OUT
            refused += judged.is_refused
            outcomes.add(judged.seconds, is_refused=judged.is_refused, is_accepted=judged.is_accepted)
            if isinstance(verdict, Fate):
                fates[verdict] = fates.get(verdict, 0) + 1
                continue
            if verdict not in groups:
                if len(groups) >= _MOST_GROUPS:
                    done, groups = joined_groups((*done.items(), *_whole(groups))), {}
                groups[verdict] = GroupCount(Sighting(0, line.number, line.text))
            groups[verdict].add(judged.seconds)
            if on_failure:
                on_failure(verdict, judged.seconds)
        counted = tuple(joined_groups((*done.items(), *_whole(groups))).items())
        return Tally(records=records, refused=refused, fates=tuple(fates.items()), groups=counted, outcomes=outcomes.whole())

    def _judged_line(self, line: Line) -> _Judged:
        """Return the result for *line*, cached because programs write the same short line many times."""
        if len(line.text) + len(line.dated) > _SHORT_LINE:
            return self._judge_line(line)
        key = (line.text, line.dated, line.stamp)
        return self._short.get(key) or self._short.keep(key, self._judge_line(line))

    def _judge_line(self, line: Line) -> _Judged:
        record = read_log_line(line.text, self.now) or _read_access_line(line.text, self.now)
        if record is None:
            return _NOTHING
        if record.time is None and line.dated:
            record = replace(record, time=read_time(line.dated, self.now))
        # A collector knows the zone, which an application may leave out.
        if line.stamp and not (record.time and record.time.has_zone):
            record = replace(record, time=read_time(line.stamp, self.now) or record.time)
        if not self.period.is_open:
            if record.time is None:
                return _Judged(Fate.NO_TIME)
            if not self.period.contains(record.time.seconds):
                return _Judged(Fate.OUTSIDE)
        verdict = self.verdict(record)
        is_apples = verdict is not Fate.ANOTHER_PROVIDER
        is_refused = is_apples and self._is_refused(record)
        is_accepted = is_apples and not is_refused and record.is_granted
        return _Judged(verdict, record.time.seconds if record.time else None, is_refused, is_accepted)

    def verdict(self, record: LogRecord) -> Verdict:
        """Return the group of *record*, or why it belongs to none."""
        concerns_apple = record.concerns_apple
        if not concerns_apple and record.names_another_provider:
            return Fate.ANOTHER_PROVIDER
        pieces = record.pieces if concerns_apple else with_jwt(record.pieces)
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
            evidence = join(pieces, self.known)
            secret = self._read_secret(evidence)
            evidence = evidence.at(plausible_time(moment, secret.token if secret else UNKNOWN))
            if secret:
                secret.put_into(evidence)
            root = find_root_cause(evidence)
        except InputError:
            return Fate.UNREADABLE
        if root:
            return GroupKey(GroupKind.RULE, root.rule.id)
        answer = evidence.get(ANSWER)
        return answer_key(answer) if isinstance(answer, AppleAnswer) and answer.is_refusal else Fate.SOUND

    def _read_secret(self, evidence: Evidence) -> _ReadSecret | None:
        """Return the client_secret in *evidence*, read and verified once for all records that have it, or None."""
        sent = evidence.get(SECRET_SENT)
        if isinstance(sent, Absence):
            return None
        known = self._secrets.get(sent)
        if known:
            return known
        return self._secrets.keep(sent, _ReadSecret(evidence.get(SECRET), evidence.get(CLIENT_SECRET), evidence.get(SIGNATURE)))

    def _is_refused(self, record: LogRecord) -> bool:
        answer = record.answer
        if answer is None:
            return record.status is not None
        if len(answer.body) > _SHORT_BODY:
            return _refuses(answer)
        key = (answer.status, answer.body)
        known = self._refusals.get(key)
        return self._refusals.keep(key, _refuses(answer)) if known is None else known


def _read_access_line(line: str, now: int) -> LogRecord | None:
    """Return the callback in a line of an access log, or None."""
    callbacks = tuple(find_callbacks(line)) if ISSUER in line else ()
    return LogRecord(read_time(line, now), callbacks, text=line) if callbacks else None


def _whole(groups: dict[GroupKey, GroupCount]) -> Iterator[tuple[GroupKey, Group]]:
    return ((key, group.whole()) for key, group in groups.items())


def with_jwt(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Return *pieces* without the forms whose client_secret is not a JWT: a record that does not name Apple may be about another provider."""
    return tuple(piece for piece in pieces if piece.kind is not PieceKind.FORM or _holds_jwt(piece))


def answer_key(answer: AppleAnswer) -> GroupKey:
    """Return the group of *answer*, ignoring the identifier at the end of a description."""
    if answer.is_html:
        return GroupKey(GroupKind.ANSWER, "an HTML page", "" if answer.status is None else f"HTTP {answer.status}")
    said, issued_to, _ = (answer.description or "").partition(_ISSUED_TO)
    return GroupKey(GroupKind.ANSWER, answer.error or f"HTTP {answer.status}", said + issued_to.rstrip())


def plausible_time(moment: Moment, token: Jws | Absence) -> int:
    """Return the time at which to judge; if the time zone is unknown, the nearest time at which the client_secret *token* is valid.

    A log in local time must not make a valid client_secret appear expired or not yet issued.
    """
    if moment.has_zone or isinstance(token, Absence):
        return moment.seconds
    claims = token.claims or {}
    iat, exp = (claims.get(name) for name in ("iat", "exp"))
    now = moment.seconds
    if isinstance(iat, int) and now < iat <= now + WIDEST_OFFSET:
        return iat
    if isinstance(exp, int) and now - WIDEST_OFFSET < exp <= now:
        return exp - 1
    return now


def _holds_jwt(piece: Piece) -> bool:
    return isinstance(piece.value, FormReading) and (piece.value.get("client_secret") or "").startswith("ey")


def _refuses(response: Response) -> bool:
    answer = read_answer(response)
    return answer.is_refusal or answer.is_html
