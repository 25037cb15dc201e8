"""Clues: what was read that decides no rule, but points to some. A rule that a clue points to is suspected before those it does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from siwakit.evidence.evidence import UNKNOWN, Absence, Evidence
from siwakit.evidence.masked import is_example
from siwakit.evidence.parts import FIELDS, SECRET_SENT
from siwakit.evidence.settings.setting_names import Role, plain_name, role_of, says_apple
from siwakit.evidence.settings.settings_keys import KEY_SETTINGS, every_setting
from siwakit.evidence.settings.stated_settings import CONFIGURATION
from siwakit.evidence.sign_in.secret_life import LIFE, Life
from siwakit.patterns import pattern
from siwakit.record import record
from siwakit.rules.catalogue import BY_ID
from siwakit.rules.model import Rule

_ID = pattern(r"[A-Z0-9]{10}")
_EXAMPLE = pattern(
    r"(?:your|my|the|some)[-_ ].{1,60}|<[^<>]{1,60}>|change[-_ ]?me|replace.{0,40}|todo.{0,40}|dummy|placeholder|x{3,}|secret", re.IGNORECASE
)
_FEW = 2
_DAY = 86_400


@record
class Clue:
    """What was read, and the ids of the rules that it points to."""

    words: str
    is_seen: Callable[[Evidence], bool]
    rules: tuple[str, ...]


def _values(evidence: Evidence, role: Role) -> Iterator[str]:
    """Yield what settings of Sign in with Apple have for *role*, blanks and examples too."""
    settings: Mapping[str, Any] | Absence = evidence.settings
    for setting in () if isinstance(settings, Absence) else every_setting(settings):
        plain = plain_name(setting.path)
        if isinstance(setting.value, str) and role_of(plain) is role and says_apple(plain):
            yield setting.value.strip()


def _is_blank(role: Role) -> Callable[[Evidence], bool]:
    return lambda evidence: "" in _values(evidence, role)


def _is_example(role: Role) -> Callable[[Evidence], bool]:
    return lambda evidence: any(_EXAMPLE.fullmatch(value) for value in _values(evidence, role))


def _has_key_as_secret(evidence: Evidence) -> bool:
    settings = evidence.get(KEY_SETTINGS)
    return not isinstance(settings, Absence) and any(plain_name(key.name).endswith("secret") for key in settings.keys)


def _is_no_id(role: Role) -> Callable[[Evidence], bool]:
    def is_seen(evidence: Evidence) -> bool:
        configuration = evidence.get(CONFIGURATION)
        return not isinstance(configuration, Absence) and any(not _ID.fullmatch(value) for value in configuration.values(role))

    return is_seen


def _sends_an_example(evidence: Evidence) -> bool:
    if evidence.get(SECRET_SENT) is not UNKNOWN:
        return False
    fields = evidence.get(FIELDS)
    return not isinstance(fields, Absence) and is_example(fields.get("client_secret") or "")


def _has_several_keys(evidence: Evidence) -> bool:
    return isinstance(evidence.keys, tuple) and len(evidence.keys) >= _FEW


def _is_for_the_app(evidence: Evidence) -> bool:
    return not isinstance(evidence.source, Absence) and evidence.source.says_app


def _is_short_and_made_at_start(evidence: Evidence) -> bool:
    life = evidence.get(LIFE)
    is_short = isinstance(life, Life) and life.made_for is not None and life.made_for <= _DAY
    return is_short and not isinstance(evidence.source, Absence) and evidence.source.is_made_at_start


CLUES: tuple[Clue, ...] = (
    Clue("the setting for client_secret is blank", _is_blank(Role.CLIENT_SECRET), ("secret-empty", "client-secret-missing")),
    Clue("the setting for client_secret contains an example, as your_client_secret", _is_example(Role.CLIENT_SECRET), ("secret-is-not-a-jwt",)),
    Clue("the request has an example as client_secret, as YOUR_CLIENT_SECRET", _sends_an_example, ("secret-is-not-a-jwt",)),
    Clue("a setting for a secret contains a private key", _has_key_as_secret, ("secret-is-private-key",)),
    Clue("the setting for the key is blank", _is_blank(Role.PRIVATE_KEY), ("key-never-reached-the-signer",)),
    Clue("the setting for the key contains an example", _is_example(Role.PRIVATE_KEY), ("key-never-reached-the-signer",)),
    Clue("the setting for client_id is blank", _is_blank(Role.CLIENT_ID), ("client-id-missing",)),
    Clue("the setting for the Key ID contains no ten capitals and digits", _is_no_id(Role.KEY_ID), ("secret-kid-malformed",)),
    Clue("the setting for the Team ID contains no ten capitals and digits", _is_no_id(Role.TEAM_ID), ("secret-iss-malformed",)),
    Clue("the source code takes its code from the app", _is_for_the_app, ("services-id-for-native-code",)),
    Clue("the source code makes a client_secret of a day or less when it starts", _is_short_and_made_at_start, ("secret-cached-beyond-exp",)),
    Clue("several keys were given", _has_several_keys, ("signature-by-other-key", "secret-kid-differs-from-key-file")),
)


def find_clues(evidence: Evidence) -> frozenset[Rule]:
    """Return the rules that clues in *evidence* point to."""
    if isinstance(evidence.settings, Absence) and isinstance(evidence.source, Absence) and not _has_several_keys(evidence):
        # The others are about settings, source code and keys.
        return frozenset({BY_ID["secret-is-not-a-jwt"]}) if _sends_an_example(evidence) else frozenset()
    return frozenset(BY_ID[name] for clue in CLUES if clue.is_seen(evidence) for name in clue.rules)
