"""An interpreter of the instructions that the filter is made of, so that a filter for another machine can be tried."""

from __future__ import annotations

import struct

from siwakit.edge.intercept.seccomp.filter import ANY_BIT, AT_LEAST, EQUAL, LOAD, RETURN

_MASK = 0xFFFFFFFF
JUMPS = {EQUAL: lambda value, other: value == other, AT_LEAST: lambda value, other: value >= other, ANY_BIT: lambda value, other: bool(value & other)}


def decide(instructions, audit, number, *arguments, seen=None):
    """Return what the filter decides about a system call; the branches that were taken are added to *seen*."""
    padded = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("=IIQ6Q", number & _MASK, audit, 0, *(value & 0xFFFFFFFFFFFFFFFF for value in padded))
    place = value = 0
    while True:
        item = instructions[place]
        place += 1
        if item.code == RETURN:
            return item.value
        if item.code == LOAD:
            (value,) = struct.unpack_from("=I", data, item.value)
            continue
        taken = JUMPS[item.code](value, item.value)
        if seen is not None:
            seen.add((place - 1, taken))
        place += item.yes if taken else item.no
