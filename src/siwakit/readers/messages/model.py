"""What a message is: the words of a library, a broker or a browser that prove something, and where these words come from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Protocol

from siwakit.evidence.said import Proof
from siwakit.record import record

Values = Mapping[str, str]


class Narrow(Protocol):
    """A function from what a message names to what it proves."""

    def __call__(self, values: Values, /) -> Proof:
        """Return what a message that names *values* proves."""


@record(kw_only=True)
class Message:
    """A message, as its *speaker* writes it.

    *words* is searched in a text whose escapes are undone and whose whitespace is single spaces (see `plain`); its named groups are the
    values of the statement. *literal* occurs in every such text, in lower case. Which of several things is proved, *narrow*
    tells from the values. If the message quotes one of Apple's error codes, *answer* is that code, and *proves* is None.
    If the speaker puts an OAuth error code of its own beside its words, it is *own_error*.
    *is_general* marks words that are said about other services too: they count if nothing beside them names one.
    *samples* are texts as people have them; the first is shown in the documents. *versions* tells which versions say it, and *where*
    is the address of the source code, of the page, or of the public report that has these words.
    """

    id: str
    speaker: str
    literal: str
    words: re.Pattern[str]
    proves: Proof | None
    samples: tuple[str, ...]
    versions: str
    where: str
    narrow: Callable[[Values], Proof] | None = None
    answer: str = ""
    own_error: str = ""
    is_general: bool = False
