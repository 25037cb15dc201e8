"""Input from the page: pasted and dropped texts, what is known besides them, and the stand-ins of keys."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from siwakit.errors import NotReadable, TooLarge, UsageError
from siwakit.evidence.evidence import UNKNOWN, Absence, Evidence, KeyAtHand, Origin
from siwakit.evidence.known import Known
from siwakit.evidence.stated import require_stated
from siwakit.evidence.unread import Unread
from siwakit.flow.gather import Gathered, GatherRequest, Pasted, gather
from siwakit.readers.recognise import MAX_CHARACTERS
from siwakit.record import record
from siwakit.web.key_evidence import StandIns, read_stand_ins

MAX_INPUTS = 32
_LONGEST_VALUE = 500
_HINT = "reload the page"
_NAMES = {
    "team_id": "the value of Team ID",
    "key_id": "the value of Key ID",
    "bundle_ids": "the value of bundle ID",
    "services_ids": "the value of Services ID",
    "redirect_uri": "the value of redirect_uri",
}


@record
class PageInput:
    """Input from the page: the request without a clock, the stand-ins of keys, and the language of snippets."""

    request: GatherRequest
    stand_ins: StandIns
    language: str


@record
class PageEvidence:
    """The evidence as sent, with stand-ins for keys, and as judged, with the public halves of the real keys."""

    sent: Gathered
    evidence: Evidence

    @property
    def keys(self) -> tuple[tuple[KeyAtHand, KeyAtHand], ...]:
        """Return each available key as it was sent and as it is judged."""
        sent, judged = self.sent.evidence.keys, self.evidence.keys
        return () if isinstance(sent, Absence) or isinstance(judged, Absence) else tuple(zip(sent, judged, strict=True))


def read_page_input(body: bytes) -> PageInput:
    """Return the input that the page sent in *body*.

    Raises:
        NotReadable: not the JSON that the page sends.
        TooLarge: more than 32 inputs, or more than 1 MiB of text.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise NotReadable("the body is not JSON", hint=_HINT) from None
    if not isinstance(document, dict):
        raise NotReadable("the body is not a JSON object", hint=_HINT)
    language = document.get("language", "auto")
    known, unread = _without_malformed(read_known(document.get("known", {})))
    return PageInput(
        GatherRequest((*_inputs(document.get("inputs")), *unread), known),
        read_stand_ins(document.get("keys", [])),
        language if isinstance(language, str) else "auto",
    )


def read_known(given: object) -> Known:
    """Return what the fields beside the paste state; an empty field is ignored.

    Raises:
        NotReadable: another structure, or an origin that is neither native nor web.
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


def _without_malformed(known: Known) -> tuple[Known, tuple[Unread, ...]]:
    """Return *known* without malformed identifiers, and those separately: the page asks while the user is still typing them."""
    unread: list[Unread] = []
    for field, name in _NAMES.items():
        value = getattr(known, field)
        try:
            require_stated({} if isinstance(value, Absence) else {field: value}, {field: name})
        except UsageError as error:
            unread.append(Unread("", error.message, error.hint, is_stated=True))
            dropped: dict[str, Any] = {field: UNKNOWN}
            known = replace(known, **dropped)
    return known, tuple(unread)


def gather_page_input(page_input: PageInput, now: int) -> PageEvidence:
    """Return the evidence in *page_input*; *now* is used if it contains no time.

    Raises:
        NotReadable: nothing in it was recognised.
        TooLarge: an input over its limit.
    """
    sent = gather(replace(page_input.request, clock=now))
    return PageEvidence(sent, page_input.stand_ins.reveal(sent.evidence))


def _inputs(given: object) -> tuple[Pasted, ...]:
    if not isinstance(given, list):
        raise NotReadable("inputs is not a list", hint=_HINT)
    if len(given) > MAX_INPUTS:
        raise TooLarge(f"{len(given)} files, expected at most {MAX_INPUTS}", hint="give the failing request and what belongs to it")
    inputs = tuple(_input(item) for item in given)
    size = sum(len(pasted.text) for pasted in inputs)
    if size > MAX_CHARACTERS:
        raise TooLarge(f"{size} characters, expected at most {MAX_CHARACTERS}", hint="give only the failing request and its answer")
    return inputs


def _input(item: object) -> Pasted:
    name, text = (item.get("name", ""), item.get("text")) if isinstance(item, dict) else ("", None)
    if not isinstance(name, str) or not isinstance(text, str):
        raise NotReadable("an input has no text", hint=_HINT)
    return Pasted(text, name[:_LONGEST_VALUE])


def _text(given: Mapping[str, Any], name: str) -> str | None:
    value = given.get(name)
    return value.strip()[:_LONGEST_VALUE] or None if isinstance(value, str) else None


def _texts(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = given.get(name)
    texts = [text.strip() for text in value[:MAX_INPUTS] if isinstance(text, str)] if isinstance(value, list) else []
    return tuple(text[:_LONGEST_VALUE] for text in texts if text)
