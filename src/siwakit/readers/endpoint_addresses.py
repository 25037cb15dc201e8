"""Read the addresses of Apple's endpoints that source code calls, if nothing else in it can be read."""

from __future__ import annotations

import re
from itertools import islice

from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.patterns import pattern
from siwakit.readers.model import Reader, Sample, Scope, Text

_MAX_ENDPOINTS = 20
_ENDPOINT = pattern(r"https://appleid\.apple\.com/auth/(?:oauth2/v2/)?(?:authorize|token|revoke|keys|usermigrationinfo)\b")
_OTHER_CLIENT = pattern(r"^[^\S\n]*(?:\S{1,40} )?(wget|http|https|xh|Invoke-WebRequest|Invoke-RestMethod|iwr|irm)[^\S\n]", re.MULTILINE)


def other_client_in(text: str) -> str | None:
    """Return the name of the command, other than curl, that sends a request in *text*; None if there is none."""
    found = _OTHER_CLIENT.search(text)
    return found.group(1) if found else None


def _read_endpoint_addresses(text: Text) -> tuple[Piece, ...]:
    if other_client_in(text.text):
        # A request, in a language that is not read: better said than passed over.
        return ()
    found = dict.fromkeys(address.group() for address in islice(_ENDPOINT.finditer(text.text), _MAX_ENDPOINTS))
    return (Piece(PieceKind.SETTINGS, {"endpoints": list(found)}),) if found else ()


ENDPOINT_ADDRESSES = Reader(
    id="endpoint-addresses",
    title="the addresses of Apple's endpoints in source code",
    scope=Scope.LAST,
    read=_read_endpoint_addresses,
    good=lambda: (Sample("a constant", 'const tokenUrl = "https://appleid.apple.com/auth/token";\n', (PieceKind.SETTINGS,)),),
    bad=lambda: (
        Sample("a request of another program", "wget https://appleid.apple.com/auth/token"),
        Sample("another page of Apple's", 'HELP = "https://appleid.apple.com/account/manage"\n'),
    ),
)
