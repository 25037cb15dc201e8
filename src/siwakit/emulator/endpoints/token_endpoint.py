"""An accepted POST /auth/token: redeem the code, store the tokens, answer. Also the identity tokens of the authorize endpoint."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from siwakit.apple import ACCESS_TOKEN_SECONDS, ISSUER
from siwakit.emulator.answers import JSON_HEADERS, json_answer
from siwakit.emulator.state.apple_keys import AppleKeys
from siwakit.emulator.state.seeded_random import SeededRandom
from siwakit.emulator.state.storage import CodeRow, Consent, Store, TokenKind, TokenRow, consent_key
from siwakit.emulator.state.world import Client, User
from siwakit.emulator.switches import Switches
from siwakit.http import Response
from siwakit.jose import base64url

TRANSFER_SECONDS = 60 * 86_400  # APPLE_TN3159
_HASH_BYTES = 16
_LIKELY_REAL = 2  # real_user_status of a person


class Issuer:
    """Issuer of tokens from the contents of a store, at one time."""

    def __init__(self, store: Store, random: SeededRandom, keys: AppleKeys, switches: Switches, *, hides_kid: bool = False) -> None:
        self._store = store
        self._random = random
        self._switches = switches
        self._sign = keys.sign_with_unknown_kid if hides_kid else keys.sign

    def exchange_code(self, code: str, now: int) -> Response | None:
        """Return the answer to an accepted code; None if another request has redeemed it in the meantime."""
        row = self._store.get_code(code)
        client = None if row is None else self._store.get(Client, row.client_id)
        if row is None or client is None:
            return None
        access, refresh = self._random.access_token(), self._random.refresh_token()
        facts = (row.client_id, client.team_id, now, row.user_id, client.group, row.scopes, row.is_native)
        tokens = (TokenRow(access, TokenKind.ACCESS, *facts), TokenRow(refresh, TokenKind.REFRESH, *facts))
        if not self._store.spend_code(row.code, tokens):
            return None
        identity = self.identity_token(row, now, access_token=access)
        return _token_answer(access, refresh, identity)

    def refresh(self, refresh_token: str, now: int) -> Response | None:
        """Return the answer to an accepted refresh token: no new refresh token, and an identity token if that is switched on."""
        row = self._store.get_token(refresh_token)
        if row is None or row.user_id is None:
            return None
        access = self._random.access_token()
        self._store.add_token(
            TokenRow(
                *(access, TokenKind.ACCESS, row.client_id, row.team_id, now, row.user_id, row.group, row.scopes),
                is_native=row.is_native,
            )
        )
        members = _access_members(access)
        if self._switches.refresh_returns_id_token:
            claims = self._claims(row.client_id, row.user_id, now, {}, {"at_hash": half_hash(access)}, ())
            members["id_token"] = self._sign(claims)
        return json_answer(members)

    def team_token(self, client_id: str, now: int) -> Response | None:
        """Return the answer to accepted client credentials: an access token for the migration of users."""
        client = self._store.get(Client, client_id)
        if client is None:
            return None
        access = self._random.access_token()
        self._store.add_token(TokenRow(access, TokenKind.ACCESS, client.identifier, client.team_id, now))
        return json_answer(_access_members(access))

    def identity_token(self, row: CodeRow, now: int, *, access_token: str | None = None) -> str:
        """Return the identity token of a sign-in: with at_hash if it is sent with an *access_token*, with c_hash if it is sent only with a code."""
        link = {"c_hash": half_hash(row.code)} if access_token is None else {"at_hash": half_hash(access_token)}
        first = {"nonce": row.nonce} if row.nonce is not None else {}
        last = {"real_user_status": _LIKELY_REAL} if row.is_native and row.is_first else {}
        tail = (("auth_time", row.issued_at), ("nonce_supported", True), *last.items())
        return self._sign(self._claims(row.client_id, row.user_id, now, first, link, tail))

    def _claims(
        self, client_id: str, user_id: str, now: int, first: Mapping[str, Any], link: Mapping[str, Any], tail: tuple[tuple[str, Any], ...]
    ) -> dict[str, Any]:
        user, client = self._store.get(User, user_id), self._store.get(Client, client_id)
        team_id = client.team_id if client else ""
        sub = user.sub(team_id) if user else user_id
        claims: dict[str, Any] = {"iss": ISSUER, "aud": client_id, "exp": now + self._switches.id_token_ttl, "iat": now, "sub": sub}
        claims.update(first)
        claims.update(link)
        if user is not None and client is not None:
            claims.update(self._email_claims(user, self._store.get(Consent, consent_key(user_id, client.group))))
        claims.update(tail or (("nonce_supported", True),))
        if user is not None and client is not None:
            claims.update(_transfer_claims(user, client, now))
        return claims

    def _email_claims(self, user: User, consent: Consent | None) -> dict[str, Any]:
        organisation = {"org_id": user.org_id} if user.org_id else {}
        if consent is None or not consent.email or "email" not in consent.scopes:
            return organisation
        claims: dict[str, Any] = {"email": consent.email, "email_verified": self._boolean(user.is_email_verified)}
        if consent.is_private_email or not self._switches.omit_false_is_private_email:
            claims["is_private_email"] = self._boolean(consent.is_private_email)
        return {**claims, **organisation}

    def _boolean(self, claim: bool) -> bool | str:  # noqa: FBT001  the claim itself, not an option
        return claim if self._switches.bool_claims == "json" else str(claim).lower()


def half_hash(text: str) -> str:
    """Return the left half of the SHA-256 of *text* in base64url: at_hash of an access token, c_hash of a code."""
    return base64url.encode(sha256(text.encode()).digest()[:_HASH_BYTES])


def _token_answer(access: str, refresh: str, identity: str) -> Response:
    """Return what `json_answer` would, but faster: this is the most frequent answer, and nothing in it needs escaping."""
    members = f'"access_token":"{access}","token_type":"Bearer","expires_in":{ACCESS_TOKEN_SECONDS}'
    return Response(200, JSON_HEADERS, f'{{{members},"refresh_token":"{refresh}","id_token":"{identity}"}}'.encode("ascii"))


def _access_members(access_token: str) -> dict[str, Any]:
    return {"access_token": access_token, "token_type": "Bearer", "expires_in": ACCESS_TOKEN_SECONDS}


def _transfer_claims(user: User, client: Client, now: int) -> dict[str, str]:
    transferred_at = client.transferred_at
    if transferred_at is None or client.former_team_id is None or not transferred_at <= now < transferred_at + TRANSFER_SECONDS:
        return {}
    return {"transfer_sub": user.transfer_sub(client.team_id)}
