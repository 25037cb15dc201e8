"""The options of `siwakit doctor`, with what `siwakit.toml` says in place of those left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from siwakit.cli.values import read_time
from siwakit.edge.project import read_project
from siwakit.errors import UsageError
from siwakit.evidence.evidence import UNKNOWN, Origin
from siwakit.evidence.known import Known
from siwakit.evidence.redact import named
from siwakit.evidence.stated import require_stated
from siwakit.record import record

if TYPE_CHECKING:
    from siwakit.evidence.evidence import Absence, KeyAtHand

T = TypeVar("T")
_FIELDS = {"team": "team_id"}
_OPTIONS = {
    "team_id": "--team",
    "key_id": "--key-id",
    "bundle_ids": "--bundle-id",
    "services_ids": "--services-id",
    "client_id": "--client-id",
    "redirect_uri": "--redirect-uri",
}


@record(kw_only=True)
class DoctorOptions:
    """The options of one run of `siwakit doctor`; *keys* are paths, *response* is a path or a text."""

    keys: tuple[str, ...] = ()
    team: str | None = None
    key_id: str | None = None
    bundle_ids: tuple[str, ...] = ()
    services_ids: tuple[str, ...] = ()
    origin: Origin | None = None
    redirect_uri: str | None = None
    response: str | None = None
    now: int | None = None
    question: str | None = None
    summary: bool = False
    jobs: int | None = None
    fix: bool = False
    shape: str = "text"
    lang: str = "auto"
    show_secrets: bool = False
    colour: str = "auto"


def read_options(given: Mapping[str, Any]) -> DoctorOptions:
    """Return the options in *given*, click's parameters, and for those left out the settings of `siwakit.toml`.

    Raises:
        UsageError: an origin or a time that cannot be read, or settings that cannot.
        NotReadable: the settings file named in *given* is missing.
    """
    return merge_options(given, read_project(given["config_path"]))


def merge_options(given: Mapping[str, Any], project: Mapping[str, Any]) -> DoctorOptions:
    """Return the options in *given*, click's parameters, and for those left out the settings *project*.

    Raises:
        UsageError: an identifier, an address, an origin or a time that cannot be one.
    """
    require_options(given)
    options = {name: value for name, value in given.items() if name not in {"pieces", "config_path"}}
    options |= {name: value for name, value in _by_option(project).items() if not options[name]}
    options["origin"] = _read_origin(options["origin"])
    options["now"] = read_time(options["now"], "--now" if given["now"] else "now in the settings") if options["now"] else None
    return DoctorOptions(**options)


def require_options(given: Mapping[str, Any]) -> None:
    """Check the identifiers and addresses among *given*, click's parameters of any command.

    Raises:
        UsageError: one that cannot be what its option is for.
    """
    require_stated({_FIELDS.get(name, name): value for name, value in given.items()}, _OPTIONS)


def known(options: DoctorOptions, keys: tuple[KeyAtHand, ...] = ()) -> Known:
    """Return what *options* say of the sign-in, with *keys*."""
    return Known(
        keys=keys,
        now=_or_unknown(options.now),
        team_id=_or_unknown(options.team),
        key_id=_or_unknown(options.key_id),
        bundle_ids=options.bundle_ids or UNKNOWN,
        services_ids=options.services_ids or UNKNOWN,
        origin=_or_unknown(options.origin),
        redirect_uri=_or_unknown(options.redirect_uri),
    )


def _by_option(project: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings *project* under the names of the options."""
    return {"team" if name == "team_id" else name: value for name, value in project.items()}


def _read_origin(text: str | None) -> Origin | None:
    if not text:
        return None
    if text not in {"native", "web"}:
        raise UsageError(f"origin is {named(text, 20)}, expected native or web", hint="native: a code from the app; web: a browser, Android too")
    return Origin(text)


def _or_unknown(value: T | None) -> T | Absence:
    return UNKNOWN if value is None else value
