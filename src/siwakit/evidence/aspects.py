"""What a rule speaks of, where that is less than what its check reads.

A failing rule voids aspects: what is said of them is resolved by the same fix. The check for an expired secret and the check for a wrong aud both
read the claims; a secret with an exp in milliseconds has no expiry that could be judged, but its aud stands. So the aspect that is void is the
lifetime, not the claims.
"""

from __future__ import annotations

from siwakit.evidence.authorize_page import CALLBACK, RETURN_URLS
from siwakit.evidence.evidence import Part, T
from siwakit.evidence.holder import HOLDER
from siwakit.evidence.identifiers import KNOWN_CLIENTS, KNOWN_TEAM_IDS
from siwakit.evidence.notice import CHECKED
from siwakit.evidence.parts import AUTHORIZED_REDIRECT, CLAIMS, CLIENT_ID, CLIENT_SECRET, CODE, HEADER, PORTAL, REQUEST, SECRET_SENT
from siwakit.evidence.signer_trial import DOUBTED_KEYS, TRIAL, WRITTEN
from siwakit.evidence.target import WHOLE_FIELDS


def _aspect(name: str, whole: Part[T]) -> Part[T]:
    """Return the aspect *name* of the part *whole*."""
    return Part(f"{whole.name}: {name}", lambda evidence: evidence.get(whole), whole.ask, whole.option)


FILLED_FIELDS = _aspect("which required fields are filled", WHOLE_FIELDS)
MEDIA_TYPE = _aspect("the media type of the body", REQUEST)
CODE_RECORD = _aspect("Apple's record of the code", CODE)
REDIRECT_MATCH = _aspect("whether redirect_uri is that of the authorization request", AUTHORIZED_REDIRECT)
ISSUED_TO = _aspect("whether the code or token was issued to client_id", HOLDER)
CLIENT_ID_FORM = _aspect("what client_id looks like", CLIENT_ID)
CLIENT_KNOWN = _aspect("whether client_id is one of the developer's", KNOWN_CLIENTS)
SUB_AND_CLIENT_ID = _aspect("whether sub is client_id", CLAIMS)
SECRET_MADE = _aspect("what became of the secret that should be made", SECRET_SENT)
SECRET_SPELLING = _aspect("whether the segments are base64url", CLIENT_SECRET)
KID = _aspect("what kid is", HEADER)
ISS = _aspect("what iss is", CLAIMS)
IAT_AHEAD = _aspect("whether iat is ahead", CLAIMS)
LIFETIME = _aspect("whether the secret is still valid", CLAIMS)
TEAMS = _aspect("whether everything belongs to one team", KNOWN_TEAM_IDS)
REGISTERED_KEY = _aspect("the registered key of kid", PORTAL)
SIGNATURE_FORM = _aspect("how the signature is written", WRITTEN)
SIGNED_BY = _aspect("whose signature it is", TRIAL)
KEY_DAMAGES = _aspect("what damaged the text of the key", DOUBTED_KEYS)
PAGE_RETURN_URLS = _aspect("whether redirect_uri is registered", RETURN_URLS)
CALLBACK_HANDLER = _aspect("how the application handles the callback", CALLBACK)
MIGRATED_USER = _aspect("which user is migrated", PORTAL)
NOTIFICATION_SIGNATURE = _aspect("who signed the notification", CHECKED)
