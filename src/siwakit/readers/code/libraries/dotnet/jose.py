"""JWT libraries of .NET beside Microsoft's: jose-jwt and JWT.NET. Both write ES256 signatures as r and s."""

from __future__ import annotations

from siwakit.readers.code.libraries.dotnet.signatures import key_of
from siwakit.readers.code.libraries.dotnet.tokens import add_claims, algorithm_of, claim_name, in_seconds
from siwakit.readers.code.libraries.encodings import object_in
from siwakit.readers.code.libraries.minting import mint
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Instance, Reference, Table, Unknown, Value, text_of

JOSE = Library()
JOSE.is_found_by_type = True
_function, _method = JOSE.function, JOSE.method
_JOSE = "jwt-dotnet builder"


@_function("Jose.JWT.Encode", "JWT.Encode")
def _encode(given: Given) -> Value | None:
    """Return the token of jose-jwt: extra headers replace typ."""
    payload, extra = given.get(0, "payload"), given.get(3, "extraHeaders")
    claims = payload if isinstance(payload, Table) else object_in(given.run, payload)
    if claims is None:
        return None
    header = Table(entries={"alg": algorithm_of(given, given.get(2, "algorithm"))}, span=extra.span if extra else given.span)
    if isinstance(extra, Table):
        header.entries |= extra.entries
        header.is_open = extra.is_open
    elif extra is None:
        header.entries["typ"] = given.known("JWT")
    else:
        header.is_open = True
    return mint(given, header, claims, key_of(given.get(1, "key")))


@_function("JwtBuilder", "JwtBuilder.Create")
def _jwt_net(given: Given) -> Value | None:
    """Return a builder of JWT.NET."""
    header = Table(entries={"typ": given.known("JWT"), "alg": given.known("none")}, span=given.span)
    return Instance(kind=_JOSE, state={"header": header, "claims": Table(span=given.span)}, span=given.span)


@_function("ES256Algorithm", "HMACSHA256Algorithm", "RS256Algorithm")
def _netalgorithm_of(given: Given) -> Value | None:
    """Return an algorithm of JWT.NET."""
    name = {"ES256Algorithm": "ES256", "HMACSHA256Algorithm": "HS256"}.get(given.words, "RS256")
    return Instance(kind="jwt-dotnet algorithm", state={"name": name, "key": given.arguments[-1] if given.arguments else Unknown()}, span=given.span)


@_method(_JOSE, "WithAlgorithm", "AddClaim", "AddHeader", "WithSecret", "AddClaims", "Issuer", "Subject", "Audience", "ExpirationTime", "IssuedAt")
def _net_set(given: Given) -> Value | None:
    """Set a part of a token of JWT.NET."""
    builder, value = given.receiver, given.get(0)
    if not isinstance(builder, Instance) or value is None:
        return builder
    header, claims = builder.state["header"], builder.state["claims"]
    match given.words:
        case "WithAlgorithm":
            found = value.state if isinstance(value, Instance) and value.kind == "jwt-dotnet algorithm" else {}
            header.entries["alg"] = given.known(found["name"]) if found else Unknown(name="alg")
            builder.state["key"] = found.get("key")
        case "AddHeader":
            name = value.path.rpartition(".")[2] if isinstance(value, Reference) else text_of(value)
            header.entries[{"KeyId": "kid", "Type": "typ"}.get(name or "", name or "")] = given.get(1) or Unknown()
        case "AddClaim":
            claims.entries[claim_name(value) or ""] = in_seconds(given.get(1) or Unknown())
        case "AddClaims":
            add_claims(claims, value)
        case "Issuer" | "Subject" | "Audience" | "ExpirationTime" | "IssuedAt":
            name = {"Issuer": "iss", "Subject": "sub", "Audience": "aud", "ExpirationTime": "exp"}.get(given.words, "iat")
            claims.entries[name] = in_seconds(value)
    return builder


@_method(_JOSE, "Encode")
def _net_encode(given: Given) -> Value | None:
    """Return the token of JWT.NET."""
    state = given.receiver.state if isinstance(given.receiver, Instance) else {}
    return mint(given, state["header"], state["claims"], key_of(state.get("key"))) if state else None
