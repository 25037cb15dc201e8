"""Change seeds at random, for where Atheris is not installed: no coverage guides it, and it still finds much."""

from __future__ import annotations

import random
from time import monotonic

from fuzz.targets import Target

MAX_BYTES = 4096
_PIECES = (
    *(b"\x00", b"\xff", b"\x1b[31m", b"\xe2\x80\xae", b"\xed\xa0\x80", b"\n", b"\r\n\r\n", b'"', b"'", b"\\", b"$(", b"$'", b"`", b"%", b"%25", b"="),
    *(b"&", b".", b"..", b"{", b"[", b"]", b"}", b"1e999", b"9" * 40, b"eyJ", b"-----BEGIN ", b"-----END ", b"curl ", b"HTTP/1.1", b"\x30\x84\xff"),
)


def change(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """Return *data* with one to five changes."""
    made = bytearray(data[:MAX_BYTES])
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(made) + 1)
        length = chance.randrange(1 + min(64, len(made) - at))
        match chance.randrange(6):
            case 0:
                made[at : at + length] = b""
            case 1:
                made[at:at] = chance.choice(_PIECES)
            case 2:
                made[at : at + length] = chance.randbytes(length)
            case 3:
                made[at:at] = made[at : at + length] * chance.randrange(1, 20)
            case 4:
                other = chance.choice(others)
                made[at:] = other[min(at, len(other)) :]
            case _:
                made[at : at + 1] = bytes([chance.randrange(256)])
    return bytes(made[:MAX_BYTES])


def run(target: Target, begin: list[bytes], seconds: float, seed: int = 0) -> int:
    """Give *target* changed seeds for so many *seconds* and return how many it took; what it raises, it raises with its input."""
    chance = random.Random(seed)  # noqa: S311  the same each time
    end, count = monotonic() + seconds, 0
    waiting = list(begin)
    while monotonic() < end:
        data = waiting.pop() if waiting else change(chance.choice(begin), begin, chance)
        count += 1
        try:
            target(data)
        except Exception as error:
            error.add_note(f"input: {data!r}")
            raise
    return count
