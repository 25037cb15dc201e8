"""Which method is chosen, and why it is not seccomp; and what does without a call that a container forbids."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.each import each
from tests.edge.intercept import guarded
from tests.edge.intercept.guarded import echo_server, open_folder, python
from tests.edge.intercept.test_connections import EXCHANGE, HOST

from siwakit.edge.intercept import method
from siwakit.edge.intercept.descendants import descendants
from siwakit.edge.intercept.method import Method, choose_method

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not have seccomp")
CHOOSE = "from siwakit.edge.intercept.method import choose_method; chosen = choose_method(); print(chosen.method.value, '|', chosen.why)"
# Lets the system call NUMBER fail with ERROR, in this process and those that it starts, as the profile of a container does.
FORBID = """
import ctypes, struct
code = b"".join(struct.pack("=HBBI", *item) for item in
    ((0x20, 0, 0, 0), (0x15, 0, 1, {number}), (6, 0, 0, 0x00050000 | {error}), (6, 0, 0, 0x7FFF0000)))
class Program(ctypes.Structure): _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))
libc = ctypes.CDLL(None)
assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, ctypes.byref(Program(4, code)), 0, 0) == 0
"""
SECCOMP = {"x86_64": 317, "aarch64": 277}.get(os.uname().machine, 0)
READ_MEMORY = {"x86_64": 310, "aarch64": 270}.get(os.uname().machine, 0)
PIDFD_GETFD = 438


@pytest.fixture
def about(tmp_path):
    return tmp_path / "about"


def chosen_with(script):
    done = subprocess.run([sys.executable, "-c", script + CHOOSE], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.strip()


def test_seccomp_is_chosen_here():
    assert chosen_with("") == "seccomp |"


@each(
    ("number", "error", "why"),
    [
        (SECCOMP, errno.EPERM, "a security profile, such as a container's, forbids it"),
        (SECCOMP, errno.EACCES, "a security profile, such as a container's, forbids it"),
        (SECCOMP, errno.ENOSYS, "the kernel, or the profile of the container, does not have seccomp"),
        (SECCOMP, errno.EINVAL, "the kernel is too old: Linux 5.9 is the first that can do it"),
        (SECCOMP, errno.ENOMEM, "cannot allocate memory"),
        (READ_MEMORY, errno.EPERM, "a process may not look into its children here (kernel.yama.ptrace_scope, or a container's profile)"),
    ],
)
def test_variables_are_chosen_if_seccomp_is_refused(number, error, why):
    assert chosen_with(FORBID.format(number=number, error=error)) == f"variables | {why}"


def test_variables_are_chosen_inside_another_run(about):
    why = "the calls of this process are filtered by another program already, as inside another `siwakit run`"
    assert python(about, CHOOSE) == f"variables | {why}\n"


@each(
    ("system", "release", "machine", "why"),
    [
        ("Linux", "5.8.18-generic", "x86_64", "the kernel is too old: Linux 5.9 is the first that can do it"),
        ("Linux", "4.4.0", "x86_64", "the kernel is too old: Linux 5.9 is the first that can do it"),
        ("Linux", "6.1.0", "riscv64", "the system calls of riscv64 are not known"),
        ("Linux", "6.1.0", "i686", "the system calls of i686 are not known"),
    ],
)
def test_old_kernels_and_other_machines_are_named(system, release, machine, why):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "uname", lambda: SimpleNamespace(sysname=system, release=release, machine=machine))
        chosen = choose_method()
    assert (chosen.method, chosen.why) == (Method.VARIABLES, why)


def test_another_system_is_named(monkeypatch):
    monkeypatch.setattr(method.sys, "platform", "darwin")
    monkeypatch.setattr(method.platform, "system", lambda: "Darwin")
    assert choose_method().why == "Darwin does not have seccomp: only Linux does"


def test_choosing_leaves_no_descriptor_and_no_process():
    before = len(list(Path("/proc/self/fd").iterdir()))
    children = set(descendants())
    choose_method()
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    assert set(descendants()) <= children


WAYS = {
    "IPv4": f"import socket; s = socket.create_connection(('{HOST}', 443)); {EXCHANGE}",
    "IPv6": f"import socket; s = socket.socket(socket.AF_INET6); s.connect(socket.getaddrinfo('{HOST}', 443, socket.AF_INET6)[0][4]); {EXCHANGE}",
}


@pytest.mark.parametrize("way", ["IPv4", "IPv6"])
def test_a_connection_is_redirected_if_descriptors_cannot_be_copied(about, monkeypatch, way):
    monkeypatch.setattr(guarded, "RUNNER", FORBID.format(number=PIDFD_GETFD, error=errno.EPERM) + guarded.RUNNER)
    with echo_server() as port:
        assert python(about, WAYS[way], port=port) == f"hello {port}\n"


def test_a_file_is_handed_over_in_two_steps_by_an_older_kernel(about, monkeypatch):
    older = "from siwakit.edge.intercept.seccomp import notify; notify._ADD_AND_SEND = 1 << 30\n"
    monkeypatch.setattr(guarded, "RUNNER", older + guarded.RUNNER)
    with echo_server() as port:
        assert python(about, WAYS["IPv4"], port=port) == f"hello {port}\n"


def test_signals_do_not_disturb_an_older_kernel(about, monkeypatch):
    older = "from siwakit.edge.intercept.seccomp import filter; filter._FLAG_WAIT_KILLABLE = 0\n"
    monkeypatch.setattr(guarded, "RUNNER", older + guarded.RUNNER)
    script = f"""
import signal, socket
signal.signal(signal.SIGALRM, lambda *_: None)
signal.siginterrupt(signal.SIGALRM, False)
signal.setitimer(signal.ITIMER_REAL, 0.0003, 0.0003)
for _ in range(200):
    with socket.create_connection(('{HOST}', 443)) as s:
        s.sendall(b'hello'); assert s.recv(5) == b'hello'
signal.setitimer(signal.ITIMER_REAL, 0)
print('done')"""
    with echo_server() as port:
        assert python(about, script, port=port) == "done\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_user_without_capabilities_is_redirected(monkeypatch):
    # The interpreter may be out of the reach of another user, so that everything is imported before.
    leave = "import siwakit.edge.intercept.seccomp.supervisor; os.setgroups([]); os.setresgid(*[65534] * 3); os.setresuid(*[65534] * 3)\n"
    monkeypatch.setattr(guarded, "RUNNER", guarded.RUNNER.replace("open_missing()\n", leave))
    script = f"exec 3<>/dev/tcp/{HOST}/443; echo hello >&3; head -1 <&3; id -u; grep CapEff /proc/self/status"
    with echo_server() as port, open_folder() as folder:
        done = guarded.run(folder / "about", "bash", "-c", script, port=port, env={**os.environ, "TMPDIR": str(folder)})
    assert done.stdout.split() == ["hello", "65534", "CapEff:", "0000000000000000"], done.stderr
