"""The settings of a library with the right value in each."""

from __future__ import annotations

from siwakit.apple import IDENTIFIER
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.settings.setting_names import Role
from siwakit.evidence.settings.stated_settings import CONFIGURATION, ConfigReading
from siwakit.render.next_step.mint_command import KEY_BLANK, TEAM_BLANK
from siwakit.render.next_step.right_values import RightValues
from siwakit.render.next_step.shell import is_shown_whole
from siwakit.render.sealing import Veil
from siwakit.rules.model import Fail

_BLANKS = {Role.TEAM_ID: TEAM_BLANK, Role.KEY_ID: KEY_BLANK}


def right_settings(evidence: Evidence, fail: Fail, values: RightValues, veil: Veil) -> dict[str, str]:
    """Return the settings for Team ID and Key ID by path that do not have their right value, each with that value or a blank."""
    settings = evidence.get(CONFIGURATION)
    if isinstance(settings, Absence):
        return {}
    right = _right_identifiers(settings, fail, values)
    stated = [setting for role in _BLANKS for setting in settings.all(role) if is_shown_whole(setting.path, veil)]
    return {setting.path: right[setting.role] or _BLANKS[setting.role] for setting in stated if setting.value.strip() != right[setting.role]}


def _right_identifiers(settings: ConfigReading, fail: Fail, values: RightValues) -> dict[Role, str | None]:
    """Return the Team ID and the Key ID. An identifier in the setting of the other one is that other one, and what it displaced is elsewhere."""
    failed = next((setting for role in _BLANKS for setting in settings.all(role) if f"settings.{setting.path}" == fail.at), None)
    if failed is None or not IDENTIFIER.fullmatch(failed.value.strip()):
        return {Role.TEAM_ID: values.team_id, Role.KEY_ID: values.key_id}
    other = Role.KEY_ID if failed.role is Role.TEAM_ID else Role.TEAM_ID
    known = values.team_id if failed.role is Role.TEAM_ID else values.key_id
    displaced = {value.strip() for value in settings.values(other)} - {failed.value.strip()}
    only = displaced.pop() if len(displaced) == 1 else None
    return {other: failed.value.strip(), failed.role: only if only and IDENTIFIER.fullmatch(only) else known}
