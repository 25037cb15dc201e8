"""Find Apple's answer in a log line, whatever library wrapped it: JSON, a printed dictionary, or bare words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache

from siwakit.apple import ERRORS
from siwakit.evidence.sign_in.answer import read_answer
from siwakit.http import Response
from siwakit.patterns import pattern
from siwakit.readers.documents import read_answer_text
from siwakit.readers.model import Text
from siwakit.readers.other_speakers import other_speaker

_BAD_REQUEST = 400
_MAX_OBJECT = 20_000
_MAX_OBJECTS = 50
_SHORT = 200
_NEAR = 64 * 1024  # how far into a line a status is searched for
_NAMES = "|".join(ERRORS)
_WORD = pattern(rf"(?<![A-Za-z_])({_NAMES})(?![A-Za-z0-9_])")
# As names of constants: Rust and C# write InvalidClient, Swift invalidClient, Firebase INVALID_CLIENT.
_CONSTANT = pattern(r"(?<![A-Za-z0-9_])(?:[Ii]nvalid(Client|Grant)|INVALID_(CLIENT|GRANT))(?![A-Za-z0-9_])")
_DESCRIPTION = pattern(
    r"The (?:code|token) has expired or has been revoked\.?"
    r"|The code has already been used\.?"
    r"|(?:client_id|redirect_uri) mismatch\. The code was not issued to [^\s\"'\\{}<>]{1,300}"
)
_OF_CODE_OR_TOKEN = "invalid_grant"
_MEMBER = pattern(r"\"(?:error|access_token)\"\s{0,3}:")
# A status is found by its digits, which are rare in a line; the words beside them are compared only there.
_NUMBER = pattern(r"[45](?<!\d[45])\d\d\b")
_BEFORE_STATUS = pattern(
    r"""(?ix)
    (?: \bstatus(?:[ _-]?code)?["']?[ ]?(?:=>|[:=])?[ ]?["']?
      | \bresulted[ ]in[ ]an?[ ][`'"]?
      | \bHTTP/\d(?:\.\d)?["']?[ ]
      | \bHTTP(?:Error)?[ :]{1,2}
      | \breturned[ ]|\banswered[ ]|\bfetch[ ]token:[ ]|\[
    )\Z
    """
)
_LONGEST_BEFORE = 24
_BEHIND_STATUS = pattern(r"(?i)\b[ ](?:Bad Request|Forbidden|Client Error)\b")
_WORD_CHARACTER = pattern(r"\w")
_PAGE = "<center>Apple</center>"
_PAGE_STATUS = pattern(r"<title>([45]\d\d) ")


def find_answer(levels: tuple[str, ...]) -> Response | None:
    """Return Apple's answer in a text whose *levels* are the text under fewer and fewer escapes, or None."""
    is_of_other = False
    for text in levels:
        for candidate in _objects(text):
            # Apple's refusals are short, and there are only a few of them.
            answer = _read_short(candidate) if len(candidate) <= _SHORT else _read_object(candidate)
            if answer:
                return Response(_status_in(text, answer), (), answer.body)
            is_of_other = is_of_other or _is_of_other(candidate)
    bare = levels[-1]
    # An error code beside the answer of a broker is the broker's, too.
    return _find_page(bare) or (None if is_of_other and not _DESCRIPTION.search(bare) else _find_words(bare))


@lru_cache(maxsize=64)
def _is_of_other(text: str) -> bool:
    value = Text(text).json_object
    return value is not None and other_speaker(value) is not None


def _read_object(text: str) -> Response | None:
    """Return the answer that the JSON object *text* is or contains, or None; other objects have members of the same names.

    Only Apple's members of a refusal are kept: a logger adds its own, such as a time, to the same object.
    """
    answer = read_answer_text(text)
    if answer is None:
        return None
    said = read_answer(answer)
    if said.has_tokens:
        return answer
    return _refusal(said.error, said.description) if said.error in ERRORS else None


def _refusal(error: str, description: str | None, status: int | None = None) -> Response:
    body = {"error": error} | ({} if description is None else {"error_description": description})
    return Response(status, (), json.dumps(body).encode())


_known_refusal = lru_cache(maxsize=256)(_refusal)


_read_short = lru_cache(maxsize=256)(_read_object)


def find_status(text: str) -> int | None:
    """Return the status of a refusal that *text* names, or None."""
    for number in _NUMBER.finditer(text, 0, _NEAR):
        start, end = number.span()
        if _BEFORE_STATUS.search(text, max(0, start - _LONGEST_BEFORE), start):
            return int(number.group())
        is_word = start == 0 or not _WORD_CHARACTER.match(text, start - 1)
        if is_word and _BEHIND_STATUS.match(text, end, _NEAR):
            return int(number.group())
    return None


def _objects(text: str) -> Iterator[str]:
    """Yield each flat JSON object in *text* that has a member of an answer."""
    if '"error"' not in text and '"access_token"' not in text:
        return
    for number, member in enumerate(_MEMBER.finditer(text)):
        if number == _MAX_OBJECTS:
            return
        start = text.rfind("{", max(0, member.start() - _MAX_OBJECT), member.start())
        end = text.find("}", member.end(), member.end() + _MAX_OBJECT)
        if start >= 0 and end >= 0:
            yield text[start : end + 1]


def _find_words(text: str) -> Response | None:
    word, said = _WORD.search(text), _DESCRIPTION.search(text)
    constant = None if word else _CONSTANT.search(text)
    if word:
        error = word.group(1)
    elif constant:
        error = f"invalid_{(constant.group(1) or constant.group(2)).lower()}"
    elif said:
        error = _OF_CODE_OR_TOKEN
    else:
        return None
    return _known_refusal(error, said.group() if said else None, _BAD_REQUEST if find_status(text) == _BAD_REQUEST else None)


def _status_in(text: str, answer: Response) -> int | None:
    """Return 400 if *text* gives it as the status of a refusal; any other number there belongs to the application's own answer."""
    return _BAD_REQUEST if b'"error"' in answer.body and find_status(text) == _BAD_REQUEST else None


def _find_page(text: str) -> Response | None:
    at = text.find(_PAGE)
    if at < 0:
        return None
    status = _PAGE_STATUS.search(text, max(0, at - _MAX_OBJECT), at)
    start = max(text.rfind("<html", 0, at), 0)
    return Response(int(status.group(1)) if status else None, (), text[start : at + len(_PAGE)].encode("utf-8", "replace"))
