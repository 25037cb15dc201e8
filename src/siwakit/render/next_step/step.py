"""What a person should do next, as every report says it."""

from __future__ import annotations

from dataclasses import field
from enum import Enum

from siwakit.record import record


class StepKind(Enum):
    """What the text of a next step is."""

    COMMAND = "command"
    REQUEST = "request"
    VALUES = "values"
    ACTION = "action"
    PATCH = "patch"


@record(kw_only=True)
class NextStep:
    """The next step: a *sentence*, which ends with a colon if *text* follows it, and the *text* to copy.

    *text* may have several lines. It shows no secret unless the report shows secrets: `$CLIENT_SECRET`, `$CODE` and the like stand
    for them. *blanks* are the parts of it that only the reader can fill in, such as `<TEAM_ID>`.
    """

    kind: StepKind
    sentence: str
    text: str = field(default="", repr=False)
    blanks: tuple[str, ...] = ()
