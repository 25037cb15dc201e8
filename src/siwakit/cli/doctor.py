"""`siwakit doctor`: judges everything that was given, and writes one report."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from siwakit.cli import note, output

if TYPE_CHECKING:
    from siwakit.cli.shapes import ReportOptions
    from siwakit.flow.gather import Gathered
    from siwakit.judge.diagnosis import Diagnosis

QUESTIONS = ("client_id", "header", "payload", "signature")
SHAPES = ("text", "json", "sarif", "markdown", "github")
SUMMARY_SHAPES = ("html", "prometheus")
_FORMAT_HELP = "format of the report; with --summary text, json, html or prometheus"
LANGUAGES = ("python", "node", "ruby", "php", "java", "kotlin", "go", "csharp", "swift", "dart")


@click.command(
    context_settings={"ignore_unknown_options": False, "allow_interspersed_args": True},
    epilog=(
        "\b\nExamples:\n"
        "  siwakit doctor request.sh answer.http --key AuthKey_ABC123DEFG.p8\n"
        "  siwakit doctor request.sh --services-id com.example.web --question header\n"
        "  siwakit doctor --summary app.log --since 24h\n"
        "  siwakit doctor --summary app.log --format html > picture.html"
    ),
)
@click.argument("pieces", nargs=-1, metavar="[FILE|TEXT|-]...")
@click.option("--key", "keys", metavar="KEY", multiple=True, help="your .p8 key file, its public half, or its address; may be repeated")
@click.option("--team", metavar="ID", help="your Team ID")
@click.option("--key-id", metavar="ID", help="your Key ID")
@click.option("--bundle-id", "bundle_ids", metavar="ID", multiple=True, help="the app's bundle ID; may be repeated")
@click.option("--services-id", "services_ids", metavar="ID", multiple=True, help="your Services ID; may be repeated")
@click.option("--origin", type=click.Choice(["native", "web"]), help="where the code came from: the app, or the web (Android too)")
@click.option("--redirect-uri", metavar="URI", help="the redirect_uri of the authorization request")
@click.option("--response", metavar="FILE|TEXT", help="Apple's answer")
@click.option("--now", metavar="TIME", help="the time of the request: seconds since 1970 UTC, or 2026-11-25T10:00:00Z")
@click.option("--config", "config_path", metavar="FILE", help="settings file (default: siwakit.toml, if there is one)")
@click.option("--question", type=click.Choice(QUESTIONS), help="answer only one question of the checklist")
@click.option("--summary", is_flag=True, help="read logs of any size, files or addresses, packed or not, and group failures by root cause")
@click.option("--jobs", type=click.IntRange(1, 256), metavar="N", help="number of processes for --summary (default: one for each core)")
@click.option("--dask", metavar="ADDRESS", help="run --summary on the Dask cluster with this scheduler, such as tcp://10.0.0.5:8786")
@click.option("--since", metavar="TIME", help="count in --summary from this time on: 2026-11-25T10:00Z, or 2h for the last two hours")
@click.option("--until", metavar="TIME", help="count in --summary only before this time")
@click.option("--mark", "marks", metavar="TIME=NAME", multiple=True, help="mark a time in the picture, such as a release; may be repeated")
@click.option("--follow", "is_followed", is_flag=True, help="wait for new lines, and say when a cause is new or more frequent, until Ctrl-C")
@click.option("--fix", is_flag=True, help="mint the corrected client_secret and print it in the report (needs --key)")
@click.option("--format", "shape", type=click.Choice([*SHAPES, *SUMMARY_SHAPES]), default="text", show_default=True, help=_FORMAT_HELP)
@click.option("--lang", type=click.Choice(["auto", *LANGUAGES]), default="auto", show_default=True, help="show the fix as code (auto: by User-Agent)")
@click.option("--verbose", "-v", "verbose", is_flag=True, help="show the whole report, not only what fits a terminal of 24 lines")
@click.option("--all", "every_suspect", is_flag=True, help="list every suspect, not only the five most likely")
@click.option("--show-secrets", is_flag=True, help="do not redact: the report will contain codes, tokens and signatures")
@click.option("--colour", "--color", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True, help="use colour")
def command(pieces: tuple[str, ...], **given: Any) -> None:
    """Find the root cause of a failing request, prove it, and show the fix.

    Pass what you have, in any order: the request as a curl command or raw HTTP,
    a form body, a client_secret, a .p8 key, Apple's answer, the URL of the
    authorize page, the identity token, a HAR file, a log line, an error
    message, or the source code that makes the client_secret or the request;
    as files, as text, or on standard input.
    Nothing leaves this machine, and no part of a secret is shown.

    siwakit.toml may set team_id, key_id, bundle_ids, services_ids, keys,
    origin, redirect_uri, response and now.
    """
    from dataclasses import replace

    from siwakit.cli.doctor_input import read_input, words_given
    from siwakit.cli.doctor_options import read_options
    from siwakit.flow.diagnose import diagnose_gathered
    from siwakit.flow.gather import gather

    options = read_options(pieces, given)
    if options.summary:
        from siwakit.cli.summary import summarise

        sys.exit(summarise(pieces, options, options.summary))
    gathered = gather(read_input(pieces, options.settings))
    _note_unread(gathered)
    sys.exit(_report(replace(diagnose_gathered(gathered), given=words_given(pieces, given)), options.report))


def _note_unread(gathered: Gathered) -> None:
    """Write to standard error what was not read; the report is about the rest."""
    for unread in gathered.unread:
        note(f"not read: {unread.sentence}")


def _report(diagnosis: Diagnosis, options: ReportOptions) -> int:
    from siwakit.cli.shapes import write_report
    from siwakit.render.report.verdict import exit_code, focus

    output.write(write_report(diagnosis, options))
    return exit_code(focus(diagnosis, options.question) if options.question else diagnosis)
