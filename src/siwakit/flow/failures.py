"""Errors raised by calls to Apple, each with the doctor's diagnosis of the exchange.

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
from siwakit.judge.findings import Finding

_MAX_DIGITS = 9
_FEW = 3
_CODE_IS_SENT = b"grant_type=authorization_code"
_NEW_CODE = "do not send the code again, it may be spent: send the user through the sign-in again to get a new code"


class AppleError(SiwakitError):
    """A call to Apple that failed; without a *response*, no answer was received."""

    code = "apple-error"
    blame = Blame.APPLE

    def __init__(self, message: str, *, request: Request, response: Response | None = None, hint: str = "") -> None:
        super().__init__(message, hint=_NEW_CODE if _CODE_IS_SENT in request.body and not isinstance(self, AppleRefusal) else hint)
        self._request = request
        self._response = response
        self._known = Known()
        self._diagnosis: Diagnosis | None = None

    def tell(self, known: Known) -> None:
        """Let the diagnosis use *known*, which is not in the exchange: the configured identifiers and the time."""
        self._known, self._diagnosis, self._notes = known, None, None

    def __str__(self) -> str:
        """Return the message with the root cause, if there is one; it is searched for when the text is first needed."""
        root = self._root
        return f"{self.message.rstrip('.')}: {root.rule.title} (rule {root.rule.id})" if root else self.message

    @property
    def status(self) -> int | None:
        """Return the HTTP status of the answer, or None if no answer was received."""
        return self._response.status if self._response else None

    @property
    def error(self) -> str | None:
        """Return Apple's error code, such as `invalid_client`; control and invisible characters are escaped."""
        return None if self._answer.error is None else visible(self._answer.error)

    @property
    def description(self) -> str | None:
        """Return Apple's description of the error, or None if there is none; control and invisible characters are escaped."""
        return None if self._answer.description is None else visible(self._answer.description)

    @property
    def retry_after_seconds(self) -> int | None:
        """Return how many seconds Apple asks to wait, or None if it does not say."""
        return _retry_after(self._response, self._answer.date) if self._response else None

    @property
    def proves(self) -> str:
        """Return what the answer proves and what it does not."""
        proof = read_proof(self._evidence) if self._response else None
        return proof.proves if proof else "nothing about the request: Apple's service did not answer"

    @property
    def diagnosis(self) -> Diagnosis:
        """Return the doctor's diagnosis of this exchange. It contains secrets; every report format redacts them."""
        if self._diagnosis is None:
            self._diagnosis = diagnose(self._evidence)
        return self._diagnosis

    @property
    def _root(self) -> Finding | None:
        """Return the root cause of a refusal. If Apple did not answer, nothing in the request is the cause."""
        return self.diagnosis.root if isinstance(self, AppleRefusal) else None

    def _write_notes(self) -> list[str]:
        root = self._root
        if root:
            return [f"fix: {root.rule.fix}", f"more: siwakit explain {root.rule.id}", *super()._write_notes()]
        suspects = [suspect.rule.id for suspect in self.diagnosis.suspects[:_FEW]] if isinstance(self, AppleRefusal) else []
        return [*([f"most likely causes: {', '.join(suspects)} (siwakit explain {suspects[0]})"] if suspects else []), *super()._write_notes()]

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
    """Apple's service read the request and refused it."""

    code = "apple-refusal"
    blame = Blame.CALLER


class InvalidClient(AppleRefusal):
    """`invalid_client`: the client_id, the client_secret, or their configuration in the developer portal."""

    code = "invalid-client"


class InvalidGrant(AppleRefusal):
    """`invalid_grant`: the code or the refresh token. As the answer to a refresh it means that the user's authorization is no longer valid."""

    code = "invalid-grant"


class InvalidRequest(AppleRefusal):
    """`invalid_request`: the form of the request."""

    code = "invalid-request"


class InvalidScope(AppleRefusal):
    """`invalid_scope`."""

    code = "invalid-scope"


class UnsupportedGrantType(AppleRefusal):
    """`unsupported_grant_type`."""

    code = "unsupported-grant-type"


class UnauthorizedClient(AppleRefusal):
    """`unauthorized_client`."""

    code = "unauthorized-client"


class UnknownRefusal(AppleRefusal):
    """A refusal with an error code that Apple is not known to use; `error` contains it."""

    code = "unknown-refusal"


class AppleUnavailable(AppleError):
    """Apple's service did not answer, because of its edge, a fault, the network or the time limit."""

    code = "apple-unavailable"


class RateLimited(AppleUnavailable):
    """429: too many requests. Apple has never been seen to send it, but may."""

    code = "rate-limited"
    blame = Blame.CALLER


class EdgeBlocked(AppleUnavailable):
    """403 from Apple's edge, which blocks IP addresses and User-Agents; the request did not reach the service."""

    code = "edge-blocked"


class HtmlAnswer(AppleUnavailable):
    """An HTML page instead of JSON."""

    code = "html-answer"


class ServerFault(AppleUnavailable):
    """A status of 500 or more."""

    code = "server-fault"


class TimedOut(AppleUnavailable):
    """No answer within the time limit."""

    code = "timed-out"
    blame = Blame.NETWORK


class ConnectionFailed(AppleUnavailable):
    """A connection that could not be opened, or that broke; nothing sent over it did any harm."""

    code = "connection-failed"
    blame = Blame.NETWORK


class OutcomeUnknown(AppleUnavailable):
    """A code was sent and the answer was lost. The code may be spent, so it is never sent again."""

    code = "outcome-unknown"
    blame = Blame.NETWORK


class AnswerTooLarge(AppleUnavailable):
    """An answer over 64 KiB; the rest of it was not read."""

    code = "answer-too-large"


class AnswerNotReadable(AppleUnavailable):
    """An answer that the service does not send: not JSON, without a required member, or a redirect."""

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
