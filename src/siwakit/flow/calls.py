"""A call to Apple as a value: the request, how its answer is read, and whether it may be sent again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Generic, TypeVar
from urllib.parse import urlencode

from siwakit.apple import FORM_TYPE, Endpoint
from siwakit.flow.configuration import Apple
from siwakit.http import Headers, Request, Response
from siwakit.record import record

T = TypeVar("T")
_ACCEPT: Headers = (("Accept", "application/json"), ("Accept-Encoding", "identity"))


@record
class Call(Generic[T]):
    """One call to Apple; *may_be_repeated* means that it does no harm if Apple receives it twice."""

    name: str
    request: Request
    read: Callable[[Response, Request], T] = field(repr=False)
    may_be_repeated: bool = True


def form_request(apple: Apple, endpoint: Endpoint, fields: Mapping[str, str | None], headers: Headers = ()) -> Request:
    """Return a POST of *fields* to *endpoint*, without those that are None."""
    body = urlencode({name: value for name, value in fields.items() if value is not None})
    return Request("POST", apple.url(endpoint), (("Content-Type", FORM_TYPE), *_ACCEPT, *headers), body.encode())


def get_request(apple: Apple, endpoint: Endpoint) -> Request:
    """Return a GET of *endpoint*."""
    return Request("GET", apple.url(endpoint), _ACCEPT)
