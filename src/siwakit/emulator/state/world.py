"""What the emulated portal knows, as values: teams, keys, App IDs, Services IDs and users.

A test states its world in a few lines; `ready_world` returns the default one, and `siwakit.emulator.state.world_toml` reads one from
TOML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import lru_cache
from hashlib import sha256

from siwakit.emulator.state.seeded_random import SeededRandom
from siwakit.emulator.switches import Switches
from siwakit.jose.keys import apple_p8
from siwakit.record import record

_SUB_HEX = 32
_RELAY_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_RELAY_LENGTH = 10


@record
class Team:
    """Developer team."""

    team_id: str
    name: str = ""

    @property
    def row_key(self) -> str:
        """Return its key in the store."""
        return self.team_id


@record
class SigningKey:
    """Registered key, by its public half: the private one is downloaded once and not stored."""

    key_id: str
    team_id: str
    public_jwk: Mapping[str, str] = field(repr=False)
    primary_app: str = ""
    has_service: bool = True
    is_revoked: bool = False
    live_at: int = 0
    name: str = ""

    @property
    def row_key(self) -> str:
        """Return its key in the store."""
        return self.key_id


@record
class Client:
    """App ID or Services ID.

    *primary_app* is the primary App ID of its group: a Services ID and a grouped App ID belong to another App ID, and any other
    App ID is its own. *notify_url* is used only on the primary App ID.
    """

    identifier: str
    team_id: str
    is_services_id: bool = False
    primary_app: str | None = None
    has_capability: bool = True
    return_urls: tuple[str, ...] = ()
    former_team_id: str | None = None
    transferred_at: int | None = None
    live_at: int = 0
    notify_url: str | None = None
    name: str = ""

    @property
    def row_key(self) -> str:
        """Return its key in the store."""
        return self.identifier

    @property
    def group(self) -> str:
        """Return the group that consents are stored for: the primary App ID, or the identifier if there is none."""
        return self.primary_app or self.identifier


@record
class User:
    """Apple Account; *subs* and *transfer_subs* give, per team, what is otherwise derived from *user_id*."""

    user_id: str
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    is_managed: bool = False
    is_email_verified: bool = True
    is_gone: bool = False
    org_id: str | None = None
    subs: Mapping[str, str] = field(default_factory=dict)
    transfer_subs: Mapping[str, str] = field(default_factory=dict)

    @property
    def row_key(self) -> str:
        """Return its key in the store."""
        return self.user_id

    def sub(self, team_id: str) -> str:
        """Return the user ID that the apps of *team_id* see."""
        return self.subs.get(team_id) or _derive("sub", self.user_id, team_id)

    def transfer_sub(self, team_id: str) -> str:
        """Return the transfer identifier for *team_id*, the team that an app is transferred to; it is the same for all apps."""
        return self.transfer_subs.get(team_id) or _derive("transfer", self.user_id, team_id)

    def relay_address(self, team_id: str, domain: str) -> str:
        """Return the private address for the apps of *team_id*: always the same, but different for each team."""
        digest = int.from_bytes(sha256(f"relay\n{self.user_id}\n{team_id}".encode()).digest(), "big")
        letters = []
        for _ in range(_RELAY_LENGTH):
            digest, place = divmod(digest, len(_RELAY_LETTERS))
            letters.append(_RELAY_LETTERS[place])
        return f"{''.join(letters)}@{domain}"


# Every identity token contains the sub of a user, and there are few users.
@lru_cache(maxsize=256)
def _derive(kind: str, user_id: str, team_id: str) -> str:
    digest = sha256(f"{kind}\n{user_id}\n{team_id}".encode()).hexdigest()
    moment = int(digest[_SUB_HEX : _SUB_HEX + 8], 16)
    return f"{int(digest[-8:], 16) % 3000:06d}.{digest[:_SUB_HEX]}.{moment % 24:02d}{moment // 24 % 60:02d}"


@record
class World:
    """Everything that an emulator starts with; *seed* is the one that its identifiers were drawn from."""

    teams: tuple[Team, ...] = ()
    keys: tuple[SigningKey, ...] = ()
    clients: tuple[Client, ...] = ()
    users: tuple[User, ...] = ()
    switches: Switches = field(default_factory=Switches)
    seed: int | None = None

    @property
    def rows(self) -> tuple[Team | SigningKey | Client | User, ...]:
        """Return all rows to put into a store."""
        return (*self.teams, *self.keys, *self.clients, *self.users)


READY_BUNDLE_ID = "com.example.app"
READY_SERVICES_ID = "com.example.web"
READY_RETURN_URL = "https://app.example.com/callback"


def new_key(random: SeededRandom, team_id: str, primary_app: str, *, live_at: int = 0, name: str = "") -> tuple[SigningKey, str]:
    """Return a new key of *team_id* and the text of its `.p8` file, which is not stored."""
    scalar = random.scalar()
    return SigningKey(random.identifier(), team_id, apple_p8.public_jwk(scalar), primary_app, live_at=live_at, name=name), apple_p8.write(scalar)


def ready_world(random: SeededRandom, return_url: str = READY_RETURN_URL) -> tuple[World, dict[str, str]]:
    """Return a world in which a sign-in works immediately, and the text of its `.p8` file by Key ID; its website is at *return_url*."""
    team_id = random.identifier()
    key, text = new_key(random, team_id, READY_BUNDLE_ID, name="Sign in with Apple")
    app = Client(READY_BUNDLE_ID, team_id, primary_app=READY_BUNDLE_ID, name="Example App")
    web = Client(READY_SERVICES_ID, team_id, is_services_id=True, primary_app=READY_BUNDLE_ID, return_urls=(return_url,), name="Example Web")
    users = (
        User(random.user_id(), "jane@example.com", "Jane", "Appleseed"),
        User(random.user_id(), "john@example.org", "John", "Appleseed"),
    )
    world = World((Team(team_id, "Example Team"),), (key,), (app, web), users, seed=random.seed)
    return world, {key.key_id: text}
