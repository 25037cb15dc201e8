"""One body of evidence, and the parts that rules read from it.

A part is known, known not to exist (`LACKING`) or `UNKNOWN`. Nothing here fills a gap with a default: unknown is never
yes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Generic, Protocol, TypeVar, dataclass_transform
from weakref import ref

from siwakit.evidence.form_fields import FormField
from siwakit.evidence.repository import Repository
from siwakit.evidence.said import Statement
from siwakit.evidence.sign_in.callback import Callback
from siwakit.evidence.sign_in.portal import Portal
from siwakit.evidence.source import Source
from siwakit.http import Exchange, Request, Response
from siwakit.jose.jwks import KeySet
from siwakit.jose.jws import Jws
from siwakit.jose.keys.key_file_name import KeyFileName
from siwakit.jose.keys.p8 import KeyReading
from siwakit.jose.unpicklable import refuse_pickling
from siwakit.record import record

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")
E = TypeVar("E")


class Absence(Enum):
    """Reason why a part has no value."""

    # An Enum hashes its name, in Python code; members are unique objects, and these are hashed thousands of times.
    __hash__ = object.__hash__

    LACKING = "known not to exist"
    UNKNOWN = "not known"


LACKING = Absence.LACKING
UNKNOWN = Absence.UNKNOWN


class Origin(Enum):
    """Where a code came from."""

    # An Enum hashes its name, in Python code; members are unique objects, and these are hashed thousands of times.
    __hash__ = object.__hash__

    NATIVE = "native"
    WEB = "web"


@record
class KeyAtHand:
    """Key that the developer gave: its name, its text, and what was read from it, once.

    *path* is the path of its file as the developer gave it, if there is one. *is_unescaped* means that a setting has backslash and n for its
    line breaks, which some loaders of settings undo and others do not.
    """

    name: str
    text: str = field(repr=False)
    reading: KeyReading
    file_name: KeyFileName
    mode: int | None = None
    is_unescaped: bool = False
    path: str = ""
    __reduce__ = refuse_pickling


@dataclass(frozen=True, slots=True, eq=False)
class Part(Generic[T_co]):
    """Part of the evidence; *ask* says what would supply it, *option* is the option that does.

    An *is_extra* part is one that most sign-ins do not have: a question can be answered without it. An *is_timeless* part does not
    depend on the clock.
    """

    name: str
    read: Callable[[Evidence], T_co | Absence] = field(repr=False)
    ask: str = ""
    option: str = ""
    is_extra: bool = False
    is_timeless: bool = False


class Getter(Protocol):
    """Function from a part to its value."""

    def __call__(self, part: Part[T], /) -> T | Absence:
        """Return the value of *part*."""


class _Derived:
    """Slots for what is derived from evidence. They are not fields, so a changed copy starts without the original's values."""

    __slots__ = ("__weakref__", "get", "memo")

    memo: Memo
    get: Getter
    """Return the value of a part, computed once."""


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def _kept_from_changing(cls: type[E]) -> type[E]:
    """Make *cls* a dataclass whose fields must not be reassigned; mypy reports an assignment."""
    return dataclass(slots=True, kw_only=True, eq=False)(cls)


@_kept_from_changing
class Evidence(_Derived):
    """What is known about one sign-in; times are seconds since 1970-01-01 UTC.

    *unshown* names the parts of tokens that were not shown: `client_secret.header`, `client_secret.signature`, and the same
    for `identity_token`. *access_token* and *code* came together with the identity token, and *was_redeemed* says whether the
    verifier has accepted this very identity token before. *statements* is what libraries, brokers and browsers said. *source* says which
    parts of the request and the client_secret were read from source code, and *repository* what was found in one.
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
    redirect_uri: str | Absence = field(default=UNKNOWN, repr=False)
    identity_token: Jws | Absence = UNKNOWN
    identity_text: str | Absence = field(default=UNKNOWN, repr=False)
    key_set: KeySet | Absence = UNKNOWN
    fresh_key_set: KeySet | Absence = UNKNOWN
    nonce: str | Absence = field(default=UNKNOWN, repr=False)
    audiences: tuple[str, ...] | Absence = UNKNOWN
    access_token: str | Absence = field(default=UNKNOWN, repr=False)
    code: str | Absence = field(default=UNKNOWN, repr=False)
    was_redeemed: bool | Absence = UNKNOWN
    callback: Callback | Absence = UNKNOWN
    notification: Mapping[str, Any] | Absence = field(default=UNKNOWN, repr=False)
    earlier_notifications: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    earlier: tuple[Exchange, ...] = ()
    settings: Mapping[str, Any] | Absence = field(default=UNKNOWN, repr=False)
    portal: Portal | Absence = UNKNOWN
    statements: tuple[Statement, ...] = ()
    source: Source | Absence = UNKNOWN
    repository: Repository | Absence = UNKNOWN
    __reduce__ = refuse_pickling

    def __post_init__(self) -> None:
        """Prepare the cache of parts."""
        memo = Memo()
        memo.evidence = ref(self)
        self.memo = memo
        self.get = memo.__getitem__

    def at(self, now: int) -> Evidence:
        """Return the same evidence judged at *now*, in seconds since 1970-01-01 UTC."""
        later = replace(self, now=now)
        later.memo.update((part, value) for part, value in self.memo.items() if part.is_timeless)
        return later


class Memo(dict[Part[Any], Any]):
    """Cache of the parts of one body of evidence; a part is read when it is first needed.

    A diagnosis reads some 400 parts, most of them cached. In a dictionary that reads on demand, each costs one look-up in C.
    """

    __slots__ = ("evidence",)
    evidence: ref[Evidence]

    def __missing__(self, part: Part[Any]) -> Any:
        """Read *part* from the evidence."""
        value = self[part] = part.read(self.evidence())  # type: ignore[arg-type]  # the caller keeps the evidence alive
        return value
