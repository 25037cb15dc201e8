"""The words that the portal's forms show for the names of fields and switches."""

from __future__ import annotations

_LABELS = {
    "advance": "Seconds to add",
    "after": "Requests before it",
    "client_id": "App or Services ID",
    "copies": "Copies",
    "delay_seconds": "Delay in seconds",
    "email": "Email",
    "event_type": "Event",
    "has_capability": "Sign in with Apple",
    "has_service": "Sign in with Apple",
    "is_email_verified": "Verified email",
    "is_forged": "Forged signature",
    "is_managed": "Managed account",
    "issued": "Code or token",
    "kind": "Kind of fault",
    "live_after": "Seconds until it is live",
    "notify_url": "Notification URL",
    "now": "Time to set",
    "one_in": "One request in",
    "primary_app": "Primary App ID",
    "return_urls": "Return URLs",
    "seconds": "Seconds",
    "times": "How many times",
    "to_team_id": "New team",
    "user_id": "User",
    # Switches.
    "age_codes": "Age of new codes",
    "allow_localhost": "Redirects to localhost",
    "authorize_error_form": "Errors of the sign-in page",
    "bool_claims": "Booleans in identity tokens",
    "check_order": "Order of the checks",
    "clock_skew_seconds": "Tolerated clock difference",
    "delete_event_name": "Event for a deleted account",
    "edge_403": "Error page of the edge",
    "events_encoding": "Events in notifications",
    "id_token_ttl": "Lifetime of identity tokens",
    "issuer_incident": "Issuer as in June 2025",
    "json_body": "Answer to a JSON body",
    "jwks_keys": "Published keys",
    "jwks_shuffle": "Changing order of keys",
    "migration_bearer": "Access token for migrations",
    "omit_false_is_private_email": "Leave out a false is_private_email",
    "pkce": "PKCE",
    "refresh_returns_id_token": "Identity token after a refresh",
    "relay_domain": "Domain of private addresses",
    "strict_jwt_strings": "Almost correct client_secrets",
}
_ABBREVIATIONS = {"id": "ID", "url": "URL", "uri": "URI"}


def label_of(name: str) -> str:
    """Return the words for the field *name*."""
    if name in _LABELS:
        return _LABELS[name]
    first, *others = (_ABBREVIATIONS.get(word, word) for word in name.split("_"))
    return " ".join((first[:1].upper() + first[1:], *others))
