"""Languages that keep escapes between single quotes: PHP and Ruby read a backslash and n there, others a line break."""

from __future__ import annotations

import re

from siwakit.patterns import pattern
from siwakit.readers.code.known_languages import language_of_file, language_of_text

_KEEP = frozenset({"php", "ruby", "shell", "powershell"})
# Names and statements of PHP and Ruby that a short text in them has.
_PHP_OR_RUBY = pattern(
    r"<\?php|^\s{0,40}\$\w{1,60}\s{0,8}=|(?:['\"]|:\w{1,60})\s{0,8}=>|\bprovider :\w|\bconfig\.\w|['\"]\.freeze\b"
    r"|^\s{0,40}(?:require(?:_relative)?[ \t]+['\"]|end$|(?:def|module)[ \t]+\w[^\n:{]{0,80}$)",
    re.MULTILINE,
)


def are_escapes_kept(text: str, name: str = "") -> bool:
    """Return whether an escape between single quotes means itself in *text*, a program in a file of this *name*."""
    language = language_of_file(name) or language_of_text(text)
    return language.id in _KEEP if language else bool(_PHP_OR_RUBY.search(text))
