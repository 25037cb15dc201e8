"""Keys and signatures in .NET: ECDsa writes r and s unless a format is given, Bouncy Castle DER unless the name of the algorithm says otherwise."""

from __future__ import annotations

from siwakit.readers.code.libraries.encodings import identity
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Instance, KeyText, Reference, Signature, Unknown, Value, known

SIGNATURES = Library()
SIGNATURES.is_found_by_type = True
_function, _method = SIGNATURES.function, SIGNATURES.method
KEY = "ECDsa"
_SIGNER = "bouncy castle signer"


@_function("ECDsa.Create", "ECDsaCng", "ECDsaOpenSsl", "ECDsa.Create:")
def _create(given: Given) -> Value | None:
    """Return a key: a new one, which others are imported into, or one of an imported key."""
    return Instance(kind=KEY, state={"key": given.get(0) or Unknown(name="key", span=given.span)}, span=given.span)


@_method(KEY, "ImportPkcs8PrivateKey", "ImportFromPem", "ImportECPrivateKey", "ImportParameters", "ImportFromEncryptedPem")
def _import(given: Given) -> Value | None:
    """Import a key."""
    if isinstance(given.receiver, Instance):
        given.receiver.state["key"] = given.get(0) or Unknown()
    return given.known(None)


_function("CngKey.Import", "PemReader", "StringReader", "PrivateKeyFactory.CreateKey", "ECPrivateKeyParameters")(identity())


@_method(KEY, "SignData", "SignHash")
@_method("Unknown", "SignData", "SignHash")
def _sign_data(given: Given) -> Value | None:
    """Return a signature: r and s, or DER if the format `Rfc3279DerSequence` is given; only RSA takes a padding."""
    data = given.get(0, "data", "hash")
    if given.words == "SignHash" and isinstance(data, Instance) and data.kind == "digest":
        data = data.state["data"]
    formats = [value.path for value in (*given.arguments, *given.named.values()) if isinstance(value, Reference)]
    is_der = any(path.endswith("Rfc3279DerSequence") for path in formats)
    if data is None or any("RSASignaturePadding" in path for path in formats):
        return None
    return Signature(data=data, algorithm="ES256", is_raw=not is_der, key=key_of(given.receiver) or Unknown(), span=given.span)


@_function("SHA256.HashData")
@_method("SHA256", "ComputeHash")
def _digest(given: Given) -> Value | None:
    """Return a digest of data."""
    return Instance(kind="digest", state={"data": given.get(0)}, span=given.span)


@_function("SHA256.Create", "SHA256Managed")
def _hash(given: Given) -> Value | None:
    """Return what makes digests."""
    return Instance(kind="SHA256", span=given.span)


def key_of(value: Value | None) -> Value | None:
    """Return what a key was loaded from."""
    while isinstance(value, Instance) and isinstance(value.state.get("key"), Value):
        value = value.state["key"]
    return value if isinstance(value, KeyText | Unknown) else value if known(value) else None


# Bouncy Castle.


@_function("SignerUtilities.GetSigner")
def _signer(given: Given) -> Value | None:
    """Return a signer by the name of its algorithm."""
    return Instance(kind=_SIGNER, state={"algorithm": (given.text(0) or "").upper(), "key": Unknown(), "data": None}, span=given.span)


@_method(_SIGNER, "Init", "BlockUpdate")
def _prepare(given: Given) -> Value | None:
    """Set the key, or the data."""
    if isinstance(given.receiver, Instance):
        given.receiver.state |= {"key": given.get(1) or Unknown()} if given.words == "Init" else {"data": given.get(0)}
    return given.known(None)


@_method(_SIGNER, "GenerateSignature")
def _generate(given: Given) -> Value | None:
    """Return the signature: DER, or r and s for `PLAIN-ECDSA`."""
    state = given.receiver.state if isinstance(given.receiver, Instance) else {}
    data, algorithm = state.get("data"), str(state.get("algorithm"))
    if not isinstance(data, Value) or not algorithm.endswith("ECDSA"):
        return None
    return Signature(data=data, algorithm="ES256", is_raw="PLAIN" in algorithm, key=state["key"], span=given.span)
