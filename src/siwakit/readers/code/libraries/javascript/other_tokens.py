"""Other JWT libraries of JavaScript: jws, jwt-simple, jsrsasign, djwt, njwt, node-jose, and jose before version 3."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import object_in
from siwakit.readers.code.libraries.javascript.options import Options
from siwakit.readers.code.libraries.javascript.tokens import seconds_from_now
from siwakit.readers.code.libraries.line_breaks import needs_lines
from siwakit.readers.code.libraries.minting import mint
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Encoded, Instance, KeyText, Known, Table, Token, Unknown, Value, known, put_at, put_over

OTHER_TOKENS = Library()
_function, _method = OTHER_TOKENS.function, OTHER_TOKENS.method
_KEY, _JWT, _SIGNER = "jose.JWK.Key", "njwt.Jwt", "node-jose.Signer"
# RFC 7638 in base64url: 43 characters.
_THUMBPRINT = "thumbprint_of_the_public_key_in_base64url__"


@_function("jws.sign")
def _sign_jws(given: Given) -> Value | None:
    """Return the token of jws."""
    options = given.table(0)
    if options is None:
        return None
    header, payload = options.entries.get("header"), options.entries.get("payload")
    payload = payload.of if isinstance(payload, Encoded) else payload
    if not isinstance(header, Table) or not isinstance(payload, Table):
        return None
    key = options.entries.get("privateKey") or options.entries.get("secret")
    needs_lines(given, key)
    return mint(given, header, payload, key)


@_function("jwt-simple.encode")
def _encode_simple(given: Given) -> Value | None:
    """Return the token of jwt-simple: HS256 unless its third argument says otherwise; the header is its fourth argument's."""
    payload, options = given.get(0), Options(given.get(3))
    if not isinstance(payload, Table):
        return None
    header = Table(entries={"typ": given.known("JWT"), "alg": given.get(2) or given.known("HS256")}, span=given.span)
    put_over(header, options.get("header"))
    return mint(given, header, payload, given.get(1))


@_function("jsrsasign.KJUR.jws.JWS.sign", "KJUR.jws.JWS.sign", "jsrsasign.jws.JWS.sign")
def _sign_jsrsasign(given: Given) -> Value | None:
    """Return the token of jsrsasign: the algorithm may be null, and is then that of the header; ES256 signatures are raw."""
    header, payload = (object_in(given.run, given.get(number)) for number in (1, 2))
    return None if header is None or payload is None else mint(given, header, payload, given.get(3))


# jose before version 3.


@_function("jose.JWK.asKey", "jose.JWK.importKey")
def _as_key(given: Given) -> Value | None:
    """Return a key with the Key ID that its settings give it: the thumbprint of the key if they give none. node-jose has the same function."""
    first, options = given.get(0), Options(given.get(1))
    value = first.entries.get("key") if isinstance(first, Table) and "key" in first.entries else first
    kid = options.get("kid", Unknown(name="kid") if isinstance(first, Table) and "kid" in first.entries else given.known(_THUMBPRINT))
    return Instance(kind=_KEY, state={"key": value if isinstance(value, KeyText | Unknown | Known) else Unknown(), "kid": kid}, span=given.span)


@_function("node-jose.JWK.asKey")
def _as_node_key(given: Given) -> Value | None:
    """Return a key of node-jose."""
    return given.get(0)


@_function("jose.JWT.sign")
def _sign_jose(given: Given) -> Value | None:
    """Return the token of jose 1 and 2: claims and spans from the settings, kid from the key, iat unless *iat* is false."""
    payload, key, options = given.table(0), given.get(1), Options(given.get(2))
    if payload is None:
        return None
    is_key = isinstance(key, Instance) and key.kind == _KEY
    own: Value = key.state["kid"] if isinstance(key, Instance) and is_key else Unknown(name="kid")
    header = Table(entries={"alg": options.get("algorithm") or Unknown(name="algorithm")}, is_open=options.is_open, span=options.span or given.span)
    if known(options.entries.get("kid")) is not False:
        header.entries["kid"] = own
    put_over(header, options.get("header"))
    claims = Table(entries=dict(payload.entries), is_open=payload.is_open or options.is_open, span=payload.span)
    for option, claim in (("issuer", "iss"), ("subject", "sub"), ("audience", "aud"), ("jti", "jti")):
        if options.has(option):
            claims.entries[claim] = options.entries[option]
    now = Unknown(name="iat") if options.has("now") else given.known(given.run.now)
    if known(options.entries.get("iat")) is not False:
        claims.entries["iat"] = now
    after = options.get("expiresIn")
    if after is not None:
        text = known(after)
        seconds = seconds_from_now(text) if isinstance(text, str) and isinstance(now, Known) else None
        claims.entries["exp"] = Unknown(name="exp") if seconds is None else Known(value=int(given.run.now + seconds), span=after.span)
    return mint(given, header, claims, key.state["key"] if isinstance(key, Instance) and is_key else key)


# node-jose.


@_function("node-jose.JWS.createSign")
def _create_sign(given: Given) -> Value | None:
    """Return a signer of node-jose; kid may come from its key."""
    fields = Options(given.get(0)).get("fields")
    header = Table(span=fields.span if fields else given.span)
    put_over(header, fields)
    header.entries.setdefault("kid", Unknown(name="kid"))
    header.entries.setdefault("alg", Unknown(name="alg"))
    return Instance(kind=_SIGNER, state={"header": header, "key": given.get(1), "claims": None}, span=given.span)


@_method(_SIGNER, "update")
def _update(given: Given) -> Value | None:
    """Set what is signed."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["claims"] = object_in(given.run, given.get(0))
    return given.receiver


@_method(_SIGNER, "final")
def _final(given: Given) -> Value | None:
    """Return the token."""
    signer = given.receiver
    if not isinstance(signer, Instance) or not isinstance(signer.state["claims"], Table):
        return None
    return mint(given, signer.state["header"], signer.state["claims"], signer.state["key"])


# njwt.


@_function("njwt.create")
def _create(given: Given) -> Value | None:
    """Return a token of njwt that can still be changed: HS256 unless its third argument says otherwise; it sets iat, exp and jti itself."""
    claims = Table(span=given.span)
    put_over(claims, given.get(0))
    claims.entries |= {"iat": given.known(given.run.now), "exp": Unknown(name="exp")}
    header = Table(entries={"typ": given.known("JWT"), "alg": given.get(2) or given.known("HS256")}, span=given.span)
    return Instance(kind=_JWT, state={"header": header, "claims": claims, "key": given.get(1)}, span=given.span)


@_method(_JWT, "header")
def _header(given: Given) -> Value | None:
    """Return the header, which the program may change."""
    return given.receiver.state["header"] if isinstance(given.receiver, Instance) else None


@_method(_JWT, "body")
def _body(given: Given) -> Value | None:
    """Return the claims, which the program may change."""
    return given.receiver.state["claims"] if isinstance(given.receiver, Instance) else None


@_method(_JWT, "setHeader", "setClaim")
def _set(given: Given) -> Value | None:
    """Set a member of the header or a claim."""
    if isinstance(given.receiver, Instance):
        put_at(given.receiver.state["header" if given.words == "setHeader" else "claims"], given.text(0), given.get(1))
    return given.receiver


_CLAIM_OF = {"setIssuer": "iss", "setSubject": "sub", "setAudience": "aud", "setJti": "jti"}


@_method(_JWT, *_CLAIM_OF)
def _set_claim(given: Given) -> Value | None:
    """Set a registered claim."""
    if isinstance(given.receiver, Instance):
        put_at(given.receiver.state["claims"], _CLAIM_OF[given.words], given.get(0))
    return given.receiver


@_method(_JWT, "setExpiration", "setNotBefore", "setIssuedAt")
def _set_time(given: Given) -> Value | None:
    """Leave a time open."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["claims"].entries["exp"] = Unknown(name="exp")
    return given.receiver


@_method(_JWT, "setSigningKey", "setSigningAlgorithm")
def _set_signing(given: Given) -> Value | None:
    """Set the key or the algorithm."""
    if isinstance(given.receiver, Instance) and given.words == "setSigningKey":
        given.receiver.state["key"] = given.get(0)
    elif isinstance(given.receiver, Instance):
        put_at(given.receiver.state["header"], "alg", given.get(0))
    return given.receiver


@_method(_JWT, "compact", "toString")
def _compact(given: Given) -> Value | None:
    """Return the token."""
    made = given.receiver
    return mint(given, made.state["header"], made.state["claims"], made.state["key"]) if isinstance(made, Instance) else None


# djwt of Deno, which is imported by its address.


@_function("djwt.create")
def _create_deno(given: Given) -> Token | None:
    """Return the token of djwt, which adds no claims."""
    header, claims = given.table(0), given.table(1)
    return None if header is None or claims is None else mint(given, header, claims, given.get(2))


@_function("djwt.getNumericDate")
def _numeric_date(given: Given) -> Value | None:
    """Return the seconds since 1970 of a number of seconds from now; of a date nothing is known."""
    seconds = given.number(0)
    return None if seconds is None else Known(value=given.run.now + int(seconds), span=given.span)


OTHER_TOKENS.name(jws="jws")
