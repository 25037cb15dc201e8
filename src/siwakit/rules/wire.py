"""Apple's answers, as far as they are documented or were observed."""

from __future__ import annotations

from dataclasses import replace

from siwakit import sources as s
from siwakit.record import record
from siwakit.sources import Basis, Source


@record
class Answer:
    """One answer from Apple; *description* is Apple's text up to the part that varies, or None."""

    status: int
    error: str | None
    description: str | None = None
    source: Source = s.APPLE_TN3107
    basis: Basis = Basis.DOCUMENTED
    seen: str = ""

    def cited(self, source: Source) -> Answer:
        """Return the same answer on the authority of *source*."""
        return replace(self, source=source, basis=source.basis, seen=source.seen)

    def fits(self, status: int | None, error: str | None, description: str | None) -> bool:
        """Return whether an answer seen on the wire is this one; punctuation at the end of the text varies."""
        if error != self.error or (status is not None and status != self.status):
            return False
        if description is None or self.description is None:
            return True
        return description.rstrip(".").startswith(self.description.rstrip("."))


INVALID_CLIENT = Answer(400, "invalid_client")
INVALID_REQUEST = Answer(400, "invalid_request")
INVALID_GRANT = Answer(400, "invalid_grant")
UNSUPPORTED_GRANT_TYPE = Answer(400, "unsupported_grant_type").cited(s.FORUM_122593)
INVALID_SCOPE = Answer(400, "invalid_scope", source=s.APPLE_ERROR_RESPONSE)
CODE_UNKNOWN = Answer(400, "invalid_grant", "The code has expired or has been revoked.").cited(s.LIVE_PROBE)
CODE_USED = Answer(400, "invalid_grant", "The code has already been used.").cited(s.ALLAUTH_2836)
TOKEN_UNKNOWN = Answer(400, "invalid_grant", "The token has expired or has been revoked.").cited(s.LIVE_PROBE)
CLIENT_MISMATCH = Answer(400, "invalid_grant", "client_id mismatch. The code was not issued to ").cited(s.NESTJS_APPLE_2)
REDIRECT_MISMATCH = Answer(400, "invalid_grant", "redirect_uri mismatch. The code was not issued to ").cited(s.ANANAY_31)
NOT_FOUND = Answer(404, None, source=s.APPLE_AUTHORIZE)
FORM_POST_DEMANDED = Answer(200, "invalid_request", "response_mode must be form_post when name or email scope is requested.").cited(
    s.SOCIALITE_APPLE_2
)
UNAUTHORIZED_CLIENT = Answer(400, "unauthorized_client")
PAGE_INVALID_CLIENT = Answer(200, "invalid_client", "Invalid client.").cited(s.PAGE_PROBES)
PAGE_INVALID_PAIR = Answer(200, "invalid_request", "Invalid client id or web redirect url.").cited(s.DIRECTUS_21339)
PAGE_INVALID_REDIRECT = Answer(200, "invalid_request", "Invalid web redirect url.").cited(s.ALLAUTH_2697)
PAGE_INVALID_RESPONSE_TYPE = Answer(200, "invalid_request", "Invalid response type.").cited(s.REACT_APPLE_LOGIN_17)
PAGE_INVALID_SCOPE = Answer(200, "invalid_request", "Invalid client scope").cited(s.CAPACITOR_80)
PAGE_OF_2019 = Answer(200, "invalid_request", "Request missing required parameter or unsupported parameters or invalid redirect url").cited(
    s.NODE_APPLE_SIGNIN_17
)
USER_NOT_FOUND = Answer(400, "invalid_request", "User not found.").cited(s.USER_NOT_FOUND_REPORT)
SERVER_FAULT = Answer(500, None).cited(s.LARAVEL_49)
HTML_ANSWER = Answer(200, None).cited(s.APPLE_SIGNIN_AUTH_19)
EDGE_FORBIDDEN = Answer(403, None).cited(s.OMNIAUTH_70)
REVOKED = Answer(200, None, source=s.APPLE_REVOKE)
