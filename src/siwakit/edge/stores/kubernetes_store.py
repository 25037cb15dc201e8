"""`kubernetes:NAMESPACE/SECRET#KEY`: one key of a Kubernetes Secret.

The key is changed by a merge patch, which contains nothing else, so other keys, labels and annotations stay and are not sent. The patch names the
`resourceVersion` that was read: the API server refuses it if anything in the Secret has changed. A Secret that is missing is made, as `Opaque`.

- https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/
- https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any, Self

from siwakit.edge.stores.address import require_field, require_match, require_segments, wrong_address
from siwakit.edge.stores.api_client import Answer, ApiClient, require_httpx
from siwakit.edge.stores.comparison import conflict, require_expected
from siwakit.edge.stores.kubernetes_access import HINT, KubernetesAccess, find_access
from siwakit.edge.stores.storable import require_token
from siwakit.edge.stores.store import NOTHING, StoreContext, Stored, StoreDescription
from siwakit.edge.stores.times import seconds_of
from siwakit.errors import StoreRefused

FORM = "kubernetes:NAMESPACE/SECRET#KEY"
VARIABLES = ("KUBECONFIG", "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT")
_NAMESPACE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")
_MERGE_PATCH = "application/merge-patch+json"
_PARTS = 2
_NOT_FOUND, _CONFLICT = 404, 409


class KubernetesStore:
    """One key of a Kubernetes Secret."""

    def __init__(self, address: str, place: tuple[str, str, str], context: StoreContext) -> None:
        self.address = address
        self._namespace, self._name, self._key = place
        self._what = f"the key {self._key} of the Secret {self._name} in the namespace {self._namespace}"
        self._context = context
        self._opened: ApiClient | None = None

    @classmethod
    def parse(cls, address: str, rest: str, context: StoreContext) -> Self:
        """Return the store at *address*, whose part after the scheme is *rest*.

        Raises:
            UsageError: it is not `kubernetes:NAMESPACE/SECRET#KEY`, or an extra is missing.
        """
        path, separator, key = rest.rpartition("#")
        if not separator:
            raise wrong_address("names no key", FORM)
        segments = require_segments(path, FORM, least=_PARTS)
        if len(segments) > _PARTS:
            raise wrong_address("has too many parts", FORM)
        namespace = require_match(_NAMESPACE, segments[0], "namespace", FORM)
        name = require_match(_NAME, segments[1], "name of a Secret", FORM)
        require_httpx()
        return cls(address, (namespace, name, require_field(key, FORM)), context)

    def describe(self) -> StoreDescription:
        """Return what the store is and can do."""
        return StoreDescription(kind="kubernetes", what=self._what, can_be_read=True)

    def read(self) -> Stored:
        """Return the value of the key."""
        return self._stored(self._get())

    def write(self, secret: str, expected: Stored) -> Stored:
        """Change the key, or make the Secret."""
        require_token(secret)
        answer = self._get()
        require_expected(self._stored(answer), expected, self._what)
        data = {self._key: b64encode(secret.encode("ascii")).decode("ascii")}
        written = self._create(data) if answer.status == _NOT_FOUND else self._change(answer, data)
        if written.status == _CONFLICT:
            raise conflict(self._what)
        if not written.is_success:
            raise self._api().refuse(written, data[self._key], "the new value")
        if not _is_secret(written):
            raise self._api().report_shape(is_write=True)
        return self._stored(written)

    def destroy_previous(self, current: Stored) -> tuple[str, ...]:
        """Return nothing: Kubernetes keeps no earlier values."""
        del current
        return ()

    def _get(self) -> Answer:
        answer = self._api().call("GET", self._path(self._name))
        if not answer.is_success and answer.status != _NOT_FOUND:
            raise self._api().refuse(answer, "", "to read the Secret")
        if answer.is_success and not _is_secret(answer):
            raise self._api().report_shape()
        return answer

    def _change(self, answer: Answer, data: Mapping[str, str]) -> Answer:
        if answer.document.get("immutable") is True:
            raise StoreRefused(
                f"the Secret {self._name} is immutable", hint="name another Secret, and change what uses it; Kubernetes allows no other way"
            )
        version = _member(answer.document, "metadata").get("resourceVersion")
        body = {"metadata": {"resourceVersion": version}, "data": data}
        return self._api().call("PATCH", self._path(self._name), body, content_type=_MERGE_PATCH)

    def _create(self, data: Mapping[str, str]) -> Answer:
        body = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": self._name}, "type": "Opaque", "data": data}
        return self._api().call("POST", self._path(), body)

    def _path(self, name: str = "") -> str:
        return f"/api/v1/namespaces/{self._namespace}/secrets" + (f"/{name}" if name else "")

    def _stored(self, answer: Answer) -> Stored:
        if not answer.is_success:
            return NOTHING
        metadata = _member(answer.document, "metadata")
        text = _member(answer.document, "data").get(self._key)
        version = metadata.get("resourceVersion")
        return Stored(
            value=_decoded(text, self._what) if isinstance(text, str) else None,
            version=version,
            updated_at=_last_change(metadata),
            exists=isinstance(text, str),
        )

    def _api(self) -> ApiClient:
        if self._opened is None:
            access: KubernetesAccess = find_access(self._context)
            self._opened = ApiClient(
                "Kubernetes",
                access.server,
                credentials=access.credentials,
                hint=HINT,
                seconds=self._context.seconds,
                environment=self._context.environment,
                context=access.tls,
            )
        return self._opened


def _is_secret(answer: Answer) -> bool:
    """Return whether *answer* is a Secret with a version: without one, a write would not be compared."""
    return answer.document.get("kind") == "Secret" and isinstance(_member(answer.document, "metadata").get("resourceVersion"), str)


def _decoded(text: str, what: str) -> str:
    try:
        return b64decode(text, validate=True).decode("utf-8", "replace")
    except ValueError:
        raise StoreRefused(f"{what} cannot be decoded", hint="check what wrote it: data of a Secret is base64") from None


def _last_change(metadata: Mapping[str, Any]) -> int | None:
    managers = metadata.get("managedFields")
    times = [seconds_of(entry.get("time")) for entry in managers if isinstance(entry, dict)] if isinstance(managers, list) else []
    return max((time for time in times if time is not None), default=None)


def _member(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = document.get(name)
    return value if isinstance(value, dict) else {}
