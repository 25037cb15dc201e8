"""Messages between siwakit and the guardian: lists in JSON, each after its length."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

_LENGTH = struct.Struct("=I")


def send(control: socket.socket, *message: Any) -> None:
    """Send *message*; if the other side has ended, nothing happens."""
    text = json.dumps(message).encode()
    try:
        control.sendall(_LENGTH.pack(len(text)) + text)
    except (BrokenPipeError, ConnectionResetError):
        return


def receive(control: socket.socket) -> list[Any] | None:
    """Wait for the next message and return it, or None if the other side has ended."""
    head = _receive_exactly(control, _LENGTH.size)
    text = head and _receive_exactly(control, _LENGTH.unpack(head)[0])
    if not text:
        return None
    message: list[Any] = json.loads(text)
    return message


def _receive_exactly(control: socket.socket, size: int) -> bytes:
    received = b""
    while len(received) < size:
        try:
            more = control.recv(size - len(received))
        except ConnectionResetError:
            more = b""
        if not more:
            return b""
        received += more
    return received
