"""Products that are recognised by the settings beside a setting, because many products have the same names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit.evidence.settings.setting_names import Role
from siwakit.record import record


@record
class Product:
    """Product with its *names* for settings. *sends_secret* means that its client_secret is sent to Apple as it is."""

    name: str
    names: Mapping[str, Role]
    sends_secret: bool = False


_CASDOOR = Product("Casdoor", {"client_id": Role.CLIENT_ID, "client_secret": Role.CLIENT_SECRET}, sends_secret=True)
# Both extensions keep the key in the field that every identity provider has; one did so in `p8Content` before 1.14.
_KEYCLOAK_EXTENSION = Product(
    "the Apple extension of Keycloak",
    {"client_id": Role.CLIENT_ID, "client_secret": Role.PRIVATE_KEY, "team_id": Role.TEAM_ID, "key_id": Role.KEY_ID},
)


def product_of(settings: Mapping[Any, Any]) -> Product | None:
    """Return the product whose settings *settings* are, or None."""
    if settings.get("category") == "OAuth" and settings.get("type") == "Apple":
        return _CASDOOR
    config = settings.get("config")
    if settings.get("providerId") == "apple" and isinstance(config, Mapping) and {"teamId", "keyId"} <= config.keys() and "p8Content" not in config:
        return _KEYCLOAK_EXTENSION
    return None
