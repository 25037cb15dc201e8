"""A run for every `[[renew]]` of a file: under the lock, with the journal, and with the state of the rotations at its end."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from siwakit.edge import clock
from siwakit.edge.renewal.apple_probe import open_probe
from siwakit.edge.renewal.hooks import run_hook
from siwakit.edge.renewal.journal_file import JournalFile
from siwakit.edge.renewal.lock import only_run
from siwakit.edge.renewal.renewer import Renewer
from siwakit.edge.renewal.tools import Renewal, Tools
from siwakit.flow.configuration import Apple
from siwakit.flow.renewal.journal import Journal
from siwakit.flow.renewal.outcome import RenewalOutcome
from siwakit.flow.renewal.rotation import Holding, Pair, Rotation, plan_rotation

STATE = ".siwakit"


def state_folder(folder: Path, stated: str | None) -> Path:
    """Return the folder of the lock and the journal: the stated one, or `.siwakit` beside `siwakit.toml`, which is in *folder*."""
    return Path(stated or folder / STATE)


def run_all(renewals: Sequence[Renewal], state: Path, folder: Path, apple: Apple, *, is_dry: bool = False) -> tuple[RenewalOutcome, ...]:
    """Run each of *renewals*; hooks start in *folder*. With *is_dry*, only look.

    Raises:
        UsageError: another run has the lock, the state cannot be written to, or an extra is missing.
    """
    with ExitStack() as stack:
        probe = stack.enter_context(open_probe(apple)) if not is_dry and any(renewal.is_probed for renewal in renewals) else None
        if not is_dry:
            stack.enter_context(only_run(state))
        journal = JournalFile(state)
        tools = Tools(
            now=clock.now,
            pause=time.sleep,
            journal=journal,
            probe=probe,
            run_hook=lambda hook, variables: run_hook(hook, variables, folder),
        )
        outcomes = tuple(Renewer(renewal, tools, is_dry=is_dry).run() for renewal in renewals)
        return _with_rotations(renewals, outcomes, journal.journal, clock.now())


def _with_rotations(renewals: Sequence[Renewal], outcomes: Sequence[RenewalOutcome], journal: Journal, now: int) -> tuple[RenewalOutcome, ...]:
    return tuple(
        outcome
        if len(renewal.keys) == 1 or outcome.undecided
        else replace(outcome, rotation=find_rotation(renewal.keys[1].key_id, renewal.keys[0].key_id, renewals, outcomes, journal, now))
        for renewal, outcome in zip(renewals, outcomes, strict=True)
    )


def find_rotation(old: str, new: str, renewals: Sequence[Renewal], outcomes: Sequence[RenewalOutcome], journal: Journal, now: int) -> Rotation:
    """Return how far the rotation from *old* to *new* is, for every client that has one of the two."""
    pair = Pair(
        old=old,
        new=new,
        clients=tuple(dict.fromkeys(renewal.client_id for renewal in renewals if renewal.keys[0].key_id == new)),
        signing=tuple(dict.fromkeys(renewal.client_id for renewal in renewals if renewal.keys[0].key_id == old)),
    )
    concerned = {renewal.client_id for renewal in renewals if {old, new} & {key.key_id for key in renewal.keys}}
    holdings = tuple(holding for outcome in outcomes if outcome.client_id in concerned for holding in _holdings(outcome, journal))
    return plan_rotation(pair, holdings, journal, now)


def _holdings(outcome: RenewalOutcome, journal: Journal) -> Sequence[Holding]:
    found = []
    for store in outcome.stores:
        last = journal.of_store(outcome.client_id, store.store).delivered
        is_last = last is not None and last.key_id == store.key_id and last.expires_at == store.expires_at
        fingerprint = store.fingerprint or (last.fingerprint if last is not None and is_last else "")
        found.append(
            Holding(client_id=outcome.client_id, store=store.store, key_id=store.key_id, expires_at=store.expires_at, fingerprint=fingerprint)
        )
    return found
