"""`siwakit token`: exchange a code, refresh, revoke; a refusal prints the doctor's report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from siwakit.cli.live import ask, like_the_doctor, open_client, read_live_options, say, text_of
from siwakit.errors import UsageError
from siwakit.evidence.evidence import Origin

if TYPE_CHECKING:
    from siwakit.edge.files.given_settings import Settings
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
def exchange(code: str, client_id: str | None, code_verifier: str | None, **given: Any) -> None:
    """Exchange a code, once, for tokens.

    A code from the web needs --redirect-uri, one from an app must not have it.
    """
    options = read_live_options({**given, "client_id": client_id})
    settings = options.settings
    with open_client(options, mints=True) as client:
        text = text_of(code)
        if _is_native(settings, client_id):
            _say(ask(lambda: client.exchange_native_code(text, client_id=client_id), options))
            return
        redirect_uri = settings.redirect_uri
        if not redirect_uri:
            raise UsageError("--redirect-uri not given", hint="a code from the web needs that of the sign-in; --origin native says it is from an app")
        _say(ask(lambda: client.exchange_web_code(text, redirect_uri=redirect_uri, client_id=client_id, code_verifier=code_verifier), options))


def _is_native(settings: Settings, client_id: str | None) -> bool:
    if settings.origin is not None:
        return settings.origin is Origin.NATIVE
    return client_id in settings.bundle_ids if client_id else not settings.services_ids


@like_the_doctor
@command.command()
@click.argument("refresh_token", metavar="REFRESH_TOKEN|FILE|-")
@_CLIENT
def refresh(refresh_token: str, client_id: str | None, **given: Any) -> None:
    """Ask whether a refresh token is still good."""
    options = read_live_options({**given, "client_id": client_id})
    with open_client(options, mints=True) as client:
        text = text_of(refresh_token)
        _say(ask(lambda: client.refresh(text, client_id=client_id), options))


@like_the_doctor
@command.command()
@click.argument("token", metavar="TOKEN|FILE|-")
@_CLIENT
@click.option("--hint", "hint", type=click.Choice(["refresh_token", "access_token"]), help="which kind of token it is")
def revoke(token: str, client_id: str | None, hint: str | None, **given: Any) -> None:
    """End what a token stands for; Apple says yes to unknown tokens, too."""
    options = read_live_options({**given, "client_id": client_id})
    with open_client(options, mints=True) as client:
        text = text_of(token)
        ask(lambda: client.revoke(text, client_id=client_id, token_type_hint=hint), options)


def _say(tokens: Tokens) -> None:
    say(
        {
            "access_token": tokens.access_token,
            "expires_in": tokens.expires_in_seconds,
            "refresh_token": tokens.refresh_token,
            "id_token": tokens.id_token,
        }
    )
