"""Logs of Sign in with Apple over time, made for the tests of its pictures."""

from __future__ import annotations

from collections.abc import Iterable
from time import gmtime, strftime

from siwakit.evidence.known import Known
from siwakit.flow.logs.log_records import Judge, Line
from siwakit.flow.logs.summary import Tally
from siwakit.samples import NOW, SERVICES_ID, TEAM_ID

HOUR = 3_600
ANSWERS = (
    '{"error":"invalid_client"}',
    '{"error":"invalid_grant","error_description":"The code has already been used."}',
    '{"error":"invalid_grant","error_description":"The code has expired or has been revoked."}',
    '{"error":"invalid_request"}',
    '{"error":"unsupported_grant_type"}',
    '{"error":"invalid_scope"}',
    '{"error":"unauthorized_client"}',
    "appleid.apple.com/auth/token status 503",
)
FILES = (("app.log", 100, 2000),)


def stamp(seconds: int) -> str:
    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(seconds))


def refused(seconds: int, answer: str = ANSWERS[0]) -> str:
    return f"{stamp(seconds)} ERROR apple {answer}"


def accepted(seconds: int) -> str:
    return f"{stamp(seconds)} INFO POST https://appleid.apple.com/auth/token -> 200"


def tally_of(lines: Iterable[str], **more) -> Tally:
    judge = Judge(Known(team_id=TEAM_ID, services_ids=(SERVICES_ID,)), NOW, **more)
    return judge.tally(Line(number, text) for number, text in enumerate(lines))


def busy_log() -> list[str]:
    """Return the lines of three days, with eight causes, and most requests accepted."""
    lines = []
    for hour in range(72):
        at = NOW - (72 - hour) * HOUR
        lines += [accepted(at + 60 * number) for number in range(8)]
        lines += [refused(at + 7 * number, answer) for number, answer in enumerate(ANSWERS) if hour % (number + 1) == 0]
    return lines
