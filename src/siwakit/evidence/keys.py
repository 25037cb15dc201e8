"""A key as the developer has it: its text, read once, and what its file name says."""

from __future__ import annotations

from siwakit.evidence.evidence import KeyAtHand
from siwakit.jose.keys.key_file_name import KeyFileName, KeyService, read_key_file_name
from siwakit.jose.keys.p8 import P256, KeyForm, KeyReading, read_key
from siwakit.jose.signer import PublicKey

SIGNER = "the configured signer"


def key_at_hand(text: str, name: str = "", mode: int | None = None, *, path: str = "") -> KeyAtHand:
    """Return the key in *text*; *name* is the file's name, *mode* its permission bits and *path* its path if they are known.

    Raises:
        TooLarge: more than 16 KiB.
    """
    return KeyAtHand(name, text, read_key(text), read_key_file_name(name), mode, path=path)


def key_of_signer(public: PublicKey, key_id: str) -> KeyAtHand:
    """Return the key of a signer, of which only the public half is known; *key_id* is its configured Key ID."""
    return KeyAtHand(SIGNER, "", KeyReading(KeyForm.PUBLIC, P256, public=public), KeyFileName(key_id, KeyService.PORTAL))


def key_at_address(public: PublicKey, address: str, name: str) -> KeyAtHand:
    """Return the key at the *address* of a store, of which only the public half is known; *name* is the one that people gave it there."""
    return KeyAtHand(name or address, "", KeyReading(KeyForm.PUBLIC, P256, public=public), read_key_file_name(name), path=address)


def has_address(key: KeyAtHand) -> bool:
    """Return whether *key* is in a store that its path is the address of."""
    return is_in_store(key) and bool(key.path)


def is_in_store(key: KeyAtHand) -> bool:
    """Return whether *key* is in a store, which shows only its public half."""
    return not key.text and key.reading.public is not None
