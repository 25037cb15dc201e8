"""`siwakit decode`: the contents of a JWT. It loads neither cryptography nor the rules, so it is fast."""

from __future__ import annotations

import click

from siwakit.cli import output
from siwakit.edge import clock
from siwakit.edge.files.stated_times import read_time
from siwakit.errors import NotReadable


@click.command(epilog="\b\nExamples:\n  siwakit decode client_secret.jwt\n  pbpaste | siwakit decode")
@click.argument("token", required=False, metavar="[TOKEN|FILE|-]")
@click.option("--now", metavar="TIME", help="the time to compare dates with: seconds since 1970 UTC, or 2026-11-25T10:00:00Z")
def command(token: str | None, now: str | None) -> None:
    """Show TOKEN claim by claim: readable dates, the meaning of each claim, and the kind of token.

    TOKEN may be a file. Without it, or with -, the token is read from standard
    input. Nothing is verified; use `siwakit doctor` for that.
    """
    from siwakit.render.decode import decode_text

    output.write(decode_text(_read(token), clock.now() if now is None else read_time(now, "--now")))


def _read(token: str | None) -> str:
    from siwakit.edge.files.reading import exists, read_file, read_standard_input

    if token is not None and token != "-":
        return (read_file(token).text if exists(token) else token).strip()
    text = read_standard_input().text.strip()
    if not text:
        raise NotReadable("an empty token", hint="run siwakit decode TOKEN, or pipe a token in")
    return text
