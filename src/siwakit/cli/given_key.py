"""A key as the commands take it: the path of a file, or the address of a key that is not in a file."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from siwakit.errors import UsageError
from siwakit.record import record

if TYPE_CHECKING:
    from siwakit.evidence.evidence import KeyAtHand
    from siwakit.jose.signer import Signer


@record
class GivenKey:
    """A key, and the signer of its store; None if it is in a file."""

    key: KeyAtHand
    store: Signer | None = field(default=None, repr=False)

    def signer(self) -> Signer:
        """Return what signs with it.

        Raises:
            KeyFault: the file is not Apple's form of a key, or is damaged.
        """
        from siwakit.jose.signer import load_signer

        return self.store or load_signer(self.key.text)


def read_given_key(text: str) -> GivenKey:
    """Return the key that *text* names.

    Raises:
        NotReadable: a file that is missing or cannot be opened.
        TooLarge: a file larger than any key.
        UsageError: a malformed address, or a library that is not installed.
        KeyFault: the store of the key does not answer, or has no key on P-256 there.
    """
    from siwakit.edge.files.reading import MAX_KEY_BYTES, read_file
    from siwakit.edge.signers.addresses import is_address
    from siwakit.evidence.keys import key_at_hand

    if is_address(text):
        return _at_address(text)
    file = read_file(text, cap=MAX_KEY_BYTES)
    return GivenKey(key_at_hand(file.text, file.name, file.mode, path=text))


def require_key_id(key: KeyAtHand) -> str:
    """Return the Key ID in the name of *key*.

    Raises:
        UsageError: there is none in it.
    """
    if key.file_name.key_id:
        return key.file_name.key_id
    raise UsageError(
        f"no Key ID: the {'file ' if key.text else ''}name {key.name} does not contain it",
        hint="add --key-id <KEYID>; the developer portal lists it under Keys",
    )


def _at_address(text: str) -> GivenKey:
    from siwakit.edge.signers.addresses import key_name, parse_address
    from siwakit.edge.signers.open_signer import open_signer
    from siwakit.evidence.keys import key_at_address

    signer = open_signer(text)
    return GivenKey(key_at_address(signer.public, text, key_name(parse_address(text))), signer)
