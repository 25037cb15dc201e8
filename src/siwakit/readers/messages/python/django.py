"""Django's protection against forged requests."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_CSRF = "https://github.com/django/django/blob/main/django/middleware/csrf.py"

MESSAGES = (
    Message(
        id="django-csrf-origin",
        speaker="Django",
        literal="checking failed - ",
        words=pattern(r"(?:Origin|Referer) checking failed - https://appleid\.apple\.com/? does not match any trusted origins"),
        proves=Proof.APPLE_ORIGIN_REFUSED,
        samples=(
            "Forbidden (Origin checking failed - https://appleid.apple.com does not match any trusted origins.): /accounts/apple/login/callback/",
            "Forbidden (Referer checking failed - https://appleid.apple.com/ does not match any trusted origins.): /complete/apple-id/",
        ),
        versions="4.0 and later (Origin), all (Referer)",
        where=_CSRF,
    ),
    Message(
        id="django-csrf-null-origin",
        speaker="Django",
        literal="checking failed - ",
        words=pattern(r"(?:Origin|Referer) checking failed - null does not match any trusted origins"),
        proves=Proof.CSRF_REFUSED,
        samples=("Reason given for failure:\n\n    Origin checking failed - null does not match any trusted origins.",),
        versions="4.0 and later (Origin), all (Referer)",
        where=_CSRF,
    ),
    Message(
        id="django-csrf",
        speaker="Django",
        literal="forbidden (",
        words=pattern(
            r"Forbidden \((?:CSRF cookie not set|CSRF token missing(?: or incorrect)?|CSRF token from POST (?:incorrect|has incorrect length)"
            r"|Referer checking failed - no Referer)\.?\)(?:: /[\w/.-]{0,100})?"
        ),
        proves=Proof.CSRF_REFUSED,
        samples=(
            "Forbidden (CSRF cookie not set.): /auth/apple/callback/",
            "[29/Nov/2026 14:12:03] Forbidden (CSRF token missing.): /auth/apple/callback/",
            "Forbidden (CSRF token missing or incorrect.): /siwa/return",
        ),
        versions="all",
        where=_CSRF,
        is_general=True,
    ),
    Message(
        id="django-csrf-page",
        speaker="Django",
        literal="csrf verification failed. request aborted",
        words=pattern(r"CSRF verification failed\. Request aborted"),
        proves=Proof.CSRF_REFUSED,
        samples=("Forbidden (403)\nCSRF verification failed. Request aborted.",),
        versions="all",
        where="https://github.com/django/django/blob/main/django/views/csrf.py",
        is_general=True,
    ),
)
