"""`siwakit token`: exchange a code, refresh, revoke; a refusal prints the doctor's report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from siwakit.cli.live import ask, like_the_doctor, open_client, say, text_of
from siwakit.errors import UsageError

if TYPE_CHECKING:
    from siwakit.edge.sync_client.client import AppleClient
    from siwakit.flow.tokens import Tokens

_CLIENT = click.option("--client-id", metavar="ID", help="which of several clients (default: the only one)")


@click.group()
def command() -> None:
    """Exchange a code, refresh or revoke a token, with a secret minted for it.

    What Apple grants is printed as JSON. A refusal prints the doctor's report.
    """


@like_the_doctor
@command.command()
@click.argument("code", metavar="CODE|FILE|-")
@_CLIENT
@click.option("--code-verifier", metavar="TEXT", help="the verifier, where the sign-in had a code_challenge")
def exchange(code: str, **options: Any) -> None:
    """Exchange a code, once, for tokens.

    A code from the web needs --redirect-uri, one from an app must not have it.
    """
    with open_client(options, mints=True) as client:
        given = text_of(code)
        _say(ask(lambda: _exchange(client, given, options), options))


def _exchange(client: AppleClient, code: str, options: dict[str, Any]) -> Tokens:
    if _is_native(client, options):
        return client.exchange_native_code(code, client_id=options["client_id"])
    if not options["redirect_uri"]:
        raise UsageError("--redirect-uri not given", hint="a code from the web needs that of the sign-in; --origin native says it is from an app")
    return client.exchange_web_code(
        code, redirect_uri=options["redirect_uri"], client_id=options["client_id"], code_verifier=options["code_verifier"]
    )


def _is_native(client: AppleClient, options: dict[str, Any]) -> bool:
    if options["origin"]:
        return bool(options["origin"] == "native")
    chosen = options["client_id"]
    return chosen in client.configuration.bundle_ids if chosen else not client.configuration.services_ids


@like_the_doctor
@command.command()
@click.argument("refresh_token", metavar="REFRESH_TOKEN|FILE|-")
@_CLIENT
def refresh(refresh_token: str, **options: Any) -> None:
    """Ask whether a refresh token is still good."""
    with open_client(options, mints=True) as client:
        given = text_of(refresh_token)
        _say(ask(lambda: client.refresh(given, client_id=options["client_id"]), options))


@like_the_doctor
@command.command()
@click.argument("token", metavar="TOKEN|FILE|-")
@_CLIENT
@click.option("--hint", "hint", type=click.Choice(["refresh_token", "access_token"]), help="which kind of token it is")
def revoke(token: str, **options: Any) -> None:
    """End what a token stands for; Apple says yes to unknown tokens, too."""
    with open_client(options, mints=True) as client:
        given = text_of(token)
        ask(lambda: client.revoke(given, client_id=options["client_id"], token_type_hint=options["hint"]), options)


def _say(tokens: Tokens) -> None:
    say(
        {
            "access_token": tokens.access_token,
            "expires_in": tokens.expires_in_seconds,
            "refresh_token": tokens.refresh_token,
            "id_token": tokens.id_token,
        }
    )
