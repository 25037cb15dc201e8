"""The shapes of the doctor's report, each with what it needs: a corrected secret and a snippet, or the files that were given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from siwakit.cli import output
from siwakit.edge import clock

if TYPE_CHECKING:
    from siwakit.judge.diagnosis import Diagnosis
    from siwakit.render.fixed import FixedSecret
    from siwakit.rules.model import Question


def write_text(diagnosis: Diagnosis, question: Question | None, options: dict[str, Any]) -> str:
    """Return the report for a terminal."""
    from siwakit.render.text import render_text

    return render_text(diagnosis, colour=output.wants_colour(options["colour"]), question=question, **_told(diagnosis, options))


def write_json(diagnosis: Diagnosis, question: Question | None, options: dict[str, Any]) -> str:
    """Return the report for programs."""
    from siwakit.render.json import render_json

    return render_json(diagnosis, question=question, **_told(diagnosis, options))


def write_markdown(diagnosis: Diagnosis, question: Question | None, options: dict[str, Any]) -> str:
    """Return the report to be pasted into an issue."""
    from siwakit.render.markdown import render_markdown

    return render_markdown(diagnosis, question=question, **_told(diagnosis, options))


def write_sarif(diagnosis: Diagnosis, pieces: tuple[str, ...], question: Question | None, options: dict[str, Any]) -> str:
    """Return the report for code scanning."""
    from siwakit import __version__
    from siwakit.render.sarif import render_sarif

    return render_sarif(diagnosis, _files(pieces, options), version=__version__, question=question, show_secrets=options["show_secrets"])


def write_github(diagnosis: Diagnosis, pieces: tuple[str, ...], question: Question | None, options: dict[str, Any]) -> str:
    """Return the report as annotations of a workflow."""
    from siwakit.render.github import render_github

    return render_github(diagnosis, _files(pieces, options), question=question, show_secrets=options["show_secrets"])


def _told(diagnosis: Diagnosis, options: dict[str, Any]) -> dict[str, Any]:
    """Return what text, JSON and Markdown show beside the diagnosis."""
    from siwakit.render.snippet import snippet_for

    return {"show_secrets": options["show_secrets"], "fix": _fix(diagnosis, options), "snippet": snippet_for(diagnosis, options["lang"])}


def _fix(diagnosis: Diagnosis, options: dict[str, Any]) -> FixedSecret | None:
    if not options["fix"]:
        return None
    from siwakit.flow.correction import correct_client_secret
    from siwakit.render.fixed import fixed

    return fixed(correct_client_secret(diagnosis.evidence, now=clock.now()))


def _files(pieces: tuple[str, ...], options: dict[str, Any]) -> dict[str, str]:
    from siwakit.edge.given import texts_of
    from siwakit.edge.project import read_project

    project = read_project(options["config_path"])
    response = options["response"] or project.get("response")
    return texts_of((*pieces, *(options["keys"] or project.get("keys", ())), *((response,) if response else ())))
