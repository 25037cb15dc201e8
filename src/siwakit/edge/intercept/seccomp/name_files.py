"""The files by which the C library finds addresses, with the marker addresses in them."""

from __future__ import annotations

from collections.abc import Sequence

from siwakit.edge.intercept.redirection import MARKER, MARKER_IPV6

HOSTS = b"/etc/hosts"
SWITCH = b"/etc/nsswitch.conf"
_FILES = b"files"


def hosts_file(text: bytes, hosts: Sequence[str]) -> bytes:
    """Return the hosts file *text* in which *hosts* have only the marker addresses."""
    ours = {host.encode() for host in hosts}
    lines = [kept for kept in (_without(line, ours) for line in text.splitlines()) if kept is not None]
    marked = [f"{address} {' '.join(hosts)}".encode() for address in (MARKER, MARKER_IPV6)]
    return b"\n".join((*marked, *lines, b""))


def _without(line: bytes, hosts: set[bytes]) -> bytes | None:
    """Return *line* without *hosts*; None if it names no other host."""
    address, *names = line.partition(b"#")[0].split() or [b""]
    others = [name for name in names if name.lower() not in hosts]
    if len(others) == len(names):
        return line
    return b" ".join((address, *others)) if others else None


def switch_file(text: bytes) -> bytes | None:
    """Return the name service switch *text* in which the hosts file is asked first, or None if it is already."""
    lines = text.splitlines()
    changed = [_files_first(line) for line in lines]
    return None if changed == lines else b"\n".join((*changed, b""))


def _files_first(line: bytes) -> bytes:
    database, colon, services = line.partition(b":")
    words = services.partition(b"#")[0].split()
    if database.strip() != b"hosts" or not colon or words[:1] == [_FILES]:
        return line
    return b" ".join((b"hosts:", _FILES, *words))
