"""Undo what a logger, a JSON writer, a web page or an address made of a message, so that its words can be searched."""

from __future__ import annotations

import html
import re
from itertools import islice
from urllib.parse import unquote_plus

from siwakit.patterns import pattern

# A backslash before n, r or t may also begin a name in a path or a namespace: it does not behind a sign, unless that is the colon of a drive.
_ESCAPE = pattern(r"\\(?:u(?![dD][89a-fA-F])([0-9a-fA-F]{4})|[nrt](?![a-z]))|(?<![A-Za-z0-9_])(?<!\b[A-Za-z]:)\\[nrt]")
_ESCAPED_SIGNS = (("\\\\", "\\"), ('\\"', '"'), ("\\'", "'"), ("\\/", "/"), ("\\`", "`"))
# In lower case, every character but the last one of these is one character.
_PLAIN = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ", "\u202f": " ", "\u0130": "I"})
_SPACE = pattern(r"\s+")
_ENTITY = pattern(r"&(?:quot|amp|lt|gt|apos|nbsp|#\d{1,5}|#x[0-9a-fA-F]{1,4});")
# Text that an address carries: error_description=Invalid+user+attributes%3A+name
_IN_ADDRESS = pattern(r"(?<=[=\[: ])[\w.'()!*:-]{1,80}(?:(?:\+|%[0-9A-Fa-f]{2})[\w.'()!*:~-]{0,80}){2,60}")
_MAX_IN_ADDRESSES = 50
_ROUNDS = 3


def plain(text: str) -> str:
    """Return *text* with its escapes undone and each run of whitespace as one space, in linear time."""
    for _ in range(_ROUNDS):
        if "\\" not in text:
            break
        for escaped, sign in _ESCAPED_SIGNS:
            text = text.replace(escaped, sign)
        text = _ESCAPE.sub(_unescape, text)
    if "&" in text:
        text = _ENTITY.sub(lambda entity: html.unescape(entity.group()), text)
    if "%" in text or "+" in text:
        carried = [unquote_plus(found.group()) for found in islice(_IN_ADDRESS.finditer(text), _MAX_IN_ADDRESSES)]
        text = "\n".join((text, *carried)) if carried else text
    return _SPACE.sub(" ", text.translate(_PLAIN))


def _unescape(found: re.Match[str]) -> str:
    code = found.group(1)
    return chr(int(code, 16)) if code else " "
