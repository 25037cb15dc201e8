"""Import of a key into a PKCS#11 token, from which it cannot be read out again."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from typing import Any

import pkcs11
from pkcs11 import Attribute, KeyType, ObjectClass, exceptions

from siwakit.edge.signers.addresses import Pkcs11Address
from siwakit.edge.signers.pkcs11_signer import find_keys, find_private, find_public
from siwakit.edge.signers.pkcs11_token import explain, open_session
from siwakit.errors import KeyFault
from siwakit.jose.key_wrapping import private_number
from siwakit.jose.public_halves import P256_PARAMETERS, write_public_point
from siwakit.jose.signer import PrivateKey

_ID_BYTES = 20
_NOT_TAKEN = (
    exceptions.AttributeReadOnly,
    exceptions.AttributeTypeInvalid,
    exceptions.AttributeValueInvalid,
    exceptions.TemplateInconsistent,
    exceptions.TemplateIncomplete,
    exceptions.FunctionNotSupported,
    exceptions.TokenWriteProtected,
)


def import_into_token(address: Pkcs11Address, private: PrivateKey, environment: Mapping[str, str], label: str) -> bool:
    """Create the key at *address*, with *label* if the address has none; return whether it is new.

    Raises:
        UsageError: no module or no PIN is given.
        SignerUnavailable: the token is not there.
        KeyFault: the token has another key there, one that can be read out, or takes in no keys.
    """
    session = open_session(address, environment, writes=True)
    try:
        if find_keys(session, address):
            _require_same(session, address, private)
            return False
        _create(session, address, private, label)
    except _NOT_TAKEN as error:
        raise KeyFault(
            f"the token does not take in this key ({type(error).__name__})", hint="import it with the tools of the token's maker, then check again"
        ) from None
    except pkcs11.PKCS11Error as error:
        raise explain(error, address) from None
    finally:
        with suppress(pkcs11.PKCS11Error):
            session.close()
    return True


def _require_same(session: Any, address: Pkcs11Address, private: PrivateKey) -> None:
    key = find_private(session, address)
    if find_public(session, key) != private.public_key():
        raise KeyFault("the token has another key at this address", hint="choose another object or id; nothing was changed")
    _require_kept(key)


def _require_kept(key: Any) -> None:
    if key[Attribute.EXTRACTABLE] or not key[Attribute.SENSITIVE]:
        raise KeyFault("the key in the token can be read out", hint="delete it there, and import it again")


def _create(session: Any, address: Pkcs11Address, private: PrivateKey, label: str) -> None:
    point = write_public_point(private.public_key())
    shared = {
        Attribute.KEY_TYPE: KeyType.EC,
        Attribute.TOKEN: True,
        Attribute.LABEL: address.label or label,
        Attribute.ID: address.id or sha256(point).digest()[:_ID_BYTES],
        Attribute.EC_PARAMS: P256_PARAMETERS,
    }
    created = []
    try:
        created.append(
            session.create_object(
                {
                    **shared,
                    Attribute.CLASS: ObjectClass.PRIVATE_KEY,
                    Attribute.VALUE: private_number(private),
                    Attribute.PRIVATE: True,
                    Attribute.SENSITIVE: True,
                    Attribute.EXTRACTABLE: False,
                    Attribute.SIGN: True,
                }
            )
        )
        public = {Attribute.CLASS: ObjectClass.PUBLIC_KEY, Attribute.EC_POINT: point, Attribute.PRIVATE: False, Attribute.VERIFY: True}
        created.append(session.create_object({**shared, **public}))
        _require_kept(created[0])
    except (pkcs11.PKCS11Error, KeyFault):
        for created_object in created:
            with suppress(pkcs11.PKCS11Error):
                created_object.destroy()
        raise
