"""The emulator that a coding agent started: one world, one client, on free ports of this machine."""

from __future__ import annotations

import secrets
from contextlib import ExitStack
from dataclasses import field

from siwakit.edge.server.emulator_server import Server
from siwakit.edge.server.local_apple import SEED_BITS, LocalApple, Setup
from siwakit.emulator.state.seeded_random import SeededRandom
from siwakit.emulator.state.world import READY_RETURN_URL, Client, SigningKey, Team, User, World, new_key
from siwakit.evidence.evidence import KeyAtHand
from siwakit.jose.jwk import public_jwk
from siwakit.jose.signer import KeySigner, load_signer
from siwakit.record import record


@record(kw_only=True)
class Identity:
    """What the portal of the emulator has: what is None is made up. *is_web* says that the client is a Services ID."""

    team_id: str | None = None
    key_id: str | None = None
    client_id: str | None = None
    key: KeyAtHand | None = field(default=None, repr=False)
    redirect_uri: str | None = None
    is_web: bool = True


class LocalWorld:
    """A running emulator with the world of *identity*.

    Raises:
        UsageError: a Return URL that the portal refuses, or no free port.
    """

    def __init__(self, identity: Identity) -> None:
        random = SeededRandom(secrets.randbits(SEED_BITS))
        self.identity = identity
        self.team_id = identity.team_id or random.identifier()
        self.client_id = identity.client_id or ("com.example.web" if identity.is_web else "com.example.app")
        self.redirect_uri = (identity.redirect_uri or READY_RETURN_URL) if identity.is_web else None
        self._stack = ExitStack()
        key, texts = self._key(random)
        self.key_id = key.key_id
        self.apple = LocalApple(Setup(World((Team(self.team_id),), (key,), self._clients(), _users(random), seed=random.seed), texts))
        self._stack.callback(self.apple.close)
        try:
            self.server = self._stack.enter_context(Server(self.apple))
        except BaseException:
            self.close()
            raise

    @property
    def key_file(self) -> str | None:
        """Return the file of the emulator's own key; None if the developer's key is registered."""
        return self.server.write_key_files().get(self.key_id)

    def close(self) -> None:
        """Stop it, and remove its key."""
        self._stack.close()

    def _key(self, random: SeededRandom) -> tuple[SigningKey, dict[str, str]]:
        """Return the registered key, and its text if the emulator made it."""
        given = self.identity.key
        if given is not None and given.reading.private is not None:
            self.signer = KeySigner(given.reading.private)
            key_id = self.identity.key_id or given.file_name.key_id or random.identifier()
            return SigningKey(key_id, self.team_id, public_jwk(self.signer.public), self._app), {}
        made, text = new_key(random, self.team_id, self._app)
        self.signer = load_signer(text)
        key_id = self.identity.key_id or made.key_id
        return SigningKey(key_id, self.team_id, made.public_jwk, self._app), {key_id: text}

    @property
    def _app(self) -> str:
        return f"{self.client_id}.app" if self.identity.is_web else self.client_id

    def _clients(self) -> tuple[Client, ...]:
        app = Client(self._app, self.team_id, primary_app=self._app)
        if not self.identity.is_web:
            return (app,)
        urls = (self.redirect_uri,) if self.redirect_uri else ()
        return (app, Client(self.client_id, self.team_id, is_services_id=True, primary_app=self._app, return_urls=urls))


def _users(random: SeededRandom) -> tuple[User, ...]:
    return (User(random.user_id(), "jane@example.com", "Jane", "Appleseed"),)
