"""Tell what stands for a value that its owner does not show: stars, an ellipsis, a word in brackets, a variable."""

from __future__ import annotations

import re

from siwakit.patterns import pattern

_LONGEST = 600
_SHORTER_THAN_A_KEY = 150
_MASK_IN_KEY = pattern(r"[*\u2022\u25cf]{3,}|\u2026|\.{3,}|KEY-----\s*(?:x{3,}|<[^<>]{1,40}>|\[[^\[\]]{1,40}\])", re.IGNORECASE)
_MASK = pattern(
    r"""
      \*{3,} | [\u2022\u25cf]{3,} | \u2026 | \.{3,}
    | [<\[({](?:redacted|filtered|masked|hidden|removed|omitted|snip|secret|hash)[>\])}]
    | \A(?:redacted|filtered|masked|hidden|removed|x{3,})\Z
    | \A<[^<>]{1,60}>\Z | \A\([^()]{1,60}\)\Z | \.(?:<[^<>]{1,40}>|\[[^\[\]]{1,40}\])\Z
    | \A(?:my|your|our|the|some|generated|valid)[ ](?:[\w-]{1,20}[ ]){0,3}(?:id|identifier|secret|code|token|jwt|key|ur[il])\Z
    | \A\$(?:[A-Za-z_]\w{0,60}|\{[A-Za-z_]\w{0,60}\}|env:[A-Za-z_]\w{0,60})\Z
    """,
    re.VERBOSE | re.IGNORECASE,
)

_MARK = pattern(r"[*\u2022\u25cf\u2026<\[({$ ]")
_WORD = 16  # no word that hides a value is longer, but for a row of x
# What a program or its reader puts in: of JavaScript, Kotlin and PHP, of Ruby, of Python and C#, of Swift, of printf, of documentation.
_GAP = pattern(
    r"[$#]?\{[^{}]{1,80}\}|\{\{[^{}]{1,80}\}\}|\\\([^\n]{1,80}\)|%(?:\d\$)?[sdvq@]|\[[A-Za-z][\w -]{0,60}\]|your[ _-][\w -]{1,60}", re.IGNORECASE
)


def is_gap(text: str) -> bool:
    """Tell whether *text* is hidden, or stands for what is put in later: so it is written in code and in documentation."""
    return is_masked(text) or bool(_GAP.fullmatch(text))


def is_masked(text: str) -> bool:
    """Tell whether *text* hides a value, or names the variable that holds it: what was sent is then not known."""
    if len(text) > _LONGEST:
        return False
    bare = text.strip("\"' \t\r\n")
    # Most values are tokens, in which nothing of a mask can be: to see that takes a tenth of the time.
    may_be = len(bare) <= _WORD or "..." in bare or bare[:3].lower() == "xxx" or _MARK.search(bare) is not None
    return may_be and bool(_MASK.search(bare))


def is_masked_key(text: str) -> bool:
    """Tell whether *text* shows the marks of a key and hides what is between them."""
    return len(text) < _SHORTER_THAN_A_KEY and "BEGIN" in text and bool(_MASK_IN_KEY.search(text))
