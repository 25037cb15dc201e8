"""What a kubeconfig and a pod say about the API server, and what is done with it."""

from __future__ import annotations

import datetime as dt
import json
import ssl
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from tests.each import each
from tests.edge.stores.platforms import TOKEN, Kubernetes, running

from siwakit.edge.stores import kubernetes_access
from siwakit.edge.stores.open_store import open_store
from siwakit.errors import StoreRefused, StoreUnavailable, UsageError


@pytest.fixture
def cluster() -> Iterator[Kubernetes]:
    with running(Kubernetes) as platform:
        platform.put_secret("apple", {"secret": "value"})
        yield platform


def config(platform: Kubernetes, user: dict[str, Any], **server: Any) -> dict[str, Any]:
    return {
        "current-context": "here",
        "contexts": [{"name": "other", "context": {}}, {"name": "here", "context": {"cluster": "c", "user": "u"}}],
        "clusters": [{"name": "c", "cluster": {"server": platform.url, **server}}],
        "users": [{"name": "u", "user": user}],
    }


def opened(folder: Path, document: Any, **environment: str):
    path = folder / "kubeconfig"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return open_store("kubernetes:shop/apple#secret", environment={"KUBECONFIG": f"/nonexistent:{path}", **environment}, folder=folder, seconds=5)


def test_a_token_a_file_and_a_program_authorise(cluster: Kubernetes, tmp_path: Path):
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    code = "import json, os; i = json.loads(os.environ['KUBERNETES_EXEC_INFO']); "
    code += f"print(json.dumps({{'kind': i['kind'], 'status': {{'token': os.environ['PREFIX'] + '{TOKEN[5:]}'}}}}))"
    program = {"apiVersion": "client.authentication.k8s.io/v1", "command": sys.executable, "args": ["-c", code]}
    users = [{"token": TOKEN}, {"tokenFile": "token"}, {"exec": {**program, "env": [{"name": "PREFIX", "value": TOKEN[:5]}]}}]
    for user in users:
        assert opened(tmp_path, config(cluster, user)).read().value == "value"


def test_a_kubeconfig_in_yaml_and_in_the_home_folder_is_read(cluster: Kubernetes, tmp_path: Path):
    yaml = pytest.importorskip("yaml")
    (tmp_path / ".kube").mkdir()
    (tmp_path / ".kube/config").write_text(yaml.safe_dump(config(cluster, {"token": TOKEN})))
    store = open_store("kubernetes:shop/apple#secret", environment={"HOME": str(tmp_path)}, seconds=5)
    assert store.read().value == "value"


def test_a_program_that_fails_is_unavailable(cluster: Kubernetes, tmp_path: Path):
    for code, error in (("import sys; sys.exit(1)", StoreUnavailable), ("print('no JSON')", StoreRefused), ("print('{}')", StoreRefused)):
        with pytest.raises(error, match="prints"):
            opened(tmp_path, config(cluster, {"exec": {"command": sys.executable, "args": ["-c", code]}})).read()


def test_a_certificate_authority_is_verified_and_a_client_certificate_sent(cluster: Kubernetes, tmp_path: Path):
    """A key reaches OpenSSL through a file, which only its owner may read and which is gone afterwards."""
    authority, server_key = certificate("127.0.0.1")
    serve_tls(cluster, authority, server_key, tmp_path)
    data = b64encode(authority.encode()).decode()
    user = {"token": TOKEN, "client-certificate-data": data, "client-key-data": b64encode(server_key.encode()).decode()}
    trusted = config(cluster, user, **{"certificate-authority-data": data})
    assert opened(tmp_path, trusted, TMPDIR=str(tmp_path)).read().value == "value"
    with pytest.raises(StoreRefused, match="not trusted"):
        opened(tmp_path, config(cluster, {"token": TOKEN})).read()
    assert list(tmp_path.glob("siwakit-*")) == []


def test_a_pod_uses_its_service_account_and_its_renewed_token(cluster: Kubernetes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    authority, server_key = certificate("127.0.0.1")
    serve_tls(cluster, authority, server_key, tmp_path)
    monkeypatch.setattr(kubernetes_access, "SERVICE_ACCOUNT", tmp_path)
    (tmp_path / "ca.crt").write_text(authority)
    (tmp_path / "token").write_text("expired")
    environment = {"KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT": cluster.url.rpartition(":")[2]}
    store = open_store("kubernetes:shop/apple#secret", environment=environment, seconds=5)
    with pytest.raises(StoreRefused, match="401"):
        store.read()
    (tmp_path / "token").write_text(TOKEN)
    assert store.read().value == "value"


def test_without_any_access_it_is_a_refusal(tmp_path: Path):
    for environment in ({}, {"HOME": str(tmp_path)}, {"KUBECONFIG": "/nonexistent"}):
        with pytest.raises(StoreRefused, match="no access"):
            open_store("kubernetes:shop/apple#secret", environment=environment).read()


WRONG: list[Any] = ["", "[]", "a: [", "{}", "- x", '{"current-context": "here", "contexts": 7}', "&a [*a]", "a" * 10]


@each("document", WRONG)
def test_a_kubeconfig_that_cannot_be_read_is_a_clear_error(document: str, tmp_path: Path):
    with pytest.raises(UsageError) as raised:
        opened(tmp_path, document).read()
    assert raised.value.hint


def test_what_a_kubeconfig_must_not_say(cluster: Kubernetes, tmp_path: Path):
    cases: list[tuple[dict[str, Any], dict[str, Any], type[Exception]]] = [
        ({"token": TOKEN}, {"insecure-skip-tls-verify": True}, UsageError),
        ({"token": TOKEN}, {"certificate-authority-data": "%%%"}, UsageError),
        ({"token": TOKEN}, {"certificate-authority-data": b64encode(b"no certificate").decode()}, UsageError),
        ({"token": TOKEN}, {"server": "http://example.com"}, UsageError),
        ({"token": TOKEN}, {"server": ""}, UsageError),
        ({"token": "a\nb"}, {}, StoreRefused),
        ({"username": "a", "password": "b"}, {}, StoreRefused),
        ({"tokenFile": "missing"}, {}, StoreRefused),
    ]
    for user, server, error in cases:
        with pytest.raises(error) as raised:
            opened(tmp_path, config(cluster, user, **server)).read()
        assert TOKEN not in str(raised.value)


def certificate(host: str) -> tuple[str, str]:
    """Return a certificate that is its own authority, and its key, as PEM."""
    import ipaddress

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a cluster")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return made.public_bytes(Encoding.PEM).decode(), pem


def serve_tls(cluster: Kubernetes, authority: str, key: str, folder: Path) -> None:
    """Let *cluster* speak TLS from now on."""
    path = folder / "server.pem"
    path.write_text(authority + key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    cluster.server.socket = context.wrap_socket(cluster.server.socket, server_side=True)
    cluster.url = cluster.url.replace("http:", "https:")
