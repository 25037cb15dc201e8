"""Signer of a key in AWS KMS, with the credentials, the region and the endpoint of boto3."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError, PartialCredentialsError

from siwakit.edge.client.signer_limit import SIGNER_SECONDS
from siwakit.edge.signers.addresses import KmsAddress
from siwakit.edge.signers.raw_signature import to_raw
from siwakit.edge.signers.time_limit import TimeLimit
from siwakit.errors import KeyFault, SignerUnavailable, UsageError
from siwakit.evidence.showing.redact import named
from siwakit.jose.public_halves import read_public
from siwakit.jose.signer import PublicKey
from siwakit.jose.unpicklable import refuse_pickling
from siwakit.record import record

T = TypeVar("T")
KEY_SPEC = "ECC_NIST_P256"
_MAX_RAW_BYTES = 4096  # of what AWS KMS hashes itself
_IMPORT = "import the .p8 file from Apple's portal: siwakit key import-into"
_DENIED = frozenset({"AccessDeniedException", "UnrecognizedClientException", "InvalidSignatureException", "ExpiredTokenException"})
_DENIED_TOO = frozenset({"InvalidClientTokenId", "SignatureDoesNotMatch", "IncompleteSignature", "MissingAuthenticationTokenException"})
_UNUSABLE = frozenset({"DisabledException", "KMSInvalidStateException", "InvalidKeyUsageException", "ValidationException"})


@record
class _KnownKey:
    """A key by its ARN: an alias may point to another one later."""

    arn: str
    public: PublicKey


class KmsSigner:
    """Signer of the key at *address*. An alias is looked up once. A call ends within *seconds*."""

    __reduce__ = refuse_pickling

    def __init__(self, address: KmsAddress, seconds: float = SIGNER_SECONDS) -> None:
        self._address = address
        self._limit = TimeLimit(seconds)
        self._client: Any = None
        self._key: _KnownKey | None = None

    @property
    def public(self) -> PublicKey:
        """Return the public half of the key.

        Raises:
            UsageError: no region or no credentials.
            SignerUnavailable: AWS does not answer.
            KeyFault: there is no such key, it may not be used, or it is not on P-256.
        """
        return self._known().public

    def sign(self, data: bytes, /) -> bytes:
        """Return the 64 bytes r‖s of a signature over *data*, which nothing has verified yet.

        Raises:
            UsageError: as `public`.
            SignerUnavailable: as `public`.
            KeyFault: as `public`.
        """
        arn = self._known().arn
        kind, message = ("RAW", data) if len(data) <= _MAX_RAW_BYTES else ("DIGEST", sha256(data).digest())
        answer = self._limit.run(
            lambda: ask_kms(
                self._address, "Sign", lambda: self._client.sign(KeyId=arn, Message=message, MessageType=kind, SigningAlgorithm="ECDSA_SHA_256")
            )
        )
        return to_raw(_require(answer, "Signature"))

    def _known(self) -> _KnownKey:
        if self._key is None:
            self._key = self._limit.run(self._look_up)
        return self._key

    def _look_up(self) -> _KnownKey:
        if self._client is None:
            self._client = open_client(self._address)
        answer = ask_kms(self._address, "GetPublicKey", lambda: self._client.get_public_key(KeyId=self._address.key))
        text = _require(answer, "PublicKey")
        spec = answer.get("KeySpec") or answer.get("CustomerMasterKeySpec")
        if spec != KEY_SPEC:
            raise KeyFault(f"the key in AWS KMS is of the kind {named(str(spec), 30)}, expected {KEY_SPEC}", hint=_IMPORT)
        return _KnownKey(str(answer.get("KeyId") or self._address.key), read_public(text))


def _require(answer: Mapping[str, Any], name: str) -> bytes:
    value: object = answer.get(name)
    if isinstance(value, bytes):
        return value
    # boto3 reads a page with status 200 as an empty answer.
    raise SignerUnavailable(
        f"something that is not AWS KMS answered without {name}", hint="is a proxy or a login page in between? Check the endpoint"
    )


def open_client(address: KmsAddress) -> Any:
    """Return boto3's client for the region of *address*, or for the configured one.

    Raises:
        UsageError: no region is configured.
    """
    limits = Config(connect_timeout=3, read_timeout=5, retries={"mode": "standard", "max_attempts": 2})
    try:
        return boto3.session.Session().client("kms", region_name=address.region, config=limits)
    except NoRegionError:
        raise UsageError("no AWS region given", hint="set AWS_DEFAULT_REGION, or write the whole ARN of the key") from None
    except (BotoCoreError, ValueError) as error:
        raise UsageError(f"the configuration of AWS cannot be used ({type(error).__name__})", hint="check AWS_PROFILE and ~/.aws/config") from None


def ask_kms(address: KmsAddress, action: str, call: Callable[[], T]) -> T:
    """Return what *call* returns; *action* is the permission that it needs.

    Raises:
        UsageError: there are no credentials.
        SignerUnavailable: AWS does not answer.
        KeyFault: AWS refuses.
    """
    try:
        return call()
    except ClientError as error:
        raise _refused(error, address, action) from None
    except (NoCredentialsError, PartialCredentialsError):
        raise UsageError("no credentials for AWS found", hint="set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY") from None
    except BotoCoreError as error:
        # Also if a page of a proxy came back in place of JSON.
        raise SignerUnavailable(f"AWS KMS did not answer ({type(error).__name__})", hint="check the network, the region and the endpoint") from None


def error_code(error: ClientError) -> str:
    """Return AWS's code of *error*."""
    return str(error.response.get("Error", {}).get("Code", ""))


def _refused(error: ClientError, address: KmsAddress, action: str) -> KeyFault:
    code, name = error_code(error), named(address.key, 80)
    if code == "NotFoundException":
        return KeyFault(f"there is no key {name} in this account and region of AWS KMS", hint=f"check the address, or {_IMPORT}")
    if code in _DENIED | _DENIED_TOO:
        return KeyFault(
            f"AWS does not allow kms:{action} for {name} ({code})", hint=f"allow kms:{action} in the key's policy, and check the credentials"
        )
    if code in _UNUSABLE:
        return KeyFault(f"the key {name} cannot sign ({code})", hint="check its state: it must be enabled, and its material imported")
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return SignerUnavailable(f"AWS KMS answered with status {status} ({named(code, 40)})", hint="try again later")
