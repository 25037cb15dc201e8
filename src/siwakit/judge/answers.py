"""What one of Apple's answers proves. This is a table and not a set of rules, because it judges nothing."""

from __future__ import annotations

from siwakit import sources as s
from siwakit.apple import MIGRATION_SCOPE, Endpoint
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.parts import ANSWER, ENDPOINT, FIELDS, GRANT_TYPE
from siwakit.evidence.sign_in.answer import OK, AppleAnswer
from siwakit.record import record
from siwakit.sources import Source


@record
class AnswerReading:
    """What one of Apple's answers proves, with sources.

    *clears* means that Apple accepted the whole request, *comes_before_the_client* that Apple did not check client_id and client_secret.
    """

    words: str
    proves: str
    sources: tuple[Source, ...]
    clears: bool = False
    comes_before_the_client: bool = False


_EDGE = AnswerReading(
    "an HTML page instead of JSON",
    "the request did not reach the service: the answer comes from Apple's edge and says nothing about the client_secret or the code",
    (s.OMNIAUTH_70,),
)
_FAULT = AnswerReading("a fault on Apple's side", "nothing about the request; the same request may succeed a little later", (s.LARAVEL_49,))
_GRANTED = AnswerReading("tokens", "everything: client_id, client_secret and grant were accepted", (s.APPLE_TOKEN,), clears=True)
MIGRATION_GRANTED = AnswerReading(
    "an access token for user.migration",
    "Team ID, Key ID, key, client_id and client_secret are correct (inferred: no other request without a code checks them)",
    (s.APPLE_TRANSFER_OUT, s.INFERENCE),
    clears=True,
)
_REVOKED = AnswerReading(
    "200 from /auth/revoke",
    "nothing at all: junk tokens sent with junk secrets get the same answer (observed 2022-06 to 2026-06)",
    (s.LIVE_PROBE, s.FORUM_707610),
)
_UNKNOWN_CODE = AnswerReading(
    "The code has expired or has been revoked.",
    "nothing about the client_secret: since December 2022 Apple refuses an unknown code before it authenticates the client (observed)",
    (s.LIVE_PROBE,),
    comes_before_the_client=True,
)
_UNKNOWN_TOKEN = AnswerReading(
    "The token has expired or has been revoked.",
    "nothing about the client_secret: Apple refuses an unknown refresh token before it authenticates the client (observed)",
    (s.LIVE_PROBE,),
    comes_before_the_client=True,
)
_KNOWN_CODE = AnswerReading(
    "Apple knew the code",
    "the client_secret was probably accepted (inferred from the order of Apple's checks): check the grant, not the client_secret",
    (s.INFERENCE,),
)
_GRANT = AnswerReading("invalid_grant", "the code or token is at fault; it is not known whether Apple checked the client_secret", (s.APPLE_TN3107,))
_CLIENT = AnswerReading(
    "invalid_client",
    "Apple knew the code; the cause is the client_id, the client_secret, the form of the body, "
    "or a recent change in the developer portal that has not taken effect yet",
    (s.APPLE_TN3107, s.INFERENCE),
)
MIGRATION_REFUSED = AnswerReading(
    "invalid_client",
    "Apple's service read the form and refused the client; the cause is the Team ID, the Key ID, the key, the client_id, the client_secret, "
    "or a recent change in the developer portal that has not taken effect yet (inferred: Apple does not say which); one report says that "
    "user.migration was granted only once a transfer had begun",
    (s.APPLE_TN3107, s.INFERENCE),
)
_REQUEST = AnswerReading(
    "invalid_request", "the form of the request is at fault: a missing, repeated or unknown field, or the media type", (s.APPLE_TN3107,)
)
_GRANT_TYPE = AnswerReading(
    "unsupported_grant_type", "Apple found no grant_type that it knows: it is misspelt, or the body was not parsed as a form", (s.FORUM_122593,)
)
_PAGE = AnswerReading(
    "an error page instead of the sign-in",
    "the URL of the authorize page is at fault, or its Services ID; Apple issued no code and checked no client_secret",
    (s.APPLE_AUTHORIZE, s.PAGE_PROBES),
)
_OTHER = AnswerReading("an error", "only what it says", (s.APPLE_ERROR_RESPONSE,))


def read_proof(evidence: Evidence) -> AnswerReading | None:
    """Return what Apple's answer in *evidence* proves, or None if no answer is known."""
    answer = evidence.get(ANSWER)
    if isinstance(answer, Absence):
        return None
    if answer.is_html or (answer.status or OK) >= 500:  # noqa: PLR2004  HTTP's own bound
        return _FAULT if (answer.status or OK) >= 500 else _EDGE  # noqa: PLR2004  HTTP's own bound
    return _read_refusal(answer, evidence) if answer.is_refusal else _read_grant(answer, evidence)


def _read_grant(answer: AppleAnswer, evidence: Evidence) -> AnswerReading | None:
    if evidence.get(ENDPOINT) is Endpoint.REVOKE:
        return _REVOKED
    if not answer.has_tokens:
        return None
    fields = evidence.get(FIELDS)
    scope = None if isinstance(fields, Absence) else fields.get("scope")
    is_migration = evidence.get(GRANT_TYPE) == "client_credentials" and scope == MIGRATION_SCOPE
    return MIGRATION_GRANTED if is_migration else _GRANTED


def _read_refusal(answer: AppleAnswer, evidence: Evidence) -> AnswerReading:
    if answer.is_page:
        return _PAGE
    words = answer.description or ""
    if words.startswith(("The code has already been used", "client_id mismatch", "redirect_uri mismatch")):
        return _KNOWN_CODE
    if words.startswith("The code has expired"):
        return _UNKNOWN_CODE
    if words.startswith("The token has expired"):
        return _UNKNOWN_TOKEN
    if answer.error == "invalid_client" and evidence.get(GRANT_TYPE) == "client_credentials":
        return MIGRATION_REFUSED
    table = {"invalid_grant": _GRANT, "invalid_client": _CLIENT, "invalid_request": _REQUEST, "unsupported_grant_type": _GRANT_TYPE}
    return table.get(answer.error or "", _OTHER)
