"""Corrections of signatures: DER becomes r and s, and base64 becomes base64url."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from siwakit.flow.source_patch.draft import Draft, Edits
from siwakit.flow.source_patch.edits import Edit
from siwakit.flow.source_patch.expressions import end_of_value
from siwakit.patterns import pattern

_PHP_FUNCTION = r"""
function der_to_raw(string $der): string
{
    $length = ord($der[3]);
    $r = substr($der, 4, $length);
    $s = substr($der, 6 + $length, ord($der[5 + $length]));

    return str_pad(ltrim($r, "\0"), 32, "\0", STR_PAD_LEFT) . str_pad(ltrim($s, "\0"), 32, "\0", STR_PAD_LEFT);
}
"""
_PHP_SIGN = pattern(r"openssl_sign\s*\([^,]{1,200},\s*(\$\w+)")
_SHELL_SIGN = pattern(r"openssl (?:dgst|pkeyutl)[^|)\n]*?-sign [^|)\n]*")
_SHELL_RAW = "| openssl asn1parse -inform DER | awk -F: '/INTEGER/ { printf \"%64s\", $4 }' | tr ' ' 0 | xxd -r -p "
_ASSIGNED = pattern(r"([^\S\n]*)(\$?@?\w+)\s*=\s*(?:await )?")
_SET = pattern(r"(?m)^[^\S\n]*(?P<name>\w+)(?:, (?P<other>\w+))? = [^\n]*$")
_OF_DIGITS = pattern(r"to_s\(16\)|[hH]ex|\.value$")
_FEWEST_USES = 2  # what converts it, and what should use the result
_DER_FORMAT = pattern(r",\s*\[[\w.]*DSASignatureFormat\]::Rfc3279DerSequence")
_PYTHON_IMPORT = "from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature\n"
_IMPORTS = pattern(r"(?m)^(?:from|import) [^\n]*\n")
_TO_BASE64 = pattern(r"\.toString\((['\"])base64['\"]\)")
_IS_DER = "signature-is-der"


def _statement(draft: Draft) -> tuple[int, str, str] | None:
    """Return the end of the line in which the signature is assigned to a variable, with its indent and the variable."""
    place = draft.place("client_secret.signature")
    if place is None:
        return None
    start = draft.raw.rfind("\n", 0, place.start) + 1
    match = _ASSIGNED.fullmatch(draft.raw, start, place.start)
    end = draft.raw.find("\n", place.end)
    return None if match is None else (len(draft.text) if end < 0 else end + 1, match[1], match[2])


def _calls(raw: str, start: int, end: int) -> Iterator[list[tuple[int, int]]]:
    """Yield the arguments of each call in a chain of calls, by where they begin and end."""
    start = raw.find("(", start, end)
    while start >= 0:
        arguments: list[tuple[int, int]] = []
        place = start
        while raw[place : place + 1] in {"(", ","} and place < end:
            first = place + 1 + len(raw[place + 1 :]) - len(raw[place + 1 :].lstrip())
            last = end_of_value(raw, first, end)
            arguments += [(first, last)] if first < last else []
            place = last + len(raw[last:]) - len(raw[last:].lstrip())
        yield arguments
        start = raw.find("(", place + 1, end)


def _node(draft: Draft) -> Iterator[Edits]:
    """Ask Node for a signature of r and s: by the settings that the key is in, or in place of the key."""
    place = draft.place("client_secret.signature")
    if draft.finding.rule.id != _IS_DER or draft.family != "javascript" or place is None:
        return
    given = [argument for call in reversed(list(_calls(draft.raw, place.start, place.end))) for argument in reversed(call)]
    for first, last in given:
        words = draft.between(first, last)
        if words.startswith("{"):
            bare = words[:-1].rstrip().rstrip(",")
            yield (Edit(first, last, f"{bare}, dsaEncoding: 'ieee-p1363' }}"),)
        else:
            yield (Edit(first, last, f"{{ key: {words}, dsaEncoding: 'ieee-p1363' }}"),)


def _converted(draft: Draft) -> Iterator[Edits]:
    """Use the signature that the program converts already, in the place of the DER."""
    found = _statement(draft)
    if draft.finding.rule.id != _IS_DER or found is None:
        return
    end, _, name = found
    uses = list(re.finditer(rf"(?<![\w.$@]){re.escape(name)}\b(?!\s*=)", draft.raw[end:]))
    if len(uses) < _FEWEST_USES:
        return
    start, stop = end + uses[-1].start(), end + uses[-1].end()
    # What is set between the two; text of digits is not what is signed.
    names = [match for match in _SET.finditer(draft.raw, end, draft.raw.rfind("\n", 0, start) + 1) if not _OF_DIGITS.search(match[0])]
    if names and names[-1]["other"] is None:
        yield (Edit(start, stop, names[-1]["name"]),)
    elif names and draft.family == "ruby":
        yield (Edit(start, stop, f"{names[-1]['name']} + {names[-1]['other']}"),)


def _python(draft: Draft) -> Iterator[Edits]:
    """Convert the signature of cryptography after it is made."""
    found = _statement(draft)
    if draft.finding.rule.id != _IS_DER or draft.family != "python" or found is None or "decode_dss_signature(" in draft.raw:
        return
    end, indent, name = found
    raw = f'{indent}r, s = decode_dss_signature({name})\n{indent}{name} = r.to_bytes(32, "big") + s.to_bytes(32, "big")\n'
    last = max((match.end() for match in _IMPORTS.finditer(draft.raw)), default=0)
    yield (Edit(last, last, _PYTHON_IMPORT), Edit(end, end, raw))


def _ruby(draft: Draft) -> Iterator[Edits]:
    """Convert the signature of OpenSSL after it is made."""
    found = _statement(draft)
    if draft.finding.rule.id == _IS_DER and draft.family == "ruby" and found is not None and "ASN1.decode" not in draft.raw:
        end, indent, name = found
        raw = f'{indent}{name} = OpenSSL::ASN1.decode({name}).value.map {{ |number| number.value.to_s(2).rjust(32, "\\0") }}.join\n'
        yield (Edit(end, end, raw),)


def _php(draft: Draft) -> Iterator[Edits]:
    """Convert the signature of OpenSSL at its next use, by a function at the end of the file."""
    place = draft.place("client_secret.signature")
    match = _PHP_SIGN.match(draft.raw, place.start) if place else None
    if draft.finding.rule.id != _IS_DER or draft.family != "php" or match is None or place is None:
        return
    used = re.compile(rf"{re.escape(match[1])}\b(?!\s*=)").search(draft.raw, place.end)
    if used and "?>" not in draft.raw:
        start = "" if draft.raw.endswith("\n") else "\n"
        yield (Edit(used.start(), used.end(), f"der_to_raw({match[1]})"), Edit(len(draft.text), len(draft.text), start + _PHP_FUNCTION))


def _shell(draft: Draft) -> Iterator[Edits]:
    """Convert the signature of OpenSSL behind its command."""
    if draft.finding.rule.id != _IS_DER or draft.family != "shell":
        return
    for match in _SHELL_SIGN.finditer(draft.raw):
        end = match.start() + len(match[0].rstrip())
        yield (Edit(end, match.end(), f" {_SHELL_RAW}".rstrip(" ") + (" " if match[0].endswith(" ") else "")),)


def _powershell(draft: Draft) -> Iterator[Edits]:
    """Leave out the format, which is r and s then."""
    if draft.finding.rule.id == _IS_DER and draft.family == "powershell":
        for match in _DER_FORMAT.finditer(draft.raw):
            yield (Edit(match.start(), match.end(), ""),)


def _base64url(draft: Draft) -> Iterator[Edits]:
    """Use base64url, which Node knows by its name."""
    if draft.finding.rule.id == "secret-not-base64url" and draft.family == "javascript":
        yield tuple(Edit(match.start(), match.end(), f".toString({match[1]}base64url{match[1]})") for match in _TO_BASE64.finditer(draft.raw))


SIGNATURES: tuple[Callable[[Draft], Iterator[Edits]], ...] = (_converted, _node, _python, _ruby, _php, _shell, _powershell, _base64url)
