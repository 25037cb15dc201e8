"""What a rule is about, if that is narrower than the parts that its check reads.

A failing rule voids aspects: failures about them are resolved by the same fix. The check for an expired client_secret and the check for a wrong
aud both read the claims; if exp is in milliseconds, the expiry cannot be judged, but the aud can. So the void aspect is the lifetime, not the
claims.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from siwakit.evidence.evidence import Part
from siwakit.evidence.parts import CLAIMS, CLIENT_ID, CLIENT_SECRET, CODE, HEADER, PORTAL, REDIRECT_URI, REQUEST, SECRET_SENT
from siwakit.evidence.sign_in.authorize_page import CALLBACK, PAGE_CLIENT_ID, RETURN_URLS
from siwakit.evidence.sign_in.issued_to import HOLDER
from siwakit.evidence.sign_in.migration_parts import USER
from siwakit.evidence.sign_in.notification_parts import CHECKED
from siwakit.evidence.sign_in.signer_trial import DOUBTED_KEYS, TRIAL, WRITTEN
from siwakit.evidence.sign_in.target import WHOLE_FIELDS


@dataclass(frozen=True, slots=True, eq=False)
class Aspect:
    """What rules can be about within one or several parts; a rule about it reads at least one of *parts*."""

    name: str
    parts: tuple[Part[Any], ...]


def _aspect(name: str, *parts: Part[Any]) -> Aspect:
    return Aspect(name, parts)


FILLED = {
    name: _aspect(f"whether {name} is filled", WHOLE_FIELDS)
    for name in ("grant_type", "client_id", "client_secret", "code", "refresh_token", "token", "sub", "target")
}
FILLED_FIELDS = tuple(FILLED.values())
MEDIA_TYPE = _aspect("the media type of the body", REQUEST)
CODE_RECORD = _aspect("Apple's record of the code", CODE)
REDIRECT_MATCH = _aspect("whether redirect_uri is that of the authorization request", REDIRECT_URI)
ISSUED_TO = _aspect("whether the code or token was issued to client_id", HOLDER)
CLIENT_ID_FORM = _aspect("the form of client_id", CLIENT_ID)
CLIENT_KNOWN = _aspect("whether client_id is one of the developer's", CLIENT_ID)
SUB_AND_CLIENT_ID = _aspect("whether sub is client_id", CLAIMS)
SECRET_MADE = _aspect("what happened to the client_secret that should be minted", SECRET_SENT, WHOLE_FIELDS)
SECRET_SPELLING = _aspect("whether the segments are base64url", CLIENT_SECRET)
KID = _aspect("what kid is", HEADER)
ISS = _aspect("what iss is", CLAIMS)
IAT_AHEAD = _aspect("whether iat is ahead", CLAIMS)
LIFETIME = _aspect("whether the secret is still valid", CLAIMS)
TEAMS = _aspect("whether everything belongs to one team", CLAIMS)
REGISTERED_KEY = _aspect("the registered key of kid", PORTAL)
SIGNATURE_FORM = _aspect("how the signature is written", WRITTEN, TRIAL)
SIGNED_BY = _aspect("whose signature it is", TRIAL)
KEY_DAMAGES = _aspect("what damaged the text of the key", DOUBTED_KEYS)
PAGE_RETURN_URLS = _aspect("whether redirect_uri is registered", RETURN_URLS, PAGE_CLIENT_ID)
CALLBACK_ROUTE = _aspect("whether the callback reaches code that reads a form", CALLBACK)
CALLBACK_VARIANTS = _aspect("which variants of the callback the application handles", CALLBACK)
MIGRATED_USER = _aspect("which user is migrated", USER)
NOTIFICATION_SIGNATURE = _aspect("who signed the notification", CHECKED)
