"""JWT libraries of Python: PyJWT, python-jose, joserfc, Authlib, jwcrypto."""

from __future__ import annotations

from siwakit.readers.code.libraries.minting import mint
from siwakit.readers.code.libraries.times import DATE, Zone, number_from
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Encoded, Instance, KeyText, Known, Table, Unknown, Value, put_over

TOKENS = Library()
_function, _method = TOKENS.function, TOKENS.method
_TIMES = ("iat", "exp", "nbf")


@_function("jwt.encode", "jwt.api_jwt.encode", "jwt.PyJWT.encode", "jose.jwt.encode", "jwt.JWT.encode")
def _encode(given: Given) -> Value | None:
    """Return the token of PyJWT and python-jose: HS256 unless *algorithm* says otherwise, extra header members by *headers*, dates as UTC."""
    claims = _claims(given.get(0, "payload", "claims"), Zone.UTC)
    if claims is None:
        return None
    header = Table(entries={"alg": given.get(2, "algorithm") or given.known("HS256"), "typ": given.known("JWT")}, span=given.span)
    _extend(header, given.get(3, "headers"))
    return mint(given, header, claims, given.get(1, "key"))


@_function("joserfc.jwt.encode", "authlib.jose.jwt.encode", "authlib.jose.JsonWebToken.encode")
def _encode_header_first(given: Given) -> Value | None:
    """Return the token of joserfc and Authlib: the header comes first, and says which algorithm."""
    claims = _claims(given.get(1, "claims", "payload"), Zone.UTC)
    if claims is None:
        return None
    header = Table(entries={"typ": given.known("JWT")}, span=given.span)
    _extend(header, given.get(0, "header"))
    return mint(given, header, claims, given.get(2, "key"))


@_function("authlib.jose.JsonWebToken")
def _authlib(given: Given) -> Value | None:
    """Return an encoder of Authlib."""
    return Instance(kind="authlib.JsonWebToken", span=given.span)


_method("authlib.JsonWebToken", "encode")(_encode_header_first)


@_function("jwcrypto.jwt.JWT", "jwt.JWT")
def _jwcrypto(given: Given) -> Value | None:
    """Return a token of jwcrypto that is not signed yet."""
    return Instance(kind="jwcrypto.JWT", state={"header": given.get(0, "header"), "claims": given.get(1, "claims")}, span=given.span)


@_method("jwcrypto.JWT", "make_signed_token")
def _make_signed(given: Given) -> Value | None:
    """Sign a token of jwcrypto."""
    token = given.receiver
    if not isinstance(token, Instance):
        return None
    claims, header = _claims(_opened(token.state["claims"]), Zone.UTC), _opened(token.state["header"])
    if claims is None or not isinstance(header, Table):
        return None
    token.state["signed"] = mint(given, header, claims, given.get(0, "key"))
    return token.state["signed"]  # type: ignore[no-any-return]


@_method("jwcrypto.JWT", "serialize")
def _serialize(given: Given) -> Value | None:
    """Return a signed token of jwcrypto as text."""
    return given.receiver.state.get("signed") if isinstance(given.receiver, Instance) else None


def _opened(value: Value | None) -> Value | None:
    return value.of if isinstance(value, Encoded) and value.encoding == "json" else value


def _extend(header: Table, extra: Value | None) -> None:
    put_over(header, extra)
    header.span = extra.span if isinstance(extra, Table) else header.span


def _claims(value: Value | None, reads: Zone) -> Table | None:
    """Return claims with their dates as numbers, of fields that are read as in the zone *reads*."""
    if not isinstance(value, Table):
        return None
    entries = {name: _number(entry, reads) if name in _TIMES else entry for name, entry in value.entries.items()}
    return Table(entries=entries, is_open=value.is_open, span=value.span)


def _number(value: Value, reads: Zone) -> Value:
    if isinstance(value, Instance) and value.kind == DATE:
        return number_from(value, value.span, reads=reads) or Unknown(span=value.span)
    return value


@_function(
    *("jwt.algorithms.ECAlgorithm.from_jwk", "joserfc.jwk.ECKey.import_key", "joserfc.jwk.import_key", "authlib.jose.JsonWebKey.import_key"),
    *("jwcrypto.jwk.JWK.from_pem", "jwk.JWK.from_pem", "jose.jwk.construct", "jwk.construct", "ECKey.import_key", "JsonWebKey.import_key"),
    *("jwk.import_key", "OctKey.import_key"),
)
def _import_key(given: Given) -> Value | None:
    """Return a key as it is loaded from its text."""
    value = given.get(0, "value", "raw", "key", "data")
    return value if isinstance(value, KeyText | Unknown | Known) else Unknown(name="key", span=given.span)


TOKENS.name(jwt="jwt")
