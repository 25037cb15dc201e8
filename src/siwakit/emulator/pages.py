"""Make pages of HTML from templates, and hand out the few files they use; every page says that it is for testing only.

Nothing on a page comes from elsewhere and nothing needs a script: the one script there is spares a click.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from siwakit.http import Headers, Request, Response

PLACE = "/siwakit/"
_PACKAGE = "siwakit.emulator"
_TYPES = {"style.css": "text/css; charset=utf-8", "hand-over.js": "text/javascript; charset=utf-8"}
_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
# A browser holds form-action against every redirect that follows a form, the application's own too, so pages that lead away do without.
STAYS = f"{_POLICY}; form-action 'self'"
LEADS_AWAY = _POLICY
HANDS_OVER = f"{_POLICY}; script-src 'self'"
_HEADERS: Headers = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
)


def page(
    template: str, /, *, status: int = 200, policy: str = STAYS, referrer: str = "same-origin", headers: Headers = (), **values: Any
) -> Response:
    """Return the page that *template* makes of *values*."""
    text = _environment().get_template(template).render(values)
    guards = (("Content-Security-Policy", policy), ("Referrer-Policy", referrer))
    return Response(status, (*_HEADERS, *guards, *headers), text.encode())


def see_other(address: str, headers: Headers = ()) -> Response:
    """Return the answer that leads to *address*, to be fetched with GET."""
    return Response(303, (("Location", address), ("Cache-Control", "no-store"), ("Content-Length", "0"), *headers))


def static_file(request: Request) -> Response | None:
    """Return the file of a page that *request* asks for, or None where it asks for none that there is."""
    if PLACE not in request.url:
        return None
    name = request.path.removeprefix(PLACE)
    if request.path != PLACE + name or name not in _TYPES or request.method not in {"GET", "HEAD"}:
        return None
    headers = (("Content-Type", _TYPES[name]), ("Cache-Control", "max-age=300"), ("X-Content-Type-Options", "nosniff"))
    return Response(200, headers, _read(name))


def json_block(value: Any) -> str:
    """Return *value* as JSON that can stand in a script element of HTML: no tag can begin or end in it."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


@lru_cache(maxsize=8)
def _read(name: str) -> bytes:
    return (files(_PACKAGE) / "static" / name).read_bytes()


@lru_cache(maxsize=1)
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415  an emulator that shows no page starts without it

    environment = Environment(autoescape=True, loader=PackageLoader(_PACKAGE), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["json_block"] = json_block
    return environment
