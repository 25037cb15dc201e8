r"""Read Java's `.properties` with javaproperties: `name=value`, `name: value` or `name value`, with lines that continue behind a backslash.

javaproperties searches a continued line again for each of its lines, which is quadratic. A text for which that takes too long
is read as plain NAME=value lines, and so is every one if the library is not installed.
"""

from __future__ import annotations

from io import StringIO

from siwakit.patterns import pattern
from siwakit.readers.settings.bounds import limit_text
from siwakit.readers.settings.plain_lines import read_plain

_SEPARATOR = pattern(r"[=:\s]")
# Characters that are searched because of continued lines: 0.2 seconds.
_MAX_SEARCHED = 10_000_000
_CONTINUED = "\\\n"


def read_properties(text: str) -> dict[str, str] | None:
    """Return the settings in *text*, or None if a line is something else.

    Raises:
        TooLarge: more than 256 Ki characters.
    """
    limit_text(text, "a .properties file")
    if text.count(_CONTINUED) * len(text) > _MAX_SEARCHED:
        return read_plain(text)
    try:
        from javaproperties import KeyValue, parse  # noqa: PLC0415  an extra that may not be installed
    except ImportError:
        return read_plain(text)
    made: dict[str, str] = {}
    try:
        for element in parse(StringIO(text)):
            if isinstance(element, KeyValue):
                if not element.value and not _SEPARATOR.search(element.source.strip()):
                    return None
                made[element.key] = element.value.strip()
    except ValueError:
        # \u without four hexadecimal digits, which Java refuses too.
        return None
    return made or None
