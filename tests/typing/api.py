"""Public use, written down for mypy: what breaks here breaks for a user."""

from __future__ import annotations

from typing import assert_type

from siwakit.http import Request, Response


def read_headers(request: Request, response: Response) -> None:
    """Use a request and its response as values."""
    assert_type(request.header("content-type"), str | None)
    assert_type(request.text, str)
    assert_type(response.status, int | None)
