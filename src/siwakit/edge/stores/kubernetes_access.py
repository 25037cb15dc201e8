"""Where the API server of a Kubernetes cluster is, and what authorises requests to it.

`KUBECONFIG` comes first, then the service account of the pod in which siwakit runs, then `~/.kube/config`, as `kubectl` has it. Of a kubeconfig, the
current context is read: its server and certificate authority, and a token, a token file, a client certificate, or a program that prints a token, as
the clouds' clusters need it.

- https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/
- https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
- https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
"""

from __future__ import annotations

import json
import os
import ssl
import tempfile
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from functools import partial
from pathlib import Path
from typing import Any

from siwakit.edge.stores.api_client import require_token_characters
from siwakit.edge.stores.credential_files import home_file, read_credential
from siwakit.edge.stores.run_command import run_command
from siwakit.edge.stores.store import StoreContext
from siwakit.errors import StoreRefused, StoreUnavailable, UsageError
from siwakit.record import record

HINT = "use a service account whose Role allows get, patch and, for a Secret that is missing, create on secrets in the namespace"
SERVICE_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
_NO_ACCESS = "set KUBECONFIG, or run siwakit in a pod with a service account"


@record
class KubernetesAccess:
    """Address of an API server, how its certificate is verified, and the headers that authorise a request."""

    server: str
    tls: ssl.SSLContext | None
    credentials: Callable[[], Mapping[str, str]] = field(repr=False)


def find_access(context: StoreContext) -> KubernetesAccess:
    """Return the access that the environment describes.

    Raises:
        StoreRefused: there is none, or its files cannot be read.
        UsageError: a kubeconfig that cannot be used, or reading it needs an extra.
    """
    environment = context.environment
    named = [Path(path) for path in environment.get("KUBECONFIG", "").split(os.pathsep) if path]
    config = next((path for path in named if path.is_file()), None)
    if config is None and environment.get("KUBERNETES_SERVICE_HOST"):
        return _in_cluster(environment)
    if config is None and not named:
        config = home_file(environment, ".kube/config")
    if config is None or not config.is_file():
        raise StoreRefused("no access to a Kubernetes cluster", hint=_NO_ACCESS)
    return _from_kubeconfig(config, context)


def _in_cluster(environment: Mapping[str, str]) -> KubernetesAccess:
    host, port = environment["KUBERNETES_SERVICE_HOST"], environment.get("KUBERNETES_SERVICE_PORT") or "443"
    server = f"https://[{host}]:{port}" if ":" in host else f"https://{host}:{port}"
    authority = read_credential(SERVICE_ACCOUNT / "ca.crt")
    return KubernetesAccess(server, _tls(authority or None), lambda: _bearer(read_credential(SERVICE_ACCOUNT / "token")))


def _from_kubeconfig(path: Path, context: StoreContext) -> KubernetesAccess:
    document = _load(path)
    current = _named(document, "contexts", str(document.get("current-context")), "context")
    cluster = _named(document, "clusters", str(current.get("cluster")), "cluster")
    user = _named(document, "users", str(current.get("user")), "user")
    if cluster.get("insecure-skip-tls-verify"):
        raise UsageError("the kubeconfig does not verify the cluster's certificate", hint="give it certificate-authority-data")
    folder = path.parent
    tls = _tls(_content(cluster, "certificate-authority", folder), _content(user, "client-certificate", folder), _content(user, "client-key", folder))
    return KubernetesAccess(str(cluster.get("server") or ""), tls, partial(_user_headers, user, folder, context))


def _user_headers(user: Mapping[str, Any], folder: Path, context: StoreContext) -> Mapping[str, str]:
    if user.get("token"):
        return _bearer(str(user["token"]))
    if user.get("tokenFile"):
        return _bearer(read_credential(folder / str(user["tokenFile"])))
    if isinstance(user.get("exec"), dict):
        return _bearer(_run_plugin(user["exec"], context))
    if user.get("client-certificate") or user.get("client-certificate-data"):
        return {}
    raise StoreRefused("the user in the kubeconfig has no credentials that siwakit can use", hint="give it a token or a client certificate")


def _run_plugin(plugin: Mapping[str, Any], context: StoreContext) -> str:
    """Return the token that the program in a kubeconfig prints."""
    api = str(plugin.get("apiVersion") or "client.authentication.k8s.io/v1")
    extra = {
        str(entry["name"]): str(entry["value"]) for entry in plugin.get("env") or () if isinstance(entry, dict) and {"name", "value"} <= set(entry)
    }
    request = json.dumps({"apiVersion": api, "kind": "ExecCredential", "spec": {"interactive": False}})
    command = [str(plugin.get("command") or ""), *map(str, plugin.get("args") or ())]
    done = run_command(
        command, "", environment={**context.environment, **extra, "KUBERNETES_EXEC_INFO": request}, folder=context.folder, seconds=context.seconds
    )
    if done.code != 0:
        raise StoreUnavailable("the program in the kubeconfig that prints a token fails", hint=f"run it yourself: {Path(command[0]).name}")
    try:
        token = json.loads(done.output)["status"]["token"]
    except (ValueError, LookupError, TypeError, RecursionError):
        token = None
    if not isinstance(token, str):
        raise StoreRefused("the program in the kubeconfig prints no token", hint=f"run it yourself: {Path(command[0]).name}")
    return token


def _bearer(token: str) -> dict[str, str]:
    if not token.strip():
        raise StoreRefused("no credentials for Kubernetes", hint=_NO_ACCESS)
    return {"Authorization": f"Bearer {require_token_characters(token.strip(), 'the token for Kubernetes')}"}


def _load(path: Path) -> Mapping[str, Any]:
    text = read_credential(path)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = _load_yaml(text)
    if not isinstance(document, dict):
        raise UsageError("the kubeconfig cannot be read", hint="check it with kubectl config view")
    return document


def _load_yaml(text: str) -> Any:
    try:
        import yaml  # noqa: PLC0415  an extra, loaded when it is needed
    except ModuleNotFoundError:
        raise UsageError("reading a kubeconfig needs pyyaml", hint="run pip install 'siwakit[yaml]'") from None
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def _named(document: Mapping[str, Any], group: str, name: str, kind: str) -> Mapping[str, Any]:
    entries = document.get(group)
    found = [entry.get(kind) for entry in entries if isinstance(entry, dict) and entry.get("name") == name] if isinstance(entries, list) else []
    if not found or not isinstance(found[0], dict):
        raise UsageError(f"the kubeconfig has no {kind} for its current context", hint="check it with kubectl config view")
    return found[0]


def _content(entry: Mapping[str, Any], name: str, folder: Path) -> str | None:
    """Return the PEM that *entry* contains, or that is in the file it names."""
    if entry.get(f"{name}-data"):
        try:
            return b64decode(str(entry[f"{name}-data"]), validate=True).decode("ascii")
        except ValueError:
            raise UsageError(f"{name}-data in the kubeconfig cannot be decoded", hint="check it with kubectl config view --raw") from None
    return read_credential(folder / str(entry[name])) if entry.get(name) else None


def _tls(authority: str | None, certificate: str | None = None, key: str | None = None) -> ssl.SSLContext | None:
    if not authority and not certificate:
        return None
    try:
        context = ssl.create_default_context(cadata=authority)
        if certificate and key:
            with _file_of(f"{certificate}\n{key}\n") as path:
                context.load_cert_chain(path, password=_no_password)
    except (OSError, ValueError):
        raise UsageError("the certificates for the Kubernetes cluster cannot be read", hint="check them with kubectl config view --raw") from None
    return context


def _no_password() -> str:
    """Return no password; otherwise OpenSSL would ask for one at the terminal."""
    return ""


@contextmanager
def _file_of(text: str) -> Iterator[str]:
    """Write *text* to a file for the time of the block, because OpenSSL reads a key only from one; only its owner may read it."""
    with tempfile.TemporaryDirectory(prefix="siwakit-") as folder:
        path = Path(folder) / "client.pem"
        path.touch(0o600)
        path.write_text(text, "ascii")
        yield str(path)
