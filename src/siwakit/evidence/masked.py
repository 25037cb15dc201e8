"""Recognise placeholders for values that their owner does not show: stars, an ellipsis, a word in brackets, a variable."""

from __future__ import annotations

import re

from siwakit.patterns import pattern

_LONGEST = 600
_LONGEST_MASKED_KEY = 1000
_MASK_IN_KEY = pattern(r"[*\u2022\u25cf]{3,}|\u2026|\.{3,}|<[^<>\n]{1,40}>|\[[^\[\]\n]{1,40}\]")
_ARMOUR_LINE = pattern(r"(?:BEGIN|END)[ _]?[A-Z0-9_ ]{0,24}-{0,8}")
_BASE64_RUN = pattern(r"[A-Za-z0-9+/]+")
_SHORTEST_KEY = 150  # Apple's keys have 200 characters in base64
_SHORTEST_KEY_LINE = 32  # a line of a key has 64 characters, and the last one of Apple's 56
# Words, brackets, stars, dots, underscores, any letter that is not English: base64 has none of these.
_NOT_OF_A_KEY = pattern(r"[^A-Za-z0-9+/=\s\\-]|[A-Za-z][ \t-]+[A-Za-z]")
_BLANK = " \t\r\n\\-"
_FEW = 2  # a row of x or of zeros
_MASK = pattern(
    r"""
      \*{3,} | [\u2022\u25cf]{3,} | \u2026 | \.{3,}
    | [<\[({](?:redacted|filtered|masked|hidden|removed|omitted|snip|secret|hash)[>\])}]
    | \A(?:redacted|filtered|masked|hidden|removed|x{3,})\Z
    | \A<[^<>]{1,60}>\Z | \A\([^()]{1,60}\)\Z | \.(?:<[^<>]{1,40}>|\[[^\[\]]{1,40}\])\Z
    | \A(?:my|your|our|the|some|generated|valid)[ ](?:[\w-]{1,20}[ ]){0,3}(?:id|identifier|secret|code|token|jwt|key|ur[il])\Z
    | \A(?:\$(?:env:[A-Za-z_]\w{0,60}|[A-Za-z_]\w{0,60}|\{[A-Za-z_]\w{0,60}\}|\([^()\n]{1,80}\))[.:_-]?){1,5}\Z
    """,
    re.VERBOSE | re.IGNORECASE,
)

# Names of what belongs there, as constants and variables are called: MY_SECRET, client_secret, clientSecret; and your-secret.
_NAME = pattern(r"[A-Z]+(?:[_ -][A-Z]+){0,5}|[a-z]+(?:_[a-z]+){1,5}|[a-z]+(?:[A-Z][a-z]+){1,5}|(?:your|YOUR|Your)[_ -][A-Za-z_ -]+")
_LAST_WORD = pattern(r"(?:secret|tokens?|jwt|code|key|id|password|refresh|value|placeholder|here)\Z", re.IGNORECASE)
_LONGEST_NAME = 40

_MARK = pattern(r"[*\u2022\u25cf\u2026<\[({$ ]")
_WORD = 16  # words that hide a value are not longer, except a row of x
# Values to be filled in: in JavaScript, Kotlin and PHP, in Ruby, in Python and C#, in Swift, in printf, in documentation.
_GAP = pattern(
    r"[$#]?\{[^{}]{1,80}\}|\{\{[^{}]{1,80}\}\}|\\\([^\n]{1,80}\)|%(?:\d\$)?[sdvq@]|\[[A-Za-z][\w -]{0,60}\]|your[ _-][\w -]{1,60}", re.IGNORECASE
)


def is_gap(text: str) -> bool:
    """Return whether *text* is hidden, or is a placeholder as in code and documentation."""
    return is_masked(text) or bool(_GAP.fullmatch(text))


def is_masked(text: str) -> bool:
    """Return whether *text* masks a value, or names the variable that contains it: then what was sent is not known."""
    if len(text) > _LONGEST:
        return False
    bare = text.strip("\"' \t\r\n")
    # Most values are tokens, which cannot contain a mask: this check takes a tenth of the time.
    may_be = len(bare) <= _WORD or "..." in bare or bare[:3].lower() == "xxx" or _MARK.search(bare) is not None
    return may_be and bool(_MASK.search(bare))


def is_example(text: str) -> bool:
    """Return whether *text* stands for a value, as `MY_SECRET` or `***` in the field client_secret: then what was sent is not known.

    Some fields have such values, such as the authorization_code of grant_type, so this is not for them.
    """
    bare = text.strip("\"' \t\r\n")
    return is_masked(bare) or (len(bare) <= _LONGEST_NAME and bool(_LAST_WORD.search(bare)) and bool(_NAME.fullmatch(bare)))


def is_masked_key(text: str) -> bool:
    """Return whether *text* has the BEGIN and END lines of a key, but words, a mask or a placeholder between them.

    No language is assumed: a key is a sequence of runs of base64, and a placeholder has no long ones.
    """
    begin = text.find("BEGIN")
    if begin < 0 or len(text) > _LONGEST_MASKED_KEY:
        return False
    inside = _ARMOUR_LINE.split(text[begin:])
    between = inside[1] if len(inside) > 1 else ""
    letters = between.strip(_BLANK)
    runs = [len(run) for run in _BASE64_RUN.findall(between)]
    if not letters or sum(runs) >= _SHORTEST_KEY:
        # Nothing is masked: the key is missing, or anything unusual in it is damage.
        return False
    if _MASK_IN_KEY.search(between):
        return True
    longest = max(runs, default=0)
    return len(set(letters) - set(_BLANK)) <= _FEW or (longest < _SHORTEST_KEY_LINE and bool(_NOT_OF_A_KEY.search(between)))
