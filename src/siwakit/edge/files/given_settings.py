"""The settings of a project, as options of the command line and members of `siwakit.toml` state them."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from siwakit.errors import UsageError
from siwakit.evidence.evidence import UNKNOWN, Origin
from siwakit.evidence.known import Known
from siwakit.evidence.showing.redact import named
from siwakit.record import record

if TYPE_CHECKING:
    from siwakit.evidence.evidence import Absence, KeyAtHand

T = TypeVar("T")


@record(kw_only=True)
class Settings:
    """What a developer states about a sign-in: *keys* are paths or addresses, *response* is a path or a text, *now* is in seconds since 1970 UTC."""

    team_id: str | None = None
    key_id: str | None = None
    bundle_ids: tuple[str, ...] = ()
    services_ids: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    origin: Origin | None = None
    redirect_uri: str | None = None
    response: str | None = None
    now: int | None = None

    def or_else(self, other: Settings) -> Settings:
        """Return these settings, with those of *other* in place of the missing ones."""
        return replace(other, **self.stated())

    def stated(self) -> dict[str, Any]:
        """Return the settings that are not missing, by name."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name)) not in {None, (), ""}}

    def known(self, keys: tuple[KeyAtHand, ...] = ()) -> Known:
        """Return what these settings state, with *keys*, which were read from the paths."""
        return Known(
            keys=keys,
            now=_or_unknown(self.now),
            team_id=_or_unknown(self.team_id),
            key_id=_or_unknown(self.key_id),
            bundle_ids=self.bundle_ids or UNKNOWN,
            services_ids=self.services_ids or UNKNOWN,
            origin=_or_unknown(self.origin),
            redirect_uri=_or_unknown(self.redirect_uri),
        )


def read_origin(text: str, name: str) -> Origin:
    """Return the origin *text*, which is the value of the option or member *name*.

    Raises:
        UsageError: neither native nor web.
    """
    if text not in {"native", "web"}:
        raise UsageError(f"{name} is {named(text, 20)}, expected native or web", hint="native: a code from the app; web: a browser, Android too")
    return Origin(text)


def _or_unknown(value: T | None) -> T | Absence:
    return UNKNOWN if value is None else value
