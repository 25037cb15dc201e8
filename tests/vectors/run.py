"""Decide every vector in a folder of Wycheproof files as this project reads them (see wycheproof/README.md).

    python tests/vectors/run.py [DIR]

It prints a line for each difference (file, tcId, expected, got), then totals. The exit code is 0 if there is no difference. There is
no list of exceptions: the expectation follows only from the label, the algorithm and the key.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import load_der_public_key

from siwakit.jose import es256, rs256
from siwakit.jose.jwks import read_key_set
from siwakit.jose.verify import Refusal, verify

HERE = Path(__file__).parent / "wycheproof"
VALID, INVALID = "valid", "invalid"
MIN_RSA_CHARACTERS = 342  # 2048 bits in base64url


@dataclass(frozen=True, slots=True)
class Decided:
    """One vector: what its file expects under our profile, and what siwakit decides."""

    file: str
    number: int
    expected: str
    got: str

    @property
    def agrees(self) -> bool:
        """Return whether both say valid or neither does."""
        return (self.expected == VALID) == (self.got == VALID)


def by_es256(group: dict[str, Any], test: dict[str, Any]) -> bool:
    """Return whether the 64 bytes of the test verify."""
    return es256.verify(public_key(group), bytes.fromhex(test["sig"]), bytes.fromhex(test["msg"]))


def by_der(group: dict[str, Any], test: dict[str, Any]) -> bool:
    """Return whether the DER signature of the test verifies."""
    raw = es256.der_to_raw(bytes.fromhex(test["sig"]))
    return raw is not None and es256.verify(public_key(group), raw, bytes.fromhex(test["msg"]))


def by_rs256(group: dict[str, Any], test: dict[str, Any]) -> bool:
    """Return whether the PKCS #1 signature of the test verifies."""
    return rs256.verify(public_key(group), bytes.fromhex(test["sig"]), bytes.fromhex(test["msg"]))


PRIMITIVES: dict[str, Callable[[dict[str, Any], dict[str, Any]], bool]] = {
    "EcdsaP1363Verify": by_es256,
    "EcdsaVerify": by_der,
    "RsassaPkcs1Verify": by_rs256,
}
TOKENS = frozenset({"JsonWebSignature", "JsonWebKey", "JsonWebCrypto"})


def public_key(group: dict[str, Any]) -> Any:
    """Return the group's public key."""
    return load_der_public_key(bytes.fromhex(group["publicKeyDer"]))


def key_document(group: dict[str, Any]) -> dict[str, Any]:
    """Return the JWK or the key set that the group verifies with."""
    return group.get("public") or group.get("private") or {}


def in_profile(group: dict[str, Any], test: dict[str, Any]) -> bool:
    """Return whether the profile accepts such a token at all: ES256 with P-256, or RS256 with at least 2048 bits."""
    document = key_document(group)
    keys = document.get("keys", [document])
    header = read_header(test.get("jws", ""))
    if header.get("alg") == "ES256":
        return all(key.get("kty") == "EC" and key.get("crv") == "P-256" for key in keys)
    if header.get("alg") == "RS256":
        return all(key.get("kty") == "RSA" and len(key.get("n", "")) >= MIN_RSA_CHARACTERS for key in keys)
    return False


def read_header(token: Any) -> dict[str, Any]:
    """Return the header of a compact token, or nothing."""
    segment = str(token).split(".", maxsplit=1)[0]
    try:
        value = json.loads(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)))
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def by_token(group: dict[str, Any], test: dict[str, Any]) -> str:
    """Return valid, or the code of the reason to refuse the token."""
    token = test.get("jws", test.get("jwe"))
    text = token if isinstance(token, str) else json.dumps(token)
    result = verify(text, read_key_set(json.dumps(key_document(group))))
    return result.value if isinstance(result, Refusal) else VALID


def decide(file: str, group: dict[str, Any]) -> Iterator[Decided]:
    """Yield every test of *group*."""
    kind = group["type"]
    for test in group["tests"]:
        label = VALID if test["result"] == VALID else INVALID
        if kind in PRIMITIVES:
            yield Decided(file, test["tcId"], label, VALID if PRIMITIVES[kind](group, test) else INVALID)
        elif kind in TOKENS:
            yield Decided(file, test["tcId"], label if in_profile(group, test) else INVALID, by_token(group, test))
        else:
            yield Decided(file, test["tcId"], VALID, f"unknown type {kind}")


def run(folder: Path) -> list[Decided]:
    """Return every vector of the files in *folder*, decided."""
    decided: list[Decided] = []
    for path in sorted(folder.glob("*.json")):
        document = json.loads(path.read_text("utf-8"))
        for group in document["testGroups"]:
            decided.extend(decide(path.name, group))
    return decided


def main() -> int:
    """Print the differences and the totals; return the exit code."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    decided = run(folder)
    different = [vector for vector in decided if not vector.agrees]
    for one in different:
        print(f"{one.file}, {one.number}, {one.expected}, {one.got}")
    for name in sorted({vector.file for vector in decided}):
        mine = [vector for vector in decided if vector.file == name]
        valid = sum(vector.expected == VALID for vector in mine)
        print(f"total\t{name}\t{len(mine)} vectors\t{valid} valid\t{sum(not vector.agrees for vector in mine)} different")
    print(f"total\tall\t{len(decided)} vectors\t{len(different)} different")
    return 1 if different or not decided else 0


if __name__ == "__main__":
    sys.exit(main())
