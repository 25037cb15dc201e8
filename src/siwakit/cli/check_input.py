"""Input of `siwakit check`: the places to read, and what is asked about them."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from siwakit.apple import MAX_SECRET_SECONDS
from siwakit.edge import clock
from siwakit.edge.deployed.read_places import Target
from siwakit.edge.files.given_settings import Settings
from siwakit.edge.files.reading import exists
from siwakit.edge.files.siwakit_toml import FILE_NAME, read_project
from siwakit.edge.files.stated_times import read_span
from siwakit.errors import KeyFault, NotReadable, UsageError
from siwakit.flow.deployed.place import Asked, Delivery
from siwakit.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from siwakit.edge.files.renew_toml import RenewTable
    from siwakit.evidence.evidence import KeyAtHand
    from siwakit.flow.renewal.journal import Journal


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


@record
class Named:
    """The places to read, and the keys that sign for them: those of `siwakit.toml`."""

    targets: tuple[Target, ...]
    keys: tuple[KeyAtHand, ...] = field(default=(), repr=False)


def read_named(places: tuple[str, ...], config_path: str | None, state: str | None) -> Named:
    """Return *places*, each once, or else the stores in `[[renew]]` of `siwakit.toml`, with what its journal in *state* knows of them.

    Raises:
        UsageError: there are none, or `siwakit.toml` or the journal cannot be read.
        NotReadable: the settings file is missing.
    """
    if places:
        return Named(tuple(Target(place) for place in dict.fromkeys(places)))
    if config_path is None and not exists(FILE_NAME):
        raise UsageError("no place is given, and there is no siwakit.toml", hint="name a file or a store: siwakit check .env")
    from siwakit.edge.files.renew_toml import read_renew
    from siwakit.edge.renewal.journal_file import JournalFile
    from siwakit.edge.renewal.whole_run import state_folder

    file = read_renew(config_path)
    journal = JournalFile(state_folder(file.folder, state)).journal
    targets = [_target(store, table, file.folder, journal) for table in file.tables for store in table.stores]
    return Named(tuple(targets), tuple(_keys_of(file.tables)))


def _keys_of(tables: tuple[RenewTable, ...]) -> Iterator[KeyAtHand]:
    """Yield the keys that sign new client_secrets, each with the Key ID that its table gives it, and opened once."""
    named = {(key.signer, key.key_id) for table in tables for key in table.keys}
    opened = {signer: _read_if_there(signer) for signer in sorted({signer for signer, _ in named})}
    for signer, key_id in sorted(named):
        key = opened[signer]
        if key is not None:
            yield replace(key, file_name=replace(key.file_name, key_id=key_id))


def _target(store: str | Mapping[str, Any], table: RenewTable, folder: Path, journal: Journal) -> Target:
    from siwakit.edge.stores.open_store import open_store

    address = open_store(store, folder=folder).address
    entry = journal.of_store(table.client_id, address).delivered
    delivery = Delivery(entry.at, entry.expires_at, table.client_id, entry.key_id) if entry and entry.expires_at else None
    return Target(store, str(folder), table.client_id, table.team_id, delivery, is_renewed=True)


def _read_if_there(text: str) -> KeyAtHand | None:
    """Return the key that `siwakit.toml` names, or None if it cannot be read: the check may run on another machine than the renewal."""
    from siwakit.cli.given_key import read_given_key

    try:
        return read_given_key(text).key
    except (NotReadable, KeyFault):
        return None


def read_asked(given: Mapping[str, Any], settings: Settings, project: Settings, keys: tuple[KeyAtHand, ...]) -> Asked:
    """Return what is asked about each place; *keys* sign for the places that `siwakit.toml` names.

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
        (*keys, *(key for text in (() if settings.keys else project.keys) if (key := _read_if_there(text)) is not None)),
        given["is_secret_only"],
    )
