"""Find the browser again that a form of Apple's comes from: a cookie that crosses sites, or a page that makes the form one's own.

Apple's form_post is a POST from another site, and browsers send no cookie of the ordinary kind along. Either what the sign-in needs
is kept in a signed value of its own, short-lived, in a cookie with `SameSite=None; Secure`; or the form is posted once more, by a page
of one's own site, and then the session's cookie comes along.
"""

from __future__ import annotations

import hmac
import json
import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html import escape

from siwakit.errors import Base64Fault, UsageError
from siwakit.flow.callback import FIELDS
from siwakit.http import Response
from siwakit.jose import base64url, strictjson
from siwakit.patterns import pattern

COOKIE_SECONDS = 600  # a sign-in takes a minute; the code that comes back lives for five
MAX_COOKIE_CHARACTERS = 3800  # browsers keep 4096 with the name and the attributes
_MIN_KEY_BYTES = 32
_PURPOSE = b"siwakit sign-in cookie 1\0"
_NAME = pattern(r"[A-Za-z0-9_-]{1,64}")
_PATH = pattern(r"/(?![/\\])[A-Za-z0-9._~/-]{0,200}")
_SCRIPT = "document.forms[0].submit()"
_SCRIPT_HASH = b64encode(sha256(_SCRIPT.encode()).digest()).decode()
_POLICY = f"default-src 'none'; script-src 'sha256-{_SCRIPT_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


def seal_cookie(values: Mapping[str, str], *, key: bytes, now: float, seconds: int = COOKIE_SECONDS) -> str:
    """Return *values* (state, nonce, code_verifier) as a value that is signed with *key* and good for *seconds*; it is not encrypted.

    Raises:
        UsageError: a key under 32 bytes, or values that are too much for a cookie.
    """
    content = json.dumps({"exp": int(now) + seconds, "values": dict(values)}, separators=(",", ":")).encode()
    sealed = f"{base64url.encode(content)}.{base64url.encode(_sign(content, key))}"
    if len(sealed) > MAX_COOKIE_CHARACTERS:
        raise UsageError(
            f"a cookie of {len(sealed)} characters, expected at most {MAX_COOKIE_CHARACTERS}", hint="keep state, nonce and code_verifier alone"
        )
    return sealed


def open_cookie(value: str | None, *, key: bytes, now: float) -> dict[str, str] | None:
    """Return the values in what `seal_cookie` made; None where there is none, its time is over, or *key* did not sign it.

    Raises:
        UsageError: a key under 32 bytes.
    """
    first, _, second = (value or "").partition(".")
    try:
        content, signature = base64url.decode(first), base64url.decode(second)
    except Base64Fault:
        content, signature = b"", b""
    if not hmac.compare_digest(_sign(content, key), signature):
        return None
    document = strictjson.read_object(content)
    if document is None or not isinstance(document.get("values"), dict) or not _is_before(now, document.get("exp")):
        return None
    return {str(name): str(one) for name, one in document["values"].items()}


def cookie_header(name: str, value: str, *, path: str, seconds: int = COOKIE_SECONDS) -> str:
    """Return the `Set-Cookie` header for a sealed *value*, which Apple's form brings along; *path* is that of the redirect_uri.

    Raises:
        UsageError: a name, value or path that no such header holds.
    """
    if not _NAME.fullmatch(name) or not re.fullmatch(r"[A-Za-z0-9_.-]*", value):
        raise UsageError("the cookie's name or value has characters that do not belong there", hint="give what seal_cookie returned")
    return f"{name}={value}; Max-Age={seconds}; Path={_own_path(path)}; Secure; HttpOnly; SameSite=None"


def clear_cookie_header(name: str, *, path: str) -> str:
    """Return the `Set-Cookie` header that removes the cookie: a sign-in comes back once.

    Raises:
        UsageError: as `cookie_header`.
    """
    return cookie_header(name, "", path=path, seconds=0)


def repost_page(fields: Mapping[str, str], *, action: str) -> Response:
    """Return a page that posts Apple's *fields* once more, from this site to its own path *action*, where the session's cookie comes along.

    What the page holds is for this browser alone: nothing of it is judged here, `read_callback` does that behind *action*.

    Raises:
        UsageError: *action* is no path of this site.
    """
    held = "".join(f'<input type="hidden" name="{name}" value="{escape(fields[name])}">' for name in FIELDS if isinstance(fields.get(name), str))
    body = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Signing in</title>'
        f'<form method="post" action="{escape(_own_path(action))}">{held}<noscript><button>Continue</button></noscript></form>'
        f"<script>{_SCRIPT}</script></html>"
    )
    headers = (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Security-Policy", _POLICY),
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
    )
    return Response(200, headers, body.encode("utf-8", "replace"))


def _own_path(path: str) -> str:
    if _PATH.fullmatch(path):
        return path
    raise UsageError("that is no path of this site", hint="give a path that starts with one slash, like /apple/callback")


def _is_before(now: float, end: object) -> bool:
    return isinstance(end, int) and not isinstance(end, bool) and now < end


def _sign(content: bytes, key: bytes) -> bytes:
    if len(key) < _MIN_KEY_BYTES:
        raise UsageError("the key of the cookie has under 32 bytes", hint="make one with secrets.token_bytes(32), and keep it with your secrets")
    return hmac.digest(key, _PURPOSE + content, "sha256")
