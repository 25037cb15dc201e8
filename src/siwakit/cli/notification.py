"""`siwakit notification`: a notification checked against every rule, with Apple's keys."""

from __future__ import annotations

from typing import Any

import click

from siwakit.cli.live import ask, open_client, print_json, read_live_options, text_of, with_doctor_options


@with_doctor_options
@click.command(epilog="\b\nExample:\n  siwakit notification body.json --bundle-id com.example.app")
@click.argument("body", metavar="BODY|FILE|-")
def command(body: str, **given: Any) -> None:
    """Verify a notification that Apple posted and print the event.

    BODY is the unchanged JSON. Its audience must be one of your --bundle-id and
    --services-id. If the notification is refused, the doctor's report is printed.
    """
    from dataclasses import asdict

    options = read_live_options(given)
    with open_client(options, mints=False) as client:
        text = text_of(body)
        event = ask(lambda: client.verify_notification(text), options)
        print_json({**asdict(event), "type": event.type.value})
