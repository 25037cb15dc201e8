"""`siwakit key`: what a key file contains, without showing a character of the private key."""

from __future__ import annotations

import sys

import click

from siwakit.cli import NOT_ENOUGH, RULE_FAILED, output
from siwakit.edge.files.reading import MAX_KEY_BYTES, TextFile, read_file, read_standard_input


@click.command(epilog="\b\nExamples:\n  siwakit key AuthKey_ABC123DEFG.p8\n  siwakit key --repair damaged.p8 > AuthKey_ABC123DEFG.p8")
@click.argument("file", required=False)
@click.option("--repair", is_flag=True, help="print the repaired private key itself on standard output")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True, help="format of the report")
def command(file: str | None, repair: bool, shape: str) -> None:  # noqa: FBT001  click gives a flag as a bool
    """Show what FILE contains: form, curve, Key ID by file name, public JWK, thumbprint.

    Without FILE, or with -, the key is read from standard input. The exit code
    is 1 if the key is damaged or not in Apple's form, 3 if it is not a key.
    """
    from siwakit.evidence.keys import key_at_hand
    from siwakit.jose.keys.p8 import repair as repaired
    from siwakit.render.key import key_json, key_text

    given = _read(file)
    key = key_at_hand(given.text, given.name, given.mode)
    if repair:
        output.write(repaired(key.reading))
        return
    output.write(key_json(key) if shape == "json" else key_text(key, colour=output.wants_colour()))
    if not key.reading.is_usable:
        sys.exit(RULE_FAILED if key.reading.private or key.reading.public or key.reading.damages else NOT_ENOUGH)


def _read(file: str | None) -> TextFile:
    if file not in (None, "-"):
        return read_file(str(file), cap=MAX_KEY_BYTES)
    return read_standard_input()
