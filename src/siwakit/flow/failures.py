"""Name what can come of a call to Apple but the answer hoped for, each kind with the doctor's diagnosis of this very exchange.

AppleError
├── AppleRefusal      InvalidClient, InvalidGrant, InvalidRequest, InvalidScope, UnsupportedGrantType, UnauthorizedClient, UnknownRefusal
└── AppleUnavailable  RateLimited, EdgeBlocked, HtmlAnswer, ServerFault, TimedOut, ConnectionFailed, OutcomeUnknown,
                      AnswerTooLarge, AnswerNotReadable
"""

from __future__ import annotations

from email.utils import parsedate_to_datetime

from siwakit.errors import Blame, SiwakitError
from siwakit.escape import visible
from siwakit.evidence.evidence import UNKNOWN, Evidence
from siwakit.evidence.known import Known
from siwakit.evidence.sign_in.answer import AppleAnswer, read_answer
from siwakit.http import Request, Response
from siwakit.judge.answers import read_proof
from siwakit.judge.diagnosis import Diagnosis, diagnose

_MAX_DIGITS = 9
_CODE_IS_SENT = b"grant_type=authorization_code"
_NEW_CODE = "do not send the code again, it may be spent: lead the user through the sign-in once more, which brings a new one"


class AppleError(SiwakitError):
    """Report a call to Apple that did not end well; without a *response* no answer came."""

    code = "apple-error"
    blame = Blame.APPLE

    def __init__(self, message: str, *, request: Request, response: Response | None = None, hint: str = "") -> None:
        super().__init__(message, hint=_NEW_CODE if _CODE_IS_SENT in request.body and not isinstance(self, AppleRefusal) else hint)
        self._request = request
        self._response = response
        self._known = Known()
        self._diagnosis: Diagnosis | None = None

    def tell(self, known: Known) -> None:
        """Let the diagnosis use *known*, which the exchange does not say: who is configured, and the time."""
        self._known, self._diagnosis = known, None

    @property
    def status(self) -> int | None:
        """Return the status of the answer, None where none came."""
        return self._response.status if self._response else None

    @property
    def error(self) -> str | None:
        """Return Apple's word for it, such as `invalid_client`; control and invisible characters are escaped."""
        return None if self._answer.error is None else visible(self._answer.error)

    @property
    def description(self) -> str | None:
        """Return Apple's sentence, or None if there is none; control and invisible characters are escaped."""
        return None if self._answer.description is None else visible(self._answer.description)

    @property
    def retry_after_seconds(self) -> int | None:
        """Return how long Apple asks to wait, None where it does not say."""
        return _retry_after(self._response, self._answer.date) if self._response else None

    @property
    def proves(self) -> str:
        """Return what follows from the answer, and what does not."""
        proof = read_proof(self._evidence) if self._response else None
        return proof.proves if proof else "nothing about the request: no answer of Apple's service came"

    @property
    def diagnosis(self) -> Diagnosis:
        """Return the doctor's diagnosis of this exchange; what renders it redacts it."""
        if self._diagnosis is None:
            self._diagnosis = diagnose(self._evidence)
        return self._diagnosis

    @property
    def _answer(self) -> AppleAnswer:
        return read_answer(self._response) if self._response else AppleAnswer(None)

    @property
    def _evidence(self) -> Evidence:
        known = self._known
        return Evidence(
            now=known.now,
            request=self._request,
            answer=self._response or UNKNOWN,
            keys=known.keys or UNKNOWN,
            team_id=known.team_id,
            key_id=known.key_id,
            bundle_ids=known.bundle_ids,
            services_ids=known.services_ids,
            origin=known.origin,
            redirect_uri=known.redirect_uri,
        )


class AppleRefusal(AppleError):
    """Report that Apple's service read the request and said no."""

    code = "apple-refusal"
    blame = Blame.CALLER


class InvalidClient(AppleRefusal):
    """Report `invalid_client`: the client_id, the client_secret, or the configuration behind them."""

    code = "invalid-client"


class InvalidGrant(AppleRefusal):
    """Report `invalid_grant`: the code or the refresh token; a refresh so answered says that the user has left."""

    code = "invalid-grant"


class InvalidRequest(AppleRefusal):
    """Report `invalid_request`: the form of the request."""

    code = "invalid-request"


class InvalidScope(AppleRefusal):
    """Report `invalid_scope`."""

    code = "invalid-scope"


class UnsupportedGrantType(AppleRefusal):
    """Report `unsupported_grant_type`."""

    code = "unsupported-grant-type"


class UnauthorizedClient(AppleRefusal):
    """Report `unauthorized_client`."""

    code = "unauthorized-client"


class UnknownRefusal(AppleRefusal):
    """Report a refusal by a word that Apple is not known for; `error` has it."""

    code = "unknown-refusal"


class AppleUnavailable(AppleError):
    """Report that no answer of Apple's service came: its edge, a fault, the network or the time was in the way."""

    code = "apple-unavailable"


class RateLimited(AppleUnavailable):
    """Report 429: too many requests; never seen of Apple, and still possible."""

    code = "rate-limited"
    blame = Blame.CALLER


class EdgeBlocked(AppleUnavailable):
    """Report 403 from Apple's edge, which keeps out addresses and User-Agents; the service never saw the request."""

    code = "edge-blocked"


class HtmlAnswer(AppleUnavailable):
    """Report a page where JSON was expected."""

    code = "html-answer"


class ServerFault(AppleUnavailable):
    """Report a status of 500 or more."""

    code = "server-fault"


class TimedOut(AppleUnavailable):
    """Report that no answer came in time."""

    code = "timed-out"
    blame = Blame.NETWORK


class ConnectionFailed(AppleUnavailable):
    """Report a connection that could not be made, or broke; whatever was sent did no harm."""

    code = "connection-failed"
    blame = Blame.NETWORK


class OutcomeUnknown(AppleUnavailable):
    """Report that a code was sent and the answer was lost: it may be spent, so it is never sent again."""

    code = "outcome-unknown"
    blame = Blame.NETWORK


class AnswerTooLarge(AppleUnavailable):
    """Report an answer over 64 KiB, of which the rest was not read."""

    code = "answer-too-large"


class AnswerNotReadable(AppleUnavailable):
    """Report an answer that is not what the service sends: no JSON, a member missing, a redirect."""

    code = "answer-not-readable"


def _retry_after(response: Response, date: int | None) -> int | None:
    text = (response.header("retry-after") or "").strip()
    if text.isascii() and text.isdigit():
        return int(text[:_MAX_DIGITS])
    try:
        until = int(parsedate_to_datetime(text).timestamp())
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0, until - date) if date is not None else None
