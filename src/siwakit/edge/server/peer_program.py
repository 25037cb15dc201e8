"""The program at the other end of a connection on this machine, from what Linux says in /proc."""

from __future__ import annotations

import contextlib
import mmap
import shutil
from collections.abc import Iterator
from pathlib import Path

from siwakit.record import record

_TABLES = ("/proc/net/tcp", "/proc/net/tcp6")
_LOCAL, _REMOTE, _INODE = 1, 2, 9
_GONE = " (deleted)"
_MARKS = {"go": b"\xff Go buildinf:", "rust": b"/rustc/"}
_MOST_BYTES = 64 << 20


@record
class PeerProgram:
    """Program by the *name* of its file, and the *path* if it is known."""

    name: str
    path: str = ""

    def built_with(self) -> str:
        """Return the language of a compiled program, `go` or `rust`, by what its compiler writes into it; empty if it is not known."""
        with (
            contextlib.suppress(OSError, ValueError),
            Path(self.path).open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
        ):
            return next((language for language, mark in _MARKS.items() if content.find(mark, 0, _MOST_BYTES) >= 0), "")
        return ""


def program_at(path: str) -> PeerProgram:
    """Return the program that a command line calls *path*."""
    return PeerProgram(Path(path).name, shutil.which(path) or path)


def program_of(port: int, server_port: int) -> PeerProgram | None:
    """Return the program that has connected from *port* to *server_port*; None if it is not known, or has gone."""
    inode = next((inode for ours, theirs, inode in _connections() if (ours, theirs) == (port, server_port) and inode != "0"), None)
    process = None if inode is None else next((process for process in _processes() if _has(process, inode)), None)
    if process is None:
        return None
    with contextlib.suppress(OSError):
        path = str((process / "exe").readlink()).removesuffix(_GONE)
        return PeerProgram(Path(path).name, path)
    return None


def _connections() -> Iterator[tuple[int, int, str]]:
    for table in _TABLES:
        with contextlib.suppress(OSError, ValueError, IndexError):
            for line in Path(table).read_text("ascii").splitlines()[1:]:
                words = line.split()
                yield _port(words[_LOCAL]), _port(words[_REMOTE]), words[_INODE]


def _port(address: str) -> int:
    return int(address.rpartition(":")[2], 16)


def _processes() -> list[Path]:
    """Return the processes, the newest first."""
    with contextlib.suppress(OSError):
        return sorted((path for path in Path("/proc").iterdir() if path.name.isdecimal()), key=lambda path: -int(path.name))
    return []


def _has(process: Path, inode: str) -> bool:
    with contextlib.suppress(OSError):
        return any(_target(descriptor) == f"socket:[{inode}]" for descriptor in (process / "fd").iterdir())
    return False


def _target(descriptor: Path) -> str:
    with contextlib.suppress(OSError):
        return str(descriptor.readlink())
    return ""
