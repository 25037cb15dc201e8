"""What settings say about SameSite of the session's cookie, which many libraries keep the state in."""

from __future__ import annotations

from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence, Part
from siwakit.evidence.settings.setting_names import plain_name
from siwakit.evidence.settings.settings_keys import every_setting
from siwakit.patterns import pattern
from siwakit.record import record

# Laravel, Django and Flask, Symfony, PHP, Spring Boot; Quarkus has a cookie of its own for the state.
_NAME = pattern(r"(?:.*_)?(?:session|session_cookie|oidc_(?:\w+_)?authentication_cookie)_(?:cookie_)?same_?site")
_VALUES = frozenset({"lax", "strict", "none"})


@record
class SessionCookie:
    """Setting for the session's cookie: its path, and its SameSite in lower case."""

    path: str
    same_site: str

    @property
    def is_withheld(self) -> bool:
        """Return whether browsers withhold such a cookie from a POST of another site."""
        return self.same_site != "none"


def _read(evidence: Evidence) -> SessionCookie | Absence:
    if isinstance(evidence.settings, Absence):
        return evidence.settings
    for setting in every_setting(evidence.settings):
        if isinstance(setting.value, str) and "same" in setting.name.lower() and _NAME.fullmatch(plain_name(setting.path)):
            value = setting.value.strip().lower()
            return SessionCookie(setting.path, value) if value in _VALUES else UNKNOWN
    return LACKING


SESSION_COOKIE: Part[SessionCookie] = Part("settings.session_cookie", _read, "the settings of your session's cookie", is_extra=True)
