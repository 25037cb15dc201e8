"""Choose the exchange to judge among those that were given."""

from __future__ import annotations

from siwakit.apple import endpoint_of
from siwakit.evidence.fields import read_fields
from siwakit.evidence.sign_in.answer import read_answer
from siwakit.http import Exchange, Request


def choose_exchange(exchanges: list[Exchange]) -> tuple[Exchange | None, tuple[Exchange, ...]]:
    """Return the exchange to judge, and those before it: the last one, unless Apple granted it and refused another, then the last refusal."""
    to_apple = [one for one in exchanges if _takes_credentials(one.request)] or exchanges
    if not to_apple:
        return None, ()
    chosen = to_apple[-1]
    refused = [one for one in to_apple if one.response and read_answer(one.response).is_refusal]
    if refused and chosen.response and not read_answer(chosen.response).is_refusal and not _repeats(refused[-1], chosen):
        chosen = refused[-1]
    return chosen, tuple(one for one in exchanges[: exchanges.index(chosen)])


def _takes_credentials(request: Request) -> bool:
    endpoint = endpoint_of(request.path.rstrip("/"))
    return endpoint is None or endpoint.takes_credentials


def _repeats(first: Exchange, second: Exchange) -> bool:
    """Return whether *second* sends the same code again in another way: Go's client tries Basic first, then the body."""
    fields = read_fields(first.request)
    code = fields.get("code")
    is_other_way = any(one.place == "basic" for one in fields.every)
    return is_other_way and code is not None and code == read_fields(second.request).get("code")
