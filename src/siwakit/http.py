"""HTTP requests and responses as values."""

from __future__ import annotations

from urllib.parse import urlsplit

from siwakit.record import record

Headers = tuple[tuple[str, str], ...]


def header_values(headers: Headers, name: str) -> tuple[str, ...]:
    """Return every value of the header *name*, whatever its case, in order."""
    wanted = name.lower()
    return tuple([value for key, value in headers if key.lower() == wanted])


def media_type(headers: Headers) -> str | None:
    """Return the media type in lower case, without parameters, or None if there is no Content-Type."""
    values = header_values(headers, "content-type")
    return values[-1].partition(";")[0].strip().lower() if values else None


@record
class Request:
    """An HTTP request; *url* is absolute if the text that it was read from contains an absolute URL."""

    method: str
    url: str
    headers: Headers = ()
    body: bytes = b""

    def __repr__(self) -> str:
        """Return the method and the URL without its query and password; these and the body contain secrets."""
        scheme, mark, rest = self.url.partition("#")[0].partition("?")[0].rpartition("://")
        return f"<Request {self.method} {scheme}{mark}{rest.rpartition('@')[2]}>"

    @property
    def query(self) -> str:
        """Return the query of the URL as it is written, without its question mark."""
        return self.url.partition("#")[0].partition("?")[2]

    @property
    def path(self) -> str:
        """Return the path of the URL; empty if the URL cannot be parsed."""
        try:
            return urlsplit(self.url).path
        except ValueError:
            return ""

    def header(self, name: str) -> str | None:
        """Return the first value of the header *name*, or None."""
        values = header_values(self.headers, name)
        return values[0] if values else None

    @property
    def text(self) -> str:
        """Return the body as text; bytes that are not UTF-8 become U+FFFD."""
        return self.body.decode("utf-8", "replace")


@record
class Response:
    """An HTTP response; *status* is None if only the body is known."""

    status: int | None
    headers: Headers = ()
    body: bytes = b""

    def __repr__(self) -> str:
        """Return only the status, because the body may contain tokens."""
        return f"<Response {self.status}>"

    def header(self, name: str) -> str | None:
        """Return the first value of the header *name*, or None."""
        values = header_values(self.headers, name)
        return values[0] if values else None

    @property
    def text(self) -> str:
        """Return the body as text; bytes that are not UTF-8 become U+FFFD."""
        return self.body.decode("utf-8", "replace")


@record
class Exchange:
    """A request and the answer to it; *response* is None if no answer is known."""

    request: Request
    response: Response | None = None
