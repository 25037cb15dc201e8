"""The emulator's authority is accepted by what programs verify with, and only for the names that it may certify."""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import shutil
import ssl
import stat
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from tests.edge.issued import chain, shake_hands

from siwakit.edge.server import kept_certificates as kept
from siwakit.edge.server.certificates import RUN_LIFETIME, make_authority, make_certificates, public_pem
from siwakit.edge.server.kept_certificates import kept_certificates
from siwakit.errors import UsageError

PROGRAMS = Path(__file__).resolve().parent / "verifiers"
APPLE, ACCOUNT, LOCAL = x509.DNSName("appleid.apple.com"), x509.DNSName("account.apple.com"), x509.DNSName("localhost")
ADDRESS, PRIVATE = x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.IPAddress(ipaddress.ip_address("10.0.0.1"))
OTHERS = (x509.DNSName("example.com"), x509.DNSName("apple.com"), x509.DNSName("*.apple.com"), PRIVATE)
NAMES = {
    False: {"accepted": (APPLE, ACCOUNT), "refused": (*OTHERS, LOCAL, ADDRESS)},
    True: {"accepted": (APPLE, ACCOUNT, LOCAL, ADDRESS), "refused": OTHERS},
}
CASES = [
    pytest.param(covers, name, verdict == "accepted", id=f"{verdict} {name.value}, {'with' if covers else 'without'} localhost")
    for covers, verdicts in NAMES.items()
    for verdict, names in verdicts.items()
    for name in names
]


@pytest.fixture(scope="module")
def authorities():
    return {covers: make_authority(RUN_LIFETIME, covers_localhost=covers) for covers in NAMES}


def strict(cafile):
    context = ssl.create_default_context(cafile=cafile)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def server_of(tmp_path, authority, name):
    (tmp_path / "chain.pem").write_bytes(chain(authority, name))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "chain.pem")
    return context


@pytest.mark.parametrize(("covers", "name", "is_accepted"), CASES)
def test_python_accepts_the_permitted_names_alone(authorities, tmp_path, covers, name, is_accepted):
    (tmp_path / "ca.pem").write_bytes(public_pem(authorities[covers].root))
    host = str(name.value).replace("*", "www")
    refusal = shake_hands(strict(tmp_path / "ca.pem"), server_of(tmp_path, authorities[covers], name), host)
    assert (refusal is None) is is_accepted
    assert "subtree violation" in (refusal or "subtree violation")


@pytest.fixture(scope="module")
def issued(authorities, tmp_path_factory):
    """A folder with chains to verify; and what is expected of each, as the programs print it."""
    folder = tmp_path_factory.mktemp("issued")
    (folder / "ca.pem").write_bytes(public_pem(authorities[False].root))
    for file, name in {"apple.pem": APPLE, "example.pem": x509.DNSName("example.com"), "address.pem": PRIVATE}.items():
        (folder / file).write_bytes(chain(authorities[False], name))
    return folder


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["sh", PROGRAMS / "openssl.sh"], id="openssl"),
        pytest.param(["go", "run", PROGRAMS / "verify.go"], id="go"),
        pytest.param(["java", PROGRAMS / "Verify.java"], id="java"),
        pytest.param(["node", PROGRAMS / "verify.cjs"], id="node"),
        pytest.param(["sh", PROGRAMS / "gnutls.sh"], id="certtool"),
    ],
)
def test_other_verifiers_accept_apple_and_refuse_another_host(issued, command):
    tool = command[0] if command[0] != "sh" else Path(command[1]).stem.replace("gnutls", "certtool")
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    done = subprocess.run(command, cwd=issued, capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout.split() == ["apple", "accepted", "example", "refused", "address", "refused"], done.stderr


def test_the_servers_own_certificate_is_accepted_for_each_name(tmp_path):
    for covers, names in NAMES.items():
        made = make_certificates(str(tmp_path), covers_localhost=covers)
        assert [shake_hands(strict(made.authority), made.context, str(name.value)) for name in names["accepted"]] == [None] * len(names["accepted"])
        assert shake_hands(strict(made.authority), made.context, "example.com")


def test_the_authority_of_a_run_is_valid_for_twelve_hours(authorities):
    for certificate in (authorities[False].root, authorities[False].issuer):
        assert certificate.not_valid_after_utc - certificate.not_valid_before_utc == dt.timedelta(hours=12)
        assert certificate.extensions.get_extension_for_class(x509.NameConstraints).critical


def test_no_key_stays_in_the_folder(tmp_path):
    make_certificates(str(tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bundle.pem", "ca.pem"]
    assert not any(b"PRIVATE" in path.read_bytes() for path in tmp_path.iterdir())


def test_no_key_stays_on_a_system_without_files_in_memory(tmp_path, monkeypatch):
    monkeypatch.delattr("os.memfd_create")
    made = make_certificates(str(tmp_path))
    assert shake_hands(strict(made.authority), made.context, "appleid.apple.com") is None
    assert not any(b"PRIVATE" in path.read_bytes() for path in tmp_path.iterdir())


def test_a_kept_authority_is_used_again(tmp_path):
    folder = str(tmp_path / "new" / "folder")
    first, second = kept_certificates(folder), kept_certificates(folder)
    assert first.pem == second.pem
    assert shake_hands(strict(first.authority), second.context, "appleid.apple.com") is None
    key = Path(folder, "authority-key.pem")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert [path.name for path in Path(folder).iterdir() if b"PRIVATE" in path.read_bytes()] == [key.name]


def test_an_authority_that_is_about_to_expire_is_renewed(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "LIFETIME", dt.timedelta(days=6))
    first = kept_certificates(str(tmp_path)).pem
    monkeypatch.undo()
    second = kept_certificates(str(tmp_path)).pem
    assert first != second
    assert kept_certificates(str(tmp_path)).pem == second


@pytest.mark.parametrize("content", [b"", b"no certificate", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_an_authority_that_is_damaged_is_renewed(tmp_path, content):
    key = tmp_path / "authority-key.pem"
    key.touch(mode=0o600)
    key.write_bytes(content)
    made = kept_certificates(str(tmp_path))
    assert shake_hands(strict(made.authority), made.context, "appleid.apple.com") is None


def a_file(path):
    path.write_text("")


def open_to_all(path):
    path.mkdir()
    path.chmod(0o777)


def with_a_readable_key(path):
    kept_certificates(str(path))
    (path / "authority-key.pem").chmod(0o644)


def with_a_linked_key(path):
    path.mkdir()
    (path / "authority-key.pem").symlink_to(path / "elsewhere")


@pytest.mark.parametrize("prepare", [a_file, open_to_all, with_a_readable_key, with_a_linked_key])
def test_a_folder_that_cannot_be_used_is_named(tmp_path, prepare):
    prepare(tmp_path / "kept")
    with pytest.raises(UsageError, match=r"--certificates .*kept.* cannot be used: ") as refused:
        kept_certificates(str(tmp_path / "kept"))
    assert refused.value.hint


@pytest.mark.parametrize(
    ("covers", "host", "names"),
    [
        (True, "appleid.apple.com", ["account.apple.com", "appleid.apple.com"]),
        (True, "account.apple.com", ["account.apple.com", "appleid.apple.com"]),
        (True, "localhost", ["127.0.0.1", "::1", "account.apple.com", "appleid.apple.com", "localhost"]),
        (False, "appleid.apple.com", ["account.apple.com", "appleid.apple.com"]),
    ],
)
def test_a_client_that_asks_for_apple_gets_a_certificate_without_addresses(tmp_path, covers, host, names):
    """BoringSSL refuses one with addresses, because the authority may certify only some."""
    ours = make_certificates(str(tmp_path), covers_localhost=covers)
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = strict(ours.authority).wrap_bio(to_client, to_server, server_hostname=host)
    server = ours.context.wrap_bio(to_server, to_client, server_side=True)
    for end in (client, server, client):
        with contextlib.suppress(ssl.SSLWantReadError):
            end.do_handshake()
    leaf = x509.load_der_x509_certificate(client.getpeercert(binary_form=True))
    found = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert sorted(str(name.value) for name in found) == names
