"""The libraries and emulators that are held against the vectors, and what each of them leaves to its caller."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from enum import Enum
from importlib.metadata import version
from pathlib import Path

from conformance.cases import AUD, NONCE

HERE = Path(__file__).resolve().parent
MODULES = HERE.parent / "tests" / "npm" / "node_modules"


class Nonces(Enum):
    """How a library compares the nonce of a token."""

    LEFT = "not at all"
    EXACT = "with the text that it is given"
    HASHED = "with the text that it is given, and with its SHA-256"


@dataclass(frozen=True, slots=True)
class Library:
    """A library that verifies identity tokens; *has_one_client* if a token is verified for exactly one client_id."""

    name: str
    nonces: Nonces
    documentation: str
    note: str
    is_of_npm: bool = False
    has_one_client: bool = False

    @property
    def version(self) -> str:
        """Return the version that is installed."""
        return version_of(self.name, is_of_npm=self.is_of_npm)

    @property
    def command(self) -> list[str]:
        """Return the command that answers the vectors with this library."""
        if self.is_of_npm:
            return ["node", str(HERE / "node_library.mjs"), self.name]
        return [sys.executable, "-m", "conformance.python_library", self.name]

    def leaves(self, step: str, *, is_right: bool) -> bool:
        """Return whether the library leaves what this vector is about to its caller."""
        if step == NONCE:
            return self.nonces is Nonces.LEFT or (self.nonces is Nonces.EXACT and is_right)
        return step == AUD and is_right and self.has_one_client


def version_of(name: str, *, is_of_npm: bool) -> str:
    """Return the version of a package that is installed."""
    if not is_of_npm:
        return version(name)
    return str(json.loads((MODULES / name / "package.json").read_text("utf-8"))["version"])


LIBRARIES = (
    Library(
        "siwakit", Nonces.HASHED, "[Python API](python.md)", "Its rules are the source of the vectors, so this row only shows that they are enforced."
    ),
    Library(
        "PyJWT",
        Nonces.LEFT,
        "[Usage examples](https://pyjwt.readthedocs.io/en/stable/usage.html)",
        "A JWT library without a page on Apple. The lines below use its options for each of Apple's steps; it has none for the nonce.",
    ),
    Library(
        "joserfc",
        Nonces.EXACT,
        "[JWT guide](https://github.com/authlib/joserfc/blob/main/docs/guide/jwt.rst)",
        "A JWT library without a page on Apple. Its claims registry checks every claim that the caller asks for, the nonce too.",
    ),
    Library(
        "Authlib",
        Nonces.EXACT,
        "[Documentation](https://docs.authlib.org/)",
        "A registered client has one client_id. Times have a leeway of 120 seconds unless the caller passes another.",
        has_one_client=True,
    ),
    Library(
        "social-auth-core",
        Nonces.LEFT,
        "[Apple backend](https://python-social-auth.readthedocs.io/en/latest/backends/apple.html)",
        "Its own sign-in sends no nonce, so that there is nothing to compare.",
    ),
    Library(
        "django-allauth",
        Nonces.LEFT,
        "[Apple provider](https://docs.allauth.org/en/latest/socialaccount/providers/apple.html)",
        "Its own sign-in sends no nonce, so that there is nothing to compare.",
    ),
    Library(
        "jose",
        Nonces.LEFT,
        "[jwtVerify](https://github.com/panva/jose/blob/main/docs/jwt/verify/functions/jwtVerify.md)",
        "A JWT library without a page on Apple. The lines below use its options for each of Apple's steps; it has none for the nonce.",
        is_of_npm=True,
    ),
    Library(
        "apple-signin-auth",
        Nonces.EXACT,
        "[README](https://github.com/A-Tokyo/apple-signin-auth#readme)",
        "Its README leaves the hash of a nonce to the caller.",
        is_of_npm=True,
    ),
    Library(
        "better-auth",
        Nonces.HASHED,
        "[Apple](https://www.better-auth.com/docs/authentication/apple)",
        "It refuses tokens issued more than an hour ago, as both of the expired tokens are, and tolerates a clock difference of 30 seconds. "
        "The client_secret is one of its options, so it mints none.",
        is_of_npm=True,
    ),
)
# Whether each emulator is a package of npm.
EMULATORS = {"siwakit": False, "emulate": True}
