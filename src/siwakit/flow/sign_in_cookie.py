"""Two ways to recognise the browser in which Apple's form_post arrives: a cookie that is sent across sites, or a page that posts again.

Apple's form_post is a POST from another site, and browsers do not send ordinary cookies with it. Either the application keeps what the
sign-in needs in a signed, short-lived cookie with `SameSite=None; Secure`; or a page on its own site posts the form again, and the browser
sends the session cookie with that request.
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

COOKIE_SECONDS = 600  # a sign-in takes a minute; the code is valid for five
MAX_COOKIE_CHARACTERS = 3800  # browsers store 4096, including the name and the attributes
_MIN_KEY_BYTES = 32
_PURPOSE = b"siwakit sign-in cookie 1\0"
_NAME = pattern(r"[A-Za-z0-9_-]{1,64}")
_PATH = pattern(r"/(?![/\\])[A-Za-z0-9._~/-]{0,200}")
_SCRIPT = "document.forms[0].submit()"
_SCRIPT_HASH = b64encode(sha256(_SCRIPT.encode()).digest()).decode()
_POLICY = f"default-src 'none'; script-src 'sha256-{_SCRIPT_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


def seal_cookie(values: Mapping[str, str], *, key: bytes, now: float, seconds: int = COOKIE_SECONDS) -> str:
    """Return *values* (state, nonce, code_verifier) as a text that is signed with *key* and valid for *seconds*; it is not encrypted.

    Raises:
        UsageError: a key under 32 bytes, or values that are too long for a cookie.
    """
    content = json.dumps({"exp": int(now) + seconds, "values": dict(values)}, separators=(",", ":")).encode()
    sealed = f"{base64url.encode(content)}.{base64url.encode(_sign(content, key))}"
    if len(sealed) > MAX_COOKIE_CHARACTERS:
        raise UsageError(
            f"a cookie of {len(sealed)} characters, expected at most {MAX_COOKIE_CHARACTERS}", hint="store only state, nonce and code_verifier"
        )
    return sealed


def open_cookie(value: str | None, *, key: bytes, now: float) -> dict[str, str] | None:
    """Return the values in a text from `seal_cookie`; None if there is no text, it has expired, or it was not signed with *key*.

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
    return {str(name): str(text) for name, text in document["values"].items()}


def cookie_header(name: str, value: str, *, path: str, seconds: int = COOKIE_SECONDS) -> str:
    """Return the `Set-Cookie` header for a sealed *value*, which browsers send with Apple's form; *path* is that of the redirect_uri.

    Raises:
        UsageError: a name, value or path that is not allowed in the header.
    """
    if not _NAME.fullmatch(name) or not re.fullmatch(r"[A-Za-z0-9_.-]*", value):
        raise UsageError("the cookie's name or value contains characters that are not allowed", hint="pass what seal_cookie returned")
    return f"{name}={value}; Max-Age={seconds}; Path={_own_path(path)}; Secure; HttpOnly; SameSite=None"


def clear_cookie_header(name: str, *, path: str) -> str:
    """Return the `Set-Cookie` header that removes the cookie, which is needed for only one callback.

    Raises:
        UsageError: as `cookie_header`.
    """
    return cookie_header(name, "", path=path, seconds=0)


def repost_page(fields: Mapping[str, str], *, action: str) -> Response:
    """Return a page that posts Apple's *fields* again, from this site to its own path *action*, so that the browser sends the session cookie.

    Nothing in *fields* is checked here: call `read_callback` in the handler of *action*.

    Raises:
        UsageError: *action* is not a path on this site.
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
    raise UsageError("that is not a path on this site", hint="pass a path that starts with one slash, like /apple/callback")


def _is_before(now: float, end: object) -> bool:
    return isinstance(end, int) and not isinstance(end, bool) and now < end


def _sign(content: bytes, key: bytes) -> bytes:
    if len(key) < _MIN_KEY_BYTES:
        raise UsageError("the cookie's key is under 32 bytes", hint="generate one with secrets.token_bytes(32), and keep it with your secrets")
    return hmac.digest(key, _PURPOSE + content, "sha256")
