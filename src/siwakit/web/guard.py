"""Access control of the local page: the right Host, no foreign Origin, and the cookie that a start code was exchanged for."""

from __future__ import annotations

import hmac
from dataclasses import field
from urllib.parse import parse_qs

from siwakit.http import Headers, Request, Response, header_values, media_type
from siwakit.record import record
from siwakit.web.start_codes import StartCodes

START = "/start"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
GUARDS: Headers = (
    ("Content-Security-Policy", POLICY),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cache-Control", "no-store"),
)
_TEXT = ("Content-Type", "text/plain; charset=utf-8")
_CODE_REFUSED = (
    "this address is wrong, too old or already used; open the newest one that siwakit printed in the terminal. "
    "If you did not use it, another user of this machine may have: stop siwakit and start it again"
)
_OWN_SITES = frozenset({"same-origin", "none"})
_READS = frozenset({"GET", "HEAD"})


@record
class Guard:
    """Access control for one page: *hosts* are the accepted values of Host; each of *codes* can be exchanged for *cookie* once.

    A browser that has the cookie may open a start address again, whatever its code, because browsers reload, prefetch and
    restore tabs.
    """

    hosts: frozenset[str]
    codes: StartCodes = field(repr=False)
    cookie: str = field(repr=False)
    cookie_name: str = "siwakit"

    def refuse(self, request: Request) -> Response | None:
        """Return the refusal of a request without access, or None if it has access."""
        host = header_values(request.headers, "host")
        if len(host) != 1 or host[0].lower() not in self.hosts:
            return refusal(421, "this page is not served under that name")
        if self._is_foreign(request, host[0].lower()):
            return refusal(403, "this page accepts requests only from itself")
        if request.method not in {"GET", "HEAD", "POST"}:
            return refusal(405, "this page accepts GET and POST")
        if request.method == "POST" and media_type(request.headers) != "application/json":
            return refusal(415, "this page accepts JSON")
        if request.path != START and not self._has_cookie(request):
            return refusal(403, "open the address of the page that siwakit printed in the terminal: it gives this browser access")
        return None

    def start(self, request: Request, now: int) -> Response:
        """Exchange the code of a start address for the cookie."""
        to_page = ("Location", "/")
        if request.method not in _READS:
            return refusal(403, "open the address that siwakit printed in the terminal with a browser")
        if self._has_cookie(request):
            return Response(303, (to_page, *GUARDS))
        if request.method == "HEAD":  # a link preview or scanner, which must not use up the code
            return refusal(403, "open this address with GET")
        codes = parse_qs(request.query).get("t", [])
        if len(codes) != 1 or not self.codes.redeem(codes[0], now):
            return refusal(403, _CODE_REFUSED)
        cookie = f"{self.cookie_name}={self.cookie}; Path=/; HttpOnly; SameSite=Strict"
        return Response(303, (to_page, ("Set-Cookie", cookie), *GUARDS))

    def _is_foreign(self, request: Request, host: str) -> bool:
        """Return whether another page sent *request*; one that changes something, or reads a paste, must state its origin."""
        origins = header_values(request.headers, "origin")
        sites = header_values(request.headers, "sec-fetch-site")
        if any(site.lower() not in _OWN_SITES for site in sites) or any(origin.lower() != f"http://{host}" for origin in origins):
            return True
        return request.method not in _READS and not origins

    def _has_cookie(self, request: Request) -> bool:
        pairs = (pair.strip().partition("=") for header in header_values(request.headers, "cookie") for pair in header.split(";"))
        return any(name == self.cookie_name and hmac.compare_digest(value.encode(), self.cookie.encode()) for name, _, value in pairs)


def refusal(status: int, words: str) -> Response:
    """Return a refusal with the explanation *words*."""
    return Response(status, (_TEXT, *GUARDS), f"siwakit: {words}\n".encode())
