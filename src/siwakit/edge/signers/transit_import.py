"""Import of a key into a transit engine of OpenBao or Vault, from which it cannot be exported again."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

from siwakit.edge.client.signer_limit import SIGNER_SECONDS
from siwakit.edge.signers.addresses import TransitAddress
from siwakit.edge.signers.openbao import OpenBao
from siwakit.edge.signers.transit_signer import KEY_TYPE, TransitKey, read_key
from siwakit.errors import KeyFault
from siwakit.evidence.showing.redact import named
from siwakit.jose.key_wrapping import wrap_for
from siwakit.jose.signer import PrivateKey


def import_into_transit(address: TransitAddress, private: PrivateKey, environment: Mapping[str, str]) -> bool:
    """Create the key at *address*; return whether it is new.

    Raises:
        UsageError: no server or no token is given.
        SignerUnavailable: the server does not answer, or is sealed.
        KeyFault: another key has this name, the key there can be exported, or the token may not import.
    """
    server = OpenBao(environment, SIGNER_SECONDS)
    existing = read_key(server, address)
    if existing is not None:
        _require_same(existing, private)
        return False
    wrapping = server.call("GET", f"{address.mount}/wrapping_key", needs="read")
    text = wrapping.data.get("public_key")
    if not wrapping.is_ok or not isinstance(text, str):
        raise KeyFault(
            f"{named(address.mount, 60)} has no wrapping key (status {wrapping.status})", hint="is it a transit engine? bao secrets enable transit"
        )
    answer = server.call(
        "POST",
        f"{address.mount}/keys/{address.key}/import",
        {
            "ciphertext": b64encode(wrap_for(text.encode(), private)).decode("ascii"),
            "type": KEY_TYPE,
            "hash_function": "SHA256",
            "exportable": False,
            "allow_plaintext_backup": False,
            "allow_rotation": False,
        },
        needs="update",
    )
    if not answer.is_ok:
        raise KeyFault(f"OpenBao did not import the key: status {answer.status}", hint="look into its log")
    created = read_key(server, address)
    if created is None:
        raise KeyFault("OpenBao has no key of this name after the import", hint="look into its log")
    _require_same(created, private)
    return True


def _require_same(key: TransitKey, private: PrivateKey) -> None:
    if key.public != private.public_key():
        raise KeyFault("the engine has another key of this name", hint="choose another name; nothing was changed")
    if key.is_exportable:
        raise KeyFault("the key in the engine can be exported", hint="delete it there, and import it again")
