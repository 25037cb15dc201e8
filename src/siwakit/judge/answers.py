"""What Apple's answer proves: a table, because it judges nothing, it only says what follows."""

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
    """Say what an answer proves and on whose word.

    *clears* says that it accepts the whole request; *comes_before_the_client* that client and secret were not looked at.
    """

    words: str
    proves: str
    sources: tuple[Source, ...]
    clears: bool = False
    comes_before_the_client: bool = False


_EDGE = AnswerReading(
    "an HTML page instead of JSON",
    "the request did not reach the service: the answer is that of Apple's edge, and says nothing about secret or code",
    (s.OMNIAUTH_70,),
)
_FAULT = AnswerReading("a fault on Apple's side", "nothing about the request; the same request may work a little later", (s.LARAVEL_49,))
_GRANTED = AnswerReading("tokens", "everything: client_id, client_secret and grant were accepted", (s.APPLE_TOKEN,), clears=True)
_MIGRATION = AnswerReading(
    "an access token for user.migration",
    "Team ID, Key ID, key, client_id and client_secret are right (inferred: no other request without a code exercises them)",
    (s.APPLE_TRANSFER_OUT, s.INFERENCE),
    clears=True,
)
_REVOKED = AnswerReading(
    "200 from /auth/revoke",
    "nothing at all: junk tokens with junk secrets are answered so too (observed 2022-06 to 2026-06)",
    (s.LIVE_PROBE, s.FORUM_707610),
)
_UNKNOWN_CODE = AnswerReading(
    "The code has expired or has been revoked.",
    "nothing about the client_secret: since December 2022 an unknown code is refused before the client is authenticated (observed)",
    (s.LIVE_PROBE,),
    comes_before_the_client=True,
)
_UNKNOWN_TOKEN = AnswerReading(
    "The token has expired or has been revoked.",
    "nothing about the client_secret: an unknown refresh token is refused before the client is authenticated (observed)",
    (s.LIVE_PROBE,),
    comes_before_the_client=True,
)
_KNOWN_CODE = AnswerReading(
    "Apple knew the code",
    "the client_secret was probably accepted (inferred from the order of Apple's checks): look at the grant, not at the secret",
    (s.INFERENCE,),
)
_GRANT = AnswerReading("invalid_grant", "the code or token is at fault; whether the client_secret was looked at is not known", (s.APPLE_TN3107,))
_CLIENT = AnswerReading(
    "invalid_client",
    "the code was known to Apple; client_id, client_secret, the form of the body, or a configuration too fresh is at fault",
    (s.APPLE_TN3107, s.INFERENCE),
)
_REQUEST = AnswerReading(
    "invalid_request", "the form of the request is at fault: a field missing, repeated or unknown, or the media type", (s.APPLE_TN3107,)
)
_GRANT_TYPE = AnswerReading(
    "unsupported_grant_type", "Apple found no grant_type that it knows: misspelt, or the body was not read as a form", (s.FORUM_122593,)
)
_PAGE = AnswerReading(
    "an error page instead of the sign-in",
    "the address of the authorize page is at fault, or the Services ID behind it; no code was issued, and no secret was looked at",
    (s.APPLE_AUTHORIZE, s.PAGE_PROBES),
)
_OTHER = AnswerReading("an error", "no more than its own words", (s.APPLE_ERROR_RESPONSE,))


def read_proof(evidence: Evidence) -> AnswerReading | None:
    """Return what Apple's answer in *evidence* proves, or None where no answer is known."""
    answer = evidence.get(ANSWER)
    if isinstance(answer, Absence):
        return None
    if answer.is_html or (answer.status or OK) >= 500:  # noqa: PLR2004  HTTP's own bound
        return _FAULT if (answer.status or OK) >= 500 else _EDGE  # noqa: PLR2004  HTTP's own bound
    return _read_refusal(answer) if answer.is_refusal else _read_grant(answer, evidence)


def _read_grant(answer: AppleAnswer, evidence: Evidence) -> AnswerReading | None:
    if evidence.get(ENDPOINT) is Endpoint.REVOKE:
        return _REVOKED
    if not answer.has_tokens:
        return None
    fields = evidence.get(FIELDS)
    scope = None if isinstance(fields, Absence) else fields.get("scope")
    is_migration = evidence.get(GRANT_TYPE) == "client_credentials" and scope == MIGRATION_SCOPE
    return _MIGRATION if is_migration else _GRANTED


def _read_refusal(answer: AppleAnswer) -> AnswerReading:
    if answer.is_page:
        return _PAGE
    words = answer.description or ""
    if words.startswith(("The code has already been used", "client_id mismatch", "redirect_uri mismatch")):
        return _KNOWN_CODE
    if words.startswith("The code has expired"):
        return _UNKNOWN_CODE
    if words.startswith("The token has expired"):
        return _UNKNOWN_TOKEN
    table = {"invalid_grant": _GRANT, "invalid_client": _CLIENT, "invalid_request": _REQUEST, "unsupported_grant_type": _GRANT_TYPE}
    return table.get(answer.error or "", _OTHER)
