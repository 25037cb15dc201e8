"""The form of a request to Apple, with a client_secret added: what the adapters for HTTP libraries share."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from siwakit.edge.client.client_secrets import ClientSecrets
from siwakit.errors import UsageError


def add_client_secret(form: str, url: str, secrets: ClientSecrets, client_id: str) -> str:
    """Return *form*, which is posted to *url*, with `client_id` and `client_secret` in it.

    Raises:
        UsageError: *url* is not Apple's, as configured.
    """
    if not url.startswith(f"{secrets.configuration.apple.base_url}/auth/"):
        raise UsageError("a client_secret was requested for an address that is not Apple's", hint="use this adapter only for requests to Apple")
    fields = dict(parse_qsl(form, keep_blank_values=True))
    return urlencode({**fields, "client_id": client_id, "client_secret": secrets.get(client_id)})
