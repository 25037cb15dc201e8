"""Signatures in Rust: p256 gives raw bytes or DER as it is asked, ring as its algorithm says, the crate openssl DER."""

from __future__ import annotations

from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Array, Encoded, Instance, Known, Reference, Signature, Unknown, Value

SIGNATURES = Library()
SIGNATURES.is_found_by_type = True
_function, _method = SIGNATURES.function, SIGNATURES.method
_P256, _SIGNATURE, _RING, _OPENSSL = "p256 key", "p256 signature", "ring key", "openssl signer"


@_function(
    *("SigningKey.from_pkcs8_pem", "SigningKey.from_pkcs8_der", "SigningKey.from_bytes", "SigningKey.from_slice", "SigningKey.from"),
    *("SecretKey.from_pkcs8_pem", "SecretKey.from_pkcs8_der", "SecretKey.from_sec1_pem", "SigningKey.from_sec1_pem"),
)
def _p256_key(given: Given) -> Value | None:
    """Return a key of p256."""
    key = given.get(0)
    return key if isinstance(key, Instance) and key.kind == _P256 else Instance(kind=_P256, state={"key": key or Unknown()}, span=given.span)


@_method(_P256, "sign", "try_sign", "sign_recoverable", "sign_prehash", "sign_with_rng", "try_sign_with_rng")
def _p256_sign(given: Given) -> Value | None:
    """Return a signature of p256, whose form is chosen when its bytes are taken."""
    data = given.get(1 if given.words.endswith("rng") else 0)
    key = given.receiver.state["key"] if isinstance(given.receiver, Instance) else Unknown()
    return _signature(given, data, key)


@_method("Unknown", "sign", "try_sign")
def _sign_by_parameter(given: Given) -> Value | None:
    """Return a signature by a key of p256 that is given to a function."""
    data = given.get(0)
    is_data = isinstance(data, Known | Encoded) and len(given.arguments) == 1
    return _signature(given, data, given.receiver or Unknown()) if is_data else None


def _signature(given: Given, data: Value | None, key: Value) -> Value | None:
    return None if data is None else Instance(kind=_SIGNATURE, state={"data": data, "key": key}, span=given.span)


@_method(_SIGNATURE, "to_bytes", "to_vec", "as_ref", "to_der", "normalize_s", "unwrap_or")
def _bytes(given: Given) -> Value | None:
    """Return the bytes of a signature: r and s, or DER."""
    made = given.receiver
    if not isinstance(made, Instance) or given.words in {"normalize_s", "unwrap_or"}:
        return made
    return Signature(data=made.state["data"], algorithm="ES256", is_raw=given.words != "to_der", key=made.state["key"], span=given.span)


@_method("Signature", "as_bytes", "to_vec", "as_ref", "to_bytes")
def _same(given: Given) -> Value | None:
    """Return the bytes of a signature whose form is chosen."""
    return given.receiver


@_function("EcdsaKeyPair.from_pkcs8", "EcdsaKeyPair.from_private_key_and_public_key", "EcdsaKeyPair.from_private_key_der")
def _ring_key(given: Given) -> Value | None:
    """Return a key of ring, whose algorithm says in which form it signs."""
    algorithm = given.get(0)
    path = algorithm.path if isinstance(algorithm, Reference) else ""
    return Instance(kind=_RING, state={"key": given.get(1) or Unknown(), "is_raw": "FIXED" in path, "is_known": bool(path)}, span=given.span)


@_method(_RING, "sign")
def _ring_sign(given: Given) -> Value | None:
    """Return the signature of ring."""
    key, data = given.receiver, given.get(1)
    if not isinstance(key, Instance) or data is None or not key.state["is_known"]:
        return None
    return Signature(data=data, algorithm="ES256", is_raw=key.state["is_raw"], key=key.state["key"], span=given.span)


@_function("PKey.private_key_from_pem", "EcKey.private_key_from_pem", "PKey.from_ec_key", "PKey.private_key_from_pkcs8", "pem.parse", "Pem.contents")
def _load(given: Given) -> Value | None:
    """Return a key as it is loaded."""
    return given.get(0)


@_function("Signer.new")
def _signer(given: Given) -> Value | None:
    """Return a signer of the crate openssl, which takes its data in pieces."""
    return Instance(kind=_OPENSSL, state={"data": [], "key": given.get(1) or Unknown()}, span=given.span)


@_method(_OPENSSL, "update")
def _update(given: Given) -> Value | None:
    """Add data to a signer."""
    if isinstance(given.receiver, Instance) and (data := given.get(0)) is not None:
        given.receiver.state["data"].append(data)
    return given.known(None)


@_method(_OPENSSL, "sign_to_vec", "sign_oneshot_to_vec")
def _finish(given: Given) -> Value | None:
    """Return the DER signature over what was given."""
    signer = given.receiver
    if not isinstance(signer, Instance):
        return None
    whole = given.get(0)
    pieces: list[Value] = [whole] if whole is not None else signer.state["data"]
    if not pieces:
        return None
    data = pieces[0] if len(pieces) == 1 else given.run.join(pieces, given.span)
    return Signature(data=data, algorithm="ES256", is_raw=False, key=signer.state["key"], span=given.span)


@_function("EcdsaSig.sign")
def _openssl_numbers(given: Given) -> Value | None:
    """Return r and s of the crate openssl, which are not followed."""
    return Array(is_open=True, span=given.span)
