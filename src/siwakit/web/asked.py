"""Read what the page asks: the pieces as pasted and dropped, what is known beside them, and the stand-ins of keys."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from siwakit.errors import NotReadable, TooLarge
from siwakit.evidence.evidence import UNKNOWN, Absence, Evidence, Origin
from siwakit.evidence.join import Known, join
from siwakit.evidence.parts import APPLE_CLOCK
from siwakit.evidence.read.pieces import Piece
from siwakit.evidence.read.recognise import MAX_CHARACTERS, recognise
from siwakit.web.key_evidence import StandIns, read_stand_ins

MAX_INPUTS = 32
_LONGEST_VALUE = 500
_HINT = "reload the page"


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold one question of the page."""

    inputs: tuple[tuple[str, str], ...] = field(repr=False)
    known: Known
    stand_ins: StandIns
    language: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """Hold the evidence twice: as it came, with stand-ins for keys, and with the public halves of the true keys in it."""

    pieces: tuple[Piece, ...] = field(repr=False)
    as_sent: Evidence
    evidence: Evidence
    unread: tuple[tuple[str, str, str], ...] = ()


def read_asked(body: bytes) -> Asked:
    """Return the question in *body*.

    Raises:
        NotReadable: not the JSON that the page writes.
        TooLarge: more than 32 inputs, or more than 1 MiB of text.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise NotReadable("the body is not JSON", hint=_HINT) from None
    if not isinstance(document, dict):
        raise NotReadable("the body is not a JSON object", hint=_HINT)
    language = document.get("language", "auto")
    return Asked(
        _inputs(document.get("inputs")),
        read_known(document.get("known", {})),
        read_stand_ins(document.get("keys", [])),
        language if isinstance(language, str) else "auto",
    )


def read_known(given: object) -> Known:
    """Return what the fields beside the paste say; an empty one says nothing.

    Raises:
        NotReadable: another shape, or an origin that is neither native nor web.
    """
    if not isinstance(given, dict):
        raise NotReadable("known is not an object", hint=_HINT)
    origin, now = _text(given, "origin"), given.get("now")
    if origin not in {None, "native", "web"}:
        raise NotReadable("origin is neither native nor web", hint=_HINT)
    return Known(
        now=now if isinstance(now, int) and not isinstance(now, bool) else UNKNOWN,
        team_id=_text(given, "team_id") or UNKNOWN,
        key_id=_text(given, "key_id") or UNKNOWN,
        bundle_ids=_texts(given, "bundle_ids") or UNKNOWN,
        services_ids=_texts(given, "services_ids") or UNKNOWN,
        origin=Origin(origin) if origin else UNKNOWN,
        redirect_uri=_text(given, "redirect_uri") or UNKNOWN,
    )


def gather(asked: Asked, now: int) -> Gathered:
    """Return the evidence in *asked*; *now* is the clock where nothing in it tells the time.

    A piece that nobody recognises is told beside what was found, as long as something is found.

    Raises:
        NotReadable: nothing in it is recognised.
        TooLarge: an input over its cap.
    """
    pieces: list[Piece] = []
    unread: list[tuple[str, str, str]] = []
    for name, text in asked.inputs:
        try:
            pieces += recognise(text, name)
        except NotReadable as fault:
            unread.append((name, fault.message, fault.hint))
    if unread and not pieces:
        raise NotReadable(unread[0][1], hint=unread[0][2])
    evidence = join(pieces, asked.known)
    if isinstance(evidence.now, Absence) and isinstance(evidence.get(APPLE_CLOCK), Absence):
        evidence = evidence.at(next((piece.at for piece in reversed(pieces) if piece.at is not None), now))
    return Gathered(tuple(pieces), evidence, asked.stand_ins.reveal(evidence), tuple(unread))


def _inputs(given: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(given, list):
        raise NotReadable("inputs is not a list", hint=_HINT)
    if len(given) > MAX_INPUTS:
        raise TooLarge(f"{len(given)} files, expected at most {MAX_INPUTS}", hint="give the failing request and what belongs to it")
    pairs = tuple(_pair(one) for one in given)
    size = sum(len(text) for _, text in pairs)
    if size > MAX_CHARACTERS:
        raise TooLarge(f"{size} characters, expected at most {MAX_CHARACTERS}", hint="give the failing request and its answer alone")
    return pairs


def _pair(one: object) -> tuple[str, str]:
    name, text = (one.get("name", ""), one.get("text")) if isinstance(one, dict) else ("", None)
    if not isinstance(name, str) or not isinstance(text, str):
        raise NotReadable("an input has no text", hint=_HINT)
    return name[:_LONGEST_VALUE], text


def _text(given: Mapping[str, Any], name: str) -> str | None:
    value = given.get(name)
    return value.strip()[:_LONGEST_VALUE] or None if isinstance(value, str) else None


def _texts(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = given.get(name)
    texts = [one.strip() for one in value[:MAX_INPUTS] if isinstance(one, str)] if isinstance(value, list) else []
    return tuple(text[:_LONGEST_VALUE] for text in texts if text)
