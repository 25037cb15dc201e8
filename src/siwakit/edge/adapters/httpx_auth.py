"""Add `client_id` and `client_secret` to the forms that `httpx2` or its elder, `httpx`, posts to Apple.

httpx2.post("https://appleid.apple.com/auth/token", data={...}, auth=ClientSecretAuth(secrets, client_id="com.example.web"))
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from siwakit.edge.client_secrets import ClientSecrets
from siwakit.errors import UsageError

_DROPPED = frozenset({"content-length", "transfer-encoding"})


class ClientSecretAuth:
    """Be what both libraries take for `auth`: a function of the request, which gives the request to send instead."""

    def __init__(self, secrets: ClientSecrets, *, client_id: str | None = None) -> None:
        self._secrets = secrets
        self._client_id = secrets.configuration.choose_client(client_id)
        self._place = f"{secrets.configuration.apple.base_url}/auth/"

    def __call__(self, request: Any) -> Any:
        """Return *request* with the two fields in its form.

        Raises:
            UsageError: it does not go to the configured Apple, or is no POST of a form.
        """
        if not str(request.url).startswith(self._place):
            raise UsageError("a request that does not go to Apple asks for a client_secret", hint="give this auth to requests to Apple alone")
        if request.method != "POST" or not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            raise UsageError("a request that is no POST of a form asks for a client_secret", hint="post a form: data={...}")
        fields = dict(parse_qsl(request.content.decode(), keep_blank_values=True))
        fields |= {"client_id": self._client_id, "client_secret": self._secrets.get(self._client_id)}
        headers = [(name, value) for name, value in request.headers.items() if name.lower() not in _DROPPED]
        return type(request)(request.method, request.url, headers=headers, content=urlencode(fields).encode(), extensions=request.extensions)
