"""What a character proves that was found where the base64 of a key was expected."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.readers.messages.model import Values

_PROOF = {
    "*": Proof.KEY_IS_MASKED,
    "\u2022": Proof.KEY_IS_MASKED,
    "\\": Proof.KEY_HOLDS_BACKSLASH,
    ".": Proof.KEY_HOLDS_DOT,
    "-": Proof.KEY_HOLDS_PEM_LINES,
}


def told_by_character(values: Values) -> Proof:
    """Return what the character in *values* proves, which the message gives as `character`, or as its code in `hexadecimal` or `decimal`."""
    character = values.get("character", "")
    if "hexadecimal" in values:
        character = chr(int(values["hexadecimal"], 16))
    elif "decimal" in values:
        character = chr(int(values["decimal"]))
    return _PROOF.get(character, Proof.KEY_HOLDS_FOREIGN_CHARACTER)
