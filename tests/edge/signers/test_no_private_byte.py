"""With a key in a store, no byte of it is in the process: its memory is searched by another process while it still runs."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from siwakit.edge.signers.addresses import parse_address
from siwakit.edge.signers.import_key import import_key
from siwakit.jose.key_wrapping import private_number
from siwakit.jose.signer import KeySigner

pytestmark = [pytest.mark.programs, pytest.mark.skipif(sys.platform != "linux", reason="memory of other processes is read from /proc")]
PROGRAM = """
import sys
from siwakit import mint_client_secret, open_signer
signer = open_signer(sys.argv[1])
print(mint_client_secret(signer, team_id="A1B2C3D4E5", key_id="ABC123DEFG", client_id="com.example.web", now=1764547200), flush=True)
sys.stdin.read()
del signer
"""
PIECE = 12  # bytes of the private number that prove it


@pytest.fixture
def key():
    """Return a new key: one that is in no file, and in no memory but this process's and its store's."""
    return KeySigner(ec.generate_private_key(ec.SECP256R1()))


@contextmanager
def signing(address: str) -> Iterator[int]:
    """Run a program that signs with *address* and then waits; yield its number."""
    with subprocess.Popen([sys.executable, "-c", PROGRAM, address], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout.readline().count(b".") == 2
            yield process.pid
        finally:
            process.stdin.close()
            process.wait(30)


def traces(signer: KeySigner) -> list[bytes]:
    """Return what a copy of the key would contain, in the orders and encodings that libraries use."""
    number = private_number(signer.private)
    document = signer.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    text = base64.b64encode(document)[64:88]
    ends = [order[at] for order in (number, number[::-1]) for at in (slice(PIECE), slice(-PIECE, None))]
    return [*ends, number.hex().encode()[:24], base64.b64encode(number)[:16], text]


def memory_of(process: int) -> Iterator[bytes]:
    """Yield each readable region of the memory of *process*."""
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            place, rights, *_ = line.split()
            if not rights.startswith("rw"):
                continue
            start, end = (int(number, 16) for number in place.split("-"))
            try:
                memory.seek(start)
                yield memory.read(end - start)
            except (OSError, OverflowError):
                continue


def found(process: int, signer: KeySigner) -> list[int]:
    wanted = traces(signer)
    return sorted({at for region in memory_of(process) for at, trace in enumerate(wanted) if trace in region})


def test_the_search_finds_a_key_that_is_in_memory(key, tmp_path):
    file = tmp_path / "AuthKey.p8"
    file.write_bytes(key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with signing(str(file)) as process:
        assert found(process, key) != []


@pytest.mark.parametrize("kind", ["pkcs11", "transit", "awskms"])
def test_a_process_that_signs_with_a_store_has_no_byte_of_the_key(key, kind, request, tmp_path):
    address = _import(key, kind, request)
    with signing(address) as process:
        assert found(process, key) == []
        for name in ("cmdline", "environ"):
            assert not [trace for trace in traces(key) if trace in Path(f"/proc/{process}/{name}").read_bytes()]
    written = [path for path in tmp_path.rglob("*") if path.is_file() and any(trace in path.read_bytes() for trace in traces(key))]
    assert written == []


def _import(key: KeySigner, kind: str, request: pytest.FixtureRequest) -> str:
    if kind == "pkcs11":
        address = request.getfixturevalue("hsm").address("token=apple;object=canary")
    else:
        request.getfixturevalue({"transit": "bao", "awskms": "kms"}[kind])
        address = {"transit": "transit:transit/canary", "awskms": "awskms:alias/canary"}[kind]
    import_key(parse_address(address), key, "canary")
    return address
