"""Signer of a key in a PKCS#11 token."""

from __future__ import annotations

import os
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import pkcs11
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass

from siwakit.edge.client.signer_limit import SIGNER_SECONDS
from siwakit.edge.signers.addresses import Pkcs11Address
from siwakit.edge.signers.pkcs11_token import LOST, explain, open_session
from siwakit.edge.signers.time_limit import TimeLimit
from siwakit.errors import KeyFault
from siwakit.evidence.showing.redact import named
from siwakit.jose.public_halves import P256_PARAMETERS, read_public_point
from siwakit.jose.signer import PublicKey
from siwakit.jose.unpicklable import refuse_pickling
from siwakit.record import record

_IMPORT = "import the .p8 file from Apple's portal: siwakit key import-into"


@record
class _OpenKey:
    """A key in a session, and its public half; both are valid only in the process that opened them."""

    private: Any
    public: PublicKey
    process: int


class Pkcs11Signer:
    """Signer of the key at *address*; it logs in when it is first used, and again if the token was away.

    The token has *seconds* for each call. If that is None, it is called in the thread of the caller, for as long as it takes.
    """

    __reduce__ = refuse_pickling

    def __init__(self, address: Pkcs11Address, environment: Mapping[str, str], seconds: float | None = SIGNER_SECONDS) -> None:
        self._address = address
        self._environment = environment
        self._open: _OpenKey | None = None
        self._public: PublicKey | None = None
        self._limit = TimeLimit(seconds)

    @property
    def public(self) -> PublicKey:
        """Return the public half of the key.

        Raises:
            UsageError: no module or no PIN is given, or the address means several tokens.
            SignerUnavailable: the token is not there, or does not answer.
            KeyFault: the token refused the PIN, or has no such key.
        """
        if self._public is None:
            self._public = self._limit.run(self._key).public
        return self._public

    def sign(self, data: bytes, /) -> bytes:
        """Return the 64 bytes r‖s of a signature over *data*, which nothing has verified yet.

        Raises:
            UsageError: as `public`.
            SignerUnavailable: as `public`.
            KeyFault: as `public`.
        """
        digest = sha256(data).digest()
        return self._limit.run(lambda: self._sign(digest))

    def _sign(self, digest: bytes) -> bytes:
        has_been_open = self._open is not None
        try:
            return self._sign_once(digest)
        except LOST as error:
            self._open = None
            if not has_been_open:
                raise explain(error, self._address) from None
        except pkcs11.PKCS11Error as error:
            raise explain(error, self._address) from None
        try:
            return self._sign_once(digest)
        except pkcs11.PKCS11Error as error:
            self._open = None
            raise explain(error, self._address) from None

    def _sign_once(self, digest: bytes) -> bytes:
        # The token hashes nothing: many can only sign what is hashed already.
        return bytes(self._key().private.sign(digest, mechanism=Mechanism.ECDSA))

    def _key(self) -> _OpenKey:
        if self._open is None or self._open.process != os.getpid():
            session = open_session(self._address, self._environment)
            try:
                private = find_private(session, self._address)
                self._open = _OpenKey(private, find_public(session, private), os.getpid())
            except pkcs11.PKCS11Error as error:
                raise explain(error, self._address) from None
        return self._open


def find_private(session: Any, address: Pkcs11Address) -> Any:
    """Return the private key that *address* means.

    Raises:
        KeyFault: there is none, there are several, or it is not on P-256.
    """
    found = find_keys(session, address)
    if not found:
        raise KeyFault(f"the token has no private key {_wanted(address)}", hint=f"check object and id in the address, or {_IMPORT}")
    if len(found) > 1:
        ids = " or ".join(f"id={_percent(key.id)}" for key in found[:4])
        raise KeyFault(f"the token has {len(found)} private keys {_wanted(address)}", hint=f"add {ids} to the address")
    key = found[0]
    if key.key_type is not KeyType.EC:
        raise KeyFault(f"the key {_wanted(address)} is a key for {key.key_type.name}, expected one on P-256", hint=_IMPORT)
    if key[Attribute.EC_PARAMS] != P256_PARAMETERS:
        raise KeyFault(f"the key {_wanted(address)} is on another curve than P-256", hint=_IMPORT)
    return key


def find_keys(session: Any, address: Pkcs11Address) -> list[Any]:
    """Return every private key with the label and the id in *address*."""
    return list(session.get_objects(_template(ObjectClass.PRIVATE_KEY, address.label, address.id)))


def find_public(session: Any, private: Any) -> PublicKey:
    """Return the public half of *private*: the object with the same id, or with the same label if it has no id.

    Raises:
        KeyFault: there is none, or it is not on P-256.
    """
    template = _template(ObjectClass.PUBLIC_KEY, None if private.id else private.label, private.id or None)
    points = {bytes(key[Attribute.EC_POINT]) for key in session.get_objects(template) if key.key_type is KeyType.EC}
    if len(points) != 1:
        raise KeyFault(
            f"the token has {len(points) or 'no'} public {'keys' if points else 'key'} with the id of the private key, expected one",
            hint="store the public half beside the private key, with the same id and label",
        )
    return read_public_point(points.pop())


def _template(kind: ObjectClass, label: str | None, identifier: bytes | None) -> dict[Attribute, Any]:
    template: dict[Attribute, Any] = {Attribute.CLASS: kind}
    if label is not None:
        template[Attribute.LABEL] = label
    if identifier is not None:
        template[Attribute.ID] = identifier
    return template


def _wanted(address: Pkcs11Address) -> str:
    return named(address.label, 40) if address.label is not None else f"with the id {_percent(address.id or b'')}"


def _percent(identifier: bytes) -> str:
    return "".join(f"%{byte:02X}" for byte in identifier)
