"""Who a code or token was issued to, where it came from, and what Apple's error text says about it.

The sources, best first: Apple's own record, the identity token that came with the code, the authorize request. A
client_id is never classified by its name: only the portal and the developer's own lists say what it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from siwakit.apple import Endpoint
from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence, Origin, Part, T
from siwakit.evidence.masked import is_gap
from siwakit.evidence.parts import ANSWER, AUTHORIZE, CLIENT_IDS, CODE, ENDPOINT, GRANT_TYPE, IDENTITY_CLAIMS, ORIGIN, PORTAL, REFRESH_TOKEN, TOKEN
from siwakit.record import record


class Words(Enum):
    """What the text of a refusal says about the grant, by its first words."""

    # An Enum hashes its name, in Python code; members are unique objects, and these are hashed thousands of times.
    __hash__ = object.__hash__

    CODE_EXPIRED = "The code has expired"
    CODE_USED = "The code has already been used"
    CLIENT_MISMATCH = "client_id mismatch"
    REDIRECT_MISMATCH = "redirect_uri mismatch"
    TOKEN_EXPIRED = "The token has expired"


@record
class IssuedTo:
    """Client that a code or token was issued to, and the source for it."""

    client_id: str
    witness: str


def known_or_none(value: T | Absence) -> T | None:
    """Return *value*, or None if it is absent."""
    return None if isinstance(value, Absence) else value


def _holder(evidence: Evidence) -> IssuedTo | Absence:
    if evidence.get(GRANT_TYPE) == "client_credentials" or evidence.get(ENDPOINT) is Endpoint.MIGRATION:
        return LACKING
    found = next(_witnesses(evidence), None)
    if found is None:
        return UNKNOWN if evidence.portal is UNKNOWN else LACKING
    return found


def _witnesses(evidence: Evidence) -> Iterator[IssuedTo]:
    recorded = _recorded_client(evidence)
    if recorded:
        yield IssuedTo(recorded, "Apple's record")
    claims = known_or_none(evidence.get(IDENTITY_CLAIMS)) or {}
    aud = claims.get("aud")
    if isinstance(aud, str) and aud:
        yield IssuedTo(aud, "the identity token that came with the code")
    # A code from the app does not come from an authorize request, so one given with it belongs to another sign-in.
    query = known_or_none(evidence.get(AUTHORIZE)) or {}
    client_id = query.get("client_id")
    if client_id and not is_gap(client_id) and evidence.get(ORIGIN) is not Origin.NATIVE:
        yield IssuedTo(client_id, "the authorize request that began this sign-in")


def _recorded_client(evidence: Evidence) -> str | None:
    portal = known_or_none(evidence.get(PORTAL))
    if portal is None:
        return None
    code = portal.codes.get(known_or_none(evidence.get(CODE)) or "")
    if code is not None:
        return code.client_id
    token = known_or_none(evidence.get(REFRESH_TOKEN)) or known_or_none(evidence.get(TOKEN)) or ""
    issued = portal.refresh_tokens.get(token) or portal.access_tokens.get(token)
    return None if issued is None else issued.client_id


def is_services_id(evidence: Evidence, client_id: str) -> bool | None:
    """Return whether *client_id* is a Services ID according to the portal or the developer's lists; None if neither says."""
    portal = known_or_none(evidence.get(PORTAL))
    client = portal.clients.get(client_id) if portal else None
    if client is not None:
        return client.is_services_id
    in_services = client_id in (known_or_none(evidence.services_ids) or ())
    in_bundles = client_id in (known_or_none(evidence.bundle_ids) or ())
    return None if in_services == in_bundles else in_services


def right_client_id(evidence: Evidence, client_id: str, sub: str) -> tuple[str | None, str]:
    """Return which of *client_id* and *sub* is right, with the proof; None if there is no proof, and then neither is recommended."""
    both = (client_id, sub)
    holder = known_or_none(evidence.get(HOLDER))
    if holder is not None and holder.client_id in both:
        return holder.client_id, f"{holder.witness} names {holder.client_id}"
    surface = evidence.get(SURFACE)
    if not isinstance(surface, Absence):
        wanted = surface is Origin.WEB
        fitting = [one for one in both if is_services_id(evidence, one) is wanted]
        if len(fitting) == 1:
            return fitting[0], f"the code comes from the {'web' if wanted else 'app'}, whose identifier is {fitting[0]}"
    named = [one for one in both if one in (known_or_none(evidence.get(CLIENT_IDS)) or ())]
    if len(named) == 1:
        return named[0], f"your configuration names only {named[0]}"
    return None, "which of the two is right depends on where the code came from: the app's bundle ID, or the Services ID for the web"


def _surface(evidence: Evidence) -> Origin | Absence:
    holder = evidence.get(HOLDER)
    if holder is LACKING:
        return LACKING
    kind = None if isinstance(holder, Absence) else is_services_id(evidence, holder.client_id)
    if kind is not None:
        return Origin.WEB if kind else Origin.NATIVE
    stated = evidence.get(ORIGIN)
    if stated is not UNKNOWN:
        return stated
    if "real_user_status" in (known_or_none(evidence.get(IDENTITY_CLAIMS)) or {}):
        return Origin.NATIVE
    return UNKNOWN if isinstance(evidence.get(AUTHORIZE), Absence) else Origin.WEB


def _words(evidence: Evidence) -> Words | Absence:
    answer = evidence.get(ANSWER)
    if isinstance(answer, Absence):
        return answer
    text = answer.description or ""
    return next((words for words in Words if text.startswith(words.value)), LACKING)


def is_grant_refusal(evidence: Evidence) -> bool:
    """Return whether Apple answered invalid_grant, with or without a description."""
    answer = known_or_none(evidence.get(ANSWER))
    return answer is not None and answer.error == "invalid_grant"


HOLDER: Part[IssuedTo] = Part("holder", _holder, "the identity token that came with the code")
SURFACE: Part[Origin] = Part("surface", _surface, "where the code came from: the app or the web", "--origin native|web")
WORDS: Part[Words] = Part("words", _words, "Apple's answer, with its headers", "--response")
