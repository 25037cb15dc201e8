"""Opening what `siwakit.toml` names, before anything is written: every store and every signer."""

from __future__ import annotations

from siwakit.edge.files.reading import MAX_KEY_BYTES, read_file
from siwakit.edge.files.renew_toml import RenewFile, RenewTable
from siwakit.edge.renewal.tools import Renewal, SigningKey
from siwakit.edge.stores.open_store import open_store
from siwakit.errors import UsageError
from siwakit.jose.signer import Signer, load_signer


def open_renewals(file: RenewFile, *, is_probed: bool = False, overwrites: bool = False) -> tuple[Renewal, ...]:
    """Return the renewals in *file*, open.

    Raises:
        UsageError: an unknown store or signer, or a missing extra.
        NotReadable: a key file is missing.
        KeyFault: a key that cannot sign.
    """
    renewals = tuple(_open(table, file, is_probed=is_probed, overwrites=overwrites) for table in file.tables)
    addresses = [store.address for renewal in renewals for store in renewal.stores]
    twice = next((address for address in addresses if addresses.count(address) > 1), None)
    if twice is not None:
        raise UsageError(f"the store {twice} is named twice", hint="name each store once: it can have only one client_secret")
    return renewals


def _open(table: RenewTable, file: RenewFile, *, is_probed: bool, overwrites: bool) -> Renewal:
    return Renewal(
        client_id=table.client_id,
        team_id=table.team_id,
        keys=tuple(SigningKey(key_id=key.key_id, signer=_open_signer(key.signer)) for key in table.keys),
        lifetime=table.lifetime,
        renew_before=table.renew_before,
        stores=tuple(open_store(store, folder=file.folder) for store in table.stores),
        hooks=table.hooks,
        alarm_hooks=table.alarm_hooks,
        is_probed=is_probed or table.is_probed,
        overwrites=overwrites,
    )


def _open_signer(text: str) -> Signer:
    return load_signer(read_file(text, cap=MAX_KEY_BYTES).text)
