"""Terminal output of an emulator: its world, commands to copy, and each exchange as it happens."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from shlex import quote
from urllib.parse import quote as percent_encode
from urllib.parse import urlencode

from siwakit.apple import ISSUER, Endpoint
from siwakit.emulator.app import Reply
from siwakit.emulator.moved_clock import clock_words
from siwakit.emulator.state.storage import JournalEntry, Store
from siwakit.emulator.state.world import Client, SigningKey, Team, User
from siwakit.escape import visible
from siwakit.evidence.sign_in.answer import RULE_HEADER
from siwakit.http import Request
from siwakit.jose import strictjson
from siwakit.judge.decide import Refused
from siwakit.judge.findings import Finding
from siwakit.record import record
from siwakit.render.live.exchange_line import REFUSED, clock_time, exchange_words
from siwakit.render.paint import Paint
from siwakit.render.report.finding_text import RenderContext, write_finding
from siwakit.render.sealing import veil_over

_LABEL = 14
_MAX_SHOWN = 12
_MAX_REPORTS = 5


@record
class EmulatorInfo:
    """Facts about a running emulator: its addresses, its store, its key files and its seed.

    *proxy* and *authority* are set if it answers as appleid.apple.com itself over TLS; *page_url* opens the debugger page in a browser.
    """

    url: str
    portal_url: str
    store: Store = field(repr=False)
    key_files: Mapping[str, str]
    seed: int
    state: str | None = None
    is_loopback: bool = True
    proxy: str | None = None
    authority: str | None = None
    page_url: str | None = field(default=None, repr=False)


def welcome(info: EmulatorInfo, paint: Paint) -> str:
    """Return the welcome text. Its commands to copy sign a user in only when they are run, so that every first sign-in is still to come."""
    lines = [paint("yellow", "For testing only: this is a local Apple, not Apple.\nAnyone who can reach it can sign in as any user.")]
    if not info.is_loopback:
        lines.append(paint("red", "It accepts connections from other machines because of --host."))
    lines += ["", *_world_lines(info, paint)]
    found, user = example(info), _example_user(info.store)
    if found is not None and user is not None:
        lines += ["", *_copy_lines(info, *found, user, paint)]
    return "\n".join([*lines, "", "Each refusal is shown here with its rule. Press Ctrl-C to stop.", ""])


def _world_lines(info: EmulatorInfo, paint: Paint) -> Iterator[str]:
    store = info.store

    def line(label: str, text: str) -> str:
        return f"  {paint('bold', label.ljust(_LABEL))}{visible(text)}"

    yield line("service", f"{info.url}  in place of {ISSUER}")
    yield line("portal", info.portal_url)
    if info.page_url is not None:
        yield line("page", info.page_url)
    if info.proxy is not None:
        yield line("as Apple", f"HTTPS_PROXY={info.proxy}, and trust {info.authority}")
    for team in store.list(Team)[:_MAX_SHOWN]:
        yield line("team", "  ".join(filter(None, (team.team_id, team.name))))
    for key in store.list(SigningKey)[:_MAX_SHOWN]:
        yield line("key", f"{key.key_id}  {info.key_files.get(key.key_id, 'you have its file')}")
    for client in store.list(Client)[:_MAX_SHOWN]:
        yield line("Services ID" if client.is_services_id else "App ID", "  ".join((client.identifier, *client.return_urls)))
    for user in store.list(User)[:_MAX_SHOWN]:
        yield line("user", "  ".join(filter(None, (user.email, f"{user.first_name} {user.last_name}".strip()))))
    changed = store.switches().changed()
    if changed:
        yield line("switches", ", ".join(f"{name}={json.dumps(value)}" for name, value in changed.items()))
    yield line("state", info.state or "in memory, gone when this process ends")
    yield line("seed", f"{info.seed}  (repeat with --seed {info.seed})")


def example(info: EmulatorInfo) -> tuple[Client, SigningKey] | None:
    """Return the client that the examples are for, with a key whose file is known, or None if no client has one."""
    store = info.store
    clients = sorted(store.list(Client), key=lambda client: not (client.is_services_id and client.return_urls))
    keys = [key for key in store.list(SigningKey) if key.key_id in info.key_files and not key.is_revoked]
    return next(((client, key) for client in clients for key in keys if key.team_id == client.team_id and _can_sign_in(client)), None)


def _can_sign_in(client: Client) -> bool:
    return client.has_capability and (bool(client.return_urls) or not client.is_services_id)


def _example_user(store: Store) -> User | None:
    """Return the user of the commands to copy: the last one, so that the first sign-in of the others stays as it is."""
    users = [user for user in store.list(User)[:_MAX_SHOWN] if not user.is_gone]
    return users[-1] if users else None


def _copy_lines(info: EmulatorInfo, client: Client, key: SigningKey, user: User, paint: Paint) -> Iterator[str]:
    file, code = quote(info.key_files[key.key_id]), "$code"
    name = f"{user.first_name} {user.last_name}".strip() or user.email or user.user_id
    yield paint("bold", visible(f"Sign {name} in without a page, and keep the code:"))
    yield _code_line(info, client, user)
    yield ""
    yield paint("bold", "Refused with invalid_client, because the client_secret belongs to another client.")
    yield _curl(info, client, key, file, code, _other_client(info.store, client))
    yield ""
    yield paint("bold", "Works once for each code, within five minutes:")
    yield _curl(info, client, key, file, code, client.identifier)
    if client.is_services_id:
        yield ""
        yield paint("bold", "Sign in yourself in a browser:")
        yield authorize_url(info.url, client)


def _code_line(info: EmulatorInfo, client: Client, user: User) -> str:
    asked = quote(json.dumps({"client_id": client.identifier, "user_id": user.email or user.user_id}))
    options = ("-H 'Content-Type: application/json'", f"-d {asked}")
    return " \\\n  ".join((f"code=$(curl -s {info.portal_url}/api/sign-in", *options, r"""| sed -n 's/.*"code": "\([^"]*\)".*/\1/p')"""))


def _curl(info: EmulatorInfo, client: Client, key: SigningKey, file: str, code: str, minted_for: str) -> str:
    minting = ("$(siwakit secret", f"--key {file}", f"--team {quote(key.team_id)}", f"--client-id {quote(minted_for)})")
    redirect = (f"--data-urlencode redirect_uri={quote(client.return_urls[0])}",) if client.is_services_id else ()
    options = (f"-d client_id={quote(client.identifier)}", "-d grant_type=authorization_code", f"-d code={code}", *redirect)
    # Broken into lines that fit a narrow terminal.
    secret = '-d client_secret="' + " \\\n    ".join(minting) + '"'
    return " \\\n  ".join((f"curl {info.url}{Endpoint.TOKEN.value}", *options, secret))


def _other_client(store: Store, client: Client) -> str:
    others = [other.identifier for other in store.list(Client) if other.identifier != client.identifier and other.team_id == client.team_id]
    return next(iter(others), f"{client.identifier}.other")


def authorize_url(url: str, client: Client) -> str:
    """Return the address at which a user signs in to *client*, a Services ID, in a browser."""
    query = {"client_id": client.identifier, "redirect_uri": client.return_urls[0], "response_type": "code", "scope": "name email"}
    more = {"response_mode": "form_post", "state": "example"}
    return f"{url}{Endpoint.AUTHORIZE.value}?{urlencode({**query, **more}, quote_via=percent_encode)}"


def exchange_text(request: Request, reply: Reply, now: int, paint: Paint, width: int = 80) -> str:
    """Return one exchange as a line, followed by the report if it was refused."""
    line = exchange_line(request, reply, now, paint)
    if not isinstance(reply.decision, Refused) or reply.evidence is None:
        return line
    context = RenderContext(reply.evidence, veil_over(reply.evidence), paint, width)
    finding = Finding(reply.decision.rule, reply.decision.fail)
    return "\n".join((line, "", *(part.rstrip() for part in write_finding(finding, context, "refused", "red")), ""))


def exchange_line(request: Request, reply: Reply, now: int, paint: Paint) -> str:
    """Return one exchange as a line."""
    words = [_error(reply), _rule(reply)]
    if reply.fault is not None:
        words.append(f"fault {reply.fault.kind.value}")
    if reply.clock_offset:
        words.append(f"clock {reply.clock_offset:+d} s")
    return exchange_words(request, reply.response.status or 0, now, words, paint)


def journal_text(entries: Sequence[JournalEntry], clock_offset: int) -> str:
    """Return the last exchanges, the report of each refusal, and a clock that was moved, for the report of a failed test."""
    lines = [_entry_line(entry) for entry in entries[-_MAX_SHOWN:]]
    # A program that tries again is refused again for the same reason: only the last of these reports is shown.
    reports = list({(entry.rule, entry.path, entry.client_id): entry.report for entry in entries if entry.report}.values())
    left_out = len(reports) - _MAX_REPORTS
    lines += [f"\n{report}" for report in reports[-_MAX_REPORTS:]]
    lines += [f"\n{left_out} earlier refusals are left out, see apple.journal"] if left_out > 0 else [""] if reports else []
    moved = f"the emulator's clock is {clock_words(clock_offset)}; a client library that checks times uses this machine's" if clock_offset else ""
    return "\n".join(filter(None, (*lines, moved)))


def _entry_line(entry: JournalEntry) -> str:
    clock = f"clock {entry.clock_offset:+d} s" if entry.clock_offset else ""
    return "  ".join(filter(None, (clock_time(entry.at), entry.method, entry.path, str(entry.status), entry.rule or "", entry.fault or "", clock)))


def _error(reply: Reply) -> str:
    if (reply.response.status or 0) < REFUSED or "json" not in (reply.response.header("content-type") or ""):
        return ""
    members = strictjson.read(reply.response.text).value
    return str(members.get("error", "")) if isinstance(members, dict) else ""


def _rule(reply: Reply) -> str:
    return reply.response.header(RULE_HEADER) or ""
