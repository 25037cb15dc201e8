"""Add `client_id` and `client_secret` to the forms that `httpx2` or its predecessor, `httpx`, posts to Apple.

httpx2.post("https://appleid.apple.com/auth/token", data={...}, auth=ClientSecretAuth(secrets, client_id="com.example.web"))
"""

from __future__ import annotations

from typing import Any

from siwakit.edge.adapters.apple_form import add_client_secret
from siwakit.edge.client.client_secrets import ClientSecrets
from siwakit.errors import UsageError

_DROPPED = frozenset({"content-length", "transfer-encoding"})


class ClientSecretAuth:
    """Value for `auth` in both libraries: a function that returns the request to send instead of the given one."""

    def __init__(self, secrets: ClientSecrets, *, client_id: str | None = None) -> None:
        self._secrets = secrets
        self._client_id = secrets.configuration.choose_client(client_id)

    def __call__(self, request: Any) -> Any:
        """Return *request* with the two fields in its form.

        Raises:
            UsageError: it is not sent to the configured Apple, or is not a POST of a form.
        """
        if request.method != "POST" or not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            raise UsageError("a client_secret was requested for something other than a POST of a form", hint="post a form: data={...}")
        form = add_client_secret(request.content.decode(), str(request.url), self._secrets, self._client_id)
        headers = [(name, value) for name, value in request.headers.items() if name.lower() not in _DROPPED]
        return type(request)(request.method, request.url, headers=headers, content=form.encode(), extensions=request.extensions)
