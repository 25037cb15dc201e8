"""`vault:MOUNT/PATH#FIELD`: a field of a secret in OpenBao or Vault, in a key/value engine of version 2.

The engine numbers the versions of a secret, and compares the number before it writes (`cas`): a write that would replace something other than what
was read fails. Every write makes a version with all fields, so the others are sent as they were read. Earlier versions stay readable until they are
destroyed, which needs a permission of its own.

The mount is looked up as `vault kv get` does it, because it may contain slashes, and because it says whether the engine has versions.

- https://openbao.org/api-docs/secret/kv/kv-v2/
- https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import Any, Self
from urllib.parse import quote

from siwakit.edge.stores.address import require_field, require_segments, wrong_address
from siwakit.edge.stores.api_client import Answer, ApiClient, require_httpx, require_token_characters
from siwakit.edge.stores.comparison import conflict, require_expected
from siwakit.edge.stores.credential_files import home_file, read_credential
from siwakit.edge.stores.storable import require_token
from siwakit.edge.stores.store import StoreContext, Stored, StoreDescription
from siwakit.edge.stores.times import seconds_of
from siwakit.errors import StoreRefused, StoreUnavailable, UsageError

FORM = "vault:MOUNT/PATH#FIELD"
VARIABLES = ("BAO_ADDR", "BAO_TOKEN", "BAO_NAMESPACE", "BAO_CACERT", "VAULT_ADDR", "VAULT_TOKEN", "VAULT_NAMESPACE", "VAULT_CACERT")
_DEFAULT_ADDRESS = "https://127.0.0.1:8200"
_TOKEN_FILE = ".vault-token"
_HINT = "set VAULT_TOKEN to a token whose policy allows read and update on the path"
_NOT_FOUND, _BAD_REQUEST, _STALE = 404, 400, 412
_WRONG_VERSION = "check-and-set"


class VaultStore:
    """A field of a secret in a key/value engine of version 2."""

    def __init__(self, address: str, path: tuple[str, ...], name: str, context: StoreContext) -> None:
        self.address = address
        self._path = path
        self._field = name
        self._environment = context.environment
        self._mount: int | None = None
        base = _variable(self._environment, "ADDR") or _DEFAULT_ADDRESS
        self._api = ApiClient(
            "Vault",
            base,
            credentials=self._credentials,
            hint=_HINT,
            seconds=context.seconds,
            environment=self._environment,
            context=_tls_context(self._environment) if base.startswith("https:") else None,
            allows_plain_http=True,  # common inside a cluster, and the user's own setting
        )

    @classmethod
    def parse(cls, address: str, rest: str, context: StoreContext) -> Self:
        """Return the store at *address*, whose part after the scheme is *rest*.

        Raises:
            UsageError: it is not `vault:MOUNT/PATH#FIELD`, or an extra is missing.
        """
        path, separator, name = rest.rpartition("#")
        if not separator:
            raise wrong_address("names no field", FORM)
        require_httpx()
        return cls(address, require_segments(path, FORM, least=2), require_field(name, FORM), context)

    def describe(self) -> StoreDescription:
        """Return what the store is and can do."""
        what = f"the field {self._field} of {'/'.join(self._path)} in Vault"
        return StoreDescription(kind="vault", what=what, can_be_read=True, keeps_versions=True, destroys_versions=True)

    def read(self) -> Stored:
        """Return the field of the current version."""
        return self._stored(self._get())

    def write(self, secret: str, expected: Stored) -> Stored:
        """Write a version in which only the field differs from the current one."""
        require_token(secret)
        answer = self._get()
        found = self._stored(answer)
        require_expected(found, expected, self.describe().what)
        body = {"options": {"cas": int(found.version or "0")}, "data": {**_fields(answer), self._field: secret}}
        written = self._api.call("POST", self._place("data"), body)
        if written.status == _BAD_REQUEST and _WRONG_VERSION in str(written.document.get("errors")):
            raise conflict(self.describe().what)
        if not written.is_success:
            raise self._refuse(written, "the new version", secret)
        metadata = _member(written.document, "data")
        version = _version({"metadata": metadata})
        if version is None:
            raise self._api.report_shape(is_write=True)
        return Stored(value=secret, version=version, updated_at=seconds_of(metadata.get("created_time")))

    def destroy_previous(self, current: Stored) -> tuple[str, ...]:
        """Destroy the data of all versions before *current*."""
        previous = self._previous(int(current.version or "0"))
        if not previous:
            return ()
        try:
            answer = self._api.call("POST", self._place("destroy"), {"versions": previous})
        except StoreRefused:
            answer = None
        # A policy may allow reading and writing only.
        return () if answer is not None and answer.is_success else tuple(f"version {number}" for number in previous)

    def _previous(self, current: int) -> list[int]:
        try:
            answer = self._api.call("GET", self._place("metadata"))
        except StoreRefused:
            # The policy does not allow to look; destroying a version again changes nothing.
            return list(range(max(1, current - 10), current))
        versions = _member(_member(answer.document, "data"), "versions")
        numbers = [int(number) for number, about in versions.items() if number.isdigit() and not _member(versions, number).get("destroyed")]
        return sorted(number for number in numbers if number < current)

    def _get(self) -> Answer:
        answer = self._api.call("GET", self._place("data"))
        if answer.status == _STALE:
            raise StoreUnavailable("Vault's standby has not caught up yet", hint="the same call may work a little later")
        if not answer.is_success and answer.status != _NOT_FOUND:
            raise self._refuse(answer, "to read the secret")
        if answer.status == _NOT_FOUND and "data" in self._path[self._mount or 0 : -1][:1]:
            # The path of the API was copied; a secret would be made in a place that nothing reads.
            raise StoreRefused(
                f"Vault has no {'/'.join(self._path)}", hint="leave out data/, which is a part of the API's path: vault:secret/app#FIELD"
            )
        if answer.is_success and _version(_member(answer.document, "data")) is None:
            raise self._api.report_shape()
        return answer

    def _stored(self, answer: Answer) -> Stored:
        data = _member(answer.document, "data")
        value = _fields(answer).get(self._field)
        if value is not None and not isinstance(value, str):
            raise StoreRefused(f"{self.describe().what} is not text", hint="name a field of its own for the client_secret")
        return Stored(
            value=value,
            version=_version(data),
            updated_at=seconds_of(_member(data, "metadata").get("created_time")),
            exists=value is not None,
        )

    def _place(self, what: str) -> str:
        """Return the path of the API for the *what* of the secret: data, metadata or destroy."""
        if self._mount is None:
            self._mount = self._find_mount()
        mount, path = self._path[: self._mount], self._path[self._mount :]
        return f"/v1/{_joined(mount)}/{what}/{_joined(path)}"

    def _find_mount(self) -> int:
        """Return how many segments of the path are the mount."""
        try:
            answer = self._api.call("GET", f"/v1/sys/internal/ui/mounts/{_joined(self._path)}")
        except StoreRefused:
            # As for a path that the token may not use; then the answer about the secret says so.
            return 1
        data = _member(answer.document, "data")
        mount = str(data.get("path") or "").strip("/").split("/")
        if not answer.is_success or mount != list(self._path[: len(mount)]) or len(mount) >= len(self._path):
            return 1
        if _member(data, "options").get("version") != "2":
            raise StoreRefused(
                f"{'/'.join(mount)} in Vault is not a key/value engine of version 2", hint="enable one: bao secrets enable -version=2 kv"
            )
        return len(mount)

    def _credentials(self) -> Mapping[str, str]:
        token = _variable(self._environment, "TOKEN") or read_credential(home_file(self._environment, _TOKEN_FILE))
        if not token:
            raise StoreRefused("no credentials for Vault", hint=f"set VAULT_TOKEN, or log in, so that ~/{_TOKEN_FILE} is written")
        headers = {"X-Vault-Token": require_token_characters(token, "VAULT_TOKEN"), "X-Vault-Request": "true"}
        namespace = _variable(self._environment, "NAMESPACE")
        return {**headers, "X-Vault-Namespace": require_token_characters(namespace, "VAULT_NAMESPACE")} if namespace else headers

    def _refuse(self, answer: Answer, action: str, sent: str = "") -> StoreRefused:
        return self._api.refuse(answer, sent, action)


def _variable(environment: Mapping[str, str], name: str) -> str:
    """Return a variable of OpenBao or, if it is not set, the one of Vault."""
    return (environment.get(f"BAO_{name}") or environment.get(f"VAULT_{name}") or "").strip()


def _tls_context(environment: Mapping[str, str]) -> ssl.SSLContext | None:
    if _variable(environment, "SKIP_VERIFY").lower() in {"1", "t", "true"}:
        raise UsageError("VAULT_SKIP_VERIFY is set, and a secret is not sent to a server that is not verified", hint="set VAULT_CACERT instead")
    authority, certificate = _variable(environment, "CACERT"), _variable(environment, "CLIENT_CERT")
    if not authority and not certificate:
        return None
    try:
        context = ssl.create_default_context(cafile=authority or None)
        if certificate:
            context.load_cert_chain(certificate, _variable(environment, "CLIENT_KEY") or None, password=_no_password)
    except (OSError, ValueError):
        raise UsageError(
            "the certificates that the environment names for Vault cannot be read", hint="check VAULT_CACERT and VAULT_CLIENT_CERT"
        ) from None
    return context


def _no_password() -> str:
    """Return no password; otherwise OpenSSL would ask for one at the terminal."""
    return ""


def _version(data: Mapping[str, Any]) -> str | None:
    """Return the number of the version that *data* describes; a deleted one has a number too."""
    number = _member(data, "metadata").get("version")
    return str(number) if isinstance(number, int) else None


def _fields(answer: Answer) -> dict[str, Any]:
    return dict(_member(_member(answer.document, "data"), "data"))


def _member(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = document.get(name)
    return value if isinstance(value, dict) else {}


def _joined(segments: tuple[str, ...]) -> str:
    return "/".join(quote(segment, safe="") for segment in segments)
