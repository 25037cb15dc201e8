"""Read the errors that Apple shows on its authorize page: JSON inside the HTML, or only the text, as people copy it.

The page has status 200 and never redirects, so only its text shows what is wrong.
"""

from __future__ import annotations

from siwakit.patterns import pattern
from siwakit.record import record

_MAX_READ = 200_000
_MAX_COPIED = 20_000
# Longer texts first, because some begin like others. A final full stop is optional.
_TEXTS = (
    ("Invalid client id or web redirect url", "invalid_request"),
    ("Invalid client scope", "invalid_request"),
    ("Invalid client", "invalid_client"),
    ("Invalid web redirect url", "invalid_request"),
    ("Invalid response type", "invalid_request"),
    ("response_mode must be form_post when name or email scope is requested", "invalid_request"),
    ("Request missing required parameter or unsupported parameters or invalid redirect url", "invalid_request"),
)
_ERROR_OF = {text.lower(): error for text, error in _TEXTS}
_WORDS = frozenset(_ERROR_OF.values())
_MESSAGE = pattern(r'"errorMessage"\s{0,9}:\s{0,9}"((?:[^"\\]|\\.){1,300})"')
_CODE = pattern(r'"errorCode"\s{0,9}:\s{0,9}"([a-z_]{1,60})"')
_TAG = pattern(r"<[^<>]{0,2000}>")


@record
class PageError:
    """Contents of an error page."""

    error: str | None
    text: str


def read_page_error(text: str) -> PageError | None:
    """Return the error that the page *text* shows, or None: an error in JSON, or a line that is one of Apple's texts."""
    text = text[:_MAX_READ]
    message = _MESSAGE.search(text)
    if message:
        code = _CODE.search(text)
        return PageError(code.group(1) if code else _error_of(message.group(1)), message.group(1))
    if text.startswith(("{", "[")):
        return None
    lines = (line.strip() for line in _TAG.sub("\n", text).splitlines())
    found = next((line for line in lines if is_page_text(line)), None)
    return PageError(_error_of(found), found) if found else None


def is_page_text(text: str) -> bool:
    """Return whether *text* is exactly one of the texts of Apple's page."""
    return _error_of(text) is not None


def is_copied_page(text: str) -> bool:
    """Return whether *text* was copied from the page: one of its texts, with at most the error's name around it."""
    if len(text) > _MAX_COPIED:
        return False
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    return any(is_page_text(line) for line in lines) and all(is_page_text(line) or line.lower() in _WORDS for line in lines)


def _error_of(text: str) -> str | None:
    return _ERROR_OF.get(text.strip().rstrip(".").lower())
