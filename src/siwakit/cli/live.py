"""Shared parts of the commands that call Apple: the doctor's options, the client, and the report on a refusal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from siwakit.cli import NOT_ENOUGH, RULE_FAILED, complain, output
from siwakit.cli.doctor import SHAPES
from siwakit.cli.doctor import command as doctor
from siwakit.errors import UsageError
from siwakit.escape import visible_json
from siwakit.record import record

if TYPE_CHECKING:
    from siwakit.cli.given_key import GivenKey
    from siwakit.cli.shapes import ReportOptions
    from siwakit.edge.client.sync_client.client import AppleClient
    from siwakit.edge.files.given_settings import Settings
    from siwakit.flow.configuration import AppleConfiguration
    from siwakit.jose.signer import PublicKey
    from siwakit.judge.diagnosis import Diagnosis

T = TypeVar("T")
_DOCTOR_ONLY = frozenset({"summary", "jobs", "dask", "since", "until", "marks", "is_followed", "question", "response", "now"})


def with_doctor_options(command: click.Command) -> click.Command:
    """Add the doctor's options and `--emulator` to *command*."""
    command.params.append(click.Option(["--emulator"], metavar="URL", help="call the emulator at this URL instead of Apple"))
    command.params.extend(_live(option) for option in doctor.params if isinstance(option, click.Option) and option.name not in _DOCTOR_ONLY)
    return command


def _live(option: click.Option) -> click.Option:
    """Return the doctor's *option* without the formats that only --summary has."""
    if option.name != "shape":
        return option
    option = copy(option)
    option.type, option.help = click.Choice(SHAPES), "format of the report"
    return option


@record(kw_only=True)
class LiveOptions:
    """Options of every command that calls Apple; *emulator* is the URL of an emulator, None for the real Apple."""

    settings: Settings
    emulator: str | None
    report: ReportOptions
    key: KeyOnce | None = None


class KeyOnce:
    """Key that is read once, when it is first needed: a pipe cannot be read for the client and again for the report."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._given: GivenKey | None = None

    def read(self) -> GivenKey:
        """Return the key.

        Raises:
            NotReadable: its file is missing or cannot be opened.
            TooLarge: larger than any key.
            UsageError: a malformed address.
            KeyFault: its store does not answer.
        """
        from siwakit.cli.given_key import read_given_key

        if self._given is None:
            self._given = read_given_key(self.text)
        return self._given


def read_live_options(given: Mapping[str, Any]) -> LiveOptions:
    """Return the options in *given*, click's parameters, with defaults from `siwakit.toml`.

    Raises:
        UsageError: settings that cannot be read.
        NotReadable: the settings file named in *given* is missing.
    """
    from siwakit.cli.doctor_options import read_report_options, read_settings

    settings = read_settings(given)
    settings = replace(settings, keys=settings.keys[:1])
    key = KeyOnce(settings.keys[0]) if settings.keys else None
    return LiveOptions(settings=settings, emulator=given["emulator"], report=read_report_options(given, settings.keys), key=key)


def open_client(options: LiveOptions, *, mints: bool) -> AppleClient:
    """Return a client with *options*; a client that never *mints* needs no key.

    Raises:
        UsageError: an option is missing.
        KeyFault: the key cannot sign.
    """
    try:
        from siwakit.edge.client.sync_client.client import AppleClient
    except ModuleNotFoundError as missing:
        from siwakit.extras import explained

        raise explained(missing, "a call to Apple", "http") from None
    return AppleClient(_configure(options, mints=mints))


def _configure(options: LiveOptions, *, mints: bool) -> AppleConfiguration:
    from siwakit.flow.configuration import Apple, AppleConfiguration

    settings, team = options.settings, options.settings.team_id
    clients = settings.bundle_ids, settings.services_ids
    if not any(clients):
        raise UsageError("no client_id given", hint="add --services-id <ID> for the web and Android, or --bundle-id <ID> for an app")
    apple = Apple.emulator(options.emulator) if options.emulator else Apple.PRODUCTION
    if not mints:
        return AppleConfiguration(team or "", "", _NoSigner(), *clients, apple)
    if options.key is None or not team:
        raise UsageError(f"{'--team' if settings.keys else '--key'} not given", hint="add --key AuthKey_<KEYID>.p8 --team <TEAMID>")
    from siwakit.cli.given_key import require_key_id

    given = options.key.read()
    key_id = settings.key_id or require_key_id(given.key)
    return AppleConfiguration(team, key_id, given.signer(), *clients, apple)


class _NoSigner:
    @property
    def public(self) -> PublicKey:
        """Raise UsageError, because commands that only verify have no key."""
        raise UsageError("no key given", hint="add --key AuthKey_<KEYID>.p8")

    def sign(self, data: bytes, /) -> bytes:
        """Raise UsageError, because commands that only verify sign nothing."""
        del data
        raise UsageError("no key given", hint="add --key AuthKey_<KEYID>.p8")


def text_of(given: str) -> str:
    """Return the text that *given* refers to: standard input (`-`), a file, or the text itself.

    Raises:
        UsageError: nothing was given.
    """
    from siwakit.edge.files.reading import exists, read_file, read_standard_input

    text = read_standard_input().text if given == "-" else read_file(given).text if exists(given) else given
    if not text.strip():
        raise UsageError("the input is empty", hint="pass it as text, as a file, or on standard input (-)")
    return text.strip()


def print_json(members: dict[str, Any]) -> None:
    """Print *members* as JSON: the requested claims or tokens, with control and invisible characters escaped."""
    present = {name: value for name, value in members.items() if value is not None}
    output.write(visible_json(json.dumps(present, indent=2, ensure_ascii=False)))


def ask(call: Callable[[], T], options: LiveOptions) -> T:
    """Return the result of *call*; on a refusal, print the doctor's report and exit."""
    from siwakit.flow.failures import AppleRefusal, AppleUnavailable
    from siwakit.flow.refused import KeysUnavailable, VerificationRefused

    try:
        return call()
    except (AppleRefusal, VerificationRefused) as error:
        complain(error)
        sys.exit(report(_with_key(error.diagnosis, options.key), options.report))
    except (AppleUnavailable, KeysUnavailable) as error:
        complain(error)
        sys.exit(NOT_ENOUGH)


def report(diagnosis: Diagnosis, options: ReportOptions) -> int:
    """Print the doctor's report of *diagnosis*, and return the exit code."""
    from siwakit.cli.shapes import write_report
    from siwakit.render.report.verdict import exit_code

    output.write(write_report(diagnosis, options))
    return exit_code(diagnosis) or RULE_FAILED


def _with_key(diagnosis: Diagnosis, key: KeyOnce | None) -> Diagnosis:
    """Return the diagnosis with *key* added to the evidence: only the command line has it with its name."""
    if key is None:
        return diagnosis
    from siwakit.judge.diagnosis import diagnose

    return diagnose(replace(diagnosis.evidence, keys=(key.read().key,)))
