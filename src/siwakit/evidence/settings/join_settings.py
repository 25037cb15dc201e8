"""What settings add to the evidence: identifiers if nothing else states them, keys, and the client_secret in use.

Options take precedence. Settings that disagree with each other, or with the name of a key file, add nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from siwakit.apple import IDENTIFIER, REVERSE_DNS
from siwakit.evidence.evidence import UNKNOWN, Absence, Evidence, KeyAtHand
from siwakit.evidence.keys import key_at_hand
from siwakit.evidence.masked import is_masked_key
from siwakit.evidence.settings.setting_names import Role
from siwakit.evidence.settings.stated_settings import ConfigReading, Stated
from siwakit.evidence.sign_in.secret_text import SecretKind, read_secret
from siwakit.jose import jws
from siwakit.jose.jws import Jws
from siwakit.jose.keys.key_file_name import KeyFileName, read_key_file_name
from siwakit.jose.keys.p8 import MAX_KEY_CHARACTERS, KeyDamage, KeyForm
from siwakit.patterns import pattern

_KEY_TEXT = pattern(r"BEGIN[ _]?[A-Z ]{0,24}KEY|\A[\s\"']{0,9}(?:MI[GHI]|MH[cQY]C|LS0tLS1CRUdJTi)[A-Za-z0-9+/\\\s]{40}")
_ABSOLUTE = pattern(r"https?://[^\s{}$<>]{1,2000}")
# A signer that requires the key in this form is given it on purpose.
_ON_PURPOSE = frozenset({KeyDamage.LINES_MISSING, KeyDamage.BASE64_OF_PEM})
_HOLDS_KEY = (Role.PRIVATE_KEY, Role.CLIENT_SECRET)


def with_settings(evidence: Evidence, configuration: ConfigReading) -> Evidence:
    """Return *evidence*, completed with what *configuration* states."""
    if not configuration.stated:
        return evidence
    keys = _with_keys(evidence.keys, configuration)
    team, key_id = _identifiers(configuration, keys)
    return replace(
        evidence,
        keys=keys or evidence.keys,
        team_id=_or(evidence.team_id, team),
        key_id=_or(evidence.key_id, None if key_id == evidence.team_id else key_id),
        bundle_ids=_or(evidence.bundle_ids, _clients(configuration, Role.BUNDLE_ID, Role.SERVICES_ID)),
        services_ids=_or(evidence.services_ids, _clients(configuration, Role.SERVICES_ID, Role.BUNDLE_ID)),
        redirect_uri=_or(evidence.redirect_uri, _redirect(configuration) if evidence.authorize is UNKNOWN else None),
    )


def _identifiers(configuration: ConfigReading, keys: tuple[KeyAtHand, ...]) -> tuple[str | None, str | None]:
    """Return the Team ID and the Key ID that the settings agree on, unless the name of a key file says otherwise."""
    team, key_id = _identifier(configuration, Role.TEAM_ID), _identifier(configuration, Role.KEY_ID)
    files = {key.file_name.key_id for key in keys} | {read_key_file_name(name).key_id for name in configuration.values(Role.KEY_FILE)}
    named = files - {None}
    if team is not None and (team in named or team == key_id):
        return None, None
    return team, None if named and key_id not in named else key_id


def configured_secrets(configuration: ConfigReading) -> tuple[Jws, ...]:
    """Return each client_secret in the settings that is a JWT."""
    texts = [text for text in configuration.values(Role.CLIENT_SECRET) if len(text) <= jws.MAX_TOKEN_CHARACTERS]
    inside = [read.inside for text in texts if (read := read_secret(text)).kind is SecretKind.JWT]
    return tuple(jws.read(text) for text in inside if jws.is_compact(text))


def is_secret_blank(configuration: ConfigReading) -> bool:
    """Return whether a library that sends its client_secret setting as it is has none there, and nothing else states one or could sign one."""
    secrets = configuration.all(Role.CLIENT_SECRET)
    is_blank = bool(secrets) and all(stated.sends_secret and not stated.value for stated in secrets)
    signs = (Role.TEAM_ID, Role.KEY_ID, Role.PRIVATE_KEY, Role.KEY_FILE, Role.GENERATES)
    # A template names no client either.
    return is_blank and bool(configuration.all(Role.CLIENT_ID)) and not any(configuration.all(role) for role in signs)


def _or(known: Any, stated: Any) -> Any:
    return stated if known is UNKNOWN and stated else known


def _identifier(configuration: ConfigReading, role: Role) -> str | None:
    value = configuration.only(role)
    return value.strip() if value and IDENTIFIER.fullmatch(value.strip()) else None


def _clients(configuration: ConfigReading, role: Role, other: Role) -> tuple[str, ...]:
    """Return the identifiers that have exactly this name."""
    others = configuration.values(other)
    return tuple(value for value in configuration.values(role) if REVERSE_DNS.fullmatch(value) and value not in others)


def _redirect(configuration: ConfigReading) -> str | None:
    value = configuration.only(Role.REDIRECT_URI)
    return value if value and _ABSOLUTE.fullmatch(value) else None


def _with_keys(given: tuple[KeyAtHand, ...] | Absence, configuration: ConfigReading) -> tuple[KeyAtHand, ...]:
    """Return the keys *given*, and other keys in the settings."""
    held = given if isinstance(given, tuple) else ()
    texts = {key.text.strip() for key in held}
    for stated in configuration.stated:
        text = stated.value.strip()
        is_key = stated.role in _HOLDS_KEY and len(text) <= MAX_KEY_CHARACTERS and _KEY_TEXT.search(text) and not is_masked_key(text)
        if is_key and text not in texts:
            texts.add(text)
            held = (*held, _key_of(stated))
    return held


def _key_of(stated: Stated) -> KeyAtHand:
    # The name of a setting is not a file name, and says nothing about a Key ID.
    key = replace(key_at_hand(stated.value, stated.path), file_name=KeyFileName(), is_unescaped=stated.is_unescaped)
    reading = key.reading
    if _ON_PURPOSE & set(reading.damages) and reading.form is KeyForm.PKCS8 and reading.repaired is not None:
        return replace(key, reading=replace(reading, damages=()))
    return key
