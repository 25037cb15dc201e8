"""What `siwakit run` prints: how the program is redirected, the emulator's world, each exchange, and a summary at the end."""

from __future__ import annotations

from collections.abc import Iterator

from siwakit.apple import HOST, endpoint_of
from siwakit.emulator.app import Reply
from siwakit.emulator.own_world import code_command, is_about_issued, of_another_world
from siwakit.emulator.refusal_report import Surroundings, refusal_report
from siwakit.emulator.state.world import Client, SigningKey
from siwakit.emulator.terminal import EmulatorInfo, authorize_url, example, exchange_line
from siwakit.escape import visible
from siwakit.http import Request
from siwakit.judge.decide import Refused, Undecidable
from siwakit.record import record
from siwakit.render.live.exchange_line import REFUSED
from siwakit.render.live.live_log import NAME, LiveLog
from siwakit.render.paint import Paint
from siwakit.render.wrapping import wrapped

_LABEL = 12
_WIDTH = 80
_MAX_VALUES = 8
_NAMED = ("SIWAKIT_TEAM_ID", "SIWAKIT_KEY_ID", "SIWAKIT_KEY_FILE", "SIWAKIT_CLIENT_ID", "SIWAKIT_REDIRECT_URI", "SIWAKIT_URL")


@record
class RunInfo:
    """Facts about a run: the emulator, a *sentence* that says for which program it is Apple, and how, and whether sudo works in the program.

    *certificate* and *bundle* are the files to trust.
    """

    emulator: EmulatorInfo
    sentence: str
    certificate: str
    bundle: str
    has_privileges: bool = True

    @property
    def around(self) -> Surroundings:
        """Return what the commands of a report need."""
        return Surroundings(self.emulator.url, self.emulator.portal_url, self.emulator.key_files)


def variables(info: RunInfo) -> dict[str, str]:
    """Return the variables that tell a program about the emulator's world; what the world does not have is left out."""
    emulator = info.emulator
    found = {
        "SIWAKIT_URL": emulator.url,
        "SIWAKIT_PORTAL_URL": emulator.portal_url,
        "SIWAKIT_CA_FILE": info.certificate,
        "SIWAKIT_CA_BUNDLE": info.bundle,
    }
    client, key = _client_and_key(emulator)
    if client is None:
        return found
    found |= {"SIWAKIT_TEAM_ID": client.team_id, "SIWAKIT_CLIENT_ID": client.identifier}
    if key is not None:
        found["SIWAKIT_KEY_ID"] = key.key_id
        # Only the developer has the file of a key that the world gives by its public half.
        found |= {"SIWAKIT_KEY_FILE": emulator.key_files[key.key_id]} if key.key_id in emulator.key_files else {}
    app = _app_of(info, client)
    if app is not None:
        found["SIWAKIT_BUNDLE_ID"] = app
    if client.is_services_id and client.return_urls:
        found |= {"SIWAKIT_REDIRECT_URI": client.return_urls[0], "SIWAKIT_SIGN_IN_URL": authorize_url(emulator.url, client)}
    return found


def _client_and_key(emulator: EmulatorInfo) -> tuple[Client | None, SigningKey | None]:
    """Return the client that the program is told, and its key: if possible one whose file is known."""
    found = example(emulator)
    if found is not None:
        return found
    clients = sorted(emulator.store.list(Client), key=lambda client: not (client.is_services_id and client.return_urls))
    client = next(iter(clients), None)
    keys = emulator.store.list(SigningKey)
    return client, next((key for key in keys if client is not None and key.team_id == client.team_id and not key.is_revoked), None)


def _app_of(info: RunInfo, client: Client) -> str | None:
    apps = [other.identifier for other in info.emulator.store.list(Client) if not other.is_services_id and other.team_id == client.team_id]
    return next(iter(apps), None)


def first_lines(info: RunInfo, paint: Paint, width: int = _WIDTH) -> str:
    """Return the lines before the program starts."""
    return "\n".join((*_method_lines(info, width), *_world_lines(info, paint, width), ""))


def _method_lines(info: RunInfo, width: int) -> Iterator[str]:
    yield from wrapped(f"{NAME}: {info.sentence}", width, "  ", "")
    if not info.emulator.is_loopback:
        yield from wrapped("Other machines can reach it because of --host, and sign in as any user.", width, "  ")
    if not info.has_privileges:
        yield from wrapped("It cannot gain privileges (no_new_privs is set): sudo does not work inside.", width, "  ")


def _world_lines(info: RunInfo, paint: Paint, width: int) -> Iterator[str]:
    set_here = variables(info)
    shown = (
        ("team", ("SIWAKIT_TEAM_ID",)),
        ("key", ("SIWAKIT_KEY_ID", "SIWAKIT_KEY_FILE")),
        ("client ids", ("SIWAKIT_CLIENT_ID", "SIWAKIT_BUNDLE_ID")),
        ("sign in at", ("SIWAKIT_SIGN_IN_URL",)),
        ("portal", ("SIWAKIT_PORTAL_URL",)),
    )
    others = [client.identifier for client in info.emulator.store.list(Client)]
    for label, names in shown:
        values = list(dict.fromkeys((*(set_here[name] for name in names if name in set_here), *(others if "SIWAKIT_CLIENT_ID" in names else ()))))
        values = [*values[:_MAX_VALUES], *(["..."] if len(values) > _MAX_VALUES else [])]
        if values:
            yield f"  {paint('bold', label.ljust(_LABEL))}{visible('  '.join(values))}"
    changed = info.emulator.store.switches().changed()
    if changed:
        yield f"  {paint('bold', 'switches'.ljust(_LABEL))}{visible(', '.join(f'{name}={value}' for name, value in changed.items()))}"
    yield from wrapped(f"The program has these as {', '.join(name for name in _NAMED if name in set_here)}.", width, "  ")
    yield from wrapped(f"A browser is not redirected: put {info.emulator.url} in place of https://{HOST} there.", width, "  ")


class RunLog:
    """The exchanges of a run: a line for each, the doctor's report on a refusal, and a summary at the end."""

    def __init__(self, info: RunInfo, paint: Paint, width: int = _WIDTH) -> None:
        self._info = info
        self._paint = paint
        self._width = width
        self._said: set[str] = set()
        self._log = LiveLog("the local Apple", paint, width)
        self.ended_early, self.last_line = self._log.ended_early, self._log.last_line

    def exchange(self, request: Request, reply: Reply, now: int) -> str | None:
        """Return what to print about an exchange; None for a file that belongs to a page."""
        if _is_static(request, reply):
            return None
        self._log.faults += reply.fault is not None
        line, decision = exchange_line(request, reply, now, self._paint), reply.decision
        if not isinstance(decision, Refused | Undecidable):
            return self._log.fine(line)
        at = decision.fail.at if isinstance(decision, Refused) else ""
        rule = decision.rule.id

        def report() -> list[str]:
            return [*refusal_report(reply, self._info.around, self._paint, self._width), *self._other_world_lines(rule)]

        return self._log.refused(line, rule, at, now, report)

    def _other_world_lines(self, rule: str) -> Iterator[str]:
        """Yield, once, that the emulator knows only its own world, if *rule* has refused something that may be known to Apple."""
        sentence = of_another_world(rule)
        if sentence is None or sentence in self._said:
            return
        self._said.add(sentence)
        client = variables(self._info).get("SIWAKIT_CLIENT_ID") if is_about_issued(sentence) else None
        get_one = " Sign in at the page that is listed at the top, or get a code with:" if client is not None else ""
        yield ""
        yield from wrapped(f"{NAME}: {sentence}{get_one}", self._width, "  ", "")
        if client is not None:
            yield f"  {visible(code_command(self._info.emulator.portal_url, client))}"


def _is_static(request: Request, reply: Reply) -> bool:
    return reply.decision is None and reply.fault is None and endpoint_of(request.path) is None and (reply.response.status or 0) < REFUSED
