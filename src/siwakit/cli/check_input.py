"""Input of `siwakit check`: the places to read, and what is asked about them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from siwakit.apple import MAX_SECRET_SECONDS
from siwakit.edge import clock
from siwakit.edge.deployed.read_places import Target
from siwakit.edge.files.given_settings import Settings
from siwakit.edge.files.siwakit_toml import read_project
from siwakit.edge.files.stated_times import read_span
from siwakit.errors import KeyFault, NotReadable, UsageError
from siwakit.flow.deployed.place import Asked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from siwakit.evidence.evidence import KeyAtHand


def read_settings_of(given: Mapping[str, Any]) -> tuple[Settings, Settings]:
    """Return the settings in the options of *given*, and those in `siwakit.toml`.

    Raises:
        UsageError: settings that cannot be read.
        NotReadable: the settings file named in *given* is missing.
    """
    from siwakit.cli.doctor_options import require_options

    names = ("team", "key_id", "bundle_ids", "services_ids")
    require_options({name: given[name] for name in names})
    settings = Settings(
        team_id=given["team"], key_id=given["key_id"], bundle_ids=given["bundle_ids"], services_ids=given["services_ids"], keys=given["keys"]
    )
    return settings, read_project(given["config_path"])


def targets_of(places: tuple[str, ...], config_path: str | None) -> tuple[Target, ...]:
    """Return the places to read, each once: *places*, or else the stores that `siwakit.toml` names.

    Raises:
        UsageError: there are none.
    """
    del config_path
    targets = tuple(Target(place) for place in dict.fromkeys(places))
    if not targets:
        raise UsageError("no place is given, and siwakit.toml names no store in [[renew]]", hint="name a file or a store: siwakit check .env")
    return targets


def read_asked(given: Mapping[str, Any], settings: Settings, project: Settings) -> Asked:
    """Return what is asked about each place.

    Raises:
        UsageError: the warning time is not one, or longer than any client_secret is valid.
        NotReadable: a key file that an option names is missing.
        TooLarge: a key file is larger than any key.
        KeyFault: the store of a key that an option names does not answer.
    """
    from siwakit.cli.given_key import read_given_key

    warn_before = read_span(given["warn_before"], "--warn-before")
    if warn_before > MAX_SECRET_SECONDS:
        raise UsageError("--warn-before is longer than any client_secret is valid", hint="use 182d at most; 60d is usual")
    stated = replace(settings.or_else(project), key_id=settings.key_id, origin=None, redirect_uri=None, now=None)
    return Asked(
        clock.now(),
        warn_before,
        stated.known(),
        tuple(read_given_key(key).key for key in settings.keys),
        () if settings.keys else tuple(key for text in project.keys if (key := _read_if_there(text)) is not None),
        given["is_secret_only"],
    )


def _read_if_there(text: str) -> KeyAtHand | None:
    """Return the key that `siwakit.toml` names, or None if it cannot be read: the check may run on another machine than the renewal."""
    from siwakit.cli.given_key import read_given_key

    try:
        return read_given_key(text).key
    except (NotReadable, KeyFault):
        return None
