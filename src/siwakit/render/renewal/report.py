"""What a run of `siwakit renew` did: text for people, a document for programs. No client_secret is in either."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from siwakit.escape import visible, visible_json
from siwakit.flow.renewal.outcome import HookOutcome, RenewalOutcome, Standing, StoreOutcome, exit_code
from siwakit.flow.renewal.rotation import Rotation, Stage
from siwakit.render.wrapping import wrapped

VERSION = 1
SCHEMA = "urn:siwakit:renew:1"
_COLUMNS = 80
_DAY = 86400
_MEANINGS = {
    0: "every store has a current client_secret",
    1: "the alarm is on: something that is due was not done",
    3: "it is not known whether every store has a current client_secret",
}
_STEPS = {
    Stage.ACCEPT: "Register the new key in the developer portal, and run siwakit renew --probe: it goes on when Apple accepts the key.",
    Stage.DELIVER: "Run siwakit renew --probe until every store has a client_secret of the new key.",
    Stage.EXPIRE: "Wait: programs that were not restarted may still use one of these. Revoke the old key after the last has expired.",
    Stage.REVOKE: "Revoke the old key in the developer portal, then make next_signer the signer in siwakit.toml.",
    Stage.UNDECIDED: "Find out what these stores have before you revoke the old key.",
}
_WARNING = (
    "Revoking a key ends every client_secret that it signed at once, and whatever else it is registered for, such as push notifications. "
    "siwakit knows only what it delivered."
)


def write_report(outcomes: Sequence[RenewalOutcome], now: int, *, is_dry: bool = False) -> str:
    """Return the report as text."""
    return "\n".join(_lines(outcomes, now, is_dry=is_dry)) + "\n"


def write_document(outcomes: Sequence[RenewalOutcome], *, is_dry: bool = False) -> str:
    """Return the report as JSON."""
    code = exit_code(outcomes)
    document = {
        "schema": SCHEMA,
        "version": VERSION,
        "dry_run": is_dry,
        "exit_code": code,
        "exit_meaning": _MEANINGS[code],
        "renewals": [_renewal_members(outcome) for outcome in outcomes],
    }
    return visible_json(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def _lines(outcomes: Sequence[RenewalOutcome], now: int, *, is_dry: bool) -> Iterator[str]:
    if is_dry:
        yield "Nothing was minted, sent or written: this is what siwakit renew would do."
    for outcome in outcomes:
        yield visible(outcome.client_id)
        if outcome.undecided:
            yield from _prose(outcome.undecided, "  ")
        for store in outcome.stores:
            yield f"  {visible(store.store)}"
            for sentence in _sentences(store, now):
                yield from _prose(sentence, "    ")
        for hook in outcome.hooks:
            yield from _prose(f"hook {hook.name}: {hook.problem or 'done'}", "  ")
        if outcome.key_problem:
            yield from _prose(f"the next key is not used yet: {outcome.key_problem}", "  ")
        if outcome.rotation:
            yield from _rotation_lines(outcome.rotation)
    yield from ("", f"{_MEANINGS[exit_code(outcomes)]}" if not is_dry else "run it without --dry-run to do so")


def _sentences(store: StoreOutcome, now: int) -> Iterator[str]:
    words = f": {store.words}" if store.words else ""
    yield f"{store.standing.value}{words}"
    if store.expires_at:
        yield f"key {store.key_id}, valid until {date(store.expires_at)} ({_days(store.expires_at - now)})"
    if store.standing in {Standing.DELIVERED, Standing.CONFIRMED}:
        yield "read back: the store has it" if store.read_back else "not read back: the store cannot be read"
    if store.remaining:
        yield f"older versions that the store still has: {', '.join(store.remaining)}"
    if store.cleaning_problem:
        yield f"older versions were not destroyed: {store.cleaning_problem}"
    if store.alarm_since is not None:
        yield f"alarm since {date(store.alarm_since)}"


def _rotation_lines(rotation: Rotation) -> Iterator[str]:
    yield from _prose(f"rotation from key {rotation.old} to key {rotation.new}: {rotation.stage.value}", "  ")
    for client_id in rotation.signing:
        yield f"    {visible(client_id)} still signs with {rotation.old}: give it next_signer"
    for holding in rotation.holding:
        yield f"    {visible(holding.store)} has a client_secret of {rotation.old}"
    for store in rotation.unknown:
        yield f"    {visible(store)}: not known"
    for secret in rotation.older:
        yield f"    {visible(secret.store)} had {secret.fingerprint or 'a value that was not read'}, valid until {date(secret.expires_at)}"
    yield from _prose(_STEPS[rotation.stage], "    ")
    if rotation.stage in {Stage.EXPIRE, Stage.REVOKE, Stage.UNDECIDED}:
        yield from _prose(_WARNING, "    ")


def _prose(text: str, indent: str) -> list[str]:
    return wrapped(visible(text), _COLUMNS, f"{indent}  ", indent)


def date(moment: int) -> str:
    """Return the day of *moment* in UTC."""
    try:
        return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d")
    except (ValueError, OverflowError, OSError):
        return "a date that no calendar has"


def _days(seconds: int) -> str:
    return f"{seconds // _DAY} days" if seconds >= 0 else "expired"


def _renewal_members(outcome: RenewalOutcome) -> dict[str, Any]:
    return {
        "client_id": outcome.client_id,
        "exit_code": outcome.code,
        "undecided": outcome.undecided or None,
        "key_problem": outcome.key_problem or None,
        "stores": [_store_members(store) for store in outcome.stores],
        "hooks": [_hook_members(hook) for hook in outcome.hooks],
        "rotation": _rotation_members(outcome.rotation) if outcome.rotation else None,
    }


def _store_members(store: StoreOutcome) -> dict[str, Any]:
    return {
        "store": store.store,
        "standing": store.standing.value,
        "words": store.words or None,
        "key_id": store.key_id or None,
        "expires_at": store.expires_at or None,
        "fingerprint": store.fingerprint or None,
        "read_back": store.read_back,
        "alarm_since": store.alarm_since,
        "remaining": list(store.remaining),
        "cleaning_problem": store.cleaning_problem or None,
    }


def _hook_members(hook: HookOutcome) -> dict[str, Any]:
    return {"name": hook.name, "problem": hook.problem or None}


def _rotation_members(rotation: Rotation) -> dict[str, Any]:
    return {
        "old": rotation.old,
        "new": rotation.new,
        "stage": rotation.stage.name.lower(),
        "meaning": rotation.stage.value,
        "still_signing": list(rotation.signing),
        "stores_with_old": [holding.store for holding in rotation.holding],
        "stores_unknown": list(rotation.unknown),
        "older_secrets": [
            {"store": secret.store, "client_id": secret.client_id, "fingerprint": secret.fingerprint or None, "expires_at": secret.expires_at}
            for secret in rotation.older
        ],
        "revocable_at": rotation.revocable_at or None,
    }
