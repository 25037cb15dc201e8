"""Connections to Apple reach our port, and all others what they were made to."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys

import pytest
from tests.edge.intercept.guarded import echo_server, python, run

from siwakit.edge.intercept.redirection import MARKER, MARKER_IPV6

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not have seccomp")
HOST = "appleid.apple.com"


@pytest.fixture
def about(tmp_path):
    return tmp_path / "about"


@pytest.fixture(scope="module")
def port():
    with echo_server() as port:
        yield port


EXCHANGE = "s.sendall(b'hello'); print(s.recv(5).decode(), s.getpeername()[1])"
WAYS = {
    "blocking": f"import socket; s = socket.create_connection(('{HOST}', 443)); {EXCHANGE}",
    "with a timeout": f"import socket; s = socket.create_connection(('{HOST}', 443), timeout=9); {EXCHANGE}",
    "not blocking": f"""
import errno, select, socket
s = socket.socket(); s.setblocking(False)
result = s.connect_ex(('{MARKER}', 443)); assert result in (0, errno.EINPROGRESS), result
assert not s.getblocking(); select.select([], [s], [], 9); assert s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0
s.setblocking(True); {EXCHANGE}""",
    "IPv6": f"import socket; s = socket.socket(socket.AF_INET6); s.connect(('{MARKER_IPV6}', 443)); {EXCHANGE}",
    "only IPv6": f"import socket; s = socket.socket(socket.AF_INET6); s.setsockopt(41, 26, 1); s.connect(('{MARKER_IPV6}', 443)); {EXCHANGE}",
    "IPv4 in IPv6": f"import socket; s = socket.socket(socket.AF_INET6); s.connect(('::ffff:{MARKER}', 443)); {EXCHANGE}",
    "asyncio": f"""
import asyncio
async def main():
    reader, writer = await asyncio.open_connection('{HOST}', 443)
    writer.write(b'hello'); print((await reader.readexactly(5)).decode(), writer.get_extra_info('peername')[1])
asyncio.run(main())""",
    "vfork": f"""
import subprocess, sys
script = "import socket; s = socket.create_connection(('{HOST}', 443)); {EXCHANGE}"
subprocess.run([sys.executable, '-c', script])""",
    "a bound socket": f"import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); s.connect(('{HOST}', 443)); {EXCHANGE}",
}


@pytest.mark.parametrize("way", WAYS)
def test_a_connection_to_apple_reaches_our_port(about, port, way):
    assert python(about, WAYS[way], port=port) == f"hello {port}\n"


def test_a_connection_to_another_address_is_not_touched(about, port):
    with echo_server() as other:
        script = f"import socket; s = socket.create_connection(('localhost', {other})); {EXCHANGE}"
        assert python(about, script, port=port) == f"hello {other}\n"


@pytest.mark.skipif(not socket.has_ipv6, reason="needs IPv6")
def test_a_connection_to_another_address_in_ipv6_is_not_touched(about, port):
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as other:
        script = f"import socket; s = socket.create_connection(('::1', {other.getsockname()[1]})); print(s.getpeername()[:2])"
        assert python(about, script, port=port) == f"('::1', {other.getsockname()[1]})\n"


def test_other_ports_of_apple_are_refused_and_reach_no_server_of_the_machine(about, port):
    with socket.create_server(("0.0.0.0", 0)) as other:  # noqa: S104  every address of this machine, the marker too
        script = f"import socket; print(socket.socket().connect_ex(('{HOST}', {other.getsockname()[1]})))"
        assert python(about, script, port=port) == "111\n"


def test_datagrams_are_not_touched(about, port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        other.settimeout(9)
        script = f"""
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(('127.0.0.1', {other.getsockname()[1]})); s.send(b'datagram')
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(('{MARKER}', 443)); print(s.getpeername())"""
        assert python(about, script, port=port) == f"('{MARKER}', 443)\n"
        assert other.recv(99) == b"datagram"


def test_name_services_that_have_their_own_copy_of_the_hosts_do_not_answer(about):
    names = ("/var/run/nscd/socket", "/run/systemd/resolve/io.systemd.Resolve")
    script = f"import socket; print([socket.socket(socket.AF_UNIX).connect_ex(name) for name in {names}])"
    assert python(about, script) == "[2, 2]\n"


def test_another_local_socket_is_reached(about, tmp_path):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        listener.listen()
        script = "import socket, sys; print([socket.socket(socket.AF_UNIX).connect_ex(name) for name in sys.argv[1:]])"
        assert python(about, script, str(tmp_path / "socket"), str(tmp_path / "missing")) == "[0, 2]\n"


@pytest.mark.parametrize(
    ("call", "number"), [("0, 0, 0", 9), ("s.fileno(), 0, 16", 14), ("s.fileno(), b'', 0", 22)], ids=["no socket", "no address", "empty"]
)
def test_a_wrong_call_fails_as_it_does_alone(about, port, call, number):
    script = f"""
import ctypes, os, socket
s = socket.socket(); os.close(0); c = ctypes.CDLL(None, use_errno=True)
print(c.connect({call}), ctypes.get_errno())"""
    assert python(about, script, port=port) == f"-1 {number}\n"


def test_a_port_without_a_server_refuses(about):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    script = f"import socket; print(socket.socket().connect_ex(('{HOST}', 443)))"
    assert python(about, script, port=port) == "111\n"


@pytest.mark.parametrize("count", [64, 300])
def test_many_connections_at_once_all_reach_our_port(about, port, count):
    script = f"""
import socket, threading
done = []; barrier = threading.Barrier({count})
def exchange():
    barrier.wait()
    s = socket.create_connection(('{HOST}', 443), timeout=20); s.sendall(b'hello'); done.append(s.recv(5))
threads = [threading.Thread(target=exchange) for _ in range({count})]
[t.start() for t in threads]; [t.join() for t in threads]
print(len(done), set(done))"""
    assert python(about, script, port=port) == f"{count} {{b'hello'}}\n"


def test_a_full_queue_delays_a_connection_and_nothing_else(about):
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        port = listener.getsockname()[1]
        script = f"""
import os, socket, threading
def connect(): socket.create_connection(('{HOST}', 443), timeout=None).recv(1)
for _ in range(6): threading.Thread(target=connect, daemon=True).start()
for _ in range(500): os.close(os.open('/etc/passwd', os.O_RDONLY))
print('opened', flush=True)
os._exit(0)"""
        assert python(about, script, port=port) == "opened\n"


def test_signals_do_not_disturb_a_connection(about, port):
    script = f"""
import signal, socket
count = 0
def handle(*_):
    global count
    count += 1
signal.signal(signal.SIGALRM, handle)
signal.siginterrupt(signal.SIGALRM, False)
signal.setitimer(signal.ITIMER_REAL, 0.0002, 0.0002)
for _ in range(300):
    with socket.create_connection(('{HOST}', 443)) as s:
        s.sendall(b'hello'); assert s.recv(5) == b'hello'
signal.setitimer(signal.ITIMER_REAL, 0)
print('done', count > 10)"""
    assert python(about, script, port=port) == "done True\n"


def test_a_program_that_hides_its_memory_runs(about, port):
    script = "import ctypes; ctypes.CDLL(None).prctl(4, 0, 0, 0, 0); print(len(open('/etc/passwd').read()) > 0)"
    assert python(about, script, port=port) == "True\n"


GO = """package main
import ("fmt"; "io"; "net"; "os"; "sync")
func main() {
  var wg sync.WaitGroup
  for i := 0; i < 100; i++ { wg.Add(1); go func() { defer wg.Done()
    c, err := net.Dial("tcp", "appleid.apple.com:443"); if err != nil { fmt.Println(err); os.Exit(1) }
    c.Write([]byte("hello")); b := make([]byte, 5); io.ReadFull(c, b); if string(b) != "hello" { os.Exit(2) }; c.Close() }() }
  wg.Wait(); fmt.Println("done")
}
"""


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("go") is None, reason="needs Go")
def test_a_static_go_program_with_a_hundred_goroutines(about, port, tmp_path):
    (tmp_path / "main.go").write_text(GO)
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "CGO_ENABLED": "0", "GO111MODULE": "off", "GOCACHE": str(tmp_path / "cache")}
    subprocess.run(["go", "build", "-o", tmp_path / "main", tmp_path / "main.go"], env=env, check=True, timeout=200)
    assert run(about, str(tmp_path / "main"), port=port).stdout == "done\n"


@pytest.mark.skipif(shutil.which("gcc") is None or os.uname().machine != "x86_64", reason="needs a compiler for x86-64")
def test_a_32_bit_program_is_let_through(about, tmp_path):
    (tmp_path / "main.c").write_text("""
int main(void) { int r; __asm__ volatile("int $0x80" : "=a"(r) : "a"(5), "b"(0x1000), "c"(0), "d"(0)); return r == -14 ? 5 : 6; }
""")
    subprocess.run(["gcc", "-o", tmp_path / "main", tmp_path / "main.c"], capture_output=True, timeout=60, check=True)
    alone = subprocess.run([tmp_path / "main"], timeout=60, check=False).returncode
    assert run(about, str(tmp_path / "main")).returncode == alone
