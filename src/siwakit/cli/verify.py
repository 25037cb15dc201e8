"""`siwakit verify`: hold an identity token against every rule, with Apple's keys."""

from __future__ import annotations

from typing import Any

import click

from siwakit.cli.live import ask, like_the_doctor, open_client, say, text_of
from siwakit.errors import UsageError


@like_the_doctor
@click.command()
@click.argument("token", metavar="TOKEN|FILE|-")
@click.option("--nonce", metavar="TEXT", help="the raw nonce of the sign-in")
@click.option("--no-nonce", is_flag=True, help="say that the sign-in had none")
def command(token: str, **options: Any) -> None:
    """Verify an identity token and print its claims.

    Its audience is every --bundle-id and --services-id. A refusal prints the
    doctor's report.
    """
    if (options["nonce"] is None) is not options["no_nonce"]:
        raise UsageError("neither --nonce nor --no-nonce, or both", hint="give the raw nonce of the sign-in, or say that it had none")
    with open_client(options, mints=False) as client:
        given = text_of(token)
        say(dict(ask(lambda: client.verify_identity_token(given, nonce=options["nonce"]), options).claims))
