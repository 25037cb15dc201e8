"""`siwakit key`: what a key file contains, without showing a character of the private key, and its import into a store."""

from __future__ import annotations

import sys
from typing import Any

import click

from siwakit.cli import NOT_ENOUGH, RULE_FAILED, output
from siwakit.cli.key_import import command as import_into

_IMPORT = "import-into"


class _KeyGroup(click.Group):
    """Group whose name alone shows a key, so that a file does not need the name of a command before it."""

    def make_context(self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any) -> click.Context:
        """Return the context of the command that *args* are for: the import, or what shows a key."""
        if args[:1] == [_IMPORT]:
            return import_into.make_context(f"{info_name} {_IMPORT}", args[1:], parent, **extra)
        return _show.make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that *ctx* was made for."""
        return ctx.command.invoke(ctx)

    def get_help(self, ctx: click.Context) -> str:
        """Return the help of what shows a key, which names the import too."""
        return _show.get_help(ctx)


@click.command(
    epilog=(
        "\b\nExamples:\n"
        "  siwakit key AuthKey_ABC123DEFG.p8\n"
        "  siwakit key --repair damaged.p8 > AuthKey_ABC123DEFG.p8\n"
        "  siwakit key import-into transit:transit/AuthKey_ABC123DEFG \\\n    AuthKey_ABC123DEFG.p8"
    )
)
@click.argument("file", required=False, metavar="[KEY]")
@click.option("--repair", is_flag=True, help="print the repaired private key itself on standard output")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True, help="format of the report")
def _show(file: str | None, repair: bool, shape: str) -> None:  # noqa: FBT001  click gives a flag as a bool
    """Show what KEY contains: form, curve, Key ID by file name, public JWK, thumbprint.

    KEY is a file, or the address of a key that is not in a file: pkcs11:…,
    transit:MOUNT/KEY or awskms:KEY. Without it, or with -, the key is read from
    standard input. The exit code is 1 if the key is damaged or not in Apple's
    form, 3 if it is not a key.

    `siwakit key import-into` imports a .p8 file into the store of an address.
    """
    from siwakit.evidence.keys import is_in_store
    from siwakit.jose.keys.p8 import repair as repaired
    from siwakit.render.key import key_json, key_text

    key = _read(file)
    if repair:
        output.write(repaired(key.reading))
        return
    output.write(key_json(key) if shape == "json" else key_text(key, colour=output.wants_colour()))
    if not key.reading.is_usable and not is_in_store(key):
        sys.exit(RULE_FAILED if key.reading.private or key.reading.public or key.reading.damages else NOT_ENOUGH)


def _read(file: str | None) -> Any:
    from siwakit.cli.given_key import read_given_key
    from siwakit.edge.files.reading import read_standard_input
    from siwakit.evidence.keys import key_at_hand

    return key_at_hand(read_standard_input().text) if file in (None, "-") else read_given_key(str(file)).key


command = _KeyGroup(name="key", commands={_IMPORT: import_into})
