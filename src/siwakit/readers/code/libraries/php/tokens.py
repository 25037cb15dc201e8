"""Signatures and JWT libraries of PHP: openssl_sign writes DER; firebase/php-jwt, lcobucci/jwt, web-token."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import without_encodings
from siwakit.readers.code.libraries.line_breaks import needs_lines
from siwakit.readers.code.libraries.minting import mint
from siwakit.readers.code.libraries.times import number_from
from siwakit.readers.code.library import Given, Library, Meaning
from siwakit.readers.code.values import Instance, KeyText, Reference, Signature, Table, Unknown, Value, known, put_over, text_of

TOKENS = Library()
_function, _method = TOKENS.function, TOKENS.method
_CONFIGURATION, _BUILDER, _SIGNER = "lcobucci configuration", "lcobucci builder", "lcobucci signer"
_ALGORITHMS = {"Ecdsa.Sha256": "ES256", "Hmac.Sha256": "HS256", "Rsa.Sha256": "RS256"}
_RAW_LENGTH = 64


# firebase/php-jwt.


@_function("JWT.encode")
def _encode(given: Given) -> Value | None:
    """Return the token of firebase/php-jwt: before version 6 HS256 unless the third argument says otherwise; the key id is the fourth."""
    claims = given.get(0, "payload")
    if not isinstance(claims, Table):
        return None
    header = Table(entries={"typ": given.known("JWT"), "alg": given.get(2, "alg") or given.known("HS256")}, span=given.span)
    key_id, extra = given.get(3, "keyId"), given.get(4, "head")
    if (key_id is not None and known(key_id) is not None) or isinstance(key_id, Unknown | Reference):
        header.entries["kid"] = key_id
    if isinstance(extra, Table):
        put_over(header, Table(entries={name: value for name, value in extra.entries.items() if name not in header.entries or name == "kid"}))
    elif extra is not None and known(extra) is not None:
        header.is_open = True
    needs_lines(given, given.get(1, "key"))
    # Versions before 5.2 convert a signature of OpenSSL to raw bytes for no algorithm, and have no ES256.
    return mint(given, header, claims, given.get(1, "key"))


# OpenSSL.


@_function("openssl_pkey_get_private", "openssl_get_privatekey", "PublicKeyLoader.load", "EC.loadPrivateKey", "PublicKeyLoader.loadPrivateKey")
def _load(given: Given) -> Value | None:
    """Return a key as it is loaded from its text."""
    value = _key_of(given.get(0))
    if given.words.startswith("openssl"):
        needs_lines(given, value)
    return value if isinstance(value, KeyText | Unknown) else Unknown(name="key", span=given.span)


def _key_of(value: Value | None) -> Value:
    """Return the key that OpenSSL is given: its text, or the address of its file."""
    text = text_of(value)
    is_file = text is not None and text.startswith("file://")
    return KeyText(file=text.rpartition("/")[2], span=value.span) if is_file and text and value else value or Unknown()


@_function("openssl_sign")
def _sign(given: Given) -> Value | None:
    """Put the DER signature of OpenSSL into the second argument."""
    data = given.get(0)
    needs_lines(given, given.get(2))
    if data is not None and given.store:
        given.store(1, Signature(data=data, algorithm="ES256", is_raw=False, key=_key_of(given.get(2)), span=given.span))
    return given.known(True)  # noqa: FBT003  the result of the function


@_function("JWT.signatureFromDER", "fromDER", "ECSignature.fromAsn1", "ECSignature.toAsn1", "ECSignature.fromDER")
def _to_raw(given: Given) -> Value | None:
    """Return a DER signature as raw bytes."""
    signature = without_encodings(given.run, given.get(0), "bytes")
    return _raw(signature) if isinstance(signature, Signature) else None


def _raw(signature: Signature) -> Signature:
    return Signature(data=signature.data, algorithm=signature.algorithm, is_raw=True, key=signature.key, span=signature.span)


# lcobucci/jwt.


@_function("Configuration.forAsymmetricSigner", "Configuration.forSymmetricSigner")
def _configuration(given: Given) -> Value | None:
    """Return a configuration with its signer and key."""
    return Instance(kind=_CONFIGURATION, state={"signer": given.get(0), "key": given.get(1)}, span=given.span)


@_method(_CONFIGURATION, "builder")
def _builder_of(given: Given) -> Value | None:
    """Return a builder of a configuration."""
    return _new_builder(given)


@_function("Builder", "Token.Builder")
def _builder(given: Given) -> Value | None:
    """Return a builder."""
    return _new_builder(given)


def _new_builder(given: Given) -> Instance:
    header = Table(entries={"typ": given.known("JWT")}, span=given.span)
    return Instance(kind=_BUILDER, state={"claims": Table(span=given.span), "header": header}, span=given.span)


@_method(_CONFIGURATION, "signer", "signingKey")
def _part(given: Given) -> Value | None:
    """Return the signer or the key of a configuration."""
    configuration = given.receiver
    if not isinstance(configuration, Instance):
        return None
    part: Value | None = configuration.state["signer" if given.words == "signer" else "key"]
    return part


def _claim(name: str) -> Meaning:
    def meaning(given: Given) -> Value | None:
        builder, value = given.receiver, given.get(0)
        if isinstance(builder, Instance) and value is not None:
            builder.state["claims"].entries[name] = number_from(value, value.span) or value
        return builder

    return meaning


for _name, _registered in (
    *(("issuedBy", "iss"), ("relatedTo", "sub"), ("permittedFor", "aud"), ("identifiedBy", "jti"), ("issuedAt", "iat"), ("expiresAt", "exp")),
    *(("canOnlyBeUsedAfter", "nbf"), ("setIssuer", "iss"), ("setSubject", "sub"), ("setAudience", "aud"), ("setIssuedAt", "iat")),
    *(("setExpiration", "exp"), ("setId", "jti")),
):
    _method(_BUILDER, _name)(_claim(_registered))


@_method(_BUILDER, "withClaim", "set")
def _with_claim(given: Given) -> Value | None:
    """Set a claim by its name."""
    builder, name, value = given.receiver, given.text(0), given.get(1)
    if isinstance(builder, Instance) and name and value is not None:
        builder.state["claims"].entries[name] = value
    return builder


@_method(_BUILDER, "withHeader", "setHeader")
def _with_header(given: Given) -> Value | None:
    """Set a member of the header."""
    builder, name, value = given.receiver, given.text(0), given.get(1)
    if isinstance(builder, Instance) and name and value is not None:
        builder.state["header"].entries[name] = value
    return builder


@_method(_BUILDER, "getToken", "sign")
def _get_token(given: Given) -> Value | None:
    """Return the signed token: raw signatures by Sha256::create() since version 3.3, and before by the signer itself."""
    builder, signer = given.receiver, given.get(0)
    if not isinstance(builder, Instance):
        return None
    header: Table = builder.state["header"]
    header.entries["alg"] = _algorithm(given, signer)
    return mint(given, header, builder.state["claims"], given.get(1))


def _algorithm(given: Given, signer: Value | None) -> Value:
    path = signer.state["path"] if isinstance(signer, Instance) and signer.kind == _SIGNER else ""
    name = next((algorithm for ending, algorithm in _ALGORITHMS.items() if path.endswith(ending)), None)
    return given.known(name) if name else Unknown(name="alg", span=given.span)


def _signer(path: str) -> Meaning:
    def meaning(given: Given) -> Value | None:
        return Instance(kind=_SIGNER, state={"path": path}, span=given.span)

    return meaning


for _path in ("Ecdsa.Sha256", "Hmac.Sha256", "Rsa.Sha256"):
    _function(_path, f"{_path}.create", f"Signer.{_path}", f"Signer.{_path}.create")(_signer(_path))


# web-token.


@_function("JWSBuilder")
def _jws_builder(given: Given) -> Value | None:
    """Return a builder of web-token, which returns another with each step."""
    return Instance(kind="web-token builder", state={"payload": None, "header": None, "key": None}, span=given.span)


@_method("web-token builder", "create", "build")
def _same(given: Given) -> Value | None:
    """Return the builder; `build` records the token."""
    builder = given.receiver
    if given.words == "build" and isinstance(builder, Instance):
        payload = without_encodings(given.run, builder.state["payload"], "json")
        header = builder.state["header"]
        if isinstance(payload, Table) and isinstance(header, Table):
            return mint(given, header, payload, builder.state["key"])
    return builder


@_method("web-token builder", "withPayload", "addSignature")
def _step(given: Given) -> Value | None:
    """Set the payload, or the key and the header."""
    builder = given.receiver
    if isinstance(builder, Instance) and given.words == "withPayload":
        builder.state["payload"] = given.get(0)
    elif isinstance(builder, Instance):
        builder.state |= {"key": given.get(0), "header": given.get(1)}
    return builder


@_method("", "serialize")
def _serialize(given: Given) -> Value | None:
    """Return a token as text."""
    return given.get(0)


@_function("JWKFactory.createFromKeyFile", "JWKFactory.createFromKey")
def _jwk(given: Given) -> Value | None:
    """Return a key of web-token."""
    text = known(given.get(0))
    return KeyText(file=text.rpartition("/")[2] if isinstance(text, str) and given.words == "createFromKeyFile" else "", span=given.span)


@_method("Token", "toString", "getPayload")
def _as_text(given: Given) -> Value | None:
    """Return a token as text."""
    return given.receiver
