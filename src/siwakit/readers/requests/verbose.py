"""Convert the output of `curl -v` to the plain HTTP that was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from siwakit.evidence.pieces import PieceKind
from siwakit.patterns import pattern
from siwakit.readers.model import Reader, Sample, Scope

_SHOWN = pattern(r"^[^\S\n]*(?:> [A-Z]{3,10} \S+ HTTP/|< HTTP/\d)", re.MULTILINE)
_HEAD_LINE = pattern(r"[<>](?: ([^\n]*)|)")
_REMARK = pattern(r"\* |Note: |\*$|[{}] \[\d+ bytes data\]|=> |<= ")
_PROGRESS = pattern(r"[^\S\n]*(?:% Total\b|Dload[^\S\n]|[\d.kMG]+[^\S\n]+[\d.kMG]+[^\S\n][^\n]*(?:--:--:--|\d:\d\d:\d\d))")
# The body of an answer ends without a line break, and curl's next remark follows on the same line.
_REMARK_BEHIND = pattern(r"\* (?:Connection #\d|Closing connection|Curl_http_done|Leftovers)[^\n]*$")


def find_verbose(text: str) -> Iterator[int]:
    """Yield the position of each line that shows a request or an answer."""
    if "HTTP/" not in text:
        return iter(())
    return (found.start() for found in _SHOWN.finditer(text))


def is_verbose(text: str) -> bool:
    """Return whether *text* shows requests after `> ` or answers after `< `."""
    return "HTTP/" in text and _SHOWN.search(text) is not None


def read_verbose(text: str) -> str:
    """Return the messages in *text*, without marks, remarks and progress output."""
    kept: list[str] = []
    was_head = False
    for line in text.split("\n"):
        bare = line.strip("\r")
        head = _HEAD_LINE.fullmatch(bare.strip())
        if head:
            kept.append(head.group(1) or "")
        elif not (_REMARK.match(bare.lstrip()) or _PROGRESS.match(bare)):
            if was_head and kept and kept[-1]:
                # The empty line after the headers was lost when they were copied.
                kept.append("")
            kept.append(_REMARK_BEHIND.sub("", line))
        else:
            continue
        was_head = bool(head)
    return "\n".join(kept)


VERBOSE = Reader(
    id="verbose-curl",
    title="what curl prints with -v",
    scope=Scope.START,
    find=find_verbose,
    good=lambda: (
        Sample(
            "a request and its answer",
            '> POST /auth/token HTTP/2\n> Host: appleid.apple.com\n>\n< HTTP/2 400\n<\n{"error":"invalid_client"}',
            (PieceKind.EXCHANGE,),
        ),
    ),
    bad=lambda: (Sample("a mail that is answered", "> I post to Apple\n> and get an error"),),
)
