"""lestrrat-go/jwx and go-jose: tokens with a header that options and keys make. Their ES256 signatures are raw."""

from __future__ import annotations

from siwakit.readers.code.libraries.minting import mint
from siwakit.readers.code.libraries.objects import fields_of
from siwakit.readers.code.libraries.times import number_from
from siwakit.readers.code.library import Given, Library, Meaning
from siwakit.readers.code.values import Array, Instance, KeyText, Known, Reference, Table, Unknown, Value, known, text_of

JOSE = Library()
JOSE.is_found_by_type = True
_function, _method = JOSE.function, JOSE.method
_TOKEN, _KEY, _OPTION, _HEADERS = "jwx token", "jwx key", "jwx option", "jwx headers"
_SIGNER, _SIGNING_KEY, _JWK, _OPTIONS, _BUILDER = "go-jose signer", "go-jose signing key", "go-jose jwk", "go-jose options", "go-jose builder"
_ALGORITHMS = ("ES256", "ES384", "ES512", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256")
_CLAIMS = {
    "Issuer": "iss",
    "Subject": "sub",
    "Audience": "aud",
    "Expiration": "exp",
    "IssuedAt": "iat",
    "NotBefore": "nbf",
    "JwtID": "jti",
    "IssuerKey": "iss",
    "SubjectKey": "sub",
    "AudienceKey": "aud",
    "ExpirationKey": "exp",
    "IssuedAtKey": "iat",
    "NotBeforeKey": "nbf",
    "KeyIDKey": "kid",
    "TypeKey": "typ",
    "AlgorithmKey": "alg",
}


def _algorithm_of(name: str) -> Meaning:
    def meaning(given: Given) -> Value | None:
        """Return the name of an algorithm."""
        return given.known(name)

    return meaning


for _name in _ALGORITHMS:
    # A constant, and a function since version 3 of jwx.
    _function(f"jwa.{_name}:", f"jwa.{_name}", f"jose.{_name}:", f"go-jose.{_name}:")(_algorithm_of(_name))


def _name_of(value: Value | None) -> str | None:
    """Return the name of a member, which can be a constant of the library."""
    return _CLAIMS.get(value.path.rpartition(".")[2]) if isinstance(value, Reference) else text_of(value)


# lestrrat-go/jwx.


@_function("jwt.NewBuilder")
def _builder(given: Given) -> Value | None:
    """Return a builder of jwx."""
    return Instance(kind=_TOKEN, state={"claims": Table(span=given.span, depth=given.run.branches)}, span=given.span)


@_method(_TOKEN, "Issuer", "Subject", "Audience", "Expiration", "IssuedAt", "NotBefore", "JwtID", "Claim", "Set")
def _claim(given: Given) -> Value | None:
    """Set a claim of jwx: a time is written as whole seconds, an audience of one as a list or a string."""
    token, value = given.receiver, given.get(0)
    name = _CLAIMS.get(given.words)
    if given.words in {"Claim", "Set"}:
        name, value = _name_of(value), given.get(1)
    if not isinstance(token, Instance) or value is None:
        return token
    if isinstance(value, Array) and len(value.items) == 1:
        value = value.items[0]
    if name:
        token.state["claims"].entries[name] = number_from(value, value.span) or value
    else:
        token.state["claims"].is_open = True
    return token


@_method(_TOKEN, "Build")
def _build(given: Given) -> Value | None:
    """Return the token."""
    return given.receiver


@_function("jwk.ParseKey", "jwk.FromRaw", "jwk.Import", "jwk.New")
def _parse_key(given: Given) -> Value | None:
    """Return a key of jwx, whose kid goes into the headers of its tokens."""
    value = given.get(0)
    key = value if isinstance(value, KeyText | Unknown) else Unknown(name="key", span=given.span)
    return Instance(kind=_KEY, state={"key": key, "kid": None}, span=given.span)


@_method(_KEY, "Set")
def _set_key(given: Given) -> Value | None:
    """Set a member of a key."""
    if isinstance(given.receiver, Instance) and _name_of(given.get(0)) == "kid":
        given.receiver.state["kid"] = given.get(1)
    return given.known(None)


@_function("jws.NewHeaders")
def _new_headers(given: Given) -> Value | None:
    """Return headers of jwx."""
    return Instance(kind=_HEADERS, state={"table": Table(span=given.span, depth=given.run.branches)}, span=given.span)


@_method(_HEADERS, "Set")
def _set_header(given: Given) -> Value | None:
    """Set a member of headers."""
    name, value = _name_of(given.get(0)), given.get(1)
    if isinstance(given.receiver, Instance) and value is not None:
        if name:
            given.receiver.state["table"].entries[name] = value
        else:
            given.receiver.state["table"].is_open = True
    return given.known(None)


@_function("jws.WithProtectedHeaders", "jwt.WithHeaders", "jws.WithHeaders", "jwt.WithJwsHeaders")
def _with_headers(given: Given) -> Value | None:
    """Return headers as an option."""
    return given.get(0)


@_function("jwt.WithKey", "jws.WithKey")
def _with_key(given: Given) -> Value | None:
    """Return a key as an option, with its algorithm and headers."""
    return Instance(kind=_OPTION, state={"arguments": given.arguments}, span=given.span)


@_function("jwt.Sign")
def _sign(given: Given) -> Value | None:
    """Return the signed token of jwx: typ is JWT; in version 1 algorithm and key are arguments, later one option."""
    token, option = given.get(0), given.get(1)
    if not isinstance(token, Instance) or token.kind != _TOKEN:
        return None
    asked = option.state["arguments"] if isinstance(option, Instance) and option.kind == _OPTION else given.arguments[1:]
    algorithm, key = (asked[0], asked[1]) if len(asked) > 1 else (Unknown(name="alg"), Unknown())
    header = Table(entries={"alg": algorithm, "typ": given.known("JWT")}, is_open=len(asked) < 2, span=given.span)  # noqa: PLR2004  algorithm, key
    if isinstance(key, Instance) and key.kind == _KEY:
        header.entries |= {"kid": key.state["kid"]} if key.state["kid"] is not None else {}
        key = key.state["key"]
    elif not isinstance(key, KeyText):
        header.is_open = True  # a key of jwx that is made elsewhere brings its kid
    for more in asked[2:]:
        _add_headers(header, more)
    return mint(given, header, token.state["claims"], key)


def _add_headers(header: Table, more: Value) -> None:
    table = more.state.get("table") if isinstance(more, Instance) else None
    if isinstance(table, Table):
        header.entries |= table.entries
        header.is_open = header.is_open or table.is_open
    else:
        header.is_open = True


# go-jose.


@_function("jose.SignerOptions", "go-jose.SignerOptions")
def _options(given: Given) -> Value | None:
    """Return options of a signer: more of the header."""
    more = given.named.get("ExtraHeaders")
    table = Table(entries=dict(more.entries) if isinstance(more, Table) else {}, is_open=more is not None and not isinstance(more, Table))
    return Instance(kind=_OPTIONS, state={"table": table}, span=given.span)


@_method(_OPTIONS, "WithType", "WithHeader", "WithContentType")
def _with_header(given: Given) -> Value | None:
    """Set a member of the header."""
    name = {"WithType": "typ", "WithContentType": "cty"}.get(given.words) or _name_of(given.get(0))
    value = given.get(1 if given.words == "WithHeader" else 0)
    if isinstance(given.receiver, Instance) and value is not None:
        if name:
            given.receiver.state["table"].entries[name] = value
        else:
            given.receiver.state["table"].is_open = True
    return given.receiver


@_function("jose.JSONWebKey", "go-jose.JSONWebKey")
def _web_key(given: Given) -> Value | None:
    """Return a key with its kid, which goes into the header."""
    return Instance(kind=_JWK, state={"key": given.named.get("Key"), "kid": given.named.get("KeyID")}, span=given.span)


@_function("jose.SigningKey", "go-jose.SigningKey")
def _signing_key(given: Given) -> Value | None:
    """Return an algorithm with a key."""
    return Instance(kind=_SIGNING_KEY, state={"alg": given.named.get("Algorithm"), "key": given.named.get("Key")}, span=given.span)


@_function("jose.NewSigner", "go-jose.NewSigner")
def _new_signer(given: Given) -> Value | None:
    """Return a signer of go-jose, with the header that its key and its options make."""
    signing, options = given.get(0), given.get(1)
    if not isinstance(signing, Instance) or signing.kind != _SIGNING_KEY:
        return None
    header = Table(entries={"alg": signing.state["alg"] or Unknown(name="alg")}, span=given.span)
    key = signing.state["key"]
    if isinstance(key, Instance) and key.kind == _JWK:
        header.entries |= {"kid": key.state["kid"]} if key.state["kid"] is not None else {}
        key = key.state["key"]
    if options is not None and not (isinstance(options, Known) and known(options) is None):
        _add_headers(header, options)
    return Instance(kind=_SIGNER, state={"header": header, "key": key}, span=given.span)


@_function("jwt.Signed")
def _signed(given: Given) -> Value | None:
    """Return a builder of go-jose for a signer."""
    signer = given.get(0)
    state = signer.state if isinstance(signer, Instance) and signer.kind == _SIGNER else {"header": Table(is_open=True, span=given.span), "key": None}
    return Instance(kind=_BUILDER, state=state | {"claims": Table(span=given.span)}, span=given.span)


@_method(_BUILDER, "Claims")
def _add_claims(given: Given) -> Value | None:
    """Add claims."""
    builder, fields = given.receiver, fields_of(given.get(0))
    if isinstance(builder, Instance) and fields is not None:
        builder.state["claims"].entries |= fields.entries
        builder.state["claims"].is_open = builder.state["claims"].is_open or fields.is_open
        builder.state["claims"].span = fields.span
    elif isinstance(builder, Instance):
        builder.state["claims"].is_open = True
    return builder


@_method(_BUILDER, "CompactSerialize", "Serialize")
def _serialize(given: Given) -> Value | None:
    """Return the signed token of go-jose."""
    builder = given.receiver
    return mint(given, builder.state["header"], builder.state["claims"], builder.state["key"]) if isinstance(builder, Instance) else None
