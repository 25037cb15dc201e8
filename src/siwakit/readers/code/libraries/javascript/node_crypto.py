"""Signatures by Node's crypto, which are DER unless dsaEncoding says otherwise, and by WebCrypto, which are raw."""

from __future__ import annotations

from siwakit.patterns import pattern
from siwakit.readers.code.libraries.encodings import encode
from siwakit.readers.code.libraries.line_breaks import needs_lines
from siwakit.readers.code.library import Given, Library
from siwakit.readers.code.values import Instance, Reference, Signature, Table, Unknown, Value, Why, text_of

CRYPTO = Library()
_function, _method = CRYPTO.function, CRYPTO.method
_KEY = pattern(r"(?i)key|pem|p8|secret|cert|value$|string$|content|text$")
_HASHES = frozenset({"sha256", "rsa-sha256", "ecdsa-with-sha256", "sha-256"})


@_function("crypto.sign")
def _sign(given: Given) -> Value | None:
    """Return the signature of the one-shot function."""
    data = given.get(1)
    return None if data is None else _signature(given, given.text(0), data, given.get(2))


@_function("crypto.createSign")
def _create(given: Given) -> Value | None:
    """Return a signer that takes its data in pieces."""
    return Instance(kind="crypto.Sign", state={"hash": given.text(0), "data": []}, span=given.span)


@_method("crypto.Sign", "update", "write")
def _update(given: Given) -> Value | None:
    """Add data to a signer."""
    signer, data = given.receiver, given.get(0)
    if isinstance(signer, Instance) and data is not None:
        signer.state["data"] = [*signer.state["data"], data]
    return signer


@_method("crypto.Sign", "end")
def _end(given: Given) -> Value | None:
    """Mark the end of the data."""
    return _update(given) if given.arguments else given.receiver


@_method("crypto.Sign", "sign")
def _finish(given: Given) -> Value | None:
    """Return the signature over what was given, in an encoding if one is asked for."""
    signer = given.receiver
    if not isinstance(signer, Instance) or not signer.state["data"]:
        return None
    data = signer.state["data"]
    whole = data[0] if len(data) == 1 else given.run.join(data, given.span)
    signature = _signature(given, signer.state["hash"], whole, given.get(0))
    encoding = given.text(1)
    return encode(encoding, signature, given.span) if encoding and signature else signature


def _may_be_settings(key: Value | None) -> bool:
    """Return whether *key*, which is not known, may be an object with more settings than the key."""
    if isinstance(key, Unknown):
        return key.why is not Why.ENVIRONMENT and not _KEY.search(key.name)
    return isinstance(key, Reference) and not _KEY.search(key.path)


def _signature(given: Given, name: str | None, data: Value, key: Value | None) -> Signature | None:
    options = key.entries if isinstance(key, Table) else {}
    is_open = (isinstance(key, Table) and key.is_open) or _may_be_settings(key)
    encoding = text_of(options.get("dsaEncoding", Unknown() if is_open else given.known("der")))
    if encoding is None:
        # Settings that are not known may say that the signature is raw.
        return None
    is_raw = encoding == "ieee-p1363"
    needs_lines(given, options.get("key") or key)
    algorithm = "ES256" if (name or "sha256").lower() in _HASHES else name or ""
    return Signature(data=data, algorithm=algorithm, is_raw=is_raw, key=options.get("key") or key or Unknown(), span=given.span)


@_function("crypto.subtle.sign", "crypto.webcrypto.subtle.sign", "subtle.sign", "webcrypto.subtle.sign", "window.crypto.subtle.sign")
def _sign_web(given: Given) -> Value | None:
    """Return the raw signature of WebCrypto."""
    data = given.get(2)
    return None if data is None else Signature(data=data, algorithm="ES256", is_raw=True, key=given.get(1) or Unknown(), span=given.span)


@_function("ecdsa-sig-formatter.derToJose", "derToJose")
def _to_raw(given: Given) -> Value | None:
    """Return a DER signature as raw bytes in base64url."""
    value = given.get(0)
    return (
        encode("base64url", Signature(data=value.data, algorithm=value.algorithm, is_raw=True, key=value.key, span=given.span), given.span)
        if isinstance(value, Signature)
        else None
    )
