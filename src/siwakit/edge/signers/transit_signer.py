"""Signer of a key in a transit engine of OpenBao or Vault: one call for each signature."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from siwakit.edge.client.signer_limit import SIGNER_SECONDS
from siwakit.edge.signers.addresses import TransitAddress
from siwakit.edge.signers.openbao import OpenBao
from siwakit.errors import Base64Fault, KeyFault
from siwakit.evidence.showing.redact import named
from siwakit.jose import base64url
from siwakit.jose.public_halves import read_public
from siwakit.jose.signer import PublicKey
from siwakit.jose.unpicklable import refuse_pickling
from siwakit.record import record

KEY_TYPE = "ecdsa-p256"
_IMPORT = "import the .p8 file from Apple's portal: siwakit key import-into"
_PARTS = 3  # vault, the version and the signature


@record
class TransitKey:
    """A version of a key in the engine: its public half, and what the engine may do with the private one."""

    public: PublicKey
    version: int
    is_exportable: bool


class TransitSigner:
    """Signer of the key at *address*. Its latest version is looked up once, so that its signatures fit its public half after a rotation.

    A call ends within *seconds*.
    """

    __reduce__ = refuse_pickling

    def __init__(self, address: TransitAddress, environment: Mapping[str, str], seconds: float = SIGNER_SECONDS) -> None:
        self._address = address
        self._server = OpenBao(environment, seconds)
        self._key: TransitKey | None = None

    @property
    def public(self) -> PublicKey:
        """Return the public half of the key.

        Raises:
            UsageError: no server or no token is given.
            SignerUnavailable: the server does not answer, or is sealed.
            KeyFault: there is no such key, the token may not read it, or it is not on P-256.
        """
        return self._known().public

    def sign(self, data: bytes, /) -> bytes:
        """Return the 64 bytes r‖s of a signature over *data*, which nothing has verified yet.

        Raises:
            UsageError: as `public`.
            SignerUnavailable: as `public`.
            KeyFault: as `public`, or the answer is not a signature.
        """
        key, address = self._known(), self._address
        answer = self._server.call(
            "POST",
            f"{address.mount}/sign/{address.key}/sha2-256",
            {"input": b64encode(data).decode("ascii"), "marshaling_algorithm": "jws", "key_version": key.version},
            needs="update",
        )
        if not answer.is_ok:
            raise KeyFault(f"the transit key {named(address.key, 60)} did not sign: status {answer.status}", hint=f"check its state, or {_IMPORT}")
        return _read_signature(answer.data.get("signature"))

    def _known(self) -> TransitKey:
        if self._key is None:
            key = read_key(self._server, self._address)
            if key is None:
                raise KeyFault(f"there is no transit key {named(self._address.key, 60)} in {named(self._address.mount, 60)}", hint=_IMPORT)
            self._key = key
        return self._key


def read_key(server: OpenBao, address: TransitAddress) -> TransitKey | None:
    """Return the latest version of the key at *address*, or None if there is no such key.

    Raises:
        SignerUnavailable: the server does not answer.
        KeyFault: it may not be read, or is not on P-256.
    """
    answer = server.call("GET", f"{address.mount}/keys/{address.key}", needs="read")
    if answer.is_missing:
        return None
    kind, version = answer.data.get("type"), answer.data.get("latest_version")
    if not answer.is_ok:
        raise KeyFault(f"the transit key {named(address.key, 60)} cannot be read: status {answer.status}", hint="check the address")
    if kind != KEY_TYPE:
        raise KeyFault(f"the transit key {named(address.key, 60)} is of type {named(str(kind), 20)}, expected {KEY_TYPE}", hint=_IMPORT)
    versions: Any = answer.data.get("keys")
    entry: Any = versions.get(str(version)) if isinstance(versions, dict) else None
    text = entry.get("public_key") if isinstance(entry, dict) else None
    if not isinstance(text, str) or type(version) is not int:
        raise KeyFault("OpenBao returned no public half of the key", hint="check that it is a key that signs")
    is_exportable = answer.data.get("exportable") is not False or answer.data.get("allow_plaintext_backup") is not False
    return TransitKey(read_public(text.encode()), version, is_exportable)


def _read_signature(text: object) -> bytes:
    parts = text.split(":") if isinstance(text, str) else []
    try:
        return base64url.decode(parts[-1]) if len(parts) == _PARTS else b""
    except Base64Fault:
        raise KeyFault("OpenBao returned a signature that is not base64url", hint="it may be too old for marshaling_algorithm jws") from None
