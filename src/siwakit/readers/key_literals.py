"""Find a key in literals of source code, and decode them as the language does: the key is judged, and not the code around it.

Nothing is run. Code that computes the key in another way than by joining literals is left alone.
"""

from __future__ import annotations

import re
from textwrap import dedent

from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.patterns import pattern
from siwakit.readers.code.known_languages import language_of_file, language_of_text
from siwakit.readers.kept_escapes import are_escapes_kept
from siwakit.readers.model import Reader, Sample, Scope, Text
from siwakit.readers.sample_texts import BARE_KEY, KEY

# A key has about 250 characters; with every line in quotes of its own and an indent, not much more.
_MAX_LITERALS = 80
_MAX_SPAN = 16 * 1024
_MAX_OPENING = 250
_BEGIN = pattern(r"-----BEGIN [A-Z ]{0,24}KEY-----")
_END = "-----END "
# What precedes the first quote in code, but not in a settings file or a shell: a call, a list, an operator, a declaration.
_CODE_BEFORE = pattern(r"(?:[(\[{,+]|[{,]\s{0,40}'\w{1,60}'\s{0,8}:|\$\w{1,60}\s{0,8}=>?|[\w\])]\s{0,8}=)\s{0,40}[@$rbuRBU]{0,2}\Z")
_DECLARATION = pattern(r"(?:\b(?:return|const|let|var|val|final|[Ss]tring|static|readonly)\b[^\n=]{0,120}=|\breturn|:=)\s{0,40}[@$]{0,2}\Z")
_CODE_AFTER = pattern(r"\s{0,40}(?:[);,\]+]|\.\w)")
_LITERAL = pattern(
    r'''(?:"""(?P<triple>.*?)"""|\'\'\'(?P<raw>.*?)\'\'\'|(?<![\w)])@"(?P<verbatim>(?>[^"]+|"")*+)"|"(?P<double>(?>[^"\\]+|\\.)*+)"|\'(?P<single>(?>[^\'\\]+|\\.)*+)\'|`(?P<tick>(?>[^`\\]+|\\.)*+)`)''',
    re.DOTALL,
)
# Between literals that form one text: an operator, a comma, a line break, a comment.
_BETWEEN = pattern(r"(?:[ \t\r\n]{1,200}|//[^\n]{0,200}\n|#[^\n]{0,200}\n|[+.,&\\]|<>|\.\.){0,8}")
_JOINED_BY = pattern(r"\s{0,40}[,;]?\s{0,40}[\])]\s{0,8}\.?\s{0,8}\.join\(\s{0,8}(?P<by>[\"'`][^\"'`\n]{0,8}[\"'`])")
_JOINS = pattern(
    r"(?:implode|join)\(\s{0,8}(?P<by>[\"'][^\"'\n]{0,8}[\"'])\s{0,8},\s{0,8}(?:\[|array\()\s{0,40}\Z|(?P<python>[\"'][^\"'\n]{0,8}[\"'])\.join\(\s{0,8}[\[(]?\s{0,40}\Z"
)
_HERE = pattern(r"<<(?P<how>[~<-]?)[\"']?(?P<mark>[A-Za-z_]\w{0,40})[\"']?[^\n]{0,80}\n[ \t\r\n]{0,80}\Z")
# A text of several lines between three quotes, which a shell and a setting of one line do not have.
_TEXT_BLOCK_BEFORE = pattern(r"(?:[=:,]|@\w{1,60})[ \t]{1,8}\Z|[(\[]\Z")
_SHELLS = frozenset({"shell", "powershell"})
_GO = pattern(r":=|\bvar \w+ = `|\bconst \w+ = `|^package \w+", re.MULTILINE)
_ESCAPE = pattern(r"\\(\r?\n|.)", re.DOTALL)
# PKCS#8 of P-256, in base64: its beginning names the curve.
_BARE = pattern(r"(?P<quote>@?[\"'`])(?P<body>MI[GH][A-Za-z0-9+/]AgEAMBMGByqGSM49AgEGCCqGSM49AwEH[A-Za-z0-9+/]{60,240}={0,2})[\"'`]")
_PEM_WIDTH = 64
_THREE_QUOTES = frozenset({'"""', "'''"})
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "\n": "", "\r\n": ""}


def key_in_code(text: str, name: str = "") -> str | None:
    """Return the text of the key that the literals in *text* make, or None if there is no such literal in source code.

    *name* is the name of its file.
    """
    begin = _BEGIN.search(text)
    if not begin or _END not in text:
        return None
    start = _opening_of(text, begin.start())
    if start is None:
        return _in_here_document(text, begin.start())
    values, end = _literals_from(text, start, is_raw=are_escapes_kept(text, name))
    if not values or not (_is_a_program(text, name) or _is_code(text, start, end, is_list=len(values) > 1)):
        return None
    made = _separator(text, start, end).join(values) if len(values) > 1 else values[0]
    found = _BEGIN.search(made)
    return made if found and _END in made else None


def _bare_key_in_code(text: str) -> str | None:
    """Return as PEM the key of which a literal in *text* has only the base64, because what it is given to wants that; None if there is none."""
    found = _BARE.search(text)
    if not found or not _is_code(text, found.start("quote"), found.end(), is_list=False):
        return None
    body = found["body"]
    lines = "\n".join(body[start : start + _PEM_WIDTH] for start in range(0, len(body), _PEM_WIDTH))
    return f"-----BEGIN PRIVATE KEY-----\n{lines}\n-----END PRIVATE KEY-----\n"


def _is_a_program(text: str, name: str) -> bool:
    """Return whether *text*, a file of this *name*, is source code as a whole, in which every quoted text is a literal."""
    language = language_of_file(name) or language_of_text(text)
    return language is not None and language.id not in _SHELLS


def _is_code(text: str, start: int, end: int, *, is_list: bool) -> bool:
    """Return whether the literals between *start* and *end* are in source code; a quoted setting is preceded only by a name."""
    opening = max(0, start - _MAX_OPENING)
    if _DECLARATION.search(text, opening, start):
        return True
    if text[start : start + 3] in _THREE_QUOTES and _TEXT_BLOCK_BEFORE.search(text, opening, start):
        return True
    return bool(_CODE_BEFORE.search(text, opening, start)) and (is_list or bool(_CODE_AFTER.match(text, end)))


def _in_here_document(text: str, begin: int) -> str | None:
    """Return the here document that starts above *begin*, with the indent removed in languages that do so."""
    opening = _HERE.search(text, max(0, begin - _MAX_OPENING), begin)
    end = text.find(_END, begin, begin + _MAX_SPAN)
    if not opening or end < 0:
        return None
    line_end = text.find("\n", end)
    start = text.index("\n", opening.start()) + 1
    body = text[start : line_end if line_end >= 0 else None]
    return dedent(body) if opening["how"] in {"~", "<"} else body


def _opening_of(text: str, position: int) -> int | None:
    """Return where the literal around *position* opens: the last quote before it, with only spaces and text breaks between."""
    at = position - 1
    while at >= 0 and text[at] in " \t\r\n":
        at -= 1
    if text.endswith("\\n", 0, at + 1) or text.endswith("\\", 0, at + 1):
        at -= 2 if text[at] == "n" else 1
    if at < 0 or text[at] not in "\"'`":
        return None
    if text[max(0, at - 2) : at + 1] in _THREE_QUOTES:
        return at - 2
    return at - 1 if at and text[at - 1] == "@" else at


def _literals_from(text: str, start: int, *, is_raw: bool) -> tuple[list[str], int]:
    """Return the values of the literals from *start* up to the one in which the key ends, and where that one ends.

    *is_raw* means that escapes between single quotes are kept.
    """
    values: list[str] = []
    position = start
    for _ in range(_MAX_LITERALS):
        found = _LITERAL.match(text, position, min(len(text), start + _MAX_SPAN))
        if not found:
            return [], start
        values.append(_value(found, text, is_raw=is_raw))
        if _END in values[-1]:
            return values, found.end()
        between = _BETWEEN.match(text, found.end())
        position = between.end() if between else found.end()
    return [], start


def _value(found: re.Match[str], text: str, *, is_raw: bool) -> str:
    kind = found.lastgroup or ""
    inside = found.group(kind)
    if kind == "verbatim":
        return inside.replace('""', '"')
    if kind in {"triple", "raw"}:
        return _unescaped(dedent(inside.lstrip("\n")))
    if (kind == "single" and is_raw) or (kind == "tick" and _GO.search(text)):
        return inside
    return _unescaped(inside)


def _unescaped(inside: str) -> str:
    return _ESCAPE.sub(lambda escape: _LETTERS.get(escape.group(1), escape.group(1)), inside)


def _separator(text: str, start: int, end: int) -> str:
    """Return what a list of lines is joined with; literals that are concatenated have nothing between them."""
    behind = _JOINED_BY.match(text, end)
    before = _JOINS.search(text, max(0, start - _MAX_OPENING), start)
    by = behind["by"] if behind else (before["by"] or before["python"]) if before else None
    return "" if by is None else _unescaped(by[1:-1])


def _read(text: Text) -> tuple[Piece, ...]:
    key = key_in_code(text.text, text.name) or _bare_key_in_code(text.text)
    return () if key is None else (Piece(PieceKind.KEY, key),)


KEY_LITERAL = Reader(
    id="key-literal",
    title="a key that source code writes out",
    scope=Scope.LAST,
    read=_read,
    good=lambda: (
        Sample("a template of JavaScript", f"const kid = 'ABC123DEFG'\nconst iss = 'A1B2C3D4E5'\nconst key = `{KEY}`\n", (PieceKind.KEY,)),
        Sample(
            "only its base64, which C# imports",
            f'var key = "{BARE_KEY}";\nvar cng = CngKey.Import(Convert.FromBase64String(key), blob);\n',
            (PieceKind.KEY,),
        ),
        Sample("a here document of Ruby", f"kid = 'ABC123DEFG'\niss = 'A1B2C3D4E5'\nkey = <<~KEY\n{KEY}KEY\n", (PieceKind.KEY,)),
    ),
    bad=lambda: (
        Sample("another text in base64", 'var icon = "MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBAK";\n'),
        Sample("the armour alone", 'text.replace("-----BEGIN PRIVATE KEY-----", "")\n\ntext.strip()\n'),
    ),
)
