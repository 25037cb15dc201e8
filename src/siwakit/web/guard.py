"""Let in the page alone: the right Host, no foreign Origin, and the cookie that the start-up token was exchanged for."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from siwakit.http import Headers, Request, Response, header_values, media_type

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
_HERE = frozenset({"same-origin", "none"})
_READS = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Guard:
    """Know what opens the door: *hosts* are the values of Host that are ours, *token* is printed at the start, *cookie* replaces it.

    The token stays good until the program ends. One that is good once would strand people: a browser that looks ahead, a terminal
    that previews an address or a scanner of links spends it before they do, and a second browser has no other way in. What a
    shorter life could keep out is little: whoever reads the token reads the terminal of its owner, it is sent to loopback alone,
    the answer leads away from its address, and nothing refers to it.
    """

    hosts: frozenset[str]
    token: str = field(repr=False)
    cookie: str = field(repr=False)
    cookie_name: str = "siwakit"

    def refuse(self, request: Request) -> Response | None:
        """Return the answer to a request that is not let in; None lets it in."""
        host = header_values(request.headers, "host")
        if len(host) != 1 or host[0].lower() not in self.hosts:
            return refusal(421, "this page is not served under that name")
        if self._is_foreign(request, host[0].lower()):
            return refusal(403, "this page answers nobody but itself")
        if request.method not in {"GET", "HEAD", "POST"}:
            return refusal(405, "this page takes GET and POST")
        if request.method == "POST" and media_type(request.headers) != "application/json":
            return refusal(415, "this page takes JSON")
        if request.path != START and not self._has_cookie(request):
            return refusal(403, "open the address of the page that siwakit printed in the terminal: it lets this browser in")
        return None

    def start(self, request: Request) -> Response:
        """Exchange the token of the start-up address for the cookie."""
        tokens = parse_qs(request.query).get("t", [])
        if request.method not in _READS or len(tokens) != 1 or not hmac.compare_digest(tokens[0].encode(), self.token.encode()):
            return refusal(403, "that is not the address of the page that siwakit printed in the terminal")
        cookie = f"{self.cookie_name}={self.cookie}; Path=/; HttpOnly; SameSite=Strict"
        return Response(303, (("Location", "/"), ("Set-Cookie", cookie), *GUARDS))

    def _is_foreign(self, request: Request, host: str) -> bool:
        """Tell whether another page is behind *request*; one that changes something, or reads a paste, has to say where it is from."""
        origins = header_values(request.headers, "origin")
        sites = header_values(request.headers, "sec-fetch-site")
        if any(site.lower() not in _HERE for site in sites) or any(origin.lower() != f"http://{host}" for origin in origins):
            return True
        return request.method not in _READS and not origins

    def _has_cookie(self, request: Request) -> bool:
        pairs = (pair.strip().partition("=") for header in header_values(request.headers, "cookie") for pair in header.split(";"))
        return any(name == self.cookie_name and hmac.compare_digest(value.encode(), self.cookie.encode()) for name, _, value in pairs)


def refusal(status: int, words: str) -> Response:
    """Return an answer that says in *words* why there is nothing."""
    return Response(status, (_TEXT, *GUARDS), f"siwakit: {words}\n".encode())
