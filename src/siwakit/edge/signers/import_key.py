"""Import Apple's `.p8` key into a store, and prove that the store signs with it."""

from __future__ import annotations

import os
from collections.abc import Mapping

from siwakit.edge.signers.addresses import KmsAddress, Pkcs11Address, SignerAddress, TransitAddress
from siwakit.edge.signers.open_signer import needs_extra, open_signer
from siwakit.errors import KeyFault
from siwakit.evidence.showing.redact import named
from siwakit.jose import es256
from siwakit.jose.signer import KeySigner, PublicKey, Signer

PROOFS = 3


def import_steps(address: SignerAddress) -> tuple[str, ...]:
    """Return what an import does with the store, in words."""
    match address:
        case Pkcs11Address():
            token = f"the token {named(address.token, 40)}" if address.token else "the token"
            return (
                f"log in to {token} with the PIN, which is tried once",
                "create the private key in it: sensitive, not extractable, only for signing; and its public half beside it",
            )
        case TransitAddress():
            return (
                f"fetch the wrapping key of {named(address.mount, 60)} from OpenBao or Vault, and encrypt the key to it",
                f"import it as {named(address.key, 60)}: not exportable, without a plaintext backup",
            )
        case KmsAddress():
            return (
                "create a key for imported material in AWS KMS if the alias does not exist",
                "fetch a wrapping key from AWS KMS, encrypt the key to it, and import it: AWS KMS returns no private key",
            )


def import_key(address: SignerAddress, signer: KeySigner, label: str, environment: Mapping[str, str] | None = None) -> bool:
    """Import the key of *signer* into the store of *address*, and prove it; return whether it is new there.

    *label* names the key if the address does not.

    Raises:
        UsageError: something that the store needs is missing.
        SignerUnavailable: the store does not answer.
        KeyFault: the store has another key there, refuses, or signs with another key.
    """
    variables = os.environ if environment is None else environment
    with needs_extra(address):
        is_new = _import(address, signer, label, variables)
    prove_copy(open_signer(address.text, environment=variables), signer.public)
    return is_new


def prove_copy(store: Signer, public: PublicKey) -> None:
    """Check that the signatures of *store* verify with *public*.

    Raises:
        KeyFault: they do not.
    """
    if store.public != public:
        raise KeyFault("the public half in the store is another key's", hint=_KEEP)
    for _ in range(PROOFS):
        data = os.urandom(32)
        if not es256.verify(public, store.sign(data), data):
            raise KeyFault("a signature of the store does not verify with the public half of the file", hint=_KEEP)


_KEEP = "keep the file: the store cannot replace it"


def _import(address: SignerAddress, signer: KeySigner, label: str, environment: Mapping[str, str]) -> bool:
    match address:
        case Pkcs11Address():
            from siwakit.edge.signers.pkcs11_import import import_into_token  # noqa: PLC0415  only its users need the library

            return import_into_token(address, signer.private, environment, label)
        case TransitAddress():
            from siwakit.edge.signers.transit_import import import_into_transit  # noqa: PLC0415  as above

            return import_into_transit(address, signer.private, environment)
        case KmsAddress():
            from siwakit.edge.signers.kms_import import import_into_kms  # noqa: PLC0415  as above

            return import_into_kms(address, signer.private)
