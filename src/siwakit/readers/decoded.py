"""Read a JWT that was decoded before it was pasted: its header and its claims, as a page or a program prints them.

Only literal values count. Source code that computes a claim at run time says nothing about what was sent, and neither
does a masked value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from siwakit.apple import HOST, IDENTIFIER, REVERSE_DNS
from siwakit.errors import JsonFault
from siwakit.evidence.masked import is_masked
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.jose import base64url, strictjson
from siwakit.jose.jws import Jws
from siwakit.patterns import pattern
from siwakit.readers.model import Reader, Sample, Scope, Text

_MAX_BLOCK = 4000
_MAX_BLOCKS = 100
_ISS = pattern(r"\biss\b")
_BLOCK = pattern(rf"\{{[^{{}}]{{2,{_MAX_BLOCK}}}\}}|\([^()]{{2,{_MAX_BLOCK}}}\)")
_PAIR = pattern(
    r"""[\"':\[]{0,2}(?<!\w)(?P<name>[A-Za-z_]\w{0,40}+)[\"']{0,2}\]?\s{0,4}(?:=>|[:=])\s{0,8}
    (?:\"(?P<double>[^\"\n]{0,600})\"|'(?P<single>[^'\n]{0,600})'|(?P<bare>[^\s,{}()\[\]\"'`&\u2018\u2019\u201c\u201d]{1,600}))""",
    re.VERBOSE,
)
_BETWEEN = pattern(r"[\s,]*")
_NUMBER = pattern(r"-?\d{1,16}(?:\.\d{1,9})?")
_WORDS = {"true": True, "false": False, "null": None, "nil": None, "None": None, "True": True, "False": False}
_TIMES = ("iat", "exp")
_CLAIMS = frozenset({"iss", "sub", "aud", *_TIMES})
_ENOUGH = 3  # claims that identify a client_secret or an identity token
_HIDDEN = pattern(
    r"(.)\1{5,}|(?:your|my)[ _-].*|.*(?:team|key|client|bundle|service)s?[ _-]?id.*|\$.*|<.*>|\[.*\]|#.*#|[-_]+|x{3,}.*|process\.env.*"
    # The last is the team in Apple's own example.
    r"|(?:team|key|kid|client|service|bundle)s?|[a-z]+(?:[ ][a-z]+)+|DEF123GHIJ",
    re.IGNORECASE,
)
# Claims of tokens for Apple's other services: music and maps, the App Store server, and the weather.
_OF_OTHER_SERVICES = frozenset({"origin", "bid"})
_NOBODYS_SIGNATURE = base64url.encode(bytes(64))


def find_decoded(text: str) -> tuple[Piece, ...]:
    """Return each JWT from Apple, or for Apple, whose claims are written out in *text*."""
    if "iss" not in text or not _ISS.search(text):
        return ()
    objects = tuple(_objects(text))
    headers = [members for _, members in objects if isinstance(members.get("alg"), str) and "iss" not in members]
    payloads = [(block, members) for block, members in objects if _is_payload(members)]
    # Which header belongs to which payload is certain only if each has its own.
    beside = headers if len(headers) == len(payloads) else [None] * len(payloads)
    pieces = (_piece(header, claims, block) for header, (block, claims) in zip(beside, payloads, strict=True))
    return tuple(piece for piece in pieces if piece)


def _objects(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for number, found in enumerate(_BLOCK.finditer(text)):
        if number == _MAX_BLOCKS:
            return
        members = _as_json(found.group()) or _as_printed(found.group()[1:-1])
        if members:
            yield found.group(), members


def _as_json(block: str) -> Mapping[str, Any] | None:
    try:
        value = strictjson.read(block).value
    except JsonFault:
        return None
    return value if isinstance(value, dict) else None


def _as_printed(inside: str) -> Mapping[str, Any] | None:
    """Return the members that a program printed, or None if there is anything else between them."""
    pairs = list(_PAIR.finditer(inside))
    if not _BETWEEN.fullmatch(_PAIR.sub("", inside)):
        return None
    is_dump = all(pair["bare"] is not None for pair in pairs)
    members: dict[str, Any] = {}
    for pair in pairs:
        if pair["bare"] is None:
            members[pair["name"]] = pair["double"] if pair["double"] is not None else pair["single"]
        elif _NUMBER.fullmatch(pair["bare"]):
            members[pair["name"]] = float(pair["bare"]) if "." in pair["bare"] else int(pair["bare"])
        elif pair["bare"] in _WORDS:
            members[pair["name"]] = _WORDS[pair["bare"]]
        elif is_dump:
            members[pair["name"]] = pair["bare"]
        else:
            # Among quoted texts a bare word is the name of a variable.
            return None
    return members


def _is_payload(members: Mapping[str, Any]) -> bool:
    if len(_CLAIMS & members.keys()) < _ENOUGH or not {"iss", "sub"} & members.keys() or "events" in members:
        return False
    return any(isinstance(members.get(name), int | float) for name in _TIMES)


def _piece(header: Mapping[str, Any] | None, claims: Mapping[str, Any], block: str) -> Piece | None:
    if any(is_hidden(claims.get(name)) for name in ("iss", "sub", "aud")):
        return None
    shown = None if header is None or is_hidden(header.get("kid")) else header
    if not _concerns_apple(shown or {}, claims):
        return None
    text = f"{_encoded(shown or {})}.{_encoded(claims)}.{_NOBODYS_SIGNATURE}"
    return Piece(PieceKind.DECODED, Jws(text, shown, claims, None), text=block)


def is_hidden(value: object) -> bool:
    """Return whether *value* stands for one that is not shown: a mask, a placeholder, the name of a variable."""
    return isinstance(value, str) and (is_masked(value) or bool(_HIDDEN.fullmatch(value)))


def _concerns_apple(header: Mapping[str, Any], claims: Mapping[str, Any]) -> bool:
    if any(HOST in str(claims.get(name)) for name in ("iss", "aud")):
        return True
    return is_made_for_sign_in(header, claims)


def is_made_for_sign_in(header: Mapping[str, Any], claims: Mapping[str, Any]) -> bool:
    """Return whether a token that does not name Apple is a client_secret by its identifiers, and not for another Apple service.

    A team signs its tokens for push, music, maps and weather in the same way: those have neither aud nor sub, or more.
    """
    if claims.keys() & _OF_OTHER_SERVICES or "id" in header or not {"aud", "sub"} & claims.keys():
        return False
    are_apples = [_is_identifier(one) for one in (header.get("kid"), claims.get("iss"))]
    return all(are_apples) or (any(are_apples) and bool(REVERSE_DNS.fullmatch(str(claims.get("sub", "")))))


def _is_identifier(value: object) -> bool:
    return isinstance(value, str) and bool(IDENTIFIER.fullmatch(value))


def _encoded(members: Mapping[str, Any]) -> str:
    return base64url.encode(json.dumps(members, separators=(",", ":")).encode())


def _repeats_token(piece: Piece, _: Text) -> bool:
    """Return whether *piece* only repeats a token that was decoded, or says nothing."""
    if piece.kind is PieceKind.UNREAD:
        return True
    if piece.kind not in {PieceKind.SETTINGS, PieceKind.NOTIFICATION} or not isinstance(piece.value, Mapping):
        return False
    return any(name in piece.value for name in ("iss", "alg")) or isinstance(piece.value.get("payload"), Mapping)


DECODED_TOKEN = Reader(
    id="decoded-token",
    title="a JWT that was taken apart before it was shown",
    scope=Scope.BESIDE,
    read=lambda text: find_decoded(text.text),
    replaces=_repeats_token,
    good=lambda: (
        Sample(
            "claims as JSON",
            '{"iss": "A1B2C3D4E5", "iat": 1764000000, "exp": 1764003600, "aud": "https://appleid.apple.com", "sub": "com.example.web"}',
            (PieceKind.DECODED,),
        ),
        Sample(
            "claims as Ruby prints them, behind their header",
            '{"alg"=>"ES256", "kid"=>"ABC123DEFG"} '
            '{"iss"=>"A1B2C3D4E5", "iat"=>1764000000, "aud"=>"https://appleid.apple.com", "sub"=>"com.example.web"}',
            (PieceKind.DECODED,),
        ),
    ),
    bad=lambda: (
        Sample("claims that code works out when it runs", '{"iss": TEAM_ID, "iat": now, "aud": "https://appleid.apple.com", "sub": CLIENT_ID}'),
        Sample("a token of another issuer", '{"iss": "https://accounts.example.com", "iat": 1764000000, "aud": "app", "sub": "1"}'),
    ),
)
