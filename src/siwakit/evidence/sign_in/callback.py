"""The callback as a value: the POST from Apple's page, the cookies set before it, and the application's answer."""

from __future__ import annotations

from siwakit.apple import AUTHORIZE_URL
from siwakit.http import Exchange, Request, Response, header_values
from siwakit.patterns import pattern
from siwakit.record import record

_NAME = pattern(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}")


@record
class SetCookie:
    """Cookie as the application set it; *same_site* is in lower case, or None if it is not stated."""

    name: str
    same_site: str | None = None
    is_secure: bool = False
    is_partitioned: bool = False


@record
class Callback:
    """Callback: its request, the application's own answer, the cookies set before, and the request after it."""

    request: Request
    answer: Response | None = None
    cookies: tuple[SetCookie, ...] = ()
    following: Exchange | None = None

    @property
    def status(self) -> int | None:
        """Return the status of the application's answer, or None if it is not known."""
        return None if self.answer is None else self.answer.status

    @property
    def is_post(self) -> bool:
        """Return whether it is a POST, as with form_post."""
        return self.request.method == "POST"

    @property
    def carried(self) -> frozenset[str]:
        """Return the names of the cookies that the browser sent along."""
        pairs = (pair for header in header_values(self.request.headers, "cookie") for pair in header.split(";"))
        return frozenset(pair.partition("=")[0].strip() for pair in pairs)


def set_by(response: Response) -> tuple[SetCookie, ...]:
    """Return the cookies that *response* sets."""
    return tuple(cookie for text in header_values(response.headers, "set-cookie") if (cookie := read_set_cookie(text)))


def start_of(response: Response) -> Request | None:
    """Return the authorize request that the application's *response* sends the browser to, or None."""
    location = response.header("location") or ""
    return Request("GET", location) if location.startswith(AUTHORIZE_URL) else None


def read_set_cookie(text: str) -> SetCookie | None:
    """Return the cookie that the header value *text* sets, or None; its value is not kept."""
    first, *attributes = text.split(";")
    name, equals, _ = first.partition("=")
    if not equals or not _NAME.fullmatch(name.strip()):
        return None
    given = {key.strip().lower(): value.strip().lower() for key, _, value in (one.partition("=") for one in attributes)}
    return SetCookie(name.strip(), given.get("samesite") or None, "secure" in given, "partitioned" in given)
