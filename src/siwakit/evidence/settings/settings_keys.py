"""Find keys, switches and words about keys in the settings of a library, whatever its names and however they are nested."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from siwakit.evidence.evidence import UNKNOWN, Absence, Evidence, Part
from siwakit.patterns import pattern
from siwakit.record import record

_MAX_DEPTH = 6
_KEY_TEXT = pattern(r"-{2,5} ?BEGIN (?:EC )?PRIVATE KEY|\AMI[GH][A-Za-z0-9+/]{100}")
_SWITCH = pattern(r"(?:generate|mint|create|auto)\w{0,10}secret", re.IGNORECASE)
_SECRET = pattern(r"(?:client)?[_-]?secret", re.IGNORECASE)
_NAMES_SIGNER = pattern(r"(?:key|team)[_-]?id|kid|client[_-]?id|team|services?[_-]?id|bundle[_-]?id|app[_-]?id|\Akey\Z|identifier", re.IGNORECASE)
_WORDS = ("consumer_error", "consumer")


@record
class Setting:
    """Setting: its path, its own name, its value, and the members beside it."""

    path: str
    name: str
    value: Any = field(repr=False)
    beside: Mapping[str, Any] = field(repr=False)


def every_setting(settings: Mapping[str, Any], path: str = "", depth: int = 0) -> Iterator[Setting]:
    """Yield each setting that is not a mapping, at any depth."""
    for name, value in settings.items():
        here = f"{path}.{name}" if path else str(name)
        if isinstance(value, Mapping) and depth < _MAX_DEPTH:
            yield from every_setting(value, here, depth + 1)
        elif isinstance(value, list) and depth < _MAX_DEPTH:
            yield from every_setting({str(at): one for at, one in enumerate(value)}, here, depth + 1)
        else:
            yield Setting(here, str(name), value, settings)


@record
class KeySettings:
    """What settings say about the key: where it is, which switch is off, and whether anything names its owner."""

    keys: tuple[Setting, ...] = ()
    switched_off: Setting | None = None
    has_secret: bool = False
    names_owner: bool = False


def _read(evidence: Evidence) -> KeySettings | Absence:
    if isinstance(evidence.settings, Absence):
        return evidence.settings
    every = tuple(every_setting(evidence.settings))
    keys = tuple(one for one in every if isinstance(one.value, str) and _KEY_TEXT.search(one.value))
    others = tuple(one for one in every if one not in keys)
    return KeySettings(
        keys,
        next((one for one in others if _SWITCH.search(one.name) and _is_off(one.value)), None),
        any(_SECRET.fullmatch(one.name) and isinstance(one.value, str) and one.value.strip() for one in others),
        any(_NAMES_SIGNER.search(one.name) and one.value for one in others),
    )


def _is_off(value: object) -> bool:
    return value is False or (isinstance(value, str) and value.strip().lower() in {"false", "0", "no", "off"})


def _consumer(evidence: Evidence) -> str | Absence:
    from_settings = evidence.settings
    if isinstance(from_settings, Absence):
        return from_settings
    words = next((from_settings[name] for name in _WORDS if isinstance(from_settings.get(name), str)), None)
    return words or UNKNOWN


KEY_SETTINGS: Part[KeySettings] = Part("settings.keys", _read, "the settings of your library, including the key's", is_extra=True)
CONSUMER: Part[str] = Part("settings.consumer", _consumer, "the exact message from the library or service that was given the key", is_extra=True)
