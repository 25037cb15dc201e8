"""Request handler of the local page: access control, the page and its files, the rules, the judge, the journal."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qs

from siwakit.errors import SiwakitError
from siwakit.http import Request, Response
from siwakit.record import record
from siwakit.render.snippets.snippet import LANGUAGES, Snippet
from siwakit.web import pages
from siwakit.web.examples import examples, titles
from siwakit.web.guard import START, Guard, refusal
from siwakit.web.judge_api import judge, share
from siwakit.web.page_input import PageInput, read_page_input

MAX_BODY_BYTES = 8 * 1024 * 1024  # 1 MiB of text, each character escaped
MAX_LINES = 200


@record
class JournalLine:
    """Exchange of an emulator as the page shows it, without secrets."""

    number: int
    at: int
    method: str
    path: str
    status: int
    rule: str | None
    summary: str
    report: str
    client_id: str | None


_TASKS: dict[str, Callable[[PageInput, int], dict[str, Any]]] = {"/judge": judge, "/markdown": share}
Journal = Callable[[int], Sequence[JournalLine]]


class WebApp:
    """Request handler of the page; if an emulator runs beside it, *journal* returns the exchanges after a number."""

    def __init__(self, guard: Guard, journal: Journal | None = None) -> None:
        self._guard = guard
        self._journal = journal

    def answer(self, request: Request, now: int) -> Response:
        """Return the answer to *request*; *now* is used if the paste contains no time."""
        refused = self._guard.refuse(request)
        if refused:
            return refused
        if request.path == START:
            return self._guard.start(request, now)
        if request.method == "POST":
            return _post(request, now)
        return self._get(request)

    def _get(self, request: Request) -> Response:
        path = request.path
        if path.startswith("/static/"):
            return pages.static_file(path.removeprefix("/static/"))
        if path.startswith("/rules/"):
            return pages.rule_page(path.removeprefix("/rules/"))
        if path.startswith("/examples/"):
            return _example(path.removeprefix("/examples/"))
        match path:
            case "/":
                languages = tuple((name, Snippet(name, "").title) for name in LANGUAGES)
                return pages.main_page(has_journal=self._journal is not None, languages=languages)
            case "/rules":
                return pages.rules_page()
            case "/examples":
                return pages.json_answer(_json(titles()))
            case "/journal" if self._journal is not None:
                return pages.json_answer(_lines(self._journal, request))
        return refusal(404, "there is no such page")


def _post(request: Request, now: int) -> Response:
    task = _TASKS.get(request.path)
    if task is None:
        return refusal(404, "there is no such page")
    try:
        return pages.json_answer(_json(task(read_page_input(request.body), now)))
    except SiwakitError as error:
        return pages.json_answer(_json({"error": {"code": error.code, "message": error.message, "hint": error.hint}}), 422)


def _example(number: str) -> Response:
    if number not in map(str, range(len(examples()))):
        return refusal(404, "there is no such example")
    return pages.json_answer(_json(examples()[int(number)]))


def _json(value: object) -> bytes:
    # ASCII with escapes, because a paste may contain half a surrogate pair, which UTF-8 cannot encode.
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def _lines(journal: Journal, request: Request) -> bytes:
    after = parse_qs(request.query).get("after", ["0"])[0]
    number = int(after[:12]) if after[:12].isascii() and after[:12].isdigit() else 0
    return _json([asdict(line) for line in journal(number)][-MAX_LINES:])
