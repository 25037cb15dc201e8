"""Asking Apple, or an emulator, whether it accepts a new client_secret: the request of `siwakit probe`, which needs no user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from siwakit.edge.renewal.tools import Probe, ProbeAnswer
from siwakit.errors import UsageError
from siwakit.flow.configuration import Apple
from siwakit.flow.failures import AppleRefusal, AppleUnavailable
from siwakit.flow.tokens import migration_token_request, read_refresh_response


@contextmanager
def open_probe(apple: Apple) -> Iterator[Probe]:
    """Yield a function that asks *apple* about a client_secret once. The access token that it grants is discarded.

    Raises:
        UsageError: httpx2 is not installed.
    """
    try:
        from siwakit.edge.client.single_call import SingleCalls  # noqa: PLC0415  only `--probe` needs it
    except ImportError:
        raise UsageError("httpx2 is not installed", hint="run pip install 'siwakit[http]'") from None
    with SingleCalls() as calls:

        def probe(client_id: str, secret: str) -> tuple[ProbeAnswer, str]:
            request = migration_token_request(client_id=client_id, client_secret=secret, apple=apple)
            try:
                read_refresh_response(calls.send(request), request)
            except AppleRefusal as error:
                return ProbeAnswer.REFUSED, str(error)
            except AppleUnavailable as error:
                return ProbeAnswer.UNANSWERED, error.message
            return ProbeAnswer.ACCEPTED, ""

        yield probe
