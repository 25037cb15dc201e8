"""`siwakit secret`: mints a client_secret, checks it against the rules, verifies its signature, and prints only the token."""

from __future__ import annotations

import click

from siwakit.cli import output
from siwakit.cli.doctor_options import require_options
from siwakit.cli.streams import tell
from siwakit.edge import clock
from siwakit.edge.files.given_settings import Settings
from siwakit.edge.files.siwakit_toml import read_project
from siwakit.edge.files.stated_times import read_span, read_time
from siwakit.errors import UsageError


@click.command(epilog="\b\nExample:\n  siwakit secret --key AuthKey_ABC123DEFG.p8 --team A1B2C3D4E5 \\\n    --client-id com.example.web")
@click.option("--key", "key_path", metavar="KEY", help="your .p8 file (AuthKey_<KEYID>.p8), or the address of a key: pkcs11:…, transit:…, awskms:…")
@click.option("--team", metavar="ID", help="Team ID: iss")
@click.option("--client-id", metavar="ID", help="bundle ID or Services ID: sub")
@click.option("--key-id", metavar="ID", help="Key ID: kid (default: from the file name)")
@click.option("--expires-in", metavar="SPAN", default="10m", show_default=True, help="lifetime: 600, 30m, 12h, 180d; at most 15777000 seconds")
@click.option("--now", metavar="TIME", help="time of issue (default: now): seconds since 1970 UTC, or 2026-11-25T10:00:00Z")
@click.option("--config", "config_path", metavar="FILE", help="settings file (default: siwakit.toml, if there is one)")
def command(
    key_path: str | None,
    team: str | None,
    client_id: str | None,
    key_id: str | None,
    expires_in: str,
    now: str | None,
    config_path: str | None,
) -> None:
    """Mint a client_secret and print only the token on standard output.

    Before it is printed, the token is checked against the rules and its
    signature is verified.
    """
    require_options({"team": team, "key_id": key_id, "client_id": client_id})
    project = read_project(config_path)
    key_path = key_path or next(iter(project.keys), None)
    team, key_id = team or project.team_id, key_id or project.key_id
    client_id = client_id or _only_client(project)
    missing = [name for name, value in (("--key", key_path), ("--team", team), ("--client-id", client_id)) if not value]
    if not key_path or not team or not client_id:
        raise UsageError(f"{', '.join(missing)} not given", hint="run siwakit secret --key AuthKey_<KEYID>.p8 --team <TEAMID> --client-id <ID>")
    seconds, moment = read_span(expires_in, "--expires-in"), clock.now() if now is None else read_time(now, "--now")
    output.write(_mint(key_path, team, client_id, key_id, seconds, moment))


def _mint(key_path: str, team: str, client_id: str, key_id: str | None, seconds: int, now: int) -> str:
    from siwakit.cli.given_key import read_given_key, require_key_id
    from siwakit.flow.checked_secret import mint_checked, sign_with_file

    given = read_given_key(key_path)
    key, signer = given.key, given.store or sign_with_file(given.key)
    if key.reading.damages:
        damages = ", ".join(damage.value for damage in key.reading.damages)
        tell(f"warning: the key in {key.name} is damaged ({damages}); minted anyway\nhint: run siwakit key --repair {key.name}\n")
    kid = key_id or require_key_id(key)
    return mint_checked(signer, key, team_id=team, key_id=kid, client_id=client_id, now=now, seconds=seconds)


def _only_client(project: Settings) -> str | None:
    ids = (*project.services_ids, *project.bundle_ids)
    return ids[0] if len(ids) == 1 else None
