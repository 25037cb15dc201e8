"""The summary of logs on standard output, in the format that was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siwakit.cli import output
from siwakit.render.logs.sparkline import BLOCKS, Sparks

if TYPE_CHECKING:
    from siwakit.cli.shapes import ReportOptions
    from siwakit.cli.summary_options import SummaryOptions
    from siwakit.edge.files.log_pool import Bulk


def write_summary(bulk: Bulk, report: ReportOptions, chosen: SummaryOptions) -> int:
    """Write the summary of *bulk* and return the exit code."""
    from siwakit.render.logs import summary

    files = [(file.name, file.lines, file.size) for file in bulk.files]
    match report.shape:
        case "json":
            text = summary.render_summary_json(files, bulk.tally, show_secrets=report.show_secrets)
        case "html":
            from siwakit.render.logs.picture import render_picture

            text = render_picture(files, bulk.tally, marks=chosen.marks, show_secrets=report.show_secrets)
        case "prometheus":
            from siwakit.render.logs.metrics import render_metrics

            text = render_metrics(bulk.tally)
        case _:
            sparks = Sparks(chosen.marks, is_ascii=not output.can_show(BLOCKS)) if output.is_terminal() else None
            text = summary.render_summary(
                files, bulk.tally, colour=output.wants_colour(report.colour), show_secrets=report.show_secrets, sparks=sparks
            )
    output.write(text)
    return summary.exit_code(bulk.tally)
