"""`siwakit verify`: an identity token checked against every rule, with Apple's keys."""

from __future__ import annotations

from typing import Any

import click

from siwakit.cli.live import ask, open_client, print_json, read_live_options, text_of, with_doctor_options
from siwakit.errors import UsageError


@with_doctor_options
@click.command(epilog='\b\nExample:\n  siwakit verify id_token.jwt --services-id com.example.web --nonce "$NONCE"')
@click.argument("token", metavar="TOKEN|FILE|-")
@click.option("--nonce", metavar="TEXT", help="the raw nonce of the sign-in")
@click.option("--no-nonce", is_flag=True, help="the sign-in had no nonce")
def command(token: str, nonce: str | None, no_nonce: bool, **given: Any) -> None:  # noqa: FBT001  click passes it by name
    """Verify an identity token and print its claims.

    Its audience must be one of your --bundle-id and --services-id. If the token
    is refused, the doctor's report is printed.
    """
    if (nonce is None) is not no_nonce:
        raise UsageError("expected exactly one of --nonce and --no-nonce", hint="pass the raw nonce of the sign-in, or --no-nonce if it had none")
    options = read_live_options(given)
    with open_client(options, mints=False) as client:
        text = text_of(token)
        print_json(dict(ask(lambda: client.verify_identity_token(text, nonce=nonce), options).claims))
