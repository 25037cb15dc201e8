"""A key as the developer has it: its text, read once, and what its file name says."""

from __future__ import annotations

from siwakit.evidence.evidence import KeyAtHand
from siwakit.jose.keys.key_file_name import read_key_file_name
from siwakit.jose.keys.p8 import read_key


def key_at_hand(text: str, name: str = "", mode: int | None = None) -> KeyAtHand:
    """Return the key in *text*; *name* is the file's name, *mode* its permission bits if they are known.

    Raises:
        TooLarge: more than 16 KiB.
    """
    return KeyAtHand(name, text, read_key(text), read_key_file_name(name), mode)
