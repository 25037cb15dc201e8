"""Names of packages in JavaScript: the same package can be imported by its name, with a registry before it, or by an address."""

from __future__ import annotations

from siwakit.patterns import pattern

_PREFIXED = pattern(r"(?:node|npm|jsr):/?((?:@[\w.-]{1,80}/)?[\w.-]{1,80})(?:@[^/]{0,40})?((?:/[\w./-]{1,200})?)")
# The services that offer packages of Node and of Deno to browsers and workers, each with its own folders before the name.
_ADDRESS = pattern(
    r"https?://(?:deno\.land/(?:x/)?|esm\.sh/(?:v[0-9]{1,4}/|stable/|\*)?|cdn\.skypack\.dev/(?:pin/)?|(?:cdn\.)?jsdelivr\.net/npm/|unpkg\.com/)"
    r"((?:@[\w.-]{1,80}/)?[\w.-]{1,80})(?:@[^/?]{0,40})?((?:/[\w./+-]{1,200})?)(?:\?.{0,200})?"
)
_OWN_FILES = ("/mod.ts", "/mod.js", "/index.ts", "/index.js", "/+esm", "/dist/browser/index.js")
_SAME = {"@zaubrik/djwt": "djwt", "@panva/jose": "jose"}


def package_of(address: str) -> str:
    """Return the name of the package, or of the part of one, that is imported as *address*."""
    match = _PREFIXED.fullmatch(address) or _ADDRESS.fullmatch(address)
    if match is None:
        return address
    name, inside = _SAME.get(match[1], match[1]), match[2]
    return name if inside in _OWN_FILES else f"{name}{inside}"
