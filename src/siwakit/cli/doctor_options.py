"""The options of `siwakit doctor`, with the settings of `siwakit.toml` in place of those left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit.edge.project import read_project
from siwakit.edge.settings import Settings, read_origin, read_time
from siwakit.record import record


@record(kw_only=True)
class DoctorOptions:
    """The options of one run of `siwakit doctor`."""

    settings: Settings
    question: str | None = None
    summary: bool = False
    jobs: int | None = None
    fix: bool = False
    shape: str = "text"
    lang: str = "auto"
    show_secrets: bool = False
    colour: str = "auto"


def read_options(given: Mapping[str, Any]) -> DoctorOptions:
    """Return the options in *given*, click's parameters of `siwakit doctor`.

    Raises:
        UsageError: an origin or a time that cannot be read, or settings that cannot.
        NotReadable: the settings file named in *given* is missing.
    """
    return DoctorOptions(
        settings=read_settings(given),
        question=given["question"],
        summary=given["summary"],
        jobs=given["jobs"],
        fix=given["fix"],
        shape=given["shape"],
        lang=given["lang"],
        show_secrets=given["show_secrets"],
        colour=given["colour"],
    )


def read_settings(given: Mapping[str, Any]) -> Settings:
    """Return the settings in *given*, click's parameters, with those of `siwakit.toml` in place of those left out.

    Raises:
        UsageError: an origin or a time that cannot be read, or settings that cannot.
        NotReadable: the settings file named in *given* is missing.
    """
    return stated_settings(given).or_else(read_project(given["config_path"]))


def stated_settings(given: Mapping[str, Any]) -> Settings:
    """Return the settings in *given*, click's parameters; a command without an option for one does not state it.

    Raises:
        UsageError: an origin or a time that cannot be read.
    """
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
