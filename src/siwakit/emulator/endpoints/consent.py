"""What happens when a user agrees: a consent, a code, and the fields that are sent to the application."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import field, replace

from siwakit.emulator.app import Emulator
from siwakit.emulator.faults import Fault
from siwakit.emulator.state.storage import CodeRow, Consent, Store, consent_key
from siwakit.emulator.state.world import Client, User
from siwakit.emulator.switches import Switches
from siwakit.record import record

PERSONAL = ("name", "email")
MAX_NAME = 100


@record
class SignInRequest:
    """Parameters of a sign-in. A native one has no *redirect_uri* and always gets an identity token."""

    client_id: str
    redirect_uri: str | None = None
    scopes: tuple[str, ...] = ()
    state: str | None = field(default=None, repr=False)
    nonce: str | None = field(default=None, repr=False)
    code_challenge: str | None = field(default=None, repr=False)
    wants_identity_token: bool = False
    response_mode: str = "query"

    @property
    def is_native(self) -> bool:
        """Return whether the sign-in is in an app on the device and not on a web page."""
        return self.redirect_uri is None


@record
class Choice:
    """User's choices at the first consent: the name to share (None for the account's) and whether to hide the email."""

    first_name: str | None = None
    last_name: str | None = None
    hides_email: bool = False


@record
class SignedIn:
    """What the application receives."""

    code: str = field(repr=False)
    state: str | None = field(default=None, repr=False)
    id_token: str | None = field(default=None, repr=False)
    user: str | None = field(default=None, repr=False)
    """JSON in a string, at the first sign-in only."""

    def fields(self) -> dict[str, str]:
        """Return the fields of the answer, in Apple's order."""
        fields = {"state": self.state, "code": self.code, "id_token": self.id_token, "user": self.user}
        return {name: value for name, value in fields.items() if value is not None}


def read_sign_in_request(query: Mapping[str, str]) -> SignInRequest:
    """Return what an accepted authorize request asks for."""
    wants_token = "id_token" in query.get("response_type", "").split()
    return SignInRequest(
        query.get("client_id", ""),
        query.get("redirect_uri", ""),
        tuple(scope for scope in PERSONAL if scope in query.get("scope", "").split()),
        query.get("state"),
        query.get("nonce"),
        query.get("code_challenge"),
        wants_token,
        query.get("response_mode") or ("fragment" if wants_token else "query"),
    )


def consent_of(store: Store, user: User, client: Client) -> Consent | None:
    """Return the earlier consent of *user* to *client* or to another client in its group, or None."""
    return store.get(Consent, consent_key(user.user_id, client.group))


def sign_in_user(
    emulator: Emulator, sign_in: SignInRequest, user: User, client: Client, choice: Choice, now: int, *, fault: Fault | None = None
) -> SignedIn:
    """Store the consent and a code for *user*, and return what is sent to the application."""
    store, switches = emulator.store, emulator.store.switches()
    given = consent_of(store, user, client)
    consent = given or _consent(user, client, sign_in, choice, switches, now)
    if given is None:
        store.put(consent)
    row = CodeRow(
        *(
            emulator.random.code(),
            client.identifier,
            user.user_id,
            now,
            sign_in.redirect_uri,
            sign_in.code_challenge,
            sign_in.nonce,
            sign_in.scopes,
        ),
        is_native=sign_in.is_native,
        is_first=given is None,
        aged_seconds=switches.age_codes,
    )
    store.add_code(row)
    wants_token = sign_in.is_native or sign_in.wants_identity_token
    token = emulator.issuer_under(fault).identity_token(row, now) if wants_token else None
    return SignedIn(row.code, sign_in.state, token, _user_field(consent) if given is None else None)


def _consent(user: User, client: Client, sign_in: SignInRequest, choice: Choice, switches: Switches, now: int) -> Consent:
    consent = Consent(user.user_id, client.group, now, sign_in.scopes)
    if "name" in sign_in.scopes:
        first = user.first_name if choice.first_name is None else choice.first_name
        last = user.last_name if choice.last_name is None else choice.last_name
        consent = replace(consent, first_name=first[:MAX_NAME], last_name=last[:MAX_NAME])
    if "email" not in sign_in.scopes or not user.email:
        return consent
    address = user.relay_address(client.team_id, switches.relay_domain) if choice.hides_email else user.email
    return replace(consent, email=address, is_private_email=choice.hides_email)


def _user_field(consent: Consent) -> str | None:
    members: dict[str, object] = {}
    if "name" in consent.scopes:
        members["name"] = {"firstName": consent.first_name, "lastName": consent.last_name}
    if consent.email:
        members["email"] = consent.email
    return json.dumps(members, separators=(",", ":"), ensure_ascii=False) if members else None
