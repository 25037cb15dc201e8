"""The client that makes every call to Apple."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urlsplit

import httpx2

from siwakit.edge.client.async_client.key_keeper import AsyncKeyKeeper
from siwakit.edge.client.async_client.waiting import sleep
from siwakit.edge.client.async_client.wire import Wire
from siwakit.edge.client.attempts import Attempts
from siwakit.edge.client.client_secrets import ClientSecrets
from siwakit.edge.client.key_shelf import KeyStore
from siwakit.edge.client.retry import RetryPolicy
from siwakit.edge.client.telemetry import watch
from siwakit.evidence.evidence import Origin
from siwakit.evidence.known import Known
from siwakit.flow.authorize import authorization_url
from siwakit.flow.calls import Call
from siwakit.flow.configuration import AppleConfiguration
from siwakit.flow.documents import Discovery, discovery_call, keys_call, token_in_notification
from siwakit.flow.failures import AppleError
from siwakit.flow.identity_token import IdentityToken, verify_identity_token
from siwakit.flow.migration import MigratedUser
from siwakit.flow.notifications import NotificationEvent, verify_notification
from siwakit.flow.plans import Plan, Planner
from siwakit.flow.seen import Seen
from siwakit.flow.tokens import Tokens
from siwakit.jose.jwks import KeySet

T = TypeVar("T")


class AsyncAppleClient:
    """Client that makes every call to Apple for one team and its apps; the tasks of one event loop may share it.

    *client_id* may be left out if only one configured client is possible. If you pass *keys*, none are fetched;
    otherwise the key set is fetched and shared with other processes through a *key_store*.
    *ssl_context* may trust other authorities, but has to verify; *transport* replaces the network in a test.

    Raises:
        UsageError: an *ssl_context* that does not verify.
    """

    def __init__(
        self,
        configuration: AppleConfiguration,
        *,
        policy: RetryPolicy | None = None,
        keys: KeySet | None = None,
        key_store: KeyStore | None = None,
        ssl_context: ssl.SSLContext | None = None,
        proxy: str | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.configuration = configuration
        self.secrets = ClientSecrets(configuration)
        self._policy = policy or RetryPolicy()
        self._planner = Planner(configuration)
        self._wire = Wire(ssl_context, proxy, transport)
        self._given_keys = keys
        self._keeper = AsyncKeyKeeper(lambda: self._perform(keys_call(configuration.apple)), store=key_store)
        self._host = urlsplit(configuration.apple.base_url).hostname or ""

    async def __aenter__(self) -> Self:
        """Return itself."""
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close every connection."""
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._wire.aclose()

    def authorization_url(
        self,
        redirect_uri: str,
        *,
        state: str,
        nonce: str,
        scopes: Sequence[str] = (),
        code_challenge: str | None = None,
        response_mode: str | None = None,
        client_id: str | None = None,
    ) -> str:
        """Return the address of Apple's sign-in page for a Services ID, as the function of this name does.

        Raises:
            UsageError: no such Services ID, or parameters that Apple's page refuses.
        """
        return authorization_url(
            *(self.configuration.choose_client(client_id, Origin.WEB), redirect_uri),
            state=state,
            nonce=nonce,
            scopes=scopes,
            code_challenge=code_challenge,
            response_mode=response_mode,
            apple=self.configuration.apple,
        )

    async def client_secret(self, client_id: str | None = None) -> str:
        """Return a client_secret that is valid for minutes, cached or new.

        Raises:
            UsageError: no such client.
            MintRefused: Apple would refuse it.
        """
        return await self.secrets.get_async(self.configuration.choose_client(client_id))

    async def exchange_web_code(self, code: str, *, redirect_uri: str, client_id: str | None = None, code_verifier: str | None = None) -> Tokens:
        """Return the tokens for a *code* from a browser; it is sent only once.

        Raises:
            OutcomeUnknown: the answer was lost, and the code may be spent.
            AppleError: Apple refused, or gave no usable answer.
            UsageError: no such Services ID.
        """
        return await self._ask(self._planner.web_code(code, redirect_uri=redirect_uri, client_id=client_id, code_verifier=code_verifier))

    async def exchange_native_code(self, code: str, *, client_id: str | None = None) -> Tokens:
        """Return the tokens for a *code* from an app; it is sent only once.

        Raises:
            OutcomeUnknown: the answer was lost, and the code may be spent.
            AppleError: Apple refused, or gave no usable answer.
            UsageError: no such bundle ID.
        """
        return await self._ask(self._planner.native_code(code, client_id=client_id))

    async def refresh(self, refresh_token: str, *, client_id: str | None = None) -> Tokens:
        """Return new tokens; success shows that the user's authorization is still valid. *client_id* is the one that got *refresh_token*.

        Raises:
            InvalidGrant: the authorization has ended, or the token was issued to another client.
            AppleError: Apple refused, or gave no usable answer.
            UsageError: no such client.
        """
        return await self._ask(self._planner.refresh(refresh_token, client_id=client_id))

    async def revoke(self, token: str, *, client_id: str | None = None, token_type_hint: str | None = None) -> None:
        """Revoke *token*, a refresh token or an access token. Apple also answers 200 to unknown tokens.

        Raises:
            AppleError: Apple refused, or gave no usable answer.
            UsageError: no such client.
        """
        await self._ask(self._planner.revoke(token, client_id=client_id, token_type_hint=token_type_hint))

    async def migration_token(self, *, client_id: str | None = None) -> Tokens:
        """Return the team's access token for the two calls below, valid for an hour.

        Raises:
            AppleError: Apple refused, or gave no usable answer.
            UsageError: no such client.
        """
        return await self._ask(self._planner.migration_token(client_id=client_id))

    async def transfer_identifier(self, sub: str, *, target_team_id: str, access_token: str, client_id: str | None = None) -> str:
        """Return the transfer_sub by which the team *target_team_id* will know the user *sub*.

        Raises:
            AppleError: Apple refused, or gave no usable answer.
            UsageError: no such client.
        """
        return await self._ask(self._planner.transfer_identifier(sub, target_team_id=target_team_id, access_token=access_token, client_id=client_id))

    async def exchange_transfer_identifier(self, transfer_sub: str, *, access_token: str, client_id: str | None = None) -> MigratedUser:
        """Return the user of *transfer_sub* as this team, to which the app was transferred, knows them.

        Raises:
            AppleError: Apple refused, or gave no usable answer.
            UsageError: no such client.
        """
        return await self._ask(self._planner.exchange_transfer_identifier(transfer_sub, access_token=access_token, client_id=client_id))

    async def keys(self) -> KeySet:
        """Return Apple's key set: cached for hours, or for a day while Apple is unreachable.

        Raises:
            AppleError: it cannot be fetched, and none is cached.
            KeysUnavailable: the same, a moment after it failed.
        """
        return await self._keys_for(None)

    async def discovery(self) -> Discovery:
        """Return the discovery document. The client shows it, but does not use its addresses.

        Raises:
            AppleError: Apple gave no usable answer.
        """
        return await self._perform(discovery_call(self.configuration.apple))

    async def verify_identity_token(
        self,
        token: str | None,
        *,
        nonce: str | None,
        audience: str | Sequence[str] | None = None,
        access_token: str | None = None,
        code: str | None = None,
        seen: Seen | None = None,
    ) -> IdentityToken:
        """Return *token* verified; *audience* is every configured client if left out. Pass None as *nonce* only if none was sent.

        Raises:
            IdentityTokenRefused: it breaks rules; the error lists all of them.
            AppleError: the keys cannot be fetched, and none are cached.
            UsageError: a required value is empty.
        """
        keys = await self._keys_for(token)
        ours = self.configuration.client_ids if audience is None else audience
        now = self.secrets.now()
        return verify_identity_token(token, keys=keys, audience=ours, nonce=nonce, now=now, access_token=access_token, code=code, seen=seen)

    async def verify_notification(
        self, body: bytes | str, *, audience: str | Sequence[str] | None = None, seen: Seen | None = None
    ) -> NotificationEvent:
        """Return the event that Apple posted as *body*; *audience* is every configured client if left out.

        Raises:
            NotificationRefused: it breaks rules; the error lists all of them.
            AppleError: the keys cannot be fetched, and none are cached.
            UsageError: a required value is empty.
        """
        keys = await self._keys_for(token_in_notification(body))
        ours = self.configuration.client_ids if audience is None else audience
        return verify_notification(body, keys=keys, audience=ours, now=self.secrets.now(), seen=seen)

    async def _keys_for(self, token: object) -> KeySet:
        return self._given_keys or await self._keeper.keys_for(token)

    async def _ask(self, plan: Plan[T]) -> T:
        """Carry out *plan*, with a client_secret if it needs one; each try gets a current one."""
        with watch(plan.name, self._host) as watched:
            attempts = Attempts(self._policy, self.secrets, watched, plan.known, has_secret=bool(plan.client_id))
            while True:
                call = plan.make(await self.secrets.get_async(plan.client_id) if plan.client_id else "")
                try:
                    return attempts.settle(call, await self._wire.send(call, attempts.begin()))
                except AppleError as error:
                    wait = attempts.wait_after(call, error)
                await sleep(wait)

    async def _perform(self, call: Call[T]) -> T:
        """Make a call that needs no client_secret."""
        return await self._ask(Plan(call.name, "", Known(), lambda _: call))
