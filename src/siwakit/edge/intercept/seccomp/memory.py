"""Reading and writing the memory of another process."""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

from siwakit.edge.intercept.linux import checked, libc

_PAGE = 4096
_LONGEST_PATH = 4096


class _Span(ctypes.Structure):
    _fields_ = (("address", ctypes.c_void_p), ("length", ctypes.c_size_t))


_buffer = ctypes.create_string_buffer(_LONGEST_PATH)
_view = memoryview(_buffer)
_local = _Span(ctypes.addressof(_buffer), _LONGEST_PATH)
_local_pointer = ctypes.byref(_local)
_remote = (_Span * 2)()


@cache
def _function(name: str) -> Any:
    function = getattr(libc(), name)
    function.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong)
    function.restype = ctypes.c_ssize_t
    return function


def read_memory(pid: int, address: int, size: int) -> bytes:
    """Return up to *size* bytes at *address* in the memory of *pid*; fewer if they end at a page that cannot be read.

    Raises:
        OSError: none can be read.
    """
    size = min(size, _LONGEST_PATH)
    first = min(size, _PAGE - address % _PAGE)
    _remote[0].address, _remote[0].length = address, first
    _remote[1].address, _remote[1].length = address + first, size - first
    length = checked(_function("process_vm_readv")(pid, _local_pointer, 1, _remote, 2, 0))
    return _view[:length].tobytes()


def read_path(pid: int, address: int) -> bytes:
    """Return the text that ends with a zero byte at *address* in the memory of *pid*.

    Raises:
        OSError: it cannot be read, or is longer than a path.
    """
    for size in (256, _LONGEST_PATH):
        text, end, _ = read_memory(pid, address, size).partition(b"\0")
        if end:
            return text
    raise OSError


def write_memory(pid: int, address: int, text: bytes) -> None:
    """Write *text* at *address* in the memory of *pid*.

    Raises:
        OSError: it cannot be written.
    """
    source = ctypes.create_string_buffer(text, len(text))
    local, remote = _Span(ctypes.addressof(source), len(text)), _Span(address, len(text))
    checked(_function("process_vm_writev")(pid, ctypes.byref(local), 1, ctypes.byref(remote), 1, 0))
