"""Exchanges as they happen: counted, with reports that are not repeated, and clients that end their connection early."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from siwakit.apple import HOST
from siwakit.escape import visible
from siwakit.render.live.distrust import distrust
from siwakit.render.paint import Paint
from siwakit.render.wrapping import wrapped

NAME = "siwakit"
_SECONDS_UNTIL_SHOWN_AGAIN = 30
_MAX_NAMED = 4


class LiveLog:
    """Log of the exchanges with *whom*.

    The report on a cause is not repeated within half a minute, so that a program that tries again does not fill the terminal. *faults* counts
    those that were injected, and *failures* connections that could not go on.
    """

    def __init__(self, whom: str, paint: Paint, width: int) -> None:
        self._whom = whom
        self._paint = paint
        self._width = width
        self._exchanges = 0
        self.faults = 0
        self.failures = 0
        self._refused: Counter[str] = Counter()
        self._shown: dict[tuple[str, str], int] = {}
        self._ended_early: Counter[str] = Counter()

    def fine(self, line: str) -> str:
        """Count an exchange that was not refused, and return *line* about it."""
        self._exchanges += 1
        return f"{NAME}: {line}"

    def refused(self, line: str, cause: str, at: str, now: int, report: Callable[[], Sequence[str]]) -> str:
        """Count a refusal because of *cause* in the place *at*, and return *line* and, unless it was shown a moment ago, the *report*."""
        self._exchanges += 1
        self._refused[cause] += 1
        line, place = f"{NAME}: {line}", (cause, at)
        if now - self._shown.get(place, -_SECONDS_UNTIL_SHOWN_AGAIN) < _SECONDS_UNTIL_SHOWN_AGAIN:
            return f"{line}  (as above)"
        self._shown[place] = now
        lines = report()
        return "\n".join((line, "", *lines, "")) if lines else line

    def ended_early(self, program: str, reason: str, built_with: str = "") -> str | None:
        """Return what to print if *program* has ended a TLS connection early, and OpenSSL calls that *reason*; None if it was told before.

        A program that only closes a connection may have no use for it, if it was answered on another one.
        """
        if not reason and self._exchanges:
            return None
        self._ended_early[program] += 1
        if self._ended_early[program] > 1:
            return None
        found = distrust(program, reason, built_with)
        sign, advice = (wrapped(words, self._width, "  ", "") for words in (f"{NAME}: {visible(found.sign)}", f"  {found.advice}"))
        return "\n".join((*(self._paint("red", line) for line in sign), *advice))

    def last_line(self) -> str:
        """Return the summary: how many exchanges, how many refused, and the command to run next, which is not broken."""
        known = [rule for rule, _ in self._refused.most_common() if rule]
        lines = wrapped(f"{NAME}: {self._summary(known)}", self._width, "  ", "")
        return "\n".join((*lines, *(f"  Next: siwakit explain {rule}" for rule in known[:1])))

    def _summary(self, known: list[str]) -> str:
        if not self._exchanges:
            return self._none()
        count = f"{self._exchanges} exchange{'' if self._exchanges == 1 else 's'} with {self._whom}"
        if self.faults:
            count = f"{count}, {self.faults} with a fault that was injected"
        if not self._refused:
            return f"{count}, none refused"
        names = f": {', '.join(known[:_MAX_NAMED])}." if known else ""
        return f"{count}, {self._refused.total()} refused{names}"

    def _none(self) -> str:
        if self._ended_early:
            return f"no exchange with {self._whom}: {', '.join(self._ended_early)} ended the connection, see above"
        if self.failures:
            return f"no exchange with {self._whom}: its connections failed, see above"
        return (
            f"the program made no request to https://{HOST}. If it should have: did it get as far as the sign-in, "
            "and does it call Apple itself, rather than through a service such as Auth0 or Firebase?"
        )
