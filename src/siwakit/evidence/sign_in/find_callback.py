"""Find the callback among the exchanges between the browser and the application."""

from __future__ import annotations

import re
from collections.abc import Iterable

from siwakit.apple import ISSUER
from siwakit.evidence.fields import read_fields
from siwakit.evidence.sign_in.callback import Callback, read_set_cookie, set_by
from siwakit.http import Exchange, Request
from siwakit.patterns import pattern

_FROM_APPLE = frozenset({"code", "id_token", "error", "user"})
_NOTED_COOKIE = pattern(r"set-cookie:\s*([^\n]{1,4096})", re.IGNORECASE)


def read_callback(exchanges: Iterable[tuple[Exchange, tuple[str, ...]]]) -> Callback | None:
    """Return the callback among the *exchanges* with the application, each with the comments above it, or None."""
    known = tuple(exchanges)
    places = [number for number, (one, _) in enumerate(known) if is_from_apple(one.request)]
    place = next((number for number in reversed(places) if carries_answer(known[number][0].request)), places[-1] if places else None)
    if place is None:
        return None
    exchange, notes = known[place]
    before = [cookie for one, _ in known[:place] if one.response for cookie in set_by(one.response)]
    noted = [cookie for note in notes for text in _NOTED_COOKIE.findall(note) if (cookie := read_set_cookie(text))]
    following = known[place + 1][0] if place + 1 < len(known) else None
    return Callback(exchange.request, exchange.response, (*before, *noted), following)


def is_from_apple(request: Request) -> bool:
    """Return whether *request* carries Apple's answer, or was made by Apple's page: an access log does not record the body."""
    return is_sent_by_apple(request) or carries_answer(request)


def is_sent_by_apple(request: Request) -> bool:
    """Return whether the browser states that Apple's page made *request*."""
    origin = request.header("origin") or request.header("referer") or ""
    return request.method == "POST" and (origin == ISSUER or origin.startswith(f"{ISSUER}/"))


def carries_answer(request: Request) -> bool:
    """Return whether *request* carries Apple's answer: a code, an identity token, a user or an error."""
    return bool(_FROM_APPLE.intersection(read_fields(request).names))
