"""Client authentication for Authlib with a client_secret that is minted when it is needed.

session = OAuth2Session("com.example.web", token_endpoint_auth_method="siwakit")
session.register_client_auth_method(client_auth_method(secrets))
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from siwakit.edge.adapters.apple_form import add_client_secret
from siwakit.edge.client.client_secrets import ClientSecrets

NAME = "siwakit"
Method = Callable[[Any, str, str, Any, Any], tuple[str, Any, str]]


def client_auth_method(secrets: ClientSecrets) -> tuple[str, Method]:
    """Return the arguments of `register_client_auth_method`; the method's name is "siwakit"."""

    def add_secret(client: Any, method: str, uri: str, headers: Any, body: Any) -> tuple[str, Any, str]:
        del method
        form = add_client_secret(body or "", uri, secrets, client.client_id)
        kept = {name: value for name, value in headers.items() if name.lower() != "content-length"}
        return uri, {**kept, "Content-Length": str(len(form))}, form

    return NAME, add_secret
