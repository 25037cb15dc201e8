"""Signatures and JWT libraries of Elixir: JOSE and Joken write raw ES256 signatures, Erlang's public_key and crypto DER."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import without_encodings
from siwakit.readers.code.libraries.minting import mint
from siwakit.readers.code.libraries.objects import fields_of, scope_of
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import (
    Array,
    Closure,
    Encoded,
    Instance,
    KeyText,
    Known,
    Signature,
    Table,
    Token,
    Unknown,
    Value,
    known,
    put_over,
    text_of,
)

TOKENS = Library()
_function, _method = TOKENS.function, TOKENS.method
_SIGNER = "Joken signer"
_TWO_HOURS = 7_200


# JOSE. What is signed and what is compact are pairs, of which the second matters.


@_function(
    *("JOSE.JWK.from_pem", "JOSE.JWK.from_map", "JOSE.JWK.from_key", "JOSE.JWK.from_oct", "JOSE.JWK.from", "JOSE.JWK.from_binary"),
    *("jose_jwk.from_pem", "public_key.pem_decode", "public_key.pem_entry_decode", "X509.PrivateKey.from_pem!", "JOSE.JWK.from_der"),
)
def _load(given: Given) -> Value | None:
    """Return a key as it is loaded from its text."""
    value = given.get(0)
    return value if isinstance(value, KeyText | Unknown | Known) else Unknown(name="key", span=given.span)


@_function("JOSE.JWK.from_pem_file", "JOSE.JWK.from_file", "jose_jwk.from_pem_file")
def _load_file(given: Given) -> Value | None:
    """Return the key of a file."""
    path = known(given.get(0))
    return KeyText(file=path.rpartition("/")[2] if isinstance(path, str) else "", span=given.span)


@_function("JOSE.JWS.from_map", "JOSE.JWT.from_map", "JOSE.JWT.from", "JOSE.JWS.from")
def _from_map(given: Given) -> Value | None:
    """Return a header or claims as they are."""
    return given.get(0)


@_function("JOSE.JWT.sign", "jose_jwt.sign")
def _sign(given: Given) -> Value | None:
    """Return the token of JOSE: typ is JWT unless it is set; without a header alg is that of the key, ES256, and there is no kid."""
    has_header = len(given.arguments) > 2  # noqa: PLR2004  key, header, claims
    header, claims = given.get(1) if has_header else Table(entries={"alg": given.known("ES256")}), given.get(2 if has_header else 1)
    return _mint_pair(given, header, fields_of(claims))


@_function("JOSE.JWS.sign", "jose_jws.sign", "JOSE.JWK.sign")
def _sign_bytes(given: Given) -> Value | None:
    """Return a JWS of JOSE: the payload is JSON, the header a map, which gets no typ; the key is the first argument or the last."""
    payload = next((value for value in given.arguments if isinstance(value, Encoded)), None)
    header = next((value for value in given.arguments if isinstance(value, Table)), None)
    claims = without_encodings(given.run, payload, "json", "bytes")
    return _mint_pair(given, header, claims if isinstance(claims, Table) else None, adds_type=False)


def _mint_pair(given: Given, header: Value | None, claims: Table | None, *, adds_type: bool = True) -> Value | None:
    if claims is None:
        return None
    asked = header if isinstance(header, Table) else Table(is_open=True, span=given.span)
    entries = ({"typ": given.known("JWT")} if adds_type else {}) | asked.entries
    token = mint(given, Table(entries=entries, is_open=asked.is_open, span=asked.span), claims, given.get(0))
    return Array(items=[Unknown(span=given.span), token], span=given.span)


@_function("JOSE.JWS.compact", "jose_jws.compact", "JOSE.JWT.compact")
def _compact(given: Given) -> Value | None:
    """Return what is signed as text, again in a pair."""
    token = _token_in(given.get(0))
    return None if token is None else Array(items=[Unknown(span=given.span), token], span=given.span)


def _token_in(value: Value | None) -> Token | None:
    if isinstance(value, Array):
        return next((item for item in value.items if isinstance(item, Token)), None)
    return value if isinstance(value, Token) else None


# Joken.


@_function("Joken.Signer.create", "Signer.create")
def _create_signer(given: Given) -> Value | None:
    """Return a signer: an algorithm, a key and more of the header, to which typ is added."""
    key, more = given.get(1), given.get(2)
    if isinstance(key, Table):
        key = key.entries.get("pem") or Unknown(name="key", span=given.span)
    header = Table(entries={"typ": given.known("JWT")}, span=given.span)
    put_over(header, more)
    header.entries["alg"] = given.get(0) or Unknown(name="alg", span=given.span)
    return Instance(kind=_SIGNER, state={"header": header, "key": key}, span=given.span)


@_function("Joken.encode_and_sign", "encode_and_sign", "Joken.encode_and_sign!", "encode_and_sign!", "Joken.Signer.sign")
def _encode(given: Given) -> Value | None:
    """Return the token of Joken, beside its claims: nothing is added to them."""
    claims = fields_of(given.get(0))
    return None if claims is None else _joken_result(given, claims, given.get(1))


@_function("Joken.generate_and_sign", "Joken.generate_and_sign!")
def _generate(given: Given) -> Value | None:
    """Return the token of Joken with the claims that a configuration generates, unless they are given."""
    config, extra = given.get(0), fields_of(given.get(1)) or Table()
    return _joken_result(given, _generated(config, extra), given.get(2))


@_function("generate_and_sign", "generate_and_sign!")
def _generate_in_module(given: Given) -> Value | None:
    """Return the token that the module itself mints, whose configuration is not followed."""
    extra = fields_of(given.get(0)) or Table()
    return _joken_result(given, Table(entries=dict(extra.entries), is_open=True, span=extra.span), given.get(1))


@_method("", "generate_and_sign", "generate_and_sign!", "encode_and_sign", "encode_and_sign!")
def _by_module(given: Given) -> Value | None:
    """Return the token of a module of the program that uses Joken: its configuration is a function, or the default."""
    scope, extra = scope_of(given.receiver), fields_of(given.get(0)) or Table()
    if scope is None:
        return None
    if given.words.startswith("encode"):
        return _joken_result(given, extra, given.get(1))
    config = scope.names.get("token_config")
    made = given.run.call_closure(config, (), {}, given.span) if isinstance(config, Closure) else _default_claims(given)
    return _joken_result(given, _generated(made, extra), given.get(1))


def _generated(config: Value | None, extra: Table) -> Table:
    if not isinstance(config, Table):
        return Table(entries=dict(extra.entries), is_open=True, span=extra.span)
    return Table(entries=config.entries | extra.entries, is_open=config.is_open or extra.is_open, span=extra.span)


def _joken_result(given: Given, claims: Table, signer: Value | None) -> Value:
    state = signer.state if isinstance(signer, Instance) and signer.kind == _SIGNER else {}
    header = state.get("header") or Table(entries={"alg": Unknown(name="alg", span=given.span)}, is_open=True, span=given.span)
    token = mint(given, header, claims, state.get("key"))
    is_alone = given.words.endswith("!") and not given.words.startswith("encode")
    return token if is_alone or given.words == "sign" else Array(items=[token, claims], span=given.span)


@_function("default_claims", "Joken.Config.default_claims")
def _default_claims(given: Given) -> Value | None:
    """Return the claims that Joken generates by default: for its own service, and for two hours."""
    skipped = given.named.get("skip")
    names = {text_of(item) for item in skipped.items} if isinstance(skipped, Array) else set()
    lifetime = given.number(-1, "default_exp") or _TWO_HOURS
    entries: dict[str, Value] = {
        "iss": given.named.get("iss") or given.known("Joken"),
        "aud": given.named.get("aud") or given.known("Joken"),
        "iat": given.known(given.run.now),
        "nbf": given.known(given.run.now),
        "exp": given.known(given.run.now + int(lifetime)),
        "jti": Unknown(name="jti", span=given.span),
    }
    kept = {name: value for name, value in entries.items() if name not in names}
    return Table(entries=kept, is_open="skip" in given.named and not names, span=given.span)


@_function("add_claim", "Joken.Config.add_claim")
def _add_claim(given: Given) -> Value | None:
    """Return a configuration with one claim more, if a function generates it."""
    config, name, generate = given.table(0), given.text(1), given.get(2)
    if config is None:
        return None
    entries = dict(config.entries)
    if name and isinstance(generate, Closure):
        entries[name] = given.run.call_closure(generate, (), {}, given.span)
    return Table(entries=entries, is_open=config.is_open or name is None, span=config.span)


# Erlang.


@_function("public_key.sign")
def _sign_der(given: Given) -> Value | None:
    """Return the DER signature of public_key: data, hash, key."""
    return _signature(given, given.get(0), given.get(2))


@_function("crypto.sign")
def _crypto_sign(given: Given) -> Value | None:
    """Return the DER signature of crypto: algorithm, hash, data, key."""
    return _signature(given, given.get(2), given.get(3)) if given.text(0) == "ecdsa" else None


def _signature(given: Given, data: Value | None, key: Value | None) -> Value | None:
    return None if data is None else Signature(data=data, algorithm="ES256", is_raw=False, key=key or Unknown(), span=given.span)
