"""One body of evidence, and the parts that rules ask of it.

A part is known, known not to exist (`LACKING`) or `UNKNOWN`. Nothing here fills a gap with a default: unknown is never
yes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Generic, TypeVar

from siwakit.evidence.callback import Callback
from siwakit.evidence.portal import Portal
from siwakit.http import Exchange, Request, Response
from siwakit.jose.jwks import KeySet
from siwakit.jose.jws import Jws
from siwakit.jose.key_file_name import KeyFileName
from siwakit.jose.p8 import KeyReading
from siwakit.jose.unpicklable import refuse_pickling

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


class Absence(Enum):
    """Say why a part has no value."""

    LACKING = "known not to exist"
    UNKNOWN = "not known"


LACKING = Absence.LACKING
UNKNOWN = Absence.UNKNOWN


class Origin(Enum):
    """Say where a code came from."""

    NATIVE = "native"
    WEB = "web"


@dataclass(frozen=True, slots=True)
class KeyAtHand:
    """Hold a key that the developer gave: its name, its text and what was read from it, once."""

    name: str
    text: str = field(repr=False)
    reading: KeyReading
    file_name: KeyFileName
    mode: int | None = None
    __reduce__ = refuse_pickling


@dataclass(frozen=True, slots=True)
class FormField:
    """Hold one field of a request: as meant, as written, and where it stood (body, query, basic, json, multipart)."""

    name: str
    value: str = field(repr=False)
    raw: str = field(repr=False)
    place: str = "body"


@dataclass(frozen=True, slots=True)
class Part(Generic[T_co]):
    """Name a part of the evidence; *ask* is what would supply it, *option* the option that does.

    An *is_extra* part is one that most sign-ins do not have: a question can be answered without it.
    """

    name: str
    read: Callable[[Evidence], T_co | Absence] = field(repr=False)
    ask: str = ""
    option: str = ""
    is_extra: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Hold what is known of one sign-in; times are seconds since 1970-01-01 UTC.

    *unshown* names the parts of tokens that nobody showed: `client_secret.header`, `client_secret.signature`, and the same
    of `identity_token`.
    """

    now: int | Absence = UNKNOWN
    request: Request | Absence = UNKNOWN
    body_is_known: bool = True
    form: tuple[FormField, ...] | Absence = UNKNOWN
    answer: Response | Absence = UNKNOWN
    secret: str | Absence = field(default=UNKNOWN, repr=False)
    newer_secret: Jws | Absence = UNKNOWN
    unshown: tuple[str, ...] = ()
    keys: tuple[KeyAtHand, ...] | Absence = UNKNOWN
    team_id: str | Absence = UNKNOWN
    key_id: str | Absence = UNKNOWN
    bundle_ids: tuple[str, ...] | Absence = UNKNOWN
    services_ids: tuple[str, ...] | Absence = UNKNOWN
    origin: Origin | Absence = UNKNOWN
    authorize: Request | Absence = UNKNOWN
    redirect_uri: str | Absence = UNKNOWN
    identity_token: Jws | Absence = UNKNOWN
    identity_text: str | Absence = field(default=UNKNOWN, repr=False)
    key_set: KeySet | Absence = UNKNOWN
    fresh_key_set: KeySet | Absence = UNKNOWN
    nonce: str | Absence = field(default=UNKNOWN, repr=False)
    audiences: tuple[str, ...] | Absence = UNKNOWN
    callback: Callback | Absence = UNKNOWN
    notification: Mapping[str, Any] | Absence = field(default=UNKNOWN, repr=False)
    earlier_notifications: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    earlier: tuple[Exchange, ...] = ()
    settings: Mapping[str, Any] | Absence = field(default=UNKNOWN, repr=False)
    portal: Portal | Absence = UNKNOWN
    memo: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    __reduce__ = refuse_pickling

    def at(self, now: int) -> Evidence:
        """Return the same evidence judged at *now*, in seconds since 1970-01-01 UTC."""
        # What stands in the request does not change with the clock.
        kept = {name: value for name, value in self.memo.items() if name == "fields"}
        return replace(self, now=now, memo=kept)

    def get(self, part: Part[T]) -> T | Absence:
        """Return the value of *part*, worked out once."""
        try:
            value: T | Absence = self.memo[part.name]
        except KeyError:
            value = self.memo[part.name] = part.read(self)
        return value
