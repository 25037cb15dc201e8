"""What source code says about a request and a client_secret that were not given: the places, and what is only a stand-in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import Enum

from siwakit.patterns import pattern
from siwakit.record import record

# What stands for identifiers that source code does not say: of the right form, and unused.
STAND_IN_TEAM, STAND_IN_KEY_ID, STAND_IN_CLIENT = "STANDINTEA", "STANDINKEY", "com.example.stand-in"
# Paths of places in the source that are outside the request and the client_secret.
TOKEN_PLACE, ALGORITHM_PLACE, KEY_PLACE = "source.identity_token", "source.algorithm", "source.key"
_STAND_INS = frozenset({STAND_IN_TEAM, STAND_IN_KEY_ID, STAND_IN_CLIENT})


def is_stand_in(value: object) -> bool:
    """Return whether *value* only stands for an identifier that source code does not say."""
    return isinstance(value, str) and value in _STAND_INS


# A part of a key that no escape or line break divides.
_LETTERS = pattern(r"[A-Za-z0-9+/=_.-]{8,64}")


@record
class Misplaced:
    """Identifier that source code does not say, in a claim that it does not belong to: what the source calls it, and what stands for it."""

    name: str
    stand_in: str


class Doubt(Enum):
    """What a time in source code depends on besides the clock."""

    # An Enum hashes by its name, in Python; its members are single objects.
    __hash__ = object.__hash__

    ZONE = "the time zone of the machine"
    CALENDAR = "the lengths of months"


@record
class SourcePlace:
    """Place in a source file: *line* and *column* count from 1, *length* is in characters, *text* is the whole line.

    *start* and *end* are the offsets of the expression in the bytes of the file, or 0 if it is another file than that of `Source.text`.
    """

    file: str
    line: int
    column: int
    length: int
    text: str = field(repr=False)
    start: int = 0
    end: int = 0


@record(kw_only=True)
class Source:
    """What was read from source code, each part by its path (`client_secret.claims.iat`).

    *places* are in the source. *stand_ins* are values that the source does not say, by what it calls them; nothing is decided by them.
    *crossed* are those that are in the wrong place, as what the source calls them shows.
    *makes_secret* means that the client_secret that is judged is the one that the source makes.
    *doubts* are times that depend on more than the clock; *is_made_at_start* means that the client_secret
    is created when the program starts, *is_kept* that functions send it after that;
    *trusts_token* that the source reads the claims of an identity token from a request without verifying it, *takes_algorithm* that it
    verifies one by the algorithm that the token names, *joins_key_lines* that it removes the line breaks of the key that it signs with;
    *says_app* that the source takes its code from the app, by Apple's API or in a comment. *language* and *text* are those of the file that
    the request, or else the client_secret, is in; *key_file* is the name of the file that the source reads the key from.
    """

    places: Mapping[str, SourcePlace] = field(default_factory=dict)
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[str, Doubt] = field(default_factory=dict)
    crossed: Mapping[str, Misplaced] = field(default_factory=dict)
    makes_secret: bool = False
    is_kept: bool = False
    is_made_at_start: bool = False
    trusts_token: bool = False
    takes_algorithm: bool = False
    joins_key_lines: bool = False
    language: str = ""
    text: str = field(default="", repr=False)
    says_app: bool = False
    key_file: str = ""

    def place(self, path: str) -> SourcePlace | None:
        """Return the place of the part at *path*, or of the part that it belongs to."""
        while path and path not in self.places:
            path = path.rpartition(".")[0]
        return self.places.get(path)

    def place_of_key(self, text: str) -> SourcePlace | None:
        """Return the place of the key that the source signs with if *text*, a key, is written out in the source."""
        letters = max(_LETTERS.findall(text), key=len, default=text.strip())
        return self.places.get(KEY_PLACE) if letters and letters in self.text else None
