"""`siwakit check`: how long each deployed client_secret is still valid, and whether secret, key, team and client agree."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from siwakit.cli import output
from siwakit.errors import UsageError

if TYPE_CHECKING:
    from siwakit.flow.deployed.published import Published
    from siwakit.flow.deployed.report import CheckReport

_SHAPES = ("text", "json", "prometheus")


@click.command(
    epilog=(
        "\b\nExamples:\n"
        "  siwakit check\n"
        "  siwakit check .env\n"
        "  siwakit check client_secret.jwt --key AuthKey_ABC123DEFG.p8 \\\n"
        "    --team A1B2C3D4E5 --services-id com.example.web\n"
        "  siwakit check env-file:.env#APPLE_CLIENT_SECRET --secret-only\n"
        "  siwakit check .env --format prometheus > siwakit.prom"
    )
)
@click.argument("places", nargs=-1, metavar="[PLACE|-]...")
@click.option("--key", "keys", metavar="KEY", multiple=True, help="the .p8 key file, its public half, or its address; may be repeated")
@click.option("--team", metavar="ID", help="the Team ID that the client_secrets are for")
@click.option("--key-id", metavar="ID", help="the Key ID, if the name of the key file does not contain it")
@click.option("--bundle-id", "bundle_ids", metavar="ID", multiple=True, help="the app's bundle ID; may be repeated")
@click.option("--services-id", "services_ids", metavar="ID", multiple=True, help="the Services ID; may be repeated")
@click.option("--config", "config_path", metavar="FILE", help="settings file (default: siwakit.toml, if there is one)")
@click.option("--state", metavar="FOLDER", help="folder of the journal of siwakit renew (default: .siwakit beside siwakit.toml)")
@click.option("--warn-before", metavar="SPAN", default="60d", show_default=True, help="exit with 3 if less time is left")
@click.option("--secret-only", "is_secret_only", is_flag=True, help="do not ask for a key, a team and a client that were not given")
@click.option("--online", is_flag=True, help="also compare what Apple publishes with what siwakit knows")
@click.option("--emulator", metavar="URL", help="with --online, ask the emulator at this URL instead of Apple")
@click.option("--format", "shape", type=click.Choice(_SHAPES), default="text", show_default=True, help="format of the report")
@click.option("--quiet", "-q", is_flag=True, help="print nothing about what is good")
@click.option("--colour", "--color", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True, help="use colour")
def command(places: tuple[str, ...], **given: Any) -> None:
    """Show how long what is deployed is valid, and whether it belongs together.

    A PLACE is a file with a client_secret, a key or settings (such as .env),
    the address of a store (env-file:.env#APPLE_CLIENT_SECRET), or - for
    standard input. Without one, the stores that siwakit.toml names in
    [[renew]] are checked. Without --online, only these stores are asked. No part
    of a secret is shown.

    Exit codes: 0 good, 1 expired or disagreeing, 3 expiring soon or not known,
    2 wrong use. Of several places, 1 comes before 3, and 3 before 0. A place
    that cannot be read is not known.

    siwakit.toml may set team_id, bundle_ids, services_ids and keys.
    """
    from siwakit.cli.check_input import read_asked, read_named, read_settings_of
    from siwakit.edge.deployed.read_places import read_places
    from siwakit.flow.deployed.judging import check_places
    from siwakit.flow.deployed.report import CheckReport

    _require_fitting(given)
    settings, project = read_settings_of(given)
    named = read_named(places, given["config_path"], given["state"])
    asked = read_asked(given, settings, project, named.keys)
    found = read_places(named.targets)
    published = _compare(given["emulator"]) if given["online"] else ()
    report = CheckReport(places=check_places(found, asked), now=asked.now, warn_before=asked.warn_before, published=published)
    _write(report, given)
    sys.exit(report.exit_code)


def _require_fitting(given: dict[str, Any]) -> None:
    if given["emulator"] and not given["online"]:
        raise UsageError("--emulator without --online asks nothing", hint="add --online")
    if given["quiet"] and given["shape"] != "text":
        raise UsageError(f"--quiet cannot be used with --format {given['shape']}", hint="leave one of them out")


def _compare(emulator: str | None) -> tuple[Published, ...]:
    try:
        from siwakit.edge.client.single_call import SingleCalls
    except ImportError:
        raise UsageError("httpx2 is not installed", hint="run pip install 'siwakit[http]'") from None
    from siwakit.flow.configuration import Apple
    from siwakit.flow.deployed.published import compare_published

    apple = Apple.emulator(emulator) if emulator else Apple.PRODUCTION
    with SingleCalls() as calls:
        return compare_published(apple, calls.send)


def _write(report: CheckReport, given: dict[str, Any]) -> None:
    if given["shape"] == "json":
        from siwakit.render.check.check_json import render_check_json

        output.write(render_check_json(report))
    elif given["shape"] == "prometheus":
        from siwakit.render.check.check_prometheus import render_check_prometheus

        output.write(render_check_prometheus(report))
    else:
        from siwakit.render.check.check_text import render_check_text

        text = render_check_text(report, colour=output.wants_colour(given["colour"]), quiet=given["quiet"])
        if text:
            output.write(text)
