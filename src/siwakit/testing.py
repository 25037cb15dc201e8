"""A strict local Apple for a test suite.

    with siwakit.testing.emulator() as apple:
        code = apple.sign_in("com.example.web")
        # the application exchanges it at f"{apple.url}/auth/token" with apple.mint_secret("com.example.web")

siwakit's pytest plug-in offers the same as the fixture `apple`. A world has the form of the TOML file:

    emulator({"team": [{"key": [{}], "app": [{"id": "com.example.app"}]}], "user": [{"email": "jane@example.com"}]})
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from subprocess import CompletedProcess
from typing import Any, Unpack

from siwakit.apple import ISSUER
from siwakit.emulator.endpoints.consent import Choice, SignedIn
from siwakit.emulator.endpoints.sign_in import AuthorizeParameters, sign_in_fully
from siwakit.emulator.faults import FaultRule, read_rule
from siwakit.emulator.state.default_rows import find_client, find_key_id, find_user
from siwakit.emulator.state.storage import JournalEntry, NoticeRow, Store
from siwakit.emulator.state.world import World
from siwakit.emulator.switches import Switches
from siwakit.emulator.terminal import journal_text
from siwakit.errors import UsageError
from siwakit.extras import explained
from siwakit.flow.client_secret import DEFAULT_SECONDS, mint_client_secret
from siwakit.jose.signer import load_signer
from siwakit.record import record

try:
    from siwakit.edge.server.emulated_clock import Clock
    from siwakit.edge.server.emulator_server import Addresses, Server
    from siwakit.edge.server.local_apple import LocalApple, Setup
    from siwakit.edge.server.program_runs import environment_of, run_with
except ModuleNotFoundError as missing:
    raise explained(missing, "siwakit.testing", "server") from None

__all__ = ["Apple", "Choice", "Clock", "JournalEntry", "NoticeRow", "SignedIn", "World", "emulator"]


_RUNNING: list[Apple] = []


@record
class Apple:
    """Handle to a running emulator.

    By default the client is the first Services ID, or else the first App ID. A user is named by id or email; by default it is the first.
    """

    server: Server = field(repr=False)

    @property
    def url(self) -> str:
        """Return the address of Apple's service, to use instead of https://appleid.apple.com."""
        return self.server.url

    @property
    def portal_url(self) -> str:
        """Return the address of the portal."""
        return self.server.portal_url

    @property
    def issuer(self) -> str:
        """Return the issuer of identity tokens, which is Apple's because clients check it."""
        return ISSUER

    @property
    def clock(self) -> Clock:
        """Return the emulated clock."""
        return Clock(self.server.apple)

    @property
    def seed(self) -> int:
        """Return the seed that everything random is drawn from."""
        return self.server.apple.seed

    @property
    def journal(self) -> tuple[JournalEntry, ...]:
        """Return the requests so far with their verdicts, the oldest first; at most the last 1000."""
        return self.store.entries()

    @property
    def store(self) -> Store:
        """Return the emulator's store, which tests may read and change."""
        return self.server.apple.store

    @property
    def team_id(self) -> str:
        """Return the Team ID of the first client's team."""
        return find_client(self.store, None).team_id

    @property
    def key_id(self) -> str:
        """Return the Key ID of the first key whose text is known."""
        return find_key_id(self.store, self.team_id, self.server.apple.key_texts)

    @property
    def key_text(self) -> str:
        """Return the `.p8` file of that key."""
        return self.server.apple.key_texts[self.key_id]

    def sign_in(self, client_id: str | None = None, *, user: str | None = None, **asked: Unpack[AuthorizeParameters]) -> str:
        """Sign a user in and return the code; *asked* are parameters of the authorize request (redirect_uri, scope, nonce, ...).

        Raises:
            UsageError: no such client, user or parameter, or a sign-in that Apple's page refuses; the message names the rule.
        """
        return self.sign_in_fully(client_id, user=user, **asked).code

    def sign_in_fully(
        self, client_id: str | None = None, *, user: str | None = None, choice: Choice | None = None, **asked: Unpack[AuthorizeParameters]
    ) -> SignedIn:
        """Sign a user in and return everything that the application receives; *choice* is what the user chooses at the first sign-in.

        Only then is there a `user` field.

        Raises:
            UsageError: as `sign_in`.
        """
        apple = self.server.apple
        client = find_client(self.store, client_id).identifier
        return sign_in_fully(apple.emulator, client, apple.now(), {name: str(value) for name, value in asked.items()}, user_id=user, choice=choice)

    def issue_id_token(
        self, client_id: str | None = None, *, user: str | None = None, age_seconds: int = 0, **asked: Unpack[AuthorizeParameters]
    ) -> str:
        """Return an identity token like the one from exchanging a code, without an exchange; issued *age_seconds* ago.

        Raises:
            UsageError: as `sign_in`.
        """
        row = self.store.get_code(self.sign_in(client_id, user=user, **asked))
        if row is None:
            raise UsageError("the code was dropped immediately", hint="is another test using the same emulator?")
        emulator, issued_at = self.server.apple.emulator, self.clock.now() - age_seconds
        signed_in = replace(row, issued_at=row.issued_at - age_seconds)
        return emulator.issuer().identity_token(signed_in, issued_at, access_token=emulator.random.access_token())

    def mint_secret(self, client_id: str | None = None, *, key_id: str | None = None, expires_in_seconds: int = DEFAULT_SECONDS) -> str:
        """Return a client_secret for *client_id*, signed with a key of its team and valid from now on the emulated clock.

        Raises:
            UsageError: no such client, or no key of its team whose text is known.
            MintRefused: a lifetime that Apple would refuse.
        """
        client = find_client(self.store, client_id)
        kid = key_id or find_key_id(self.store, client.team_id, self.server.apple.key_texts)
        signer = load_signer(self.server.apple.key_texts[kid])
        return mint_client_secret(
            *(signer,),
            team_id=client.team_id,
            key_id=kid,
            client_id=client.identifier,
            now=self.clock.now(),
            expires_in_seconds=expires_in_seconds,
        )

    def notify(
        self,
        event_type: str,
        client_id: str | None = None,
        *,
        user: str | None = None,
        copies: int = 1,
        is_forged: bool = False,
        delay_seconds: int = 0,
    ) -> tuple[NoticeRow, ...]:
        """Post a notification to the `notify_url` of the client's group, and return the statuses of the answers.

        This only posts it. To end a consent or an account in the emulator as well, use the portal, which also posts the notification.
        With *delay_seconds* it is posted once the emulated clock has advanced that far, after events in the meantime, and is
        returned as still waiting.

        Raises:
            UsageError: no event of that type, no such client or user, or no address to post to.
        """
        apple, client, person = self.server.apple, find_client(self.store, client_id), find_user(self.store, user)
        rows = apple.emulator.notifier.notify(
            *(event_type, person.user_id, client.identifier, apple.now()), copies=copies, is_forged=is_forged, delay_seconds=delay_seconds
        )
        if not rows:
            raise UsageError(f"the group of {client.identifier} has no notify_url", hint="give one to its primary App ID")
        return rows if delay_seconds else self.server.notification_sender.post_now(rows)

    def notification(self, event_type: str, client_id: str | None = None, *, user: str | None = None, is_forged: bool = False) -> str:
        """Return the signed payload of a notification, without posting it.

        Raises:
            UsageError: no event of that type, or no such client or user.
        """
        apple, client, person = self.server.apple, find_client(self.store, client_id), find_user(self.store, user)
        return apple.emulator.notifier.payload(event_type, person.user_id, client.identifier, apple.now(), is_forged=is_forged)

    def switch(self, **changes: Any) -> Switches:
        """Set switches, and return all of them.

        Raises:
            UsageError: no switch of that name, or a value that it cannot have.
        """
        self.store.set_switches(self.store.switches().with_changes(**changes))
        return self.store.switches()

    def inject_fault(self, kind: str | None = None, **rule: Any) -> None:
        """Inject a fault into requests according to *rule* (path, after, times, one_in, seconds); without arguments, clear all faults.

        Raises:
            UsageError: no fault of that kind, or a rule that cannot be read.
        """
        rules: tuple[FaultRule, ...] = () if kind is None else (read_rule({"kind": kind, **rule}),)
        self.server.apple.emulator.set_faults(rules)

    def age(self, issued: str, seconds: int) -> None:
        """Make a code, a refresh token or an access token older by *seconds*, and change nothing else: every clock stays as it is.

        A code expires after five minutes and a team's access token after an hour; age does nothing to Apple's refresh tokens.

        Raises:
            UsageError: the emulator has not issued it, or *seconds* is not positive.
        """
        if seconds <= 0:
            raise UsageError("seconds is not positive", hint="a code or token only gets older")
        if not self.store.age(issued, seconds):
            raise UsageError("the emulator has not issued this code or token", hint="give what sign_in or a token answer returned")

    def run(self, program: Sequence[str], **options: Any) -> CompletedProcess[Any]:
        """Run an unchanged program that finds this emulator in the place of Apple, as `siwakit run` does, and return how it ended.

        The emulator must have been started with `tls=True`. *options* are those of `subprocess.run`; variables in *env* are added to
        those of this process and to `SIWAKIT_*`.

        Raises:
            UsageError: the emulator has no TLS port.
        """
        return run_with(self.server, program, **options)

    def describe(self, after: int = 0) -> str:
        """Return the exchanges since entry *after* of the journal, the reports of those refused, and a clock that was moved."""
        return journal_text(self.store.entries(after), self.store.clock_offset())

    def environment(self) -> dict[str, str]:
        """Return the variables that tell an application about this emulator, as `siwakit run` sets them: `SIWAKIT_URL`, `SIWAKIT_TEAM_ID`, ...

        What the world does not have is left out. The file `SIWAKIT_KEY_FILE` is removed when the emulator stops.
        """
        return environment_of(self.server)

    def rotate_keys(self) -> None:
        """Replace the key that signs identity tokens with one that has not been published before.

        Clients that wait before fetching keys again (jose, PyJWT and openid-client: 30 seconds) refuse the next token until then.
        """
        self.server.apple.emulator.rotate_keys()


@contextmanager
def emulator(
    world: World | Mapping[str, Any] | None = None,
    *,
    key_texts: Mapping[str, str] | None = None,
    seed: int | None = None,
    state: str | None = None,
    return_url: str | None = None,
    tls: bool = False,
    **switches: Any,
) -> Iterator[Apple]:
    """Run an emulator on free ports of this machine while the context lasts.

    *world* is a `World` (then *key_texts* are its `.p8` files by Key ID) or a mapping in the form of the TOML file; without it, it is a ready-made
    one with a website at *return_url*, which may be on localhost. *state* names a SQLite file for all state. With *tls* a third port is Apple itself,
    and a proxy: `apple.server.tls_port`; programs must trust `apple.server.certificates`.

    Raises:
        UsageError: a world, a switch, a seed or a file that cannot be used.
    """
    apple = LocalApple(Setup(world, key_texts or {}, seed, state, switches, return_url=return_url))
    try:
        with Server(apple, Addresses(tls_port=0 if tls else None)) as server:
            handle = Apple(server)
            _RUNNING.append(handle)
            try:
                yield handle
            except Exception as error:
                if any(entry.report for entry in handle.journal):
                    error.add_note(f"What the emulator answered:\n{handle.describe()}")
                raise
            finally:
                _RUNNING.remove(handle)
    finally:
        apple.close()


def running() -> tuple[Apple, ...]:
    """Return the emulators of this process that are running, the oldest first."""
    return tuple(_RUNNING)
