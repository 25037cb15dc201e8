"""A correct sign-in, in which an example changes one thing.

`Scenario()` is a web sign-in: code, secret, request, key, configuration and portal agree. Each method returns a changed
copy; `evidence()` signs and assembles the evidence of such a sign-in. Apple's answer is unknown unless an example states it.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from typing import Any
from urllib.parse import quote, urlencode

from siwakit.apple import AUTHORIZE_URL, FORM_TYPE, ISSUER, MIGRATION_SCOPE, MIGRATION_URL, REVOKE_URL, TOKEN_URL
from siwakit.evidence.evidence import LACKING, Absence, Evidence, KeyAtHand, Origin
from siwakit.evidence.keys import key_at_hand
from siwakit.evidence.sign_in.portal import CodeRecord, Portal, RefreshRecord
from siwakit.http import Exchange, Request, Response
from siwakit.jose import base64url, jws
from siwakit.record import record
from siwakit.samples.example_records import compact, sign_es256, team_key_at_hand
from siwakit.samples.example_records import portal as portal_of_the_team
from siwakit.samples.example_values import (
    ACCESS_TOKEN,
    BUNDLE_ID,
    CODE,
    KEY_ID,
    NONCE,
    NOW,
    OTHER_TEAM_ID,
    REDIRECT_URI,
    REFRESH_TOKEN,
    SERVICES_ID,
    STATE,
    TEAM_ID,
    USER,
)
from siwakit.samples.identity_scenario import DROP, Identity, Signer, changed


@record(kw_only=True)
class Scenario:
    """Correct sign-in; change it with the methods, never with the fields."""

    now: int = NOW
    client_id: str = SERVICES_ID
    url: str = TOKEN_URL
    method: str = "POST"
    headers: tuple[tuple[str, str], ...] = (("Host", "appleid.apple.com"), ("Content-Type", FORM_TYPE))
    header_changes: Mapping[str, Any] = field(default_factory=dict)
    claim_changes: Mapping[str, Any] = field(default_factory=dict)
    form_base: Mapping[str, str] = field(
        default_factory=lambda: {"grant_type": "authorization_code", "code": CODE, "redirect_uri": REDIRECT_URI}, repr=False
    )
    form_changes: Mapping[str, Any] = field(default_factory=dict, repr=False)
    signer: Signer = field(default=sign_es256, repr=False)
    compact_changes: tuple[Callable[[str], str], ...] = ()
    body_change: Callable[[list[tuple[str, str]]], str] | None = None
    project: Mapping[str, Any] = field(
        default_factory=lambda: {"team_id": TEAM_ID, "key_id": KEY_ID, "bundle_ids": (BUNDLE_ID,), "services_ids": (SERVICES_ID,)}
    )
    given_keys: tuple[KeyAtHand, ...] | None = None
    where: Origin = Origin.WEB
    authorize_changes: Mapping[str, Any] = field(default_factory=dict)
    identity: Identity = field(default_factory=Identity)
    response: Response | None = None
    newer: Mapping[str, Any] | None = None
    before: tuple[Exchange, ...] = ()
    portal_changes: tuple[Callable[[Portal], Portal], ...] = ()
    hidden: tuple[str, ...] = ()

    # what kind of sign-in it is

    def native(self) -> Scenario:
        """Make it a sign-in in the iOS app: its code was issued to the bundle ID and is sent without a redirect_uri."""
        base = {"grant_type": "authorization_code", "code": CODE}
        return replace(self, client_id=BUNDLE_ID, where=Origin.NATIVE, form_base=base)

    def refresh(self) -> Scenario:
        """Make it the check of a refresh token."""
        return replace(self, form_base={"grant_type": "refresh_token", "refresh_token": REFRESH_TOKEN})

    def revoke(self) -> Scenario:
        """Make it the revocation of a refresh token."""
        return replace(self, url=REVOKE_URL, form_base={"token": REFRESH_TOKEN, "token_type_hint": "refresh_token"})

    def migration_token(self) -> Scenario:
        """Make it the request for an access token of a migration."""
        return replace(self, form_base={"grant_type": "client_credentials", "scope": MIGRATION_SCOPE})

    def migration(self) -> Scenario:
        """Make it the request for a transfer identifier."""
        headers = (*self.headers, ("Authorization", f"Bearer {ACCESS_TOKEN}"))
        return replace(self, url=MIGRATION_URL, headers=headers, form_base={"sub": USER, "target": OTHER_TEAM_ID})

    # the client_secret

    def secret(self, **claims: Any) -> Scenario:
        """Change claims of the client_secret; DROP removes one."""
        return replace(self, claim_changes={**self.claim_changes, **claims})

    def header(self, **members: Any) -> Scenario:
        """Change members of the client_secret's header; DROP removes one."""
        return replace(self, header_changes={**self.header_changes, **members})

    def signed(self, signer: Signer) -> Scenario:
        """Sign with *signer*, a function of the signing input."""
        return replace(self, signer=signer)

    def signed_by_other_key(self) -> Scenario:
        """Sign with the team's second key."""
        return replace(self, signer=lambda data: sign_es256(data, other=True))

    def sent(self, change: Callable[[str], str]) -> Scenario:
        """Change the finished client_secret in transit."""
        return replace(self, compact_changes=(*self.compact_changes, change))

    def newer_secret(self, **claims: Any) -> Scenario:
        """Add a newer client_secret, with these claims changed."""
        return replace(self, newer=claims)

    # the request

    def form(self, **fields: Any) -> Scenario:
        """Change fields of the form; DROP removes one."""
        return replace(self, form_changes={**self.form_changes, **fields})

    def body(self, change: Callable[[list[tuple[str, str]]], str]) -> Scenario:
        """Write the body with *change*, a function of the fields."""
        return replace(self, body_change=change)

    def sends(self, *, method: str | None = None, url: str | None = None, **headers: Any) -> Scenario:
        """Change the request line and headers (`content_type="text/plain"`; DROP removes one)."""
        changes = {name.replace("_", "-").title(): value for name, value in headers.items()}
        kept = [(name, value) for name, value in self.headers if name not in changes]
        added = [(name, value) for name, value in changes.items() if value is not DROP]
        return replace(self, method=method or self.method, url=url or self.url, headers=(*kept, *added))

    def basic(self) -> Scenario:
        """Move the credentials from the body to an Authorization header."""
        token = b64encode(f"{quote(self._client_id())}:{quote(self.compact_secret())}".encode()).decode()
        return self.form(client_id=DROP, client_secret=DROP).sends(authorization=f"Basic {token}")

    # what else is known

    def at(self, now: int) -> Scenario:
        """Change the time of the diagnosis, not what was signed."""
        return replace(self, now=now)

    def client(self, client_id: str) -> Scenario:
        """Use another client_id in the request, the client_secret and the authorize request."""
        return replace(self, client_id=client_id)

    def origin(self, origin: Origin) -> Scenario:
        """State where the code came from."""
        return replace(self, where=origin)

    def configured(self, **project: Any) -> Scenario:
        """Change the configuration (team_id, key_id, bundle_ids, services_ids, redirect_uri, settings)."""
        return replace(self, project={**self.project, **project})

    def key(self, text: str, name: str = f"AuthKey_{KEY_ID}.p8", mode: int | None = None) -> Scenario:
        """Use this text as the only key."""
        return replace(self, given_keys=(key_at_hand(text, name, mode),))

    def another_key(self, text: str, name: str) -> Scenario:
        """Add another key."""
        return replace(self, given_keys=(*self._keys(), key_at_hand(text, name)))

    def authorize(self, **query: Any) -> Scenario:
        """Change the authorization request."""
        return replace(self, authorize_changes={**self.authorize_changes, **query})

    def identity_token(self, **claims: Any) -> Scenario:
        """Change claims of the identity token that came with the code."""
        return replace(self, identity=self.identity.claims(**claims))

    def verifying(self, change: Callable[[Identity], Identity] = lambda right: right) -> Scenario:
        """Make it a verification of the identity token, without a request, and change what it is checked against."""
        return replace(self.unknown("request", "keys", "portal", "authorize"), identity=change(self.identity))

    def answered(self, status: int, body: Mapping[str, Any] | str = "", **headers: str) -> Scenario:
        """State what Apple answered."""
        text = body if isinstance(body, str) else json.dumps(body)
        kind = {"content_type": "text/html" if text.startswith("<") else "application/json;charset=UTF-8"}
        named = tuple((name.replace("_", "-").title(), value) for name, value in {**kind, **headers}.items())
        return replace(self, response=Response(status, named, text.encode()))

    def after(self, *exchanges: Exchange) -> Scenario:
        """State the exchanges before this one."""
        return replace(self, before=exchanges)

    def portal(self, change: Callable[[Portal], Portal]) -> Scenario:
        """Change the records of the developer portal."""
        return replace(self, portal_changes=(*self.portal_changes, change))

    def unknown(self, *names: str) -> Scenario:
        """Hide parts of the evidence: the names are fields of Evidence."""
        return replace(self, hidden=(*self.hidden, *names))

    # assembly

    def compact_secret(self) -> str:
        """Return the client_secret as it is sent."""
        header = changed({"alg": "ES256", "kid": KEY_ID}, self.header_changes)
        claims = {"iss": TEAM_ID, "iat": NOW, "exp": NOW + 600, "aud": ISSUER, "sub": self.client_id}
        signing_input = f"{compact(header)}.{compact(changed(claims, self.claim_changes))}"
        text = f"{signing_input}.{base64url.encode(self.signer(signing_input.encode()))}"
        for change in self.compact_changes:
            text = change(text)
        return text

    def fields(self) -> list[tuple[str, str]]:
        """Return the form's fields in order."""
        base = {"client_id": self.client_id, "client_secret": self.compact_secret(), **self.form_base}
        return [(name, str(value)) for name, value in changed(base, self.form_changes).items()]

    def request(self) -> Request:
        """Return the request."""
        body = (self.body_change or urlencode)(self.fields())
        return Request(self.method, self.url, self.headers, body.encode() if self.method == "POST" else b"")

    def evidence(self) -> Evidence:
        """Return the evidence of this sign-in, with the portal's records."""
        known: dict[str, Any] = {
            "now": self.now,
            "request": self.request(),
            "keys": self._keys(),
            "origin": self.where,
            "authorize": self._authorize(),
            **self.identity.evidence(self.client_id),
            "portal": self._portal(),
            "earlier": self.before,
            **self.project,
        }
        if self.response is not None:
            known["answer"] = self.response
        if self.newer is not None:
            known["newer_secret"] = jws.read(Scenario(client_id=self.client_id).secret(**self.newer).compact_secret())
        return Evidence(**{name: value for name, value in known.items() if name not in self.hidden})

    def seen_by_apple(self) -> Evidence:
        """Return what Apple's endpoint can see: the request, its own records and its clock, and nothing else."""
        lacking = ("answer", "keys", "newer_secret", "team_id", "key_id", "bundle_ids", "services_ids", "origin", "authorize")
        absent = dict.fromkeys((*lacking, "redirect_uri", "identity_token", "settings"), LACKING)
        return Evidence(now=self.now, request=self.request(), portal=self._portal(), **absent)  # type: ignore[arg-type]  # fields of Evidence by name

    def _client_id(self) -> str:
        return str(self.form_changes.get("client_id", self.client_id))

    def _keys(self) -> tuple[KeyAtHand, ...]:
        return (team_key_at_hand(),) if self.given_keys is None else self.given_keys

    def _authorize(self) -> Request | Absence:
        if self.where is Origin.NATIVE:
            return LACKING
        query = {"client_id": self.client_id, "redirect_uri": REDIRECT_URI, "response_type": "code", "response_mode": "form_post"}
        query |= {"scope": "name email", "state": STATE, "nonce": NONCE}
        return Request("GET", f"{AUTHORIZE_URL}?{urlencode(changed(query, self.authorize_changes), quote_via=quote)}")

    def _portal(self) -> Portal:
        code = CodeRecord(self.client_id, NOW - 10, REDIRECT_URI if self.where is Origin.WEB else None)
        portal = replace(portal_of_the_team(), codes={CODE: code}, refresh_tokens={REFRESH_TOKEN: RefreshRecord(self.client_id)})
        for change in self.portal_changes:
            portal = change(portal)
        return portal
