"""`siwakit key import-into`: imports Apple's key into a store that does not give it out, and proves that the store signs with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from siwakit.cli import output
from siwakit.errors import KeyFault

if TYPE_CHECKING:
    from siwakit.edge.signers.addresses import SignerAddress
    from siwakit.evidence.evidence import KeyAtHand


@click.command(
    "import-into",
    epilog=(
        "\b\nExamples:\n"
        "  siwakit key import-into transit:transit/AuthKey_ABC123DEFG \\\n    AuthKey_ABC123DEFG.p8\n"
        "  siwakit key import-into --run \\\n    'pkcs11:token=apple;object=AuthKey_ABC123DEFG' AuthKey_ABC123DEFG.p8"
    ),
)
@click.argument("address", metavar="ADDRESS")
@click.argument("file", metavar="FILE")
@click.option("--run", "is_run", is_flag=True, help="do it; without it, only show what would be done")
def command(address: str, file: str, is_run: bool) -> None:  # noqa: FBT001  click gives a flag as a bool
    """Import the .p8 key in FILE into the store of ADDRESS.

    The store is a token with PKCS#11 (pkcs11:…), a transit engine of OpenBao
    or Vault (transit:MOUNT/KEY), or AWS KMS (awskms:alias/NAME). It cannot give
    the key out again.

    With --run, the key is imported, and the signatures of the store are
    verified with the public half of the file. Only then does siwakit say
    that the file can be deleted. Nothing is done without --run.
    """
    from siwakit.edge.signers.addresses import parse_address
    from siwakit.edge.signers.import_key import import_key
    from siwakit.jose.signer import load_signer

    place = parse_address(address)
    key = _read(file)
    signer = load_signer(key.text)
    if not is_run:
        output.write(_plan(place, key))
        return
    label = f"AuthKey_{key.file_name.key_id}" if key.file_name.key_id else key.name
    is_new = import_key(place, signer, label)
    output.write(_report(place, key, is_new=is_new))


def _read(path: str) -> KeyAtHand:
    from siwakit.cli.given_key import read_given_key
    from siwakit.edge.signers.addresses import is_address

    if is_address(path):
        raise KeyFault("the second argument is an address, expected a .p8 file", hint="a store does not give out its keys")
    return read_given_key(path).key


def _plan(address: SignerAddress, key: KeyAtHand) -> str:
    from siwakit.edge.signers.import_key import PROOFS, import_steps

    steps = (
        *import_steps(address),
        f"have the store sign random data {PROOFS} times, and verify each signature with the public half of {key.name}",
    )
    numbered = "\n".join(f"  {number}. {step}" for number, step in enumerate(steps, 1))
    return f"To import {key.name} ({_thumbprint(key)}), siwakit would:\n{numbered}\nNothing was done. Add --run to do it."


def _report(address: SignerAddress, key: KeyAtHand, *, is_new: bool) -> str:
    from siwakit.edge.signers.import_key import PROOFS

    done = "Imported" if is_new else "Already there:"
    return (
        f"{done} {key.name} ({_thumbprint(key)}).\n"
        f"The store signed {PROOFS} times, and each signature verifies with the public half of the file.\n"
        f"Use it: --key '{address.text}'\n"
        f"Now {key.name} can be deleted, with its copies. Apple does not offer it again: if the store is lost, create a new key in the portal."
    )


def _thumbprint(key: KeyAtHand) -> str:
    from siwakit.jose.jwk import thumbprint

    return f"thumbprint {thumbprint(key.reading.public)}" if key.reading.public is not None else "no public half"
