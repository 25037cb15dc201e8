"""Create RSA keys from given random numbers, and write them as JWK; nothing here is random itself."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from siwakit.jose import base64url, rs256

_PRIME_BITS = 1024
_WINDOW = 4096
_SIEVE_LIMIT = 8192


def derive(draw: Callable[[int], int]) -> RSAPrivateKey:
    """Return the RSA key of 2048 bits derived from *draw*, which returns a random number of as many bits as it is asked for."""
    p = _find_prime(draw)
    q = _find_prime(draw)
    return rs256.private_key(p, q)


def public_jwk(key: RSAPrivateKey, kid: str) -> dict[str, str]:
    """Return the public half of *key* as a member of Apple's key set."""
    numbers = key.public_key().public_numbers()
    n, e = (base64url.encode(number.to_bytes((number.bit_length() + 7) // 8, "big")) for number in (numbers.n, numbers.e))
    return {"kty": "RSA", "kid": kid, "use": "sig", "alg": "RS256", "n": n, "e": e}


def _small_primes() -> tuple[int, ...]:
    sieve = bytearray([1]) * _SIEVE_LIMIT
    for number in range(2, int(_SIEVE_LIMIT**0.5) + 1):
        if sieve[number]:
            sieve[number * number :: number] = bytes(len(range(number * number, _SIEVE_LIMIT, number)))
    return tuple(number for number in range(3, _SIEVE_LIMIT) if sieve[number])


_SMALL_PRIMES = _small_primes()


def _find_prime(draw: Callable[[int], int]) -> int:
    while True:
        # The two highest bits are set, so that the product of two has 2048 bits.
        start = draw(_PRIME_BITS) | 3 << (_PRIME_BITS - 2) | 1
        prime = _first_prime(start)
        if prime:
            return prime


def _first_prime(start: int) -> int | None:
    """Return the first prime among the odd numbers from *start* on; a sieve first removes those with a small divisor."""
    composite = bytearray(_WINDOW)
    for small in _SMALL_PRIMES:
        first = -start * ((small + 1) // 2) % small
        composite[first::small] = b"\1" * len(range(first, _WINDOW, small))
    candidates = (start + 2 * place for place in range(_WINDOW) if not composite[place])
    return next((number for number in candidates if number % rs256.PUBLIC_EXPONENT != 1 and _is_prime(number)), None)


def _is_prime(number: int) -> bool:
    # For random numbers of this size one round fails less than once in 2^80 (Damgård, Landrock and Pomerance, 1993).
    return pow(2, number - 1, number) == 1
