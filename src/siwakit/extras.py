"""What to install if a package is missing that only an extra of siwakit brings."""

from __future__ import annotations

from siwakit.errors import MissingExtra

_PACKAGES = {
    "http": frozenset({"httpx2", "httpcore2", "anyio"}),
    "server": frozenset({"httpx2", "httpcore2", "anyio", "h11", "jinja2", "sqlalchemy"}),
    "mcp": frozenset({"mcp", "mcp_types", "anyio", "jsonschema"}),
}


def explained(missing: ModuleNotFoundError, what: str, extra: str) -> ModuleNotFoundError:
    """Return the error that says that *what* needs *extra*, or *missing* itself if that extra would not bring the package."""
    package = (missing.name or "").partition(".")[0]
    return MissingExtra(what, package, extra) if package in _PACKAGES[extra] else missing
