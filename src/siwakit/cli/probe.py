"""`siwakit probe`: asks Apple about each candidate client, team and key once, with the one request that needs no user."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from siwakit.cli import CLEAN, NOT_ENOUGH, RULE_FAILED, complain, output
from siwakit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from siwakit.edge.client.single_call import SingleCalls
    from siwakit.flow.configuration import Apple
    from siwakit.flow.failures import AppleError
    from siwakit.flow.probe import Candidate, Candidates, Probed
    from siwakit.http import Request, Response

_ANSWERED = "Apple answered "


@click.command(
    epilog=(
        "\b\nExamples:\n"
        "  siwakit probe --services-id com.example.web --bundle-id com.example.app \\\n"
        "    --key AuthKey_ABC123DEFG.p8 --team A1B2C3D4E5\n"
        "  siwakit probe --send --services-id com.example.web \\\n"
        "    --key AuthKey_ABC123DEFG.p8 --team A1B2C3D4E5"
    )
)
@click.option("--key", "keys", metavar="KEY", multiple=True, help="a .p8 key file, or the address of a key; may be repeated")
@click.option("--team", "teams", metavar="ID", multiple=True, help="a Team ID; may be repeated")
@click.option("--key-id", "key_ids", metavar="ID", multiple=True, help="a Key ID besides those in the names of the files; may be repeated")
@click.option("--bundle-id", "bundle_ids", metavar="ID", multiple=True, help="an app's bundle ID; may be repeated")
@click.option("--services-id", "services_ids", metavar="ID", multiple=True, help="a Services ID; may be repeated")
@click.option("--config", "config_path", metavar="FILE", help="settings file (default: siwakit.toml, if there is one)")
@click.option("--send", "is_sent", is_flag=True, help="ask Apple; without it, only show what would be asked")
@click.option("--emulator", metavar="URL", help="with --send, ask the emulator at this URL instead of Apple")
@click.option("--pause", type=click.FloatRange(0, 60), metavar="SECONDS", default=2.0, show_default=True, help="pause between two calls")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True, help="format of the report")
@click.option("--verbose", "-v", "verbose", is_flag=True, help="show the doctor's whole report")
@click.option("--all", "every_suspect", is_flag=True, help="list every suspect, not only the five most likely")
@click.option("--colour", "--color", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True, help="use colour")
def command(is_sent: bool, emulator: str | None, pause: float, **given: Any) -> None:  # noqa: FBT001  click passes a flag
    """Find out which client_id, Team ID and key Apple accepts.

    Every combination of what you give is a candidate, and Apple is asked about
    each at most once, with the one request that checks a client_secret and
    needs no user. Calls that what was accepted has decided are left out.

    Nothing is sent without --send. The access token that Apple grants is
    discarded.

    siwakit.toml may set team_id, key_id, bundle_ids, services_ids and keys.
    """
    from siwakit.edge import clock
    from siwakit.flow.configuration import Apple
    from siwakit.flow.probe import list_candidates

    apple = Apple.emulator(emulator) if emulator else Apple.PRODUCTION
    named = _read(given)
    candidates = list_candidates(named, apple, clock.now())
    probed = _ask(candidates, named, pause) if is_sent else _plan(candidates, named)
    sys.exit(_report(probed, apple, given, is_sent=is_sent))


def _read(given: dict[str, Any]) -> Candidates:
    from siwakit.cli.doctor_options import require_options
    from siwakit.cli.given_key import read_given_key
    from siwakit.edge.files.siwakit_toml import read_project
    from siwakit.flow.probe import Candidates

    for team in given["teams"]:
        require_options({"team": team})
    for key_id in given["key_ids"]:
        require_options({"key_id": key_id})
    require_options({name: given[name] for name in ("bundle_ids", "services_ids")})
    project = read_project(given["config_path"])
    named = {name: tuple(dict.fromkeys(given[name] or getattr(project, name))) for name in ("bundle_ids", "services_ids", "keys")}
    both = set(named["bundle_ids"]) & set(named["services_ids"])
    if both:
        raise UsageError(
            f"{min(both)} is a bundle ID and a Services ID", hint="give it once: a bundle ID belongs to an app, a Services ID to a website"
        )
    given_keys = tuple(map(read_given_key, named["keys"]))
    return Candidates(
        named["bundle_ids"],
        named["services_ids"],
        tuple(dict.fromkeys(given["teams"])) or ((project.team_id,) if project.team_id else ()),
        tuple(entry.key for entry in given_keys),
        tuple(dict.fromkeys(given["key_ids"])) or ((project.key_id,) if project.key_id else ()),
        {entry.key.path: entry.store for entry in given_keys if entry.store is not None},
    )


def _plan(candidates: Sequence[Candidate], named: Candidates) -> tuple[Probed, ...]:
    return tuple(_before(candidate, named) for candidate in candidates)


def _before(candidate: Candidate, named: Candidates) -> Probed:
    """Return *candidate* before it is sent: what the rules find wrong with it needs no call."""
    from siwakit.edge import clock
    from siwakit.flow.probe import Probed, Standing, judge

    diagnosis = judge(candidate, named, clock.now())
    return Probed(candidate, Standing.READY if diagnosis.root is None else Standing.WRONG, diagnosis)


def _ask(candidates: Sequence[Candidate], named: Candidates, pause: float) -> tuple[Probed, ...]:
    """Ask about *candidates*, one after another, until they are decided; the rest is returned as it was."""
    from siwakit.flow.probe import Standing, holds_for_all, narrowed, why_needless

    probed = list(_plan(candidates, named))
    with _open() as calls:
        wait = _waiting(pause)
        for place, entry in enumerate(probed):
            needless = why_needless(entry.candidate, probed[:place])
            if entry.standing is Standing.WRONG:
                continue
            if needless:
                probed[place] = replace(entry, standing=Standing.NEEDLESS, words=needless)
                continue
            wait()
            probed[place] = _ask_once(calls.send, entry, named)
            if probed[place].standing is Standing.UNANSWERED or holds_for_all(probed[place].diagnosis):
                break
    return narrowed(probed)


def _open() -> SingleCalls:
    try:
        from siwakit.edge.client.single_call import SingleCalls
    except ModuleNotFoundError as missing:
        from siwakit.extras import explained

        raise explained(missing, "the probe", "http") from None
    return SingleCalls()


def _waiting(pause: float) -> Callable[[], object]:
    """Return a function that waits before each call but the first."""

    def waits() -> Iterator[None]:
        yield
        while True:
            time.sleep(pause)
            yield

    steps = waits()
    return lambda: next(steps)


def _ask_once(send: Callable[[Request], Response], entry: Probed, named: Candidates) -> Probed:
    from siwakit.edge import clock
    from siwakit.flow.failures import AppleRefusal, AppleUnavailable
    from siwakit.flow.probe import Standing, judge
    from siwakit.flow.tokens import read_refresh_response

    request = entry.candidate.request
    try:
        response = send(request)
        read_refresh_response(response, request)
    except AppleRefusal as error:
        return replace(entry, standing=Standing.REFUSED, words=_words(error), diagnosis=judge(entry.candidate, named, clock.now(), response))
    except AppleUnavailable as error:
        complain(error)
        return replace(entry, standing=Standing.UNANSWERED, words=_words(error))
    return replace(entry, standing=Standing.ACCEPTED, diagnosis=judge(entry.candidate, named, clock.now(), response))


def _words(error: AppleError) -> str:
    return error.message.removeprefix(_ANSWERED)


def _report(probed: tuple[Probed, ...], apple: Apple, given: dict[str, Any], *, is_sent: bool) -> int:
    from siwakit.apple import Endpoint
    from siwakit.cli.shapes import ReportOptions, write_report
    from siwakit.flow.probe import reported
    from siwakit.render.probe import write_document, write_table

    url, code = apple.url(Endpoint.TOKEN), _exit_code(probed)
    if given["shape"] == "json":
        output.write(write_document(probed, url, code, is_sent=is_sent))
        return code
    options = ReportOptions(colour=given["colour"], verbose=given["verbose"], every_suspect=given["every_suspect"])
    shown = reported(probed)
    numbers = {id(entry): number for number, entry in enumerate(probed, 1)}
    reports = (f"Candidate {numbers[id(entry)]}: {entry.candidate.client_id}\n\n{write_report(entry.diagnosis, options)}" for entry in shown)
    output.write("\n".join((write_table(probed, url, is_sent=is_sent), *reports)))
    return code


def _exit_code(probed: Sequence[Probed]) -> int:
    """Return 0 if a candidate of every client was accepted, 1 if rules failed for all that may be the right entry, else 3."""
    from siwakit.flow.probe import Standing, holds_for_all

    accepted = {entry.candidate.client_id for entry in probed if entry.standing is Standing.ACCEPTED}
    left = [entry for entry in probed if entry.candidate.client_id not in accepted]
    if not left:
        return CLEAN
    if any(entry.standing is Standing.REFUSED and holds_for_all(entry.diagnosis) for entry in left):
        return RULE_FAILED
    open_clients = {entry.candidate.client_id for entry in left if entry.standing is not Standing.NEEDLESS and entry.diagnosis.root is None}
    return RULE_FAILED if any(entry.candidate.client_id not in open_clients for entry in left) else NOT_ENOUGH
