"""`siwakit scan`: finds sign-in with Apple in a repository, and what is wrong with it."""

from __future__ import annotations

import sys
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from siwakit.cli import WRONG_USE, complain, note, output
from siwakit.cli.streams import tell
from siwakit.errors import UsageError

if TYPE_CHECKING:
    from siwakit.edge.files.baseline_file import BaselineFile
    from siwakit.edge.files.siwakit_toml import ScanSettings
    from siwakit.flow.scan.problem import Report

SHAPES = ("text", "json", "sarif", "github", "markdown")
_SECONDS_BEFORE_PROGRESS = 1.0
_SECONDS_BETWEEN = 0.2


def _complete_rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001  click's signature
    """Return the ids of rules that begin with *incomplete*."""
    from siwakit.rules.catalogue import BY_ID

    return [name for name in BY_ID if name.startswith(incomplete)]


@click.command(
    epilog=(
        "\b\nExamples:\n"
        "  siwakit scan\n"
        "  siwakit scan . --exclude legacy --strict\n"
        "  siwakit scan --write-baseline .siwakit-baseline\n"
        "  siwakit scan --format sarif > siwakit.sarif"
    ),
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path())
@click.option("--format", "shape", type=click.Choice(SHAPES), default="text", show_default=True, help="format of the report")
@click.option("--rule", "rules", metavar="ID", multiple=True, shell_complete=_complete_rules, help="report only this rule; may be repeated")
@click.option("--exclude", metavar="GLOB", multiple=True, help="leave out files and folders; may be repeated")
@click.option("--strict", is_flag=True, help="exit with 1 for warnings too")
@click.option("--baseline", metavar="FILE", help="known problems (default: .siwakit-baseline, if there is one)")
@click.option("--write-baseline", metavar="FILE", help="write the errors and warnings that there are now to FILE")
@click.option("--colour", "--color", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True, help="use colour")
def command(paths: tuple[str, ...], **given: Any) -> None:
    """Find mistakes in a repository's Sign in with Apple, without running it.

    PATH is a file or a folder, the current one by default. In a git work tree,
    files that git ignores are read only if they are named. Source code,
    settings, Dockerfiles, manifests of Kubernetes and CI are read, and keys and
    secrets are found in every text. Vendored and generated files are skipped.

    A comment silences a rule for its line, or for the line below it:
    # siwakit: ignore[secret-alg-not-es256] the gateway signs again

    siwakit.toml may set exclude, baseline and strict in its table [scan].

    Exit codes: 0 nothing is wrong, 1 a problem was found, 2 wrong use.
    """
    from siwakit.edge.files.siwakit_toml import read_scan
    from siwakit.rules.catalogue import BY_ID

    settings = read_scan()
    rules = tuple(output.find_by_id(name, BY_ID, "rule").id for name in given["rules"])
    report = _scan(paths or (".",), (*settings.exclude, *given["exclude"]), rules)
    strict = given["strict"] or settings.strict
    if given["write_baseline"]:
        sys.exit(_write_baseline(given["write_baseline"], report))
    baseline = _read_baseline(given["baseline"], settings)
    report = baseline.apply(report, paths or (".",), rules) if baseline else report
    output.write(_written(report, given["shape"], given["colour"], strict=strict))
    _complain_of(report)
    sys.exit(report.exit_code(strict=strict))


def _scan(paths: tuple[str, ...], exclude: tuple[str, ...], rules: tuple[str, ...]) -> Report:
    from siwakit.edge import clock
    from siwakit.edge.files.repository_files import is_hidden_from_git
    from siwakit.edge.files.scan_paths import scan_paths
    from siwakit.flow.scan.scan_files import Scan

    for path in filter(is_hidden_from_git, paths):
        note(f"git cannot list the files in {path}: what it ignores is scanned too")
    scan = Scan(clock.now(), rules)
    progress = _Progress() if sys.stderr.isatty() else None
    try:
        scan_paths(scan, paths, exclude, progress)
    finally:
        if progress:
            progress.clear()
    return scan.report()


def _written(report: Report, shape: str, colour: str, *, strict: bool) -> str:
    match shape:
        case "json":
            from siwakit.render.scan.scan_json import render_scan_json

            return render_scan_json(report, strict=strict)
        case "sarif":
            from siwakit import __version__
            from siwakit.render.scan.scan_sarif import render_scan_sarif

            return render_scan_sarif(report, version=__version__, strict=strict)
        case "github":
            from siwakit.render.scan.scan_github import render_scan_github

            return render_scan_github(report)
        case "markdown":
            from siwakit.render.scan.scan_markdown import render_scan_markdown

            return render_scan_markdown(report)
    from siwakit.render.scan.scan_text import render_scan_text

    return render_scan_text(report, colour=output.wants_colour(colour))


def _complain_of(report: Report) -> None:
    """Write to standard error which comments and which entries of the baseline are mistaken."""
    for mistake in report.mistakes:
        complain(UsageError(f"{mistake.path}:{mistake.line}: {mistake.message}"))
    for entry in report.stale:
        hint = "remove the entry, or write the baseline again with --write-baseline"
        complain(UsageError(f"the baseline names {entry.rule} in {entry.path}, which is not there any more", hint=hint))


def _read_baseline(path: str | None, settings: ScanSettings) -> BaselineFile | None:
    from siwakit.edge.files.baseline_file import FILE_NAME, read_baseline_file

    chosen = path or settings.baseline or (FILE_NAME if Path(FILE_NAME).is_file() else None)
    return read_baseline_file(chosen) if chosen else None


def _write_baseline(path: str, report: Report) -> int:
    from siwakit.edge.files.baseline_file import write_baseline_file

    _complain_of(report)
    count = write_baseline_file(path, report)
    output.write(f"{path}: {count} {'entry' if count == 1 else 'entries'}")
    return WRONG_USE if report.mistakes else 0


class _Progress:
    """Number of the files read so far on standard error, a terminal, once a scan has taken a second."""

    def __init__(self) -> None:
        self.shown_at = monotonic() + _SECONDS_BEFORE_PROGRESS - _SECONDS_BETWEEN
        self.is_shown = False

    def __call__(self, files: int) -> None:
        now = monotonic()
        if now - self.shown_at >= _SECONDS_BETWEEN:
            self.shown_at, self.is_shown = now, True
            tell(f"\r\x1b[K{files:,} files read")

    def clear(self) -> None:
        if self.is_shown:
            tell("\r\x1b[K")
