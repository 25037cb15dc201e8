"""`siwakit token`: exchange of a code, refresh and revocation; on a refusal, the doctor's report is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from siwakit.cli.live import ask, open_client, print_json, read_live_options, text_of, with_doctor_options
from siwakit.errors import UsageError
from siwakit.evidence.evidence import Origin

if TYPE_CHECKING:
    from siwakit.edge.files.given_settings import Settings
    from siwakit.flow.tokens import Tokens

_CLIENT = click.option("--client-id", metavar="ID", help="which of several configured clients (default: the only one)")


@click.group(
    epilog='\b\nExample:\n  siwakit token refresh "$REFRESH_TOKEN" --bundle-id com.example.app \\\n    --key AuthKey_ABC123DEFG.p8 --team A1B2C3D4E5'
)
def command() -> None:
    """Exchange a code, or refresh or revoke a token, with a freshly minted client_secret.

    What Apple grants is printed as JSON. If Apple refuses, the doctor's report
    is printed.
    """


@with_doctor_options
@command.command(
    epilog=(
        "\b\nExample:\n"
        '  siwakit token exchange "$CODE" --services-id com.example.web \\\n'
        "    --redirect-uri https://app.example.com/callback \\\n"
        "    --key AuthKey_ABC123DEFG.p8 --team A1B2C3D4E5"
    )
)
@click.argument("code", metavar="CODE|FILE|-")
@_CLIENT
@click.option("--code-verifier", metavar="TEXT", help="the code_verifier, if the sign-in had a code_challenge")
def exchange(code: str, client_id: str | None, code_verifier: str | None, **given: Any) -> None:
    """Exchange a code for tokens; the code is sent only once.

    A code from the web needs --redirect-uri; a code from an app must not have it.
    """
    options = read_live_options({**given, "client_id": client_id})
    settings = options.settings
    with open_client(options, mints=True) as client:
        text = text_of(code)
        if _is_native(settings, client_id):
            _print_tokens(ask(lambda: client.exchange_native_code(text, client_id=client_id), options))
            return
        redirect_uri = settings.redirect_uri
        if not redirect_uri:
            raise UsageError(
                "--redirect-uri not given", hint="a code from the web needs the redirect_uri of its sign-in; use --origin native if it is from an app"
            )
        _print_tokens(
            ask(lambda: client.exchange_web_code(text, redirect_uri=redirect_uri, client_id=client_id, code_verifier=code_verifier), options)
        )


def _is_native(settings: Settings, client_id: str | None) -> bool:
    if settings.origin is not None:
        return settings.origin is Origin.NATIVE
    return client_id in settings.bundle_ids if client_id else not settings.services_ids


@with_doctor_options
@command.command(
    epilog='\b\nExample:\n  siwakit token refresh "$REFRESH_TOKEN" --bundle-id com.example.app \\\n    --key AuthKey_ABC123DEFG.p8 --team A1B2C3D4E5'
)
@click.argument("refresh_token", metavar="REFRESH_TOKEN|FILE|-")
@_CLIENT
def refresh(refresh_token: str, client_id: str | None, **given: Any) -> None:
    """Check whether a refresh token is still valid."""
    options = read_live_options({**given, "client_id": client_id})
    with open_client(options, mints=True) as client:
        text = text_of(refresh_token)
        _print_tokens(ask(lambda: client.refresh(text, client_id=client_id), options))


@with_doctor_options
@command.command(
    epilog='\b\nExample:\n  siwakit token revoke "$REFRESH_TOKEN" --bundle-id com.example.app \\\n    --key AuthKey_ABC123DEFG.p8 --team A1B2C3D4E5'
)
@click.argument("token", metavar="TOKEN|FILE|-")
@_CLIENT
@click.option("--hint", "hint", type=click.Choice(["refresh_token", "access_token"]), help="which kind of token it is")
def revoke(token: str, client_id: str | None, hint: str | None, **given: Any) -> None:
    """Revoke a token. Apple also answers 200 to unknown tokens."""
    options = read_live_options({**given, "client_id": client_id})
    with open_client(options, mints=True) as client:
        text = text_of(token)
        ask(lambda: client.revoke(text, client_id=client_id, token_type_hint=hint), options)


def _print_tokens(tokens: Tokens) -> None:
    print_json(
        {
            "access_token": tokens.access_token,
            "expires_in": tokens.expires_in_seconds,
            "refresh_token": tokens.refresh_token,
            "id_token": tokens.id_token,
        }
    )
