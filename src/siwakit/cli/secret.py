"""`siwakit secret`: mints a client_secret, checks it against the rules, verifies its signature, and prints only the token."""

from __future__ import annotations

import click

from siwakit.cli import output
from siwakit.cli.doctor_options import require_options
from siwakit.cli.streams import tell
from siwakit.edge import clock
from siwakit.edge.files.given_settings import Settings
from siwakit.edge.files.reading import MAX_KEY_BYTES, read_file
from siwakit.edge.files.siwakit_toml import read_project
from siwakit.edge.files.stated_times import read_span, read_time
from siwakit.errors import KeyFault, MintRefused, UsageError


@click.command(epilog="\b\nExample:\n  siwakit secret --key AuthKey_ABC123DEFG.p8 --team A1B2C3D4E5 \\\n    --client-id com.example.web")
@click.option("--key", "key_path", metavar="FILE", help="your .p8 file; Apple names it AuthKey_<KEYID>.p8")
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
    from siwakit.evidence.keys import key_at_hand
    from siwakit.flow.client_secret import mint_client_secret
    from siwakit.flow.correction import check_product
    from siwakit.jose.keys.p8 import load_private_key
    from siwakit.jose.signer import KeySigner

    file = read_file(key_path, cap=MAX_KEY_BYTES)
    key = key_at_hand(file.text, file.name, file.mode)
    if key.reading.private is None:
        load_private_key(file.text)
        raise KeyFault(f"{file.name} contains no private key on P-256", hint="use the .p8 file from Apple's developer portal")
    if key.reading.damages:
        damages = ", ".join(damage.value for damage in key.reading.damages)
        tell(f"warning: the key in {file.name} is damaged ({damages}); minted anyway\nhint: run siwakit key --repair {file.name}\n")
    kid = key_id or key.file_name.key_id
    if not kid:
        raise UsageError(
            f"no Key ID: the file name {file.name} does not contain it", hint="add --key-id <KEYID>; the developer portal lists it under Keys"
        )
    token = mint_client_secret(KeySigner(key.reading.private), team_id=team, key_id=kid, client_id=client_id, now=now, expires_in_seconds=seconds)
    broken = check_product(token, key, client_id, now)
    if broken:
        raise MintRefused("the minted client_secret breaks a rule", rules=broken, hint=f"run siwakit explain {broken[0]}")
    return token


def _only_client(project: Settings) -> str | None:
    ids = (*project.services_ids, *project.bundle_ids)
    return ids[0] if len(ids) == 1 else None
