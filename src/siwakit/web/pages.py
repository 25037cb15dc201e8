"""The page, the pages of the rules and their static files. They load nothing from other sites."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

from siwakit.http import Response
from siwakit.render.explanation import explanation_of
from siwakit.render.report.verdict import QUESTION_WORDS
from siwakit.rules.catalogue import BY_ID, CATALOGUE
from siwakit.rules.model import Grade, Question
from siwakit.web.guard import GUARDS, refusal

_PACKAGE = "siwakit.web"
_TYPES = {"mjs": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "svg": "image/svg+xml"}
_EXAMPLE_WIDTH = 72
_TONES = {Grade.REFUSED: "bad", Grade.DEFEATED: "bad", Grade.ASSUMED: "open", Grade.ADVICE: "hint"}


def main_page(*, has_journal: bool, languages: tuple[tuple[str, str], ...]) -> Response:
    """Return the page itself."""
    return _page("page.html", has_journal=has_journal, languages=languages)


def rules_page() -> Response:
    """Return the list of all rules, by the question that they help to answer."""
    groups = [(question.value, QUESTION_WORDS[question], [rule for rule in CATALOGUE if rule.question is question]) for question in Question]
    return _page("rules.html", groups=[group for group in groups if group[2]])


def rule_page(rule_id: str) -> Response:
    """Return the page of one rule, which says what `siwakit explain` says."""
    rule = BY_ID.get(rule_id)
    if rule is None:
        return refusal(404, "there is no rule of this name")
    return _page("rule.html", rule=rule, explanation=explanation_of(rule, _EXAMPLE_WIDTH), tone=_TONES[rule.grade])


def static_file(name: str) -> Response:
    """Return the static file *name*."""
    if name not in _names():
        return refusal(404, "there is no such file")
    return Response(200, (("Content-Type", _TYPES[name.rpartition(".")[2]]), *GUARDS), _read(name))


def json_answer(body: bytes, status: int = 200) -> Response:
    """Return *body*, which is JSON, as an answer."""
    return Response(status, (("Content-Type", "application/json"), *GUARDS), body)


def _page(template: str, **values: Any) -> Response:
    text = _environment().get_template(template).render(values)
    return Response(200, (("Content-Type", "text/html; charset=utf-8"), *GUARDS), text.encode())


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """List the static files, so that no path can escape the folder."""
    root = files(_PACKAGE) / "static"
    names = [file.name for file in root.iterdir() if file.is_file()]
    names += [f"portal/{file.name}" for file in (root / "portal").iterdir() if file.is_file()]
    return frozenset(name for name in names if name.rpartition(".")[2] in _TYPES)


@lru_cache(maxsize=64)
def _read(name: str) -> bytes:
    return (files(_PACKAGE) / "static").joinpath(*name.split("/")).read_bytes()


@lru_cache(maxsize=1)
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415  the page's judge works without it

    return Environment(autoescape=True, loader=PackageLoader(_PACKAGE), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
