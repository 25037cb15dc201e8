"""Gather what the doctor was given: arguments, files, standard input, options and `siwakit.toml`."""

from __future__ import annotations

import re
import shlex
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from siwakit.edge import clock
from siwakit.edge.files import MAX_KEY_BYTES, exists, read_file, read_standard_input
from siwakit.edge.har_files import har_pieces, har_pieces_of_standard_input
from siwakit.edge.project import read_project
from siwakit.errors import NotReadable, UsageError
from siwakit.evidence.evidence import UNKNOWN, Absence, Evidence, Origin
from siwakit.evidence.join import Known, join
from siwakit.evidence.keys import key_at_hand
from siwakit.evidence.parts import APPLE_CLOCK
from siwakit.evidence.read.recognise import recognise
from siwakit.evidence.redact import named

if TYPE_CHECKING:
    from siwakit.evidence.evidence import KeyAtHand
    from siwakit.evidence.read.pieces import Piece

_TEXT = re.compile(r"[\s{}<>=&\"']|://|^ey[A-Za-z0-9_-]|^-----|^[A-Za-z_]+$")


def gather(pieces: tuple[str, ...], options: dict[str, Any]) -> Evidence:
    """Return the evidence in *pieces* and *options*.

    The clock is `--now`, else the Date of Apple's answer, else the time in a log or a recording, else this machine's.

    Raises:
        UsageError: an option that cannot be read, or nothing to judge.
        NotReadable: a file that is missing, or text that no reader recognises.
        TooLarge: an input over its cap.
    """
    project = read_project(options["config_path"])
    keys = (*options["keys"], *(() if options["keys"] else project.get("keys", ())))
    _need_pieces(pieces, keys)
    found = [piece for text in _as_whole(pieces, keys) for piece in _read(text)]
    response = options["response"] or project.get("response")
    if response:
        found += _read(response)
    evidence = join(found, known(options, project, tuple(_read_key(path) for path in keys)))
    if isinstance(evidence.now, Absence) and isinstance(evidence.get(APPLE_CLOCK), Absence):
        return evidence.at(next((piece.at for piece in reversed(found) if piece.at is not None), clock.now()))
    return evidence


def _as_whole(pieces: tuple[str, ...], keys: tuple[str, ...]) -> tuple[str, ...]:
    """Put a command that the shell has taken apart together again: `siwakit doctor -- curl -d … URL`."""
    if pieces and pieces[0] == "curl" and len(pieces) > 1:
        return (shlex.join(pieces),)
    if not pieces and (not keys or not sys.stdin.isatty()):
        return ("-",)
    return pieces


def _read(text: str) -> list[Piece]:
    if text == "-":
        recorded = har_pieces_of_standard_input()
        if recorded is not None:
            return list(recorded)
        pasted = read_standard_input().text
        return list(recognise(pasted)) if pasted.strip() else []
    if exists(text):
        recorded = har_pieces(text)
        if recorded is not None:
            return list(recorded)
        file = read_file(text)
        return list(recognise(file.text, file.name))
    if _TEXT.search(text):
        return list(recognise(text))
    raise NotReadable(f"{named(text)}: no such file", hint="name a file, or paste the text on standard input")


def _read_key(path: str) -> KeyAtHand:
    file = read_file(path, cap=MAX_KEY_BYTES)
    return key_at_hand(file.text, file.name, file.mode)


def known(options: dict[str, Any], project: dict[str, Any], keys: tuple[KeyAtHand, ...]) -> Known:
    """Return what *options*, else *project*, say, and *keys*.

    Raises:
        UsageError: an origin or a time that cannot be read.
    """
    origin = options["origin"] or project.get("origin")
    if origin not in (None, "native", "web"):
        raise UsageError(f"origin is {named(origin, 20)}, expected native or web", hint="native: a code from the app; web: a browser, Android too")
    now = options["now"] or project.get("now")
    told = Known(keys=keys, now=_read_time(now) if now else UNKNOWN, origin=Origin(origin) if origin else UNKNOWN)
    return replace(
        told,
        team_id=options["team"] or project.get("team_id") or UNKNOWN,
        key_id=options["key_id"] or project.get("key_id") or UNKNOWN,
        bundle_ids=tuple(options["bundle_ids"]) or project.get("bundle_ids") or UNKNOWN,
        services_ids=tuple(options["services_ids"]) or project.get("services_ids") or UNKNOWN,
        redirect_uri=options["redirect_uri"] or project.get("redirect_uri") or UNKNOWN,
    )


def _read_time(text: str) -> int:
    if re.fullmatch(r"\d{1,12}", text):
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--now {named(text, 40)} is no time", hint="seconds since 1970 UTC, or 2026-11-25T10:00:00Z") from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _need_pieces(pieces: tuple[str, ...], keys: tuple[str, ...]) -> None:
    if not pieces and not keys and sys.stdin.isatty():
        raise UsageError("nothing to judge", hint="siwakit doctor request.sh answer.json --key AuthKey_<KEYID>.p8, or pipe a paste in")
