"""The options of `siwakit doctor`, with defaults from `siwakit.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from siwakit.cli.shapes import ReportOptions
from siwakit.cli.summary_options import SummaryOptions, read_summary_options
from siwakit.edge.files.given_settings import Settings, read_origin
from siwakit.edge.files.siwakit_toml import read_project
from siwakit.edge.files.stated_times import read_time
from siwakit.evidence.stated import require_stated
from siwakit.record import record

if TYPE_CHECKING:
    from siwakit.rules.model import Question

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
    """The options of one run of `siwakit doctor`."""

    settings: Settings
    report: ReportOptions
    summary: SummaryOptions | None = None


def read_options(pieces: tuple[str, ...], given: Mapping[str, Any]) -> DoctorOptions:
    """Return the options in *given*, click's parameters for `siwakit doctor`, for a report that may point into *pieces*.

    Raises:
        UsageError: an origin, a time or settings that cannot be read.
        NotReadable: the settings file named in *given* is missing.
    """
    settings = read_settings(given)
    files = (*pieces, *settings.keys, *((settings.response,) if settings.response else ()))
    summary = read_summary_options(given, settings.now)
    return DoctorOptions(settings=settings, report=read_report_options(given, files), summary=summary if given["summary"] else None)


def read_report_options(given: Mapping[str, Any], files: tuple[str, ...]) -> ReportOptions:
    """Return how to write the report on *files*, from click's parameters in *given*."""
    return ReportOptions(
        shape=given["shape"],
        colour=given["colour"],
        lang=given["lang"],
        question=_read_question(given.get("question")),
        fix=given["fix"],
        show_secrets=given["show_secrets"],
        verbose=given.get("verbose", False),
        every_suspect=given.get("every_suspect", False),
        files=files,
    )


def read_settings(given: Mapping[str, Any]) -> Settings:
    """Return the settings in *given*, click's parameters, with defaults from `siwakit.toml`.

    Raises:
        UsageError: an origin, a time or settings that cannot be read.
        NotReadable: the settings file named in *given* is missing.
    """
    return stated_settings(given).or_else(read_project(given["config_path"]))


def stated_settings(given: Mapping[str, Any]) -> Settings:
    """Return the settings in *given*, click's parameters; a setting without an option in this command stays unknown.

    Raises:
        UsageError: a malformed identifier, URL, origin or time.
    """
    require_options(given)
    return Settings(
        team_id=given["team"],
        key_id=given["key_id"],
        bundle_ids=given["bundle_ids"],
        services_ids=given["services_ids"],
        keys=given["keys"],
        origin=read_origin(given["origin"], "--origin") if given["origin"] else None,
        redirect_uri=given["redirect_uri"],
        response=given.get("response"),
        now=read_time(given["now"], "--now") if given.get("now") else None,
    )


def require_options(given: Mapping[str, Any]) -> None:
    """Check the identifiers and URLs in *given*, click's parameters for any command.

    Raises:
        UsageError: a malformed identifier or URL.
    """
    require_stated({_FIELDS.get(name, name): value for name, value in given.items()}, _OPTIONS)


def _read_question(text: str | None) -> Question | None:
    if text is None:
        return None
    from siwakit.rules.model import Question

    return Question(text)
