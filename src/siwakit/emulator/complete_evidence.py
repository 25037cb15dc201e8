"""Turn a request into evidence: Apple's own records are known, and what only the developer knows is lacking.

The records are lazy views of the store: nothing is copied for a request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Generic, TypeVar

from siwakit.apple import HOST, ISSUER
from siwakit.emulator.faults import Fault, FaultKind
from siwakit.emulator.state.storage import CodeRow, Consent, Store, TokenKind, TokenRow, consent_key
from siwakit.emulator.state.world import Client, SigningKey, Team, User
from siwakit.emulator.switches import Switches
from siwakit.evidence.evidence import LACKING, Evidence
from siwakit.evidence.sign_in.portal import AccessRecord, CodeRecord, Portal, PortalClient, PortalKey, RefreshRecord, UserRecord
from siwakit.http import Request
from siwakit.jose import jwk
from siwakit.rules.model import Fail, Leniency, Rule

_LACKING_OF_CREDENTIALS = (
    *("answer", "keys", "newer_secret", "team_id", "key_id", "bundle_ids", "services_ids", "origin", "authorize", "redirect_uri"),
    *("identity_token", "settings", "callback"),
)
_LACKING_OF_AUTHORIZE = (
    *("answer", "keys", "newer_secret", "team_id", "key_id", "bundle_ids", "services_ids", "origin", "request", "form", "secret"),
    *("redirect_uri", "identity_token", "settings", "callback"),
)
_FRAMING = frozenset({"content-length", "transfer-encoding", "content-encoding"})
V = TypeVar("V")


_NOT_LOOKED_UP: Any = object()


class View(Mapping[str, V], Generic[V]):
    """Lazy view of the store that caches each look-up. Listing all rows is expensive."""

    __slots__ = ("_all", "_find", "_names", "_seen")

    def __init__(self, find: Callable[[str], V | None], names: Callable[[], Iterator[str]]) -> None:
        self._find = find
        self._names = names
        self._seen: dict[str, V | None] = {}
        self._all: tuple[str, ...] | None = None

    def __getitem__(self, key: str) -> V:
        """Return the record for *key*."""
        found = self._look(key)
        if found is None:
            raise KeyError(key)
        return found

    def get(self, key: str, default: Any = None) -> Any:
        """Return the record for *key*, or *default*."""
        found = self._look(key)
        return default if found is None else found

    def __contains__(self, key: object) -> bool:
        """Return whether there is a record for *key*."""
        return isinstance(key, str) and self._look(key) is not None

    def __iter__(self) -> Iterator[str]:
        """Return the keys."""
        if self._all is None:
            self._all = tuple(self._names())
        return iter(self._all)

    def __len__(self) -> int:
        """Return the number of records."""
        return sum(1 for _ in self)

    def _look(self, key: str) -> V | None:
        found: V | None = self._seen.get(key, _NOT_LOOKED_UP)
        if found is _NOT_LOOKED_UP:
            found = self._seen[key] = self._find(key)
        return found


def evidence_of(request: Request, store: Store, now: int, fault: Fault | None = None) -> Evidence:
    """Return the evidence that Apple's endpoint has when *request* arrives at *now*."""
    absent: dict[str, Any] = dict.fromkeys(_LACKING_OF_CREDENTIALS, LACKING)
    return Evidence(now=now, request=as_to_apple(request), portal=portal_of(store, now, fault), **absent)


def authorize_evidence(request: Request, store: Store, now: int, fault: Fault | None = None) -> Evidence:
    """Return the evidence that Apple's sign-in page has when *request* opens it at *now*."""
    absent: dict[str, Any] = dict.fromkeys(_LACKING_OF_AUTHORIZE, LACKING)
    return Evidence(now=now, authorize=as_to_apple(request), portal=portal_of(store, now, fault), **absent)


def as_to_apple(request: Request) -> Request:
    """Return *request* as if it had been sent to Apple's own address: using the emulator's address instead is not a mistake.

    Headers about the transfer are replaced, because the body is already complete and decoded.
    """
    query = f"?{request.query}" if request.query else ""
    headers = tuple((name, HOST if name.lower() == "host" else value) for name, value in request.headers if name.lower() not in _FRAMING)
    return Request(request.method, f"{ISSUER}{request.path}{query}", (*headers, ("Content-Length", str(len(request.body)))), request.body)


def portal_of(store: Store, now: int, fault: Fault | None = None) -> Portal:
    """Return a view of *store* as Apple's records at *now*."""
    kind = None if fault is None else fault.kind
    key_is_late, client_is_late = kind is FaultKind.KEY_NOT_LIVE, kind is FaultKind.CLIENT_NOT_LIVE
    later = now + (fault.seconds if fault else 0)

    def key(key_id: str) -> PortalKey | None:
        row = store.get(SigningKey, key_id)
        record = None if row is None else _key_record(row)
        return replace(record, live_at=later) if record and key_is_late else record

    def client(identifier: str) -> PortalClient | None:
        row = store.get(Client, identifier)
        if row is not None and row.is_services_id and row.primary_app and store.get(Client, row.primary_app) is None:
            row = replace(row, primary_app=None)
        record = None if row is None else _client_record(row)
        return replace(record, live_at=later) if record and client_is_late else record

    def code(text: str) -> CodeRecord | None:
        row = store.get_code(text)
        return None if row is None or not _has_user(store, row) or not is_authorized(store, row) else _code_record(row)

    def refresh(text: str) -> RefreshRecord | None:
        row = store.get_token(text)
        return None if row is None or row.kind is not TokenKind.REFRESH else _refresh_record(store, row)

    def access(text: str) -> AccessRecord | None:
        row = store.get_token(text)
        if row is None or row.kind is not TokenKind.ACCESS or row.is_revoked or row.consent_withdrawn:
            return None
        return AccessRecord(row.team_id, row.issued_at - row.aged_seconds, row.user_id is not None, row.is_spent, row.client_id, row.aged_seconds)

    return Portal(
        View(key, lambda: (row.key_id for row in store.list(SigningKey))),
        View(client, lambda: (row.identifier for row in store.list(Client))),
        View(code, lambda: iter(())),
        View(refresh, lambda: iter(())),
        View(access, lambda: iter(())),
        View(lambda sub: _user_record(store, sub, User.sub), lambda: iter(())),
        View(lambda sub: _user_record(store, sub, User.transfer_sub), lambda: iter(())),
        store.clock_offset(),
    )


def find_user(store: Store, sub: str, identify: Callable[[User, str], str]) -> tuple[User, str] | None:
    """Return the user and the team whose identifier is *sub*, or None; *identify* is `User.sub` or `User.transfer_sub`."""
    teams = tuple(team.team_id for team in store.list(Team))
    return next(((user, team) for user in store.list(User) for team in teams if identify(user, team) == sub), None)


def excuse_of(switches: Switches, now: int) -> Callable[[Rule, Fail], bool]:
    """Return a predicate that says whether *switches* tolerate a failure; each rule says which of its failures can be tolerated."""
    leniency = Leniency(
        now=now,
        clock_skew_seconds=switches.clock_skew_seconds,
        ignores_pkce=switches.pkce == "ignore",
        accepts_spellings=switches.strict_jwt_strings == "accept",
        bearer_is_optional=switches.migration_bearer == "optional",
        allows_local_addresses=switches.allow_localhost,
    )
    return lambda rule, fail: rule.excuse is not None and rule.excuse(fail, leniency)


def _key_record(row: SigningKey) -> PortalKey:
    public = _public(tuple(row.public_jwk.items()))
    return PortalKey(row.key_id, row.team_id, public, row.primary_app, row.has_service, row.is_revoked, row.live_at)


@lru_cache(maxsize=256)
def _public(members: tuple[tuple[str, str], ...]) -> Any:
    return jwk.read_public(dict(members))


@lru_cache(maxsize=256)
def _client_record(row: Client) -> PortalClient:
    return PortalClient(
        *(row.identifier, row.team_id, row.is_services_id, row.primary_app, row.has_capability, row.return_urls),
        *(row.former_team_id, row.transferred_at, row.live_at),
    )


def _code_record(row: CodeRow) -> CodeRecord:
    return CodeRecord(row.client_id, row.issued_at - row.aged_seconds, row.redirect_uri, row.code_challenge, row.is_spent, row.aged_seconds)


def _has_user(store: Store, row: CodeRow) -> bool:
    user = store.get(User, row.user_id)
    return user is not None and not user.is_gone


def is_authorized(store: Store, row: CodeRow) -> bool:
    """Return whether the consent that the code was issued under still exists: withdrawing it also voids codes not redeemed yet."""
    client = store.get(Client, row.client_id)
    return row.is_spent or client is None or store.get(Consent, consent_key(row.user_id, client.group)) is not None


def _refresh_record(store: Store, row: TokenRow) -> RefreshRecord:
    user = None if row.user_id is None else store.get(User, row.user_id)
    return RefreshRecord(row.client_id, row.is_revoked, row.consent_withdrawn or user is None or user.is_gone)


def _user_record(store: Store, sub: str, identify: Callable[[User, str], str]) -> UserRecord | None:
    found = find_user(store, sub, identify)
    if found is None:
        return None
    user, team_id = found
    return UserRecord(team_id, user.is_gone, tuple(consent.group for consent in store.list(Consent) if consent.user_id == user.user_id))
