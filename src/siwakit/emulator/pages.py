"""HTML pages from templates, and the few static files they use. Every page says that it is for testing only.

Pages load nothing from other sites and work without scripts: these save a click, copy text, and show what happens without a reload.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from shlex import quote
from typing import Any

from siwakit.http import Headers, Request, Response

PLACE = "/siwakit/"
_PACKAGE = "siwakit.emulator"
_TYPES = {
    "style.css": "text/css; charset=utf-8",
    "hand-over.js": "text/javascript; charset=utf-8",
    "portal.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
# A browser also checks form-action for every redirect after a form, including the application's own, so pages that redirect omit it.
ALLOWS_OWN_FORMS = f"{_POLICY}; form-action 'self'"
ALLOWS_REDIRECT = _POLICY
ALLOWS_SCRIPT = f"{_POLICY}; script-src 'self'"
ALLOWS_PORTAL = f"{ALLOWS_OWN_FORMS}; script-src 'self'; connect-src 'self'"
_HEADERS: Headers = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
)


def page(
    template: str, /, *, status: int = 200, policy: str = ALLOWS_OWN_FORMS, referrer: str = "same-origin", headers: Headers = (), **values: Any
) -> Response:
    """Return *template*, rendered with *values*, as a page."""
    text = _environment().get_template(template).render(values)
    guards = (("Content-Security-Policy", policy), ("Referrer-Policy", referrer))
    return Response(status, (*_HEADERS, *guards, *headers), text.encode())


def see_other(address: str, headers: Headers = ()) -> Response:
    """Return a redirect to *address*, to be fetched with GET."""
    return Response(303, (("Location", address), ("Cache-Control", "no-store"), ("Content-Length", "0"), *headers))


def static_file(request: Request) -> Response | None:
    """Return the static file that *request* asks for, or None if there is no such file."""
    if PLACE not in request.url:
        return None
    name = request.path.removeprefix(PLACE)
    if request.path != PLACE + name or name not in _TYPES or request.method not in {"GET", "HEAD"}:
        return None
    headers = (("Content-Type", _TYPES[name]), ("Cache-Control", "max-age=300"), ("X-Content-Type-Options", "nosniff"))
    return Response(200, headers, _read(name))


def json_block(value: Any) -> str:
    """Return *value* as JSON that is safe inside an HTML script element: no tag can begin or end in it."""
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
    environment.filters["sh"] = quote
    return environment
