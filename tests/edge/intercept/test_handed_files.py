"""Files that a program gets with something of ours added, and all others as they are."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import certifi
import pytest
from tests.edge.intercept.guarded import AUTHORITY, open_folder, python

from siwakit.edge.intercept.redirection import MARKER, MARKER_IPV6

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not have seccomp")
HOST = "appleid.apple.com"
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nQQ==\n-----END CERTIFICATE-----\n"
READ = "import sys; [print(open(name).read(), end='') for name in sys.argv[1:]]"
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def about(tmp_path):
    return tmp_path / "about"


def store(path: Path, count: int) -> str:
    path.write_text(CERTIFICATE * count)
    return str(path)


@pytest.mark.parametrize("name", ["/etc/hosts", "//etc/./hosts", "/proc/self/root/etc/hosts", "/etc/../etc/hosts"])
def test_the_hosts_file_has_the_markers_by_every_name(about, name):
    own = Path("/etc/hosts").read_text()
    assert python(about, READ, name) == f"{MARKER} {HOST} account.apple.com\n{MARKER_IPV6} {HOST} account.apple.com\n{own}"


@pytest.mark.parametrize(
    "script",
    [
        "import os; os.chdir('/etc'); print(open('hosts').read())",
        "import os; folder = os.open('/etc', os.O_PATH); print(os.read(os.open('hosts', os.O_RDONLY, dir_fd=folder), 9999).decode())",
        "import os; print(os.read(os.open('/etc/hosts', os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY), 9999).decode())",
        "import ctypes, os; print(os.read(ctypes.CDLL(None).syscall(2, b'/etc/hosts', 0), 9999).decode())",
        "import ctypes, os; print(os.read(ctypes.CDLL(None).syscall(437, -100, b'/etc/hosts', bytes(24), 24), 9999).decode())",
        "import os; os.chdir('/etc'); print(open('/proc/self/cwd/hosts').read())",
    ],
    ids=["relative", "a folder", "flags", "open", "openat2", "self"],
)
def test_the_hosts_file_has_the_markers_however_it_is_opened(about, script):
    assert MARKER in python(about, script)


def test_another_file_of_the_name_hosts_is_as_it_is(about, tmp_path):
    (tmp_path / "hosts").write_text("127.0.0.1 somewhere\n")
    assert python(about, READ, str(tmp_path / "hosts")) == "127.0.0.1 somewhere\n"


def test_the_name_is_found_in_both_address_families(about):
    script = f"import socket; print(*sorted({{row[4][0] for row in socket.getaddrinfo('{HOST}', 443)}}))"
    assert python(about, script).split() == sorted([MARKER, MARKER_IPV6])
    script = f"import socket; print(*{{row[4][0] for row in socket.getaddrinfo('{HOST}', 443, socket.AF_INET6)}})"
    assert python(about, script).split() == [MARKER_IPV6]
    script = f"import socket; print(socket.gethostbyname('{HOST}'), socket.gethostbyname('localhost'))"
    assert python(about, script).split() == [MARKER, "127.0.0.1"]


@pytest.mark.parametrize("name", ["cacert.pem", "ca-certificates.crt", "cacerts.txt", "roots.cer"])
def test_a_root_store_gets_the_authority_by_its_name_and_contents(about, tmp_path, name):
    path = store(tmp_path / name, 30)
    assert python(about, READ, path) == CERTIFICATE * 30 + AUTHORITY
    assert Path(path).read_text() == CERTIFICATE * 30


def test_the_system_and_certifi_get_the_authority(about):
    names = [certifi.where(), *(name for name in ("/etc/ssl/certs/ca-certificates.crt", "/usr/lib/ssl/cert.pem") if Path(name).exists())]
    assert python(about, READ, *names).count(AUTHORITY) == len(names)


def test_a_private_bundle_is_as_it_is(about, tmp_path):
    few = store(tmp_path / "ca.pem", 3)
    with_key = tmp_path / "server.pem"
    with_key.write_text(CERTIFICATE * 30 + "-----BEGIN PRIVATE KEY-----\n")
    assert python(about, READ, few, str(with_key)) == Path(few).read_text() + with_key.read_text()


def test_a_large_bundle_is_handed_over_whole_and_another_large_file_is_as_it_is(about, tmp_path):
    path = store(tmp_path / "cacert.pem", 3000)
    (tmp_path / "data.pem").write_text("x" * 100_000 + CERTIFICATE * 30)
    assert Path(path).stat().st_size > 128 * 1024
    assert python(about, READ, path) == CERTIFICATE * 3000 + AUTHORITY
    assert AUTHORITY not in python(about, READ, str(tmp_path / "data.pem"))


def test_a_file_that_the_user_named_as_the_bundle_gets_the_authority(about, tmp_path):
    path = store(tmp_path / "company", 1)
    assert python(about, READ, path, env={**os.environ, "SSL_CERT_FILE": path}) == CERTIFICATE + AUTHORITY


def test_a_bundle_that_contains_the_authority_is_as_it_is(about, tmp_path):
    path = tmp_path / "bundle.pem"
    path.write_text(CERTIFICATE * 30 + AUTHORITY)
    assert python(about, READ, str(path)).count(AUTHORITY) == 1


def test_a_bundle_that_has_changed_is_read_again(about, tmp_path):
    path = store(tmp_path / "cacert.pem", 30)
    script = "import sys; path = sys.argv[1]; first = open(path).read(); open(path, 'w').write(first * 2); print(len(first), len(open(path).read()))"
    length = len(CERTIFICATE * 30 + AUTHORITY)
    assert python(about, script, path).split() == [str(length), str(2 * len(CERTIFICATE * 30 + AUTHORITY))]


def test_a_handed_file_is_an_ordinary_read_only_file(about):
    script = """
import fcntl, json, mmap, os
one, two = os.open("/etc/hosts", os.O_RDONLY), os.open("/etc/hosts", os.O_RDONLY | os.O_CLOEXEC)
os.read(one, 10)
try:
    os.write(one, b"x"); written = True
except OSError:
    written = False
try:
    os.ftruncate(os.open(f"/proc/self/fd/{one}", os.O_RDWR), 0); cut = True
except OSError:
    cut = False
fcntl.ioctl  # loaded
import ctypes
def raw(flags): return fcntl.fcntl(ctypes.CDLL(None).open(b"/etc/hosts", flags), fcntl.F_GETFD)
again = os.open(f"/proc/self/fd/{one}", os.O_RDONLY)
print(json.dumps([os.lseek(two, 0, os.SEEK_CUR), written, cut, raw(0), raw(os.O_CLOEXEC),
    len(os.read(again, 9999)) == os.fstat(one).st_size, len(mmap.mmap(one, 0, prot=mmap.PROT_READ)) == os.fstat(one).st_size]))
"""
    assert json.loads(python(about, script)) == [0, False, False, 0, 1, True, True]


def test_a_file_that_is_not_there_is_not_there(about, tmp_path):
    script = "import sys\ntry: open(sys.argv[1])\nexcept FileNotFoundError as error: print(error.errno)"
    assert python(about, script, str(tmp_path / "cacert.pem")) == "2\n"


def test_a_pipe_with_such_a_name_does_not_stop_anything(about, tmp_path):
    os.mkfifo(tmp_path / "cacert.pem")
    script = "import os, sys; print(os.read(os.open(sys.argv[1], os.O_RDONLY | os.O_NONBLOCK), 9))"
    assert python(about, script, str(tmp_path / "cacert.pem")) == "b''\n"


def test_writing_reaches_the_file(about, tmp_path):
    path = store(tmp_path / "cacert.pem", 30)
    python(about, "import sys; open(sys.argv[1], 'a').write('more')", path)
    assert Path(path).read_text() == CERTIFICATE * 30 + "more"


@pytest.mark.skipif(not IS_ROOT, reason="only root can become another user")
def test_another_user_gets_no_file_that_it_may_not_read(about):
    script = "import os, sys; os.setuid(65534)\ntry: print(len(open(sys.argv[1]).read()))\nexcept PermissionError: print('refused')"
    with open_folder() as folder:
        path = Path(store(folder / "cacert.pem", 30))
        path.chmod(0o600)
        assert python(about, script, str(path)) == "refused\n"


@pytest.mark.skipif(not IS_ROOT, reason="only root can change its root")
def test_a_program_with_another_root_gets_the_files_below_it(about, tmp_path):
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "hosts").symlink_to("/etc/other")
    (tmp_path / "etc" / "other").write_text("127.0.0.1 inside\n")
    script = "import os, sys; os.chroot(sys.argv[1]); os.chdir('/'); print(os.read(os.open('/etc/hosts', 0), 999).decode().split())"
    assert (
        python(about, script, str(tmp_path))
        == f"{[MARKER, HOST, 'account.apple.com', MARKER_IPV6, HOST, 'account.apple.com', '127.0.0.1', 'inside']}\n"
    )


@pytest.mark.skipif(shutil.which("gcc") is None, reason="needs a compiler")
def test_a_static_program_gets_it_too(about, tmp_path):
    (tmp_path / "read.c").write_text(
        '#include <stdio.h>\nint main(void) { char line[99]; FILE *file = fopen("/etc/hosts", "r"); puts(fgets(line, 99, file)); return 0; }'
    )
    subprocess.run(["gcc", "-static", "-o", tmp_path / "read", tmp_path / "read.c"], check=True, timeout=60, capture_output=True)
    script = "import subprocess, sys; print(subprocess.run(sys.argv[1:], capture_output=True, text=True).stdout)"
    assert MARKER in python(about, script, str(tmp_path / "read"))
