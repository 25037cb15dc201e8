"""Find the prose in a text: what a person wrote, as opposed to a program, a log or a settings file.

Lines that look like code, settings, a log, a command or HTTP are left out, and so are quotations. If there is very much prose, the text
is a document about sign-in rather than a question, and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from siwakit.patterns import pattern

_MAX_LINES = 2_000
_MAX_LINE = 600
_MAX_PROSE = 6000
_PLAIN = str.maketrans({"\u2018": "'", "\u2019": "'", "\u00a0": " ", "\u202f": " ", "\u3000": " ", "\u200b": "", "\ufeff": "", "*": ""})
_NAME_OF_PROSE = pattern(r"(?i)[^.]*|.*\.(?:txt|text|md|markdown|eml|msg)")
_FENCED = pattern(r"(?m)^[^\S\n]{0,3}(`{3,}+|~{3,}+)[^\n]*+\n(?:(?!\1)[^\n]*+\n)*+(?:\1[^\n]*+|\Z)?")
_BLOCKS = (
    pattern(r'"""[\s\S]*?(?:"""|\Z)'),
    pattern(r"'''[\s\S]*?(?:'''|\Z)"),
    pattern(r"/\*[\s\S]*?(?:\*/|\Z)"),
    pattern(r"<!--[\s\S]*?(?:-->|\Z)"),
)
# What a chat puts before each line: a time, with or without a date, and a name.
_CHAT = pattern(
    r"^\[?(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? )?\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?\]?(?: ?-)? (?:<[^<>\n]{1,30}>|[^\W\d][^:\n]{0,30}:)[ ]"
)
_LIST = pattern(r"^\s{0,3}(?:[-+•·]|\d{1,2}[.)])\s+(?:\[[ xX]\]\s+)?")
_HEADING = pattern(r"^#{1,6} ")
_CODE = pattern(
    r"""
      ^(?:\s{4}|\t)                                                 # indented
    | ^\s*(?:[$%>»\u276f|@;{}\[\]<"`=+\\]|//|--|\#|at\s\S+[ (]|File\ "|\.\.\.)  # a prompt, a comment, a literal, a frame of a stack trace
    | ^\s*\(?\d{4}-\d\d-\d\d[T ]\d|^\s*\d{1,2}:\d\d:\d\d|^\s*[A-Z][a-z]{2}\s+\d{1,2}\s\d\d:\d\d:\d\d|^\s*\[\d
    | ^\s*(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRITICAL|trace|debug|info|warn(?:ing)?|error|fatal)(?:\s{2}|\s?[:\])|])
    | ^\s*[\w.$\\]{0,80}(?:Error|Exception|Traceback)\b
    | ^\s*(?:import|from|def|class|const|let|var|public|private|return|export|function|use|require|package|func|async|await|elif|else|try|curl|wget)\s
      (?=[^\n]{0,200}?(?:[;={}()]|'[^\n']{1,80}'|://|\s-\w))
    | ^\s*(?:GET|POST|PUT|HEAD|OPTIONS|HTTP/\d\S*)\s|^[A-Za-z]+(?:-[A-Za-z]+)+:\s|^(?:Host|Date|Server|Accept|Cookie|Location|Origin):\s
    | [;{}]\s*$|=>|\)\s*:\s*$|":\s|</?[A-Za-z][^<>\n]{0,200}>
    | ^\s*[\w.\-\[\]'"]{1,80}\s?:?={1,3}\s?\S|^\s*[\w.-]{0,60}[_.\-][\w.-]{1,60}\s?:\s|\b\w{1,40}=\S{1,200}\s\w{1,40}=
    """,
    re.VERBOSE,
)
_KEY_OF_YAML = pattern(r"^\s*[a-z][\w.-]*:(?:\s*[|>]?[+-]?\s*$|\s)")
_URL = pattern(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s<>\")]{1,600}", re.IGNORECASE)
_SPAN = pattern(r"`([^`\n]{0,200})`")
_QUOTED = pattern(
    '"([^"\n]{0,400})"|\u201c([^\u201d\n]{0,400})\u201d|\u201e([^\u201c\u201d\n]{0,400})[\u201c\u201d]|«([^»\n]{0,400})»|[「『]([^」』\n]{0,400})[」』]'
)
_SHORT_WORDS, _SHORT_SIGNS = 2, 12
_FULL_LINE = 56
_END = pattern(r"(?<=[.!…])\s+|(?<=[\u3002\uff01])\s*|(?<=[?\uff1f])\s*")


def is_named_as_prose(name: str) -> bool:
    """Return whether a file with this *name* can have prose: it has no extension, or that of a text."""
    return _NAME_OF_PROSE.fullmatch(name) is not None


def paragraphs_of(text: str) -> tuple[str, ...]:
    """Return the paragraphs of prose in *text*, in lower case; none if it is a document."""
    found: list[str] = []
    size = 0
    for paragraph in _paragraphs(_without_blocks(text)):
        size += len(paragraph)
        if size > _MAX_PROSE:
            return ()
        found.append(paragraph)
    return tuple(found)


def sentences_of(paragraph: str) -> tuple[str, ...]:
    """Return the sentences of *paragraph*. A line that is not full is one by itself, as in a chat; otherwise its end is kept."""
    sentences: list[str] = []
    for sentence in _END.split(paragraph):
        parts: list[str] = []
        for line in sentence.split("\n"):
            if parts and len(parts[-1].rpartition("\n")[2]) >= _FULL_LINE:
                parts[-1] += f"\n{line}"
            else:
                parts.append(line)
        sentences += (part for part in parts if part.strip())
    return tuple(sentences)


def _without_blocks(text: str) -> str:
    if "```" in text or "~~~" in text:
        text = _FENCED.sub("\n", text)
    for sign, block in zip(('"""', "'''", "/*", "<!--"), _BLOCKS, strict=True):
        if sign in text:
            text = block.sub("\n", text)
    return text


def _paragraphs(text: str) -> Iterator[str]:
    lines: list[str] = []
    for line in islice(text.split("\n"), _MAX_LINES):
        if line.strip():
            lines.append(line.rstrip("\r"))
            continue
        yield from _prose_in(lines)
        lines = []
    yield from _prose_in(lines)


def _prose_in(lines: list[str]) -> Iterator[str]:
    """Yield the prose in the *lines* of a paragraph, unless most of them are something else, or settings of YAML."""
    if not lines:
        return
    read = [_without_marks(line, is_heading=len(lines) == 1) for line in lines if len(line) <= _MAX_LINE]
    prose = [line for line in read if line and not _CODE.search(line)]
    is_yaml = any(line[:1] == " " for line in lines) and any(_KEY_OF_YAML.match(line) for line in lines)
    if prose and 2 * len(prose) >= len(lines) and not is_yaml:
        yield "\n".join(map(_as_words, prose))


def _without_marks(line: str, *, is_heading: bool) -> str:
    """Return *line* without what a chat or a list puts before it, and without the sign of a heading, which has a paragraph of its own."""
    line = _CHAT.sub("", line, count=1)
    line = _HEADING.sub("", line, count=1) if is_heading else line
    return _LIST.sub("", line, count=1)


def _as_words(line: str) -> str:
    line = _URL.sub(" ", line.translate(_PLAIN))
    return _QUOTED.sub(_short, _SPAN.sub(_short, line)).lower()


def _short(found: re.Match[str]) -> str:
    """Return what is quoted if that is a name; a longer quotation is the words of another person."""
    quoted = next((group for group in found.groups() if group), "")
    is_short = len(quoted.split()) <= _SHORT_WORDS and (quoted.isascii() or len(quoted) <= _SHORT_SIGNS)
    return quoted if is_short else " "
