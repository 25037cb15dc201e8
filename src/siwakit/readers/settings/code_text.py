"""Read literal settings for Apple in a program: the bracket after `AppleStrategy(`, `apple: {`, `provider :apple,` and so on.

Only quoted texts are read; what the program computes is not known.
"""

from __future__ import annotations

import re

from siwakit.patterns import pattern
from siwakit.readers.kept_escapes import are_escapes_kept

_MARK = pattern(
    r"""(?:[\"'`:.]|\b)\w{0,40}apple\w{0,40}[\"'`]?\s{0,20}(?:[:=]>?\s{0,20})?(?:new\s+\w{1,40}\s{0,4})?(?P<open>[\[({,])""",
    re.IGNORECASE,
)
_PAIR = pattern(
    r"""(?<![\w.])(?:\w{1,40}\.)?[\"'`:]?(?P<name>[A-Za-z_][\w-]{1,60})[\"'`]?\s{0,20}(?::|=>|=)\s{0,20}
    (?:@"(?P<verbatim>[^"]*)"|(?P<flag>true|false)|"(?P<double>(?>[^"\\\n]+|\\.)*+)"|'(?P<single>(?>[^'\\]+|\\.)*+)'|`(?P<tick>(?>[^`\\$]+|\\.)*+)`)(?=\s*(?:[,;\])}]|\#|//|\n|\Z))""",
    re.VERBOSE | re.DOTALL,
)
_TOKEN = pattern(r"\"(?>[^\"\\\n]+|\\.)*+\"|'(?>[^'\\\n]+|\\.)*+'|`(?>[^`\\]+|\\.)*+`|//[^\n]*|(?P<open>[\[({])|(?P<close>[\])}])", re.DOTALL)
_ESCAPE = pattern(r"\\(.)", re.DOTALL)
_LETTERS = {"n": "\n", "r": "\r", "t": "\t"}
# Calls that belong to one library, whose settings have their own meaning.
_OWN_NAMES = pattern(r"AppleProvider|AddApple")
_MAX_BLOCK = 8192
_MAX_BLOCKS = 20


def read_code(text: str) -> dict[str, dict[str, str]] | None:
    """Return the contents of the brackets in *text* that belong to Apple, or None if there are none."""
    made: dict[str, dict[str, str]] = {}
    is_raw = "\\" in text and are_escapes_kept(text)
    position = 0
    for _ in range(_MAX_BLOCKS):
        mark = _MARK.search(text, position)
        if not mark:
            break
        block = _block(text, mark.start("open"))
        position = mark.end()
        mark_name = _OWN_NAMES.search(mark.group())
        pairs = {found.group("name"): _value(found, is_raw=is_raw) for found in _PAIR.finditer(block)}
        if pairs:
            name = mark_name.group() if mark_name else "apple"
            made[f"{name}.{len(made)}" if name in made else name] = pairs
            position = mark.start("open") + len(block)
    return made or None


def _block(text: str, start: int) -> str:
    """Return the bracket that opens at *start* up to its end; after a comma, the arguments up to their end."""
    depth = 0
    end = min(len(text), start + _MAX_BLOCK)
    is_open = text[start] != ","
    for token in _TOKEN.finditer(text, start, end):
        depth += bool(token.group("open")) - bool(token.group("close"))
        if token.group("close") and (depth < 0 or (depth == 0 and (is_open or token.group() == "}"))):
            return text[start : token.end()]
    return text[start:end]


def _value(found: re.Match[str], *, is_raw: bool) -> str:
    whole = found.group("verbatim") if found.group("verbatim") is not None else found.group("flag")
    if whole is not None:
        return whole
    single = found.group("single")
    if single is not None and is_raw:
        return single.replace("\\'", "'")
    text = next(value for value in (single, found.group("double"), found.group("tick")) if value is not None)
    return _ESCAPE.sub(lambda escape: _LETTERS.get(escape.group(1), escape.group(1)), text)
