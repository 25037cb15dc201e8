"""What people paste whose broker refused a sign-in: the names are made up, the messages are the broker's."""

from __future__ import annotations

REPORTS = (
    (
        "Supabase does not list the bundle ID",
        '{"code":400,"error_code":"validation_failed","msg":"Unacceptable audience in id_token: [com.acmefit.app]"}',
        ("identity-token-aud-is-other-client",),
    ),
)
