"""Tokens of SoftHSM2, a PKCS#11 module that keeps its keys in files."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from pkcs11 import Attribute, KeyType, ObjectClass

from siwakit.jose.public_halves import P256_PARAMETERS, write_public_point

PIN, WRONG_PIN, SO_PIN = "7391", "0000", "8264"
PLACES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so", "/opt/homebrew/lib/softhsm/libsofthsm2.so")


@dataclass(frozen=True)
class SoftHsm:
    """Module whose tokens are in *folder*; `configuration` is the file that SOFTHSM2_CONF names."""

    module: str
    folder: Path
    configuration: Path

    def add_token(self, label: str, pin: str = PIN) -> None:
        command = ("softhsm2-util", "--init-token", "--free", "--label", label, "--pin", pin, "--so-pin", SO_PIN)
        subprocess.run(command, check=True, capture_output=True, timeout=30)
        # A module lists the tokens that other programs have made when it starts.
        pkcs11.lib(self.module).reinitialize()

    def token(self, label: str) -> Any:
        return pkcs11.lib(self.module).get_token(token_label=label)

    def session(self, label: str) -> Any:
        """Return a session that can read and write; a log-in counts for the whole process."""
        try:
            return self.token(label).open(rw=True, user_pin=PIN)
        except pkcs11.UserAlreadyLoggedIn:
            return self.token(label).open(rw=True)

    def address(self, rest: str) -> str:
        return f"pkcs11:{rest}?module-path={self.module}"

    def add_key(self, token: str, key, label: str, identifier: bytes = b"\x01", public=None, *, is_extractable=False) -> None:
        """Store *key*, a private key of cryptography on P-256, and its public half, or another one."""
        with self.session(token) as session:
            shared = {Attribute.KEY_TYPE: KeyType.EC, Attribute.TOKEN: True, Attribute.LABEL: label, Attribute.ID: identifier}
            private = key.private_numbers().private_value.to_bytes(32, "big")
            session.create_object(
                {
                    **shared,
                    Attribute.CLASS: ObjectClass.PRIVATE_KEY,
                    Attribute.EC_PARAMS: P256_PARAMETERS,
                    Attribute.VALUE: private,
                    Attribute.PRIVATE: True,
                    Attribute.SENSITIVE: True,
                    Attribute.EXTRACTABLE: is_extractable,
                    Attribute.SIGN: True,
                }
            )
            point = write_public_point(public or key.public_key())
            session.create_object(
                {**shared, Attribute.CLASS: ObjectClass.PUBLIC_KEY, Attribute.EC_PARAMS: P256_PARAMETERS, Attribute.EC_POINT: point}
            )


def find_module() -> str:
    places = (*PLACES, *map(str, Path("/usr/lib").glob("*/softhsm/libsofthsm2.so")))
    found = next((place for place in places if Path(place).exists()), None)
    if found is None or shutil.which("softhsm2-util") is None:
        pytest.fail("SoftHSM2 is missing: apt-get install softhsm2, or run .ci/run")
    return found


def start(folder: Path) -> SoftHsm:
    tokens, configuration = folder / "tokens", folder / "softhsm2.conf"
    tokens.mkdir()
    configuration.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n", "utf-8")
    return SoftHsm(find_module(), tokens, configuration)
