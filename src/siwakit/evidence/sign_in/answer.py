"""Read an answer from Apple: its error, its time, and whether it came from the service at all."""

from __future__ import annotations

from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Any

from siwakit.errors import JsonFault
from siwakit.evidence.sign_in.page_text import is_page_text, read_page_error
from siwakit.http import Response
from siwakit.jose import strictjson
from siwakit.patterns import pattern
from siwakit.record import record

OK = 200
RULE_HEADER = "Siwakit-Rule"  # siwakit's emulator names the rule by which it refused; Apple sends no such header
CLOCK_HEADER = "Siwakit-Clock"  # by how many seconds its clock is ahead of this machine's, if a test has moved it
_OFFSET = pattern(r"[+-]?[0-9]{1,12}")


@record
class AppleAnswer:
    """Contents of an answer.

    *date* is the second at which Apple sent it; *is_page* means that it is the authorize page. *rule* is the id by which siwakit's
    emulator refused, and
    *clock_offset* by how many seconds its clock was moved.
    """

    status: int | None
    error: str | None = None
    description: str | None = None
    is_html: bool = False
    is_page: bool = False
    is_empty: bool = False
    date: int | None = None
    members: tuple[str, ...] = ()
    rule: str | None = None
    clock_offset: int = 0

    @property
    def has_tokens(self) -> bool:
        """Return whether the answer grants something."""
        return "access_token" in self.members and self.error is None

    @property
    def is_refusal(self) -> bool:
        """Return whether the answer is a refusal, in any form."""
        return self.error is not None or (self.status is not None and self.status >= 400)  # noqa: PLR2004  HTTP's own limit


def read_answer(response: Response) -> AppleAnswer:
    """Return the contents of *response*; a body that cannot be read has none."""
    answer, offset = _read(response), response.header(CLOCK_HEADER) or ""
    return replace(answer, clock_offset=int(offset)) if _OFFSET.fullmatch(offset) else answer


def _read(response: Response) -> AppleAnswer:
    text = response.text.strip()
    date = _read_date(response.header("date"))
    rule = response.header(RULE_HEADER)
    page = read_page_error(text)
    if page is not None:
        return AppleAnswer(response.status, error=page.error, description=page.text, is_page=True, date=date, rule=rule)
    if text[:1] == "<" or "<html" in text[:500].lower():
        return AppleAnswer(response.status, is_html=True, date=date, rule=rule)
    members = _read_members(text)
    description = _text_of(members.get("error_description"))
    return AppleAnswer(
        response.status,
        error=_text_of(members.get("error")),
        description=description,
        is_page=is_page_text(description or ""),
        is_empty=not text,
        date=date,
        members=tuple(members),
        rule=rule,
    )


def _read_members(text: str) -> dict[str, Any]:
    try:
        value = strictjson.read(text).value
    except JsonFault:
        return {"error": text} if text.isidentifier() and "_" in text else {}
    return value if isinstance(value, dict) else {}


def _text_of(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _read_date(text: str | None) -> int | None:
    if not text:
        return None
    try:
        return int(parsedate_to_datetime(text).timestamp())
    except (ValueError, TypeError, OverflowError):
        return None
