"""What `siwakit watch` prints: what is seen and kept, each exchange, and a summary at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from shlex import quote

from siwakit.apple import HOST
from siwakit.escape import visible
from siwakit.evidence.evidence import Evidence
from siwakit.evidence.showing.quoted import quoted
from siwakit.evidence.sign_in.answer import read_answer
from siwakit.evidence.sign_in.notification_parts import EVENT_TYPES
from siwakit.flow.sign_in_values import sent_fields
from siwakit.flow.watched import Seen, Step
from siwakit.http import Response
from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.findings import Finding
from siwakit.record import record
from siwakit.render.live.exchange_line import REFUSED, clock_time, exchange_parts, shown_method, shown_path
from siwakit.render.live.live_log import NAME, LiveLog
from siwakit.render.next_step import next_step
from siwakit.render.paint import Paint
from siwakit.render.report.finding_text import RenderContext
from siwakit.render.report.short_report import ShortReport, write_short_report
from siwakit.render.sealing import veil_over
from siwakit.render.wrapping import wrapped

_WIDTH = 80
_ROOM = 32
_ROOM_FOR_MORE = len("  (as above)") + 2
_TOLERATED_SECONDS = 5  # Date is truncated to whole seconds, and an exchange takes some time
_STEPS = {
    (Step.START, True): "to Apple's page",
    (Step.CALLBACK, False): "from Apple's page",
    (Step.CALLBACK, True): "from the program",
    (Step.NOTIFICATION, False): "a notification",
    (Step.NOTIFICATION, True): "from the program",
}


@record
class WatchInfo:
    """Facts about a watch: *how* the program is led here, where its requests go on to, and the file that is written, if there is one.

    *callbacks* are the port that is listened on, and that of the program.
    """

    how: str
    upstream: str
    save: str | None = None
    show_secrets: bool = False
    callbacks: tuple[int, int] | None = None
    has_privileges: bool = True

    @property
    def is_apple(self) -> bool:
        """Return whether requests go on to Apple itself."""
        return self.upstream == HOST


def watch_lines(info: WatchInfo, width: int = _WIDTH) -> str:
    """Return the lines before the program starts: what is seen, what is kept, and what leaves the machine."""
    return "\n".join((*_sentences(info, width), ""))


def _sentences(info: WatchInfo, width: int) -> Iterator[str]:
    where = f"{HOST} itself" if info.is_apple else f"{info.upstream} in the place of {HOST}"
    yield from wrapped(f"{NAME}: what this program sends to {HOST} goes on, byte for byte, to {where}, {info.how}.", width, "  ", "")
    seen = f"Seen: its requests to {HOST} with their codes, tokens and secrets, and the answers."
    if info.callbacks is None:
        seen = f"{seen} Not seen: what a browser sends, Apple's page and the callback included (see --callbacks), and other hosts."
    else:
        listen, program = info.callbacks
        seen = f"{seen} Also seen: callbacks and notifications that come to port {listen}, which leads to port {program}."
        seen = f"{seen} Not seen: Apple's page, and other hosts."
    yield from wrapped(seen, width, "  ")
    if info.save is None:
        yield from wrapped("Kept: nothing, after this run.", width, "  ")
    elif info.show_secrets:
        yield from wrapped(f"Kept: everything, in {visible(info.save)}, with codes, tokens and secrets (--show-secrets).", width, "  ")
    else:
        yield from wrapped(f"Kept: {visible(info.save)}, with codes, tokens, secrets and cookies only described.", width, "  ")
    yield from wrapped("Nothing leaves this machine that the program would not have sent without siwakit.", width, "  ")
    if not info.has_privileges:
        yield from wrapped("It cannot gain privileges (no_new_privs is set): sudo does not work inside.", width, "  ")


class WatchLog:
    """The exchanges of a watch: a line for each, the doctor's report on a refusal, and a summary at the end."""

    def __init__(self, info: WatchInfo, paint: Paint, width: int = _WIDTH) -> None:
        self._info = info
        self._paint = paint
        self._width = width
        self._log = LiveLog("Apple" if info.is_apple else info.upstream, paint, width)
        self.ended_early, self.last_line = self._log.ended_early, self._log.last_line

    def exchange(self, seen: Seen, trouble: str = "") -> str:
        """Return what to print about an exchange; *trouble* is why its answer is missing or incomplete."""
        request, response = seen.exchange.request, seen.exchange.response
        cause = _cause(seen.diagnosis)
        words = (_error(response), cause.rule.id if cause else "", visible(trouble), _about(seen))
        status = (response.status or 0) if response else 0
        line = self._line(exchange_parts(request, status, seen.at, words), is_fine=0 < status < REFUSED and not trouble)
        diagnosis = seen.diagnosis
        if diagnosis is None and status < REFUSED:
            return self._log.fine(line)
        rule, at = (cause.rule.id, cause.fail.at) if cause else ("", request.path)
        return self._log.refused(line, rule, at, seen.at, lambda: self._report(diagnosis) if diagnosis else [])

    def step(self, seen: Seen) -> str | None:
        """Return what to print about a step that the program was the server of: the way to Apple's page, a callback, a notification.

        None if it has answered without an error: the request was told already.
        """
        request, response = seen.exchange.request, seen.exchange.response
        if response is not None and seen.step is not Step.START and (response.status or 0) < REFUSED:
            return None
        status = str(response.status or "") if response else ""
        parts = (clock_time(seen.at), visible(shown_method(request)), visible(shown_path(request)), status, _STEPS[seen.step, bool(response)])
        more = (visible(quoted(sent_fields(request).get("error", "")[:60])), seen.event if seen.event in EVENT_TYPES else "", _about(seen))
        is_fine = response is None or seen.step is Step.START
        line = f"{NAME}: {self._line([*parts, *more], is_fine=is_fine)}"
        return line if seen.diagnosis is None else "\n".join((line, "", *self._report(seen.diagnosis), ""))

    def _line(self, parts: Iterable[str], *, is_fine: bool) -> str:
        """Return *parts* in columns that fit the terminal, which are continued on the next line."""
        lines, room = [""], self._width - len(f"{NAME}: ") - _ROOM_FOR_MORE
        for part in filter(None, parts):
            if lines[-1] and len(lines[-1]) + len(part) > room:
                lines.append(f"    {part}")
                room = self._width - _ROOM_FOR_MORE
            else:
                lines[-1] = f"{lines[-1]}  {part}" if lines[-1] else part
        return "\n".join(self._paint("green" if is_fine else "red", line) for line in lines)

    def fault(self, sentence: str) -> str:
        """Return what to print about a connection that cannot go on."""
        self._log.failures += 1
        lines = wrapped(f"{NAME}: {visible(sentence)}", self._width, "  ", "")
        return "\n".join(self._paint("red", line) for line in lines)

    def _report(self, diagnosis: Diagnosis) -> list[str]:
        evidence: Evidence = diagnosis.evidence
        veil = veil_over(evidence)
        context = RenderContext(evidence, veil, self._paint, self._width)
        more = (
            f"siwakit doctor --verbose {quote(self._info.save)}" if self._info.save else "--save FILE.har, and then siwakit doctor --verbose FILE.har"
        )
        report = ShortReport(diagnosis=diagnosis, context=context, step=next_step(diagnosis, veil, None), room=_ROOM, more=more)
        return write_short_report(report)


def cause_of(seen: Seen) -> str:
    """Return the id of the rule that is the root cause of a refusal; empty if there is none."""
    cause = _cause(seen.diagnosis)
    return cause.rule.id if cause else ""


def _cause(diagnosis: Diagnosis | None) -> Finding | None:
    return None if diagnosis is None else diagnosis.root


def _error(response: Response | None) -> str:
    return visible(quoted((read_answer(response).error or "")[:60])) if response else ""


def _about(seen: Seen) -> str:
    words = [f"sign-in {seen.sign_in}"] if seen.sign_in is not None else []
    if seen.code_age is not None:
        words.append(f"code {seen.code_age} s old")
    if seen.clock is not None and abs(seen.clock) > _TOLERATED_SECONDS:
        words.append(f"this machine's clock is {abs(seen.clock)} s {'ahead' if seen.clock > 0 else 'behind'}")
    return f"({', '.join(words)})" if words else ""
