"""Find in a log line that Apple's token endpoint accepted a request: its status 200, because the tokens themselves are rarely logged."""

from __future__ import annotations

from siwakit.patterns import pattern

_NEAR = 64 * 1024  # how far into a line it is searched for
_HOST = "appleid.apple.com"
_PATH = "/token"
_ENDPOINT = pattern(r"/auth/(?:oauth2/v2/)?token(?![\w/.-])")
# HTTP clients write the status in one of these ways.
_GRANTED = pattern(
    r"""(?ix)
    (?: \bstatus(?:[ _-]?code)?["']?[ ]?(?:=>|[:=])?[ ]?["']?
      | /auth/(?:oauth2/v2/)?token["']?[ ](?:HTTP/\d(?:\.\d)?["']?[ ])?
      | \bHTTP/\d(?:\.\d)?["']?[ ]
      | [-=]>[ ]?
      | \b(?:returned|answered|responded|got)[ ](?:with[ ])?
      | \[
    ) 200\b(?!\.\d)
    | \b200[ ]OK\b
    """
)


def shows_grant(text: str) -> bool:
    """Return whether *text* names Apple's token endpoint and the status 200."""
    if "200" not in text or _HOST not in text or _PATH not in text:
        return False
    near = text[:_NEAR]
    return bool(_ENDPOINT.search(near) and _GRANTED.search(near))
