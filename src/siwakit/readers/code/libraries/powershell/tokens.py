"""Commands that mint tokens: New-JWT, which several modules have."""

from __future__ import annotations

from siwakit.readers.code.libraries.dotnet.signatures import key_of
from siwakit.readers.code.libraries.encodings import object_in
from siwakit.readers.code.libraries.minting import mint
from siwakit.readers.code.libraries.powershell.options import options_of
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Table, Value

TOKENS = Library()
_HEADER, _CLAIMS, _KEY = ("headerclaims", "header"), ("payloadclaims", "payload", "payloadjson", "claims"), ("secretkey", "key", "secret", "cert")


@TOKENS.function("New-JWT", "New-JsonWebToken", "ConvertTo-JWT")
def _new_jwt(given: Given) -> Value | None:
    """Return a token of a module: what its options do not say, the module adds in its own way."""
    options = options_of(given)
    header, claims = (
        next((table for name in names if (table := object_in(given.run, options.named.get(name))) is not None), None) for names in (_HEADER, _CLAIMS)
    )
    if claims is None:
        return None
    members = dict(header.entries) if header else {}
    algorithm = options.named.get("algorithm") or options.named.get("alg")
    if algorithm is not None:
        members["alg"] = algorithm
    key = next((options.named[name] for name in _KEY if name in options.named), None)
    open_claims = Table(entries=dict(claims.entries), is_open=True, span=claims.span)
    return mint(given, Table(entries=members, is_open=True, span=given.span), open_claims, key_of(key))
