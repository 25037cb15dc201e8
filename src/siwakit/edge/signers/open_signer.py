"""Open a signer by what names its key: the path of a `.p8` file, or the address of a key that is not in a file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from siwakit.edge.client.signer_limit import SIGNER_SECONDS
from siwakit.edge.files.reading import MAX_KEY_BYTES, read_file
from siwakit.edge.signers.addresses import KmsAddress, Pkcs11Address, SignerAddress, TransitAddress, is_address, parse_address
from siwakit.errors import UsageError
from siwakit.jose.signer import Signer, load_signer


def open_signer(text: str, *, seconds: float | None = SIGNER_SECONDS, environment: Mapping[str, str] | None = None) -> Signer:
    """Return the signer that *text* names: a path, `pkcs11:…`, `transit:MOUNT/KEY` or `awskms:KEY`.

    A file is read now. Anything else is asked when it first signs, so that a program can be configured while a token is away. Each call of a store
    ends within *seconds*. None is only for PKCS#11: the token is then called in the thread of the caller, for as long as it takes, which is quicker
    by 30 microseconds. PINs and tokens come from *environment*, which is the environment of this process if it is None.

    Raises:
        UsageError: a malformed address, or a library that is not installed.
        NotReadable: the file is missing or cannot be opened.
        KeyFault: the file does not contain a key in Apple's form.
    """
    if not is_address(text):
        return load_signer(read_file(text, cap=MAX_KEY_BYTES).text)
    address, variables = parse_address(text), os.environ if environment is None else environment
    limit = SIGNER_SECONDS if seconds is None else seconds
    with needs_extra(address):
        match address:
            case Pkcs11Address():
                from siwakit.edge.signers.pkcs11_signer import Pkcs11Signer  # noqa: PLC0415  only its users need the library

                return Pkcs11Signer(address, variables, seconds)
            case TransitAddress():
                from siwakit.edge.signers.transit_signer import TransitSigner  # noqa: PLC0415  as above

                return TransitSigner(address, variables, limit)
            case KmsAddress():
                from siwakit.edge.signers.kms_signer import KmsSigner  # noqa: PLC0415  as above

                return KmsSigner(address, limit)


@contextmanager
def needs_extra(address: SignerAddress) -> Iterator[None]:
    """Turn the absence of the library that *address* needs into an error that names the extra.

    Raises:
        UsageError: it is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as missing:
        raise UsageError(f"{missing.name} is not installed", hint=f"run pip install 'siwakit[{_EXTRAS[type(address)]}]'") from None


_EXTRAS = {Pkcs11Address: "pkcs11", TransitAddress: "http", KmsAddress: "aws"}
