"""`siwakit key`: what a key file holds, without a character of it."""

from __future__ import annotations

import sys

import click

from siwakit.cli import NOT_ENOUGH, RULE_FAILED, output
from siwakit.edge.files.reading import MAX_KEY_BYTES, TextFile, read_file, read_standard_input
from siwakit.errors import UsageError


@click.command()
@click.argument("file", required=False)
@click.option("--repair", is_flag=True, help="print the repaired key: the private key itself, on standard output")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(file: str | None, repair: bool, shape: str) -> None:  # noqa: FBT001  click gives a flag as a bool
    """Say what FILE holds: form, curve, Key ID by name, public JWK, thumbprint.

    Without FILE, or with -, the key is read from standard input. Exit code 1
    when it is damaged or not Apple's form, 3 when it is no key at all.
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
    if file is None and sys.stdin.isatty():
        raise UsageError("no key", hint="siwakit key AuthKey_<KEYID>.p8, or pipe one in")
    return read_standard_input()
