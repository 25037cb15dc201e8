"""The settings of a library with the right value in each."""

from __future__ import annotations

from collections.abc import Iterator

from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.identifiers import CERTAIN_KEY_IDS
from siwakit.evidence.settings.setting_names import Role
from siwakit.evidence.settings.stated_settings import CONFIGURATION, ConfigReading, Stated
from siwakit.render.next_step.mint_command import KEY_BLANK, TEAM_BLANK
from siwakit.render.next_step.right_values import RightValues
from siwakit.render.next_step.shell import is_shown_whole
from siwakit.render.sealing import Veil

_BLANKS = {Role.TEAM_ID: TEAM_BLANK, Role.KEY_ID: KEY_BLANK}


def right_settings(evidence: Evidence, values: RightValues, veil: Veil) -> dict[str, str]:
    """Return the settings for Team ID and Key ID by path, each with its right value or a blank; empty if they are right already."""
    settings = evidence.get(CONFIGURATION)
    if isinstance(settings, Absence):
        return {}
    right = _right_identifiers(evidence, settings, values)
    stated = [one for one in _identifiers(settings) if is_shown_whole(one.path, veil)]
    if all(one.value.strip() == right[one.role] for one in stated):
        return {}
    return {one.path: right[one.role] or _BLANKS[one.role] for one in stated}


def _identifiers(settings: ConfigReading) -> Iterator[Stated]:
    yield from (one for role in _BLANKS for one in settings.all(role))


def _right_identifiers(evidence: Evidence, settings: ConfigReading, values: RightValues) -> dict[Role, str | None]:
    """Return the Team ID and the Key ID; if one of them is in the setting of the other, the other is there, too."""
    known = evidence.get(CERTAIN_KEY_IDS)
    certain = frozenset() if isinstance(known, Absence) else known
    team, key = settings.only(Role.TEAM_ID), settings.only(Role.KEY_ID)
    is_swapped = team is not None and key is not None and team != key and (team in certain or key == values.team_id)
    return {Role.TEAM_ID: key if is_swapped else values.team_id, Role.KEY_ID: team if is_swapped else values.key_id}
