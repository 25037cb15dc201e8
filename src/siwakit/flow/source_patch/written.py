"""Expressions as a program writes them behind the name of a claim, and names of the program that say what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from siwakit.patterns import pattern

LITERAL = pattern(r"""(?s)(?P<open>[@$rbuRBU]{0,2})(?P<quote>["'`])(?P<inside>(?:\\.|(?!(?P=quote))[^\\])*)(?P=quote)""")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_QUOTES = "\"'`"
_MOST = 400
_NAMES = {
    "iss": ("[wW]ithIssuer", "setIssuer", "set_issuer", "with_issuer", "issuer", "Issuer", "IssuerKey", "iss"),
    "sub": ("[wW]ithSubject", "setSubject", "set_subject", "with_subject", "subject", "Subject", "SubjectKey", "sub"),
    "kid": ("[wW]ithKeyId", "with_key_id", "set_key_id", "setKeyIdHeaderValue", "keyID", "keyId", "KeyId", "HeaderName.KeyId", "KeyIDKey", "kid"),
}
_BEHIND = {
    name: pattern(rf"(?<![\w.])[.:]{{0,2}}(?:\w{{1,20}}\.)?[\"']?(?:{'|'.join(words)})[\"']?\]?(?:[ \t]*(?:\(|:|=>?|->|,|to\b)|\()[ \t]*")
    for name, words in _NAMES.items()
}
_WRAPPED = pattern(r"(?:\.init|IssuerClaim|SubjectClaim|Some|JWKIdentifier|Optional)\((?:value: |string: )?(.*)\)", re.DOTALL)
_IDENTIFIER = pattern(
    r"(?:[Tt]eam|TEAM|[Kk]ey|KEY|[Cc]lient|CLIENT|[Ss]ervices?|SERVICES?|[Bb]undle|BUNDLE|[Aa]pp|APP)_?(?:[Ii][Dd](?:entifier)?)|\b(?:team|kid|client|service|bundle)\b|[Tt]eam|\bClient\b"
)
_SETTING = pattern(r"[\"'][^\"']{0,60}[iI][dD][^\"']{0,20}[\"']|\[:\w{0,60}id\]")
_KEYS = ("KeyId", "KeyID", "keyId", "keyID", "key_id", "KEY_ID", "kid", "Kid", "KID", "keyIdentifier")
_WORD = pattern(r"\w+")
_QUOTED_WORD = pattern(r"([\"'])\w{1,60}\1")


def end_of_value(text: str, start: int) -> int:
    """Return where the expression that begins at *start* ends: before a comma, a closing bracket, a semicolon or the end of the line."""
    waiting: list[str] = []
    quote = ""
    for at in range(start, min(len(text), start + _MOST)):
        sign = text[at]
        if quote:
            quote = "" if sign == quote and text[at - 1] != "\\" else quote
        elif sign in _QUOTES:
            quote = sign
        elif sign in _CLOSING:
            waiting.append(_CLOSING[sign])
        elif waiting and sign == waiting[-1]:
            waiting.pop()
        elif not waiting and sign in ",)]};\n":
            return at
    return min(len(text), start + _MOST)


def written(text: str, claim: str) -> Iterator[tuple[int, int]]:
    """Yield the start and the end of the expressions that are written for *claim*, without what wraps them."""
    for match in _BEHIND[claim].finditer(text):
        start, end = match.end(), end_of_value(text, match.end())
        inside = _WRAPPED.fullmatch(text[start:end])
        if inside:
            start, end = start + inside.start(1), start + inside.end(1)
        if text[start:end].strip():
            yield start, end


def renamed(text: str, expression: str, names: tuple[str, ...]) -> str | None:
    """Return *expression*, which is named after an identifier, with the first of *names* in its place that the program uses itself.

    If the name is the key of a setting, the setting of the other identifier need not be there yet.
    """
    match = _IDENTIFIER.search(expression)
    if match is None:
        return None
    changes = [expression[: match.start()] + name + expression[match.end() :] for name in names]
    for changed in changes:
        last = next((word for word in _WORD.finditer(changed) if word.start() <= match.start() < word.end()), None)
        call = r"\s*\(" if last and changed[last.end() : last.end() + 1] == "(" else ""
        if last and re.search(rf"(?<![\w\"']){re.escape(last[0])}(?![\w\"']){call}", text) and changed != expression:
            return changed
    used = next(
        (changed for changed, name in zip(changes, names, strict=True) if changed != expression and _is_setting_of(text, match, expression, name)),
        None,
    )
    if used:
        return used
    like = [
        changed for changed, name in zip(changes, names, strict=True) if name.isupper() == match[0].isupper() and ("_" in name) == ("_" in match[0])
    ]
    return like[0] if like and _SETTING.search(expression) else None


def _is_setting_of(text: str, match: re.Match[str], expression: str, name: str) -> bool:
    """Return whether the program uses the setting that *expression* becomes with *name* in the place of *match*."""
    setting = _QUOTED_WORD.search(expression)
    if setting is None or not setting.start() < match.start() < setting.end():
        return False
    changed = setting[0][: match.start() - setting.start()] + name + setting[0][match.end() - setting.start() :]
    return changed in text


def key_id_like(text: str, iss: str) -> str | None:
    """Return the expression of the program for its Key ID, which is written like that for *iss*."""
    return renamed(text, iss, _KEYS)
