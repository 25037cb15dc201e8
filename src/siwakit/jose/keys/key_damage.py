"""Remove what a setting, a shell, a form or a file added to the text of a key, and report it.

Each peel removes one layer. The syntax of a file (the name in `KEY="…"`, the quotes after it, a YAML
block) is removed silently; what a program would receive together with the key is damage.
"""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent
from urllib.parse import unquote, unquote_plus

from siwakit.jose import base64url, strictjson
from siwakit.jose.keys.key_kinds import KeyDamage
from siwakit.patterns import pattern

Peeled = tuple[str, KeyDamage | None]

MAX_LAYERS = 8
_SHORTEST_KEY = 40
_MARKS = ("\ufeff", "\u200b", "\u2060", "ï»¿")
_QUOTES = "\"'`\u201c\u201d\u2018\u2019\u201e\u201a\u00ab\u00bb"
# Every repetition is limited, so that no text can cause excessive backtracking.
_ASSIGNMENT = pattern(
    r"""(?:export[ \t]{1,4}|set[ \t]{1,4}|\$env:)?["']?[A-Za-z_][\w.-]{0,63}["']?[ \t]{0,8}([=:])[ \t]{0,8}"""
    r"""(?=["'`-]|[|>][-+0-9]{0,2}[ \t]{0,8}\n|[A-Za-z0-9+/]{40})"""
)
_BLOCK = pattern(r"([|>])[-+0-9]{0,2}[ \t]{0,8}\n")
_OPENING = pattern(rf"(?:b(?=['\"]))?\\{{0,2}}[{_QUOTES}]{{1,3}}")
_CLOSING = pattern(rf"\\{{0,2}}[{_QUOTES}]{{1,3}}[,;]?\Z")
_BETWEEN_LITERALS = pattern(r"""["'`][ \t]{0,8}[+.\\]?[ \t]{0,8}\n[ \t]{0,40}(?:[+.][ \t]{0,8})?["'`]""")
_ESCAPED = pattern(r"(?:\\{1,4}r)?\\{1,4}n")
_PERCENT = pattern(r"%(?:0[AaDd]|2[0BbFf]|3[Dd])")
_LOST_BACKSLASHES = pattern(
    r"(-----BEGIN [A-Z ]{0,20}KEY-----)n((?:[A-Za-z0-9+/]{64}n){1,80}[A-Za-z0-9+/]{0,64}={0,2})n(-----END [A-Z ]{0,20}KEY-----)n?"
)
_BASE64 = pattern(r"[A-Za-z0-9+/_-]{40,}={0,2}")


def unwrap(text: str) -> tuple[str, tuple[KeyDamage, ...]]:
    """Return the innermost text with the damage that was undone, outermost first."""
    damages: list[KeyDamage] = []
    text = _trim(text)
    for _ in range(MAX_LAYERS):
        peeled = next((found for peel in _PEELS if (found := peel(text)) is not None), None)
        if peeled is None:
            break
        text = _trim(peeled[0])
        if peeled[1] is not None:
            damages.append(peeled[1])
    return text, tuple(dict.fromkeys(damages))


def mentions_armour(text: str) -> bool:
    """Return whether *text* contains BEGIN or END in any case."""
    upper = text.upper()
    return "BEGIN" in upper or "END " in upper


def _trim(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _peel_mark(text: str) -> Peeled | None:
    mark = next((mark for mark in _MARKS if text.startswith(mark)), None)
    return (text[len(mark) :], KeyDamage.BYTE_ORDER_MARK) if mark else None


def _peel_object(text: str) -> Peeled | None:
    if not text.startswith("{") or not mentions_armour(text):
        return None
    members = [member for member in (strictjson.read_object(text) or {}).values() if isinstance(member, str) and mentions_armour(member)]
    private = [member for member in members if "PRIVATE" in member.upper()]
    # Several private keys stay together, so that none of them is treated as the only one.
    return ("\n".join(private or members[:1]), None) if members else None


def _peel_assignment(text: str) -> Peeled | None:
    match = _ASSIGNMENT.match(text)
    if not match:
        return None
    value = text[match.end() :].rstrip(",; \t\n")
    block = _BLOCK.match(value)
    if block:
        # A folded block (>) joins the lines with spaces.
        return dedent(value[block.end() :]), KeyDamage.ONE_LINE if block.group(1) == ">" else None
    quote = value[0]
    if quote not in "\"'`":
        return value, None
    value = value[1:].removesuffix(quote)
    # JSON and YAML undo escapes between double quotes; a program that reads an environment file may not.
    return (_ESCAPED.sub("\n", value).replace("\\/", "/") if match.group(1) == ":" and quote == '"' else value), None


def _peel_quotes(text: str) -> Peeled | None:
    joined = _BETWEEN_LITERALS.sub("\n" if "\\n" not in text else "", text)
    opening = _OPENING.match(joined)
    start = opening.end() if opening else 0
    closing = _CLOSING.search(joined, max(start, len(joined) - 6))
    inner = joined[start : closing.start() if closing else None]
    return None if inner == text else (inner, KeyDamage.QUOTES)


def _peel_escapes(text: str) -> Peeled | None:
    # A Windows path may contain \n, so only text that has BEGIN or END, or is long enough to be a key, is unescaped.
    if not mentions_armour(text) and len(text) < 2 * _SHORTEST_KEY:
        return None
    if _ESCAPED.search(text):
        return _ESCAPED.sub("\n", text).replace("\\/", "/"), KeyDamage.NEWLINES_ESCAPED
    if _PERCENT.search(text):
        return (unquote_plus if "+KEY" in text else unquote)(text), KeyDamage.NEWLINES_ESCAPED
    return None


def _peel_lost_backslashes(text: str) -> Peeled | None:
    """Restore the line breaks of an escaped key that lost its backslashes, so that only an n is left of each."""
    match = _LOST_BACKSLASHES.fullmatch(text)
    if not match:
        return None
    begin, body, end = match.groups()
    lines = [body[at : at + 64] for at in range(0, len(body), 65)]
    return "\n".join((begin, *lines, end)), KeyDamage.NEWLINES_ESCAPED


def _peel_base64(text: str) -> Peeled | None:
    compact = "".join(text.split())
    if not _BASE64.fullmatch(compact):
        return None
    data = base64url.decode_loosely(compact)
    if data is None or b"BEGIN " not in data.upper():
        return None
    return data.decode("utf-8", "replace"), KeyDamage.BASE64_OF_PEM


_PEELS: tuple[Callable[[str], Peeled | None], ...] = (
    _peel_mark,
    _peel_object,
    _peel_assignment,
    _peel_quotes,
    _peel_base64,
    _peel_lost_backslashes,
    _peel_escapes,
)
