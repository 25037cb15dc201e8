"""What the commands share that talk to Apple: the doctor's options, a client made of them, and the report of a refusal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from siwakit.cli import NOT_ENOUGH, RULE_FAILED, complain, output
from siwakit.cli.doctor import command as doctor
from siwakit.errors import UsageError
from siwakit.escape import visible_json

if TYPE_CHECKING:
    from siwakit.edge.client import AppleClient
    from siwakit.flow.configuration import AppleConfiguration
    from siwakit.jose.signer import PublicKey
    from siwakit.judge.diagnosis import Diagnosis

T = TypeVar("T")
_NOT_HERE = frozenset({"summary", "jobs", "question", "response", "now"})


def like_the_doctor(command: click.Command) -> click.Command:
    """Give *command* the doctor's options, and `--emulator`."""
    command.params.append(click.Option(["--emulator"], metavar="URL", help="talk to the emulator there instead of to Apple"))
    command.params.extend(one for one in doctor.params if isinstance(one, click.Option) and one.name not in _NOT_HERE)
    return command


def open_client(options: dict[str, Any], *, mints: bool) -> AppleClient:
    """Return a client of what *options* and `siwakit.toml` say; one that never *mints* needs no key.

    Raises:
        UsageError: something is missing.
        KeyFault: the key cannot sign.
    """
    try:
        from siwakit.edge.client import AppleClient
    except ImportError:
        raise UsageError("httpx2 is not installed", hint="pip install 'siwakit[http]'") from None
    return AppleClient(_configure(options, mints=mints))


def _configure(options: dict[str, Any], *, mints: bool) -> AppleConfiguration:
    from siwakit.cli.doctor_options import require_options
    from siwakit.edge.project import read_project
    from siwakit.flow.configuration import Apple, AppleConfiguration

    require_options(options)
    project = read_project(options["config_path"])
    path = next(iter(options["keys"] or project.get("keys", ())), None)
    team = options["team"] or project.get("team_id")
    # What is left out of the options is at hand for the report, too.
    options["keys"] = (path,) if path else ()
    bundle_ids = tuple(options["bundle_ids"]) or project.get("bundle_ids", ())
    services_ids = tuple(options["services_ids"]) or project.get("services_ids", ())
    options |= {"origin": options["origin"] or project.get("origin"), "redirect_uri": options["redirect_uri"] or project.get("redirect_uri")}
    if not bundle_ids and not services_ids:
        raise UsageError("no client is given", hint="--services-id <ID> for the web and Android, --bundle-id <ID> for the app")
    apple = Apple.emulator(options["emulator"]) if options["emulator"] else Apple.PRODUCTION
    if not mints:
        return AppleConfiguration(team or "", "", _NoSigner(), bundle_ids, services_ids, apple)
    if not path or not team:
        raise UsageError(f"{'--key' if not path else '--team'} not given", hint="--key AuthKey_<KEYID>.p8 --team <TEAMID>")
    signer, key_id = _read_signer(path, options["key_id"] or project.get("key_id"))
    return AppleConfiguration(team, key_id, signer, bundle_ids, services_ids, apple)


def _read_signer(path: str, key_id: str | None) -> tuple[Any, str]:
    from siwakit.edge.files import MAX_KEY_BYTES, read_file
    from siwakit.jose.key_file_name import read_key_file_name
    from siwakit.jose.signer import load_signer

    file = read_file(path, cap=MAX_KEY_BYTES)
    kid = key_id or read_key_file_name(file.name).key_id
    if not kid:
        raise UsageError(f"no Key ID: the file's name {file.name} does not hold it", hint="--key-id <KEYID>; the portal lists it under Keys")
    return load_signer(file.text), kid


class _NoSigner:
    @property
    def public(self) -> PublicKey:
        """Refuse: commands that verify need no key."""
        raise UsageError("no key is given", hint="--key AuthKey_<KEYID>.p8")

    def sign(self, data: bytes, /) -> bytes:
        """Refuse: commands that verify sign nothing."""
        del data
        raise UsageError("no key is given", hint="--key AuthKey_<KEYID>.p8")


def text_of(given: str) -> str:
    """Return what *given* stands for: standard input (`-`), a file, or itself.

    Raises:
        UsageError: nothing was given.
    """
    from siwakit.edge.files import exists, read_file, read_standard_input

    text = read_standard_input().text if given == "-" else read_file(given).text if exists(given) else given
    if not text.strip():
        raise UsageError("nothing is given", hint="give it as text, as a file, or on standard input (-)")
    return text.strip()


def say(members: dict[str, Any]) -> None:
    """Print *members* as JSON: the claims or tokens that were asked for, with no character that a terminal obeys or hides."""
    present = {name: value for name, value in members.items() if value is not None}
    output.write(visible_json(json.dumps(present, indent=2, ensure_ascii=False)))


def ask(call: Callable[[], T], options: dict[str, Any]) -> T:
    """Return what *call* brings; a refusal prints the doctor's report and ends the program."""
    from siwakit.flow.failures import AppleRefusal, AppleUnavailable
    from siwakit.flow.refused import KeysUnavailable, VerificationRefused

    try:
        return call()
    except (AppleRefusal, VerificationRefused) as error:
        complain(error)
        sys.exit(report(_with_keys(error, options), options))
    except (AppleUnavailable, KeysUnavailable) as error:
        complain(error)
        sys.exit(NOT_ENOUGH)


def report(diagnosis: Diagnosis, options: dict[str, Any]) -> int:
    """Print the doctor's report of *diagnosis*, and return the exit code."""
    from siwakit.cli.shapes import ReportOptions, write_report
    from siwakit.render.verdict import exit_code

    names = ("shape", "colour", "lang", "fix", "show_secrets")
    output.write(write_report(diagnosis, ReportOptions(**{name: options[name] for name in names}, files=options["keys"])))
    return exit_code(diagnosis) or RULE_FAILED


def _with_keys(error: Any, options: dict[str, Any]) -> Diagnosis:
    """Return the diagnosis of *error*, with the key at hand, which only the command line has as a file."""
    from dataclasses import replace

    from siwakit.edge.files import MAX_KEY_BYTES, read_file
    from siwakit.evidence.keys import key_at_hand
    from siwakit.judge.diagnosis import diagnose

    told: Diagnosis = error.diagnosis
    files = [read_file(path, cap=MAX_KEY_BYTES) for path in options["keys"]]
    if not files:
        return told
    keys = tuple(key_at_hand(file.text, file.name, file.mode) for file in files)
    return diagnose(replace(told.evidence, keys=keys))
