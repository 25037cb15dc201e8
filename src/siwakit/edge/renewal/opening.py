"""Opening what `siwakit.toml` names, before anything is written: every store and every signer."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from siwakit.edge.files.renew_toml import RenewFile, RenewTable
from siwakit.edge.renewal.tools import Renewal, SigningKey
from siwakit.edge.signers.open_signer import open_signer
from siwakit.edge.stores.open_store import open_store
from siwakit.errors import UsageError
from siwakit.jose.signer import Signer


def open_renewals(file: RenewFile, *, is_probed: bool = False, overwrites: bool = False) -> tuple[Renewal, ...]:
    """Return the renewals in *file*, open.

    Raises:
        UsageError: an unknown store or signer, or a missing extra.
        NotReadable: a key file is missing.
        KeyFault: a key that cannot sign.
    """
    # A key that several tables name is opened once: a token of PKCS#11 is logged in to only once.
    signer_of = cache(open_signer)
    renewals = tuple(_open(table, file, signer_of, is_probed=is_probed, overwrites=overwrites) for table in file.tables)
    addresses = [store.address for renewal in renewals for store in renewal.stores]
    twice = next((address for address in addresses if addresses.count(address) > 1), None)
    if twice is not None:
        raise UsageError(f"the store {twice} is named twice", hint="name each store once: it can have only one client_secret")
    return renewals


def _open(table: RenewTable, file: RenewFile, signer_of: Callable[[str], Signer], *, is_probed: bool, overwrites: bool) -> Renewal:
    return Renewal(
        client_id=table.client_id,
        team_id=table.team_id,
        keys=tuple(SigningKey(key_id=key.key_id, signer=signer_of(key.signer)) for key in table.keys),
        lifetime=table.lifetime,
        renew_before=table.renew_before,
        stores=tuple(open_store(store, folder=file.folder) for store in table.stores),
        hooks=table.hooks,
        alarm_hooks=table.alarm_hooks,
        is_probed=is_probed or table.is_probed,
        overwrites=overwrites,
    )
