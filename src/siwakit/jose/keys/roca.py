"""Recognise RSA moduli that a flawed chip made (CVE-2017-15361): each is a power of 65537 modulo every small prime."""

from __future__ import annotations

from functools import cache

_GENERATOR = 65537
_LARGEST_PRIME = 167


def is_weak(modulus: int) -> bool:
    """Return whether *modulus* has the fingerprint of the flaw; one in about a hundred million sound moduli has it too."""
    return all(modulus % prime in powers for prime, powers in _marks())


@cache
def _marks() -> tuple[tuple[int, frozenset[int]], ...]:
    primes = [n for n in range(3, _LARGEST_PRIME + 1, 2) if all(n % d for d in range(3, int(n**0.5) + 1, 2))]
    return tuple((prime, _powers(prime)) for prime in primes)


def _powers(prime: int) -> frozenset[int]:
    power, seen = 1, set()
    while power not in seen:
        seen.add(power)
        power = power * _GENERATOR % prime
    return frozenset(seen)
