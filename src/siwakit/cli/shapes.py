"""The formats of the doctor's report, each with its inputs: a corrected client_secret and a snippet, or the texts of the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.cli import output
from siwakit.edge import clock
from siwakit.record import record

if TYPE_CHECKING:
    from siwakit.judge.diagnosis import Diagnosis
    from siwakit.render.report.fixed import FixedSecret
    from siwakit.render.snippets.snippet import Snippet
    from siwakit.rules.model import Question


@record(kw_only=True)
class ReportOptions:
    """How to write a report; *files* are the paths, among other arguments, that it may point into."""

    shape: str = "text"
    colour: str = "auto"
    lang: str = "auto"
    question: Question | None = None
    fix: bool = False
    show_secrets: bool = False
    verbose: bool = False
    every_suspect: bool = False
    files: tuple[str, ...] = ()


def write_report(diagnosis: Diagnosis, options: ReportOptions) -> str:
    """Return the report on *diagnosis* in the format that *options* ask for."""
    match options.shape:
        case "sarif":
            return _write_sarif(diagnosis, options)
        case "github":
            return _write_github(diagnosis, options)
        case "markdown":
            return _write_markdown(diagnosis, options)
        case "json":
            return _write_json(diagnosis, options)
    return _write_text(diagnosis, options)


def _write_text(diagnosis: Diagnosis, options: ReportOptions) -> str:
    from siwakit.render.formats.text import render_text

    return render_text(
        diagnosis,
        colour=output.wants_colour(options.colour),
        show_secrets=options.show_secrets,
        question=options.question,
        fix=_fix(diagnosis, options),
        snippet=_snippet(diagnosis, options) if options.verbose or options.lang != "auto" else None,
        links=output.wants_links(),
        verbose=options.verbose,
        every_suspect=options.every_suspect,
    )


def _write_json(diagnosis: Diagnosis, options: ReportOptions) -> str:
    from siwakit.render.formats.json import render_json

    fix, snippet = _fix(diagnosis, options), _snippet(diagnosis, options)
    return render_json(diagnosis, show_secrets=options.show_secrets, question=options.question, fix=fix, snippet=snippet)


def _write_markdown(diagnosis: Diagnosis, options: ReportOptions) -> str:
    from siwakit.render.formats.markdown import render_markdown

    fix, snippet = _fix(diagnosis, options), _snippet(diagnosis, options)
    return render_markdown(diagnosis, show_secrets=options.show_secrets, question=options.question, fix=fix, snippet=snippet)


def _write_sarif(diagnosis: Diagnosis, options: ReportOptions) -> str:
    from siwakit import __version__
    from siwakit.render.formats.sarif import render_sarif

    texts = _texts(options)
    return render_sarif(diagnosis, texts, version=__version__, question=options.question, show_secrets=options.show_secrets)


def _write_github(diagnosis: Diagnosis, options: ReportOptions) -> str:
    from siwakit.render.formats.github import render_github

    return render_github(diagnosis, _texts(options), question=options.question, show_secrets=options.show_secrets)


def _snippet(diagnosis: Diagnosis, options: ReportOptions) -> Snippet | None:
    from siwakit.render.snippets.snippet import snippet_for

    return snippet_for(diagnosis, options.lang)


def _fix(diagnosis: Diagnosis, options: ReportOptions) -> FixedSecret | None:
    if not options.fix:
        return None
    from siwakit.flow.correction import correct_client_secret
    from siwakit.render.report.fixed import fixed

    return fixed(correct_client_secret(diagnosis.evidence, now=clock.now()))


def _texts(options: ReportOptions) -> dict[str, str]:
    from siwakit.edge.files.given_files import texts_of

    return texts_of(options.files)
