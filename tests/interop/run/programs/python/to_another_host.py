"""Send random bytes to the TCP server in the arguments: directly, over TLS with its own root, or through a proxy.

Prints the port that this end has, the bytes, and the processes above this one in whose memory the bytes are found afterwards.
"""

import secrets
import socket
import ssl
import sys
from pathlib import Path

from above import siwakit_processes


def connect(address, root, proxy):
    host, _, port = address.rpartition(":")
    with_proxy = proxy.rpartition(":") if proxy else None
    sock = socket.create_connection((with_proxy[0], int(with_proxy[2])) if with_proxy else (host.strip("[]"), int(port)))
    if with_proxy:
        sock.sendall(f"CONNECT {address} HTTP/1.1\r\nHost: {address}\r\n\r\n".encode())
        assert b"200" in sock.recv(1024)
    local_port = sock.getsockname()[1]
    if root:
        sock = ssl.create_default_context(cafile=root).wrap_socket(sock, server_hostname="localhost")
    return sock, local_port


def is_in_memory_of(pid, wanted):
    with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text("utf-8").splitlines():
            span, kinds = line.split()[:2]
            if kinds.startswith("rw") and "[vvar" not in line:
                start, end = (int(part, 16) for part in span.split("-"))
                memory.seek(start)
                if wanted in memory.read(end - start):
                    return True
    return False


canary = secrets.token_hex(32).encode()
sock, local_port = connect(*(argument if argument != "-" else "" for argument in sys.argv[1:4]))
sock.sendall(canary)
if sys.argv[2] == "-":
    sock.shutdown(socket.SHUT_WR)
assert sock.recv(1024) == b"seen"
above = list(siwakit_processes())
assert above, "not started by siwakit"
print(local_port, canary.decode(), *(pid for pid in above if is_in_memory_of(pid, canary)))
