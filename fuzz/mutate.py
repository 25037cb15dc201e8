"""Random changes of seeds, for when Atheris is not installed: they are not guided by coverage, but still find a lot."""

from __future__ import annotations

import random
from time import monotonic

from fuzz.targets import Target

MAX_BYTES = 4096
_PIECES = (
    *(b"\x00", b"\xff", b"\x1b[31m", b"\xe2\x80\xae", b"\xed\xa0\x80", b"\n", b"\r\n\r\n", b'"', b"'", b"\\", b"$(", b"$'", b"`", b"%", b"%25", b"="),
    *(b"&", b".", b"..", b"{", b"[", b"]", b"}", b"1e999", b"9" * 40, b"eyJ", b"-----BEGIN ", b"-----END ", b"curl ", b"HTTP/1.1", b"\x30\x84\xff"),
)


def change(data: bytes, others: list[bytes], draw: random.Random) -> bytes:
    """Return *data* with one to five changes."""
    mutated = bytearray(data[:MAX_BYTES])
    for _ in range(draw.randint(1, 5)):
        at = draw.randrange(len(mutated) + 1)
        length = draw.randrange(1 + min(64, len(mutated) - at))
        match draw.randrange(6):
            case 0:
                mutated[at : at + length] = b""
            case 1:
                mutated[at:at] = draw.choice(_PIECES)
            case 2:
                mutated[at : at + length] = draw.randbytes(length)
            case 3:
                mutated[at:at] = mutated[at : at + length] * draw.randrange(1, 20)
            case 4:
                other = draw.choice(others)
                mutated[at:] = other[min(at, len(other)) :]
            case _:
                mutated[at : at + 1] = bytes([draw.randrange(256)])
    return bytes(mutated[:MAX_BYTES])


def run(target: Target, begin: list[bytes], seconds: float, seed: int = 0) -> int:
    """Run *target* on changed seeds for *seconds*, and return how many it processed; an exception gets a note with its input."""
    draw = random.Random(seed)  # noqa: S311  the same each time
    end, count = monotonic() + seconds, 0
    unchanged = list(begin)
    while monotonic() < end:
        data = unchanged.pop() if unchanged else change(draw.choice(begin), begin, draw)
        count += 1
        try:
            target(data)
        except Exception as error:
            error.add_note(f"input: {data!r}")
            raise
    return count
