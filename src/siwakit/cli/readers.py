"""`siwakit readers`: what can be pasted, with samples."""

from __future__ import annotations

import click

from siwakit.cli import output


@click.command(epilog="\b\nExample:\n  siwakit readers curl-command")
@click.argument("reader", required=False, shell_complete=output.complete_readers)
def command(reader: str | None) -> None:
    """List what siwakit can read, in the order in which it is looked for.

    With the id of a READER, show samples of what it reads and of what it ignores.
    """
    from siwakit.readers.registry import BY_ID, READERS
    from siwakit.render.reader_text import reader_table, reader_text

    if reader is None:
        output.write(reader_table(READERS))
    else:
        output.write(reader_text(output.find_by_id(reader, BY_ID, "reader"), colour=output.wants_colour()))
