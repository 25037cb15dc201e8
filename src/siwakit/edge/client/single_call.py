"""A connection to Apple that sends each request once: no retry, no second attempt with another clock."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from siwakit.edge.client.sync_client.wire import Wire
from siwakit.flow.calls import Call
from siwakit.flow.tokens import read_refresh_response
from siwakit.http import Request, Response

SECONDS = 10.0


class SingleCalls:
    """Connection to Apple for requests that each are sent at most once, within *seconds*."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._wire = Wire(None, None, None)
        self._seconds = seconds

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the connection."""
        self._wire.close()

    def send(self, request: Request) -> Response:
        """Return the answer to *request*.

        Raises:
            AppleUnavailable: there is no usable answer.
        """
        return self._wire.send(Call("probe", request, read_refresh_response), self._seconds)
