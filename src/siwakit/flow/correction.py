"""The client_secret that should have been sent, minted from the values that the evidence shows to be correct."""

from __future__ import annotations

from dataclasses import field

from siwakit.apple import IDENTIFIER, REVERSE_DNS
from siwakit.errors import MintRefused
from siwakit.evidence.evidence import Absence, Evidence, KeyAtHand, Origin
from siwakit.evidence.keys import has_address
from siwakit.evidence.parts import AUTHORIZE, CLAIMS, CLIENT_ID, FIELDS, HEADER, IDENTITY_CLAIMS, VERIFIED
from siwakit.evidence.sign_in.issued_to import right_client_id
from siwakit.evidence.source import is_stand_in
from siwakit.flow.client_secret import DEFAULT_SECONDS, mint_client_secret
from siwakit.jose.keys.key_kinds import KeyDamage
from siwakit.jose.signer import KeySigner
from siwakit.judge.minting import judge_secret
from siwakit.record import record


@record
class Correction:
    """A corrected client_secret, or what is missing to mint one; *choices* says where each value came from."""

    client_secret: str | None = field(repr=False)
    client_id: str | None = None
    missing: tuple[str, ...] = ()
    choices: tuple[tuple[str, str, str], ...] = ()
    refused: MintRefused | None = None


def correct_client_secret(evidence: Evidence, *, now: int, expires_in_seconds: int = DEFAULT_SECONDS) -> Correction:
    """Return a client_secret minted with the given key and the identifiers that the evidence shows to be correct."""
    key = choose_key(evidence)
    values = {
        "key": (key if key is None or key.reading.private is not None else None, _ask_key(evidence, key)),
        "team_id": (_choose_team(evidence), "the Team ID (--team)"),
        "key_id": (_choose_key_id(evidence, key), "the Key ID (--key-id, or the name AuthKey_<KEYID>.p8)"),
        "client_id": (choose_client_id(evidence), "the client_id (--bundle-id or --services-id, with --origin)"),
    }
    missing = tuple(ask for value, ask in values.values() if value is None)
    team_id, key_id, client_id = (values[name][0] for name in ("team_id", "key_id", "client_id"))
    if (
        key is None
        or key.reading.private is None
        or not isinstance(team_id, tuple)
        or not isinstance(key_id, tuple)
        or not isinstance(client_id, tuple)
    ):
        return Correction(None, missing=missing)
    signer = KeySigner(key.reading.private)
    names = {"team_id": team_id[0], "key_id": key_id[0], "client_id": client_id[0]}
    try:
        token = mint_client_secret(signer, **names, now=now, expires_in_seconds=expires_in_seconds)
    except MintRefused as refused:
        return Correction(None, client_id[0], refused=refused)
    broken = check_product(token, key, client_id[0], now)
    if broken:
        product = MintRefused("the corrected client_secret breaks a rule", rules=broken, hint=f"run siwakit explain {broken[0]}")
        return Correction(None, client_id[0], refused=product)
    choices = (("iss", *team_id), ("kid", *key_id), ("sub", *client_id))
    return Correction(token, client_id[0], choices=choices)


def check_product(token: str, key: KeyAtHand, client_id: str, now: int) -> tuple[str, ...]:
    """Return the ids of the rules that a minted *token* breaks, with its signature verified too; empty if it is correct."""
    return tuple(finding.rule.id for finding in judge_secret(token, client_id, now, keys=(key,)))


def choose_key(evidence: Evidence) -> KeyAtHand | None:
    """Return the key to mint with: the one that the identifiers point to, else the first that can sign."""
    if isinstance(evidence.keys, Absence):
        return None
    usable = [key for key in evidence.keys if key.reading.private is not None or has_address(key)]
    if not usable:
        return None
    wanted = {key_id for key_id in (_known(evidence.key_id), _kid(evidence)) if key_id}
    return next((key for key in usable if key.file_name.key_id in wanted), usable[0])


def _ask_key(evidence: Evidence, key: KeyAtHand | None) -> str:
    if key is not None and has_address(key):
        return "the .p8 key (--key FILE), because the doctor does not sign with a key in a store: the command below does"
    keys = () if isinstance(evidence.keys, Absence) else evidence.keys
    holds_two = any(KeyDamage.SECOND_KEY in key.reading.damages for key in keys)
    return "a .p8 file with only one key (--key FILE)" if holds_two else "the .p8 key (--key FILE)"


def _choose_team(evidence: Evidence) -> tuple[str, str] | None:
    team = _known(evidence.team_id)
    if team:
        return team, "configuration"
    swapped = swapped_identifiers(evidence)
    if swapped:
        return swapped[0], "sub in the client_secret, which is in the place of iss"
    claims = evidence.get(CLAIMS)
    iss = None if isinstance(claims, Absence) else claims.get("iss")
    return (iss, "iss in the client_secret") if isinstance(iss, str) and IDENTIFIER.fullmatch(iss) and not is_stand_in(iss) else None


def swapped_identifiers(evidence: Evidence) -> tuple[str, str] | None:
    """Return the Team ID and the client_id if the client_secret has each in the claim of the other, or None."""
    claims = evidence.get(CLAIMS)
    if isinstance(claims, Absence):
        return None
    iss, sub = claims.get("iss"), claims.get("sub")
    if not isinstance(iss, str) or not isinstance(sub, str) or not IDENTIFIER.fullmatch(sub) or not REVERSE_DNS.fullmatch(iss):
        return None
    team = _known(evidence.team_id)
    return (sub, iss) if team in (None, sub) else None


def _choose_key_id(evidence: Evidence, key: KeyAtHand | None) -> tuple[str, str] | None:
    if key is None:
        return None
    if key.file_name.key_id:
        return key.file_name.key_id, "the key's file name"
    configured = _known(evidence.key_id)
    if configured:
        return configured, "configuration"
    kid = _kid(evidence)
    return (kid, "kid in the client_secret, which this key signed") if kid and is_key_of_secret(evidence) else None


def is_key_of_secret(evidence: Evidence) -> bool:
    """Return whether the key to mint with signed the client_secret, correctly or with a mistake that is proved."""
    finding = evidence.get(VERIFIED)
    if isinstance(finding, Absence) or isinstance(evidence.keys, Absence) or not finding.proved or finding.key is None:
        return False
    return finding.key < len(evidence.keys) and evidence.keys[finding.key] is choose_key(evidence)


def choose_client_id(evidence: Evidence) -> tuple[str, str] | None:
    """Return the client_id that the evidence shows to be correct, and its source: the source closest to the code wins."""
    claims = evidence.get(IDENTITY_CLAIMS)
    aud = None if isinstance(claims, Absence) else claims.get("aud")
    if isinstance(aud, str):
        return aud, "aud in the identity token"
    authorize = evidence.get(AUTHORIZE)
    if not isinstance(authorize, Absence) and authorize.get("client_id"):
        return authorize["client_id"], "client_id in the authorization request"
    ids = (
        {Origin.NATIVE: evidence.bundle_ids, Origin.WEB: evidence.services_ids}.get(evidence.origin) if isinstance(evidence.origin, Origin) else None
    )
    if isinstance(ids, tuple) and len(ids) == 1:
        return ids[0], "configuration, chosen by the origin of the code"
    return _sent_client_id(evidence, ids if isinstance(ids, tuple) else ())


def _sent_client_id(evidence: Evidence, allowed: tuple[str, ...]) -> tuple[str, str] | None:
    client_id = evidence.get(CLIENT_ID)
    claims = evidence.get(CLAIMS)
    swapped = swapped_identifiers(evidence)
    sub = swapped[1] if swapped else None if isinstance(claims, Absence) else claims.get("sub")
    sub = None if is_stand_in(sub) else sub
    if not isinstance(client_id, Absence) and isinstance(sub, str) and sub and sub != client_id:
        # Apple would refuse a client_secret for the wrong one of two clients again.
        right, proof = right_client_id(evidence, client_id, sub)
        return None if right is None else (right, proof)
    if not isinstance(client_id, Absence) and (not allowed or client_id in allowed):
        return client_id, "client_id in the request"
    if isinstance(evidence.get(FIELDS), Absence) and isinstance(sub, str) and sub:
        return sub, "iss in the client_secret, which is in the place of sub" if swapped else "sub in the client_secret"
    configured = [name for ids in (evidence.services_ids, evidence.bundle_ids) if isinstance(ids, tuple) for name in ids]
    return (configured[0], "configuration") if len(configured) == 1 else None


def _kid(evidence: Evidence) -> str | None:
    header = evidence.get(HEADER)
    kid = None if isinstance(header, Absence) else header.get("kid")
    return kid if isinstance(kid, str) and IDENTIFIER.fullmatch(kid) and not is_stand_in(kid) else None


def _known(value: str | Absence) -> str | None:
    return None if isinstance(value, Absence) else value
