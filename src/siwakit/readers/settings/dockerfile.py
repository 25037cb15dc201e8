"""Read the variables that a Dockerfile sets, with ENV and with the default of an ARG."""

from __future__ import annotations

from siwakit.patterns import pattern
from siwakit.readers.settings.bounds import limit_text

MAX_ENTRIES = 10_000
_JOINED = pattern(r"\\[^\S\n]*\n")
_INSTRUCTION = pattern(r"(?i)[^\S\n]*(ENV|ARG)[^\S\n]+(.*)")
_PAIR = pattern(r"([A-Za-z_]\w{0,100})=(\"(?:[^\"\\]|\\.)*+\"|'[^']*+'|(?:[^\s\\]|\\.)*+)(?:\s+|\Z)")
_OLD_FORM = pattern(r"([A-Za-z_]\w{0,100})\s+(.*)")
_ESCAPE = pattern(r"\\(.)")


def read_dockerfile(text: str) -> dict[str, str] | None:
    """Return the variables that the Dockerfile *text* sets, or None if it sets none.

    Raises:
        TooLarge: more than 256 Ki characters.
    """
    limit_text(text, "a Dockerfile")
    made: dict[str, str] = {}
    for line in _JOINED.sub(" ", text).split("\n")[:MAX_ENTRIES]:
        instruction = _INSTRUCTION.fullmatch(line)
        if instruction:
            made |= _pairs(instruction[2].strip())
    return made or None


def _pairs(text: str) -> dict[str, str]:
    old = _OLD_FORM.fullmatch(text)
    if old and not _PAIR.match(text):
        return {old[1]: old[2]}
    made, position = {}, 0
    while pair := _PAIR.match(text, position):
        made[pair[1]] = _value(pair[2])
        position = pair.end()
    return made


def _value(text: str) -> str:
    if text[:1] in {"'", '"'}:
        return text[1:-1] if text[0] == "'" else _ESCAPE.sub(r"\1", text[1:-1])
    return _ESCAPE.sub(r"\1", text)
