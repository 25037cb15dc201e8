"""Import of a key into AWS KMS, which returns no private key."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from siwakit.edge.signers.addresses import KmsAddress
from siwakit.edge.signers.kms_signer import KEY_SPEC, ask_kms, error_code, open_client
from siwakit.errors import KeyFault, UsageError
from siwakit.jose.key_wrapping import wrap_for
from siwakit.jose.public_halves import read_public
from siwakit.jose.signer import PrivateKey

_WRAPPING = {"WrappingAlgorithm": "RSA_AES_KEY_WRAP_SHA_256", "WrappingKeySpec": "RSA_4096"}


def import_into_kms(address: KmsAddress, private: PrivateKey) -> bool:
    """Import *private* into the key at *address*; an alias that does not exist is created with a new key. Return whether it is new.

    Raises:
        UsageError: no region, no credentials, or a key ID that does not exist.
        SignerUnavailable: AWS does not answer.
        KeyFault: the key there is another one, is not for imported material, or AWS refuses.
    """
    client = open_client(address)
    existing = _describe(client, address)
    if existing is None and "alias/" not in address.key:
        raise UsageError("there is no key with this ID", hint="write awskms:alias/NAME, and siwakit creates the key")
    if existing is not None and existing["KeyState"] != "PendingImport":
        _require_same(client, address, private)
        return False
    if existing is not None and (existing.get("Origin"), existing.get("KeySpec")) != ("EXTERNAL", KEY_SPEC):
        raise KeyFault("the key there does not take in a P-256 key", hint=f"create it with Origin EXTERNAL and KeySpec {KEY_SPEC}")
    arn = existing["Arn"] if existing is not None else _create(client, address)
    _import(client, address, arn, private)
    if existing is None:
        alias = address.key[address.key.index("alias/") :]
        ask_kms(address, "CreateAlias", lambda: client.create_alias(AliasName=alias, TargetKeyId=arn))
    return True


def _describe(client: Any, address: KmsAddress) -> dict[str, Any] | None:
    """Return what AWS says about the key at *address*, or None if there is none."""

    def describe() -> dict[str, Any] | None:
        try:
            metadata: dict[str, Any] = client.describe_key(KeyId=address.key)["KeyMetadata"]
        except ClientError as error:
            if error_code(error) == "NotFoundException":
                return None
            raise
        return metadata

    return ask_kms(address, "DescribeKey", describe)


def _require_same(client: Any, address: KmsAddress, private: PrivateKey) -> None:
    answer = ask_kms(address, "GetPublicKey", lambda: client.get_public_key(KeyId=address.key))
    if read_public(answer["PublicKey"]) != private.public_key():
        raise KeyFault("AWS KMS has another key at this address", hint="name a new alias; nothing was changed")


def _create(client: Any, address: KmsAddress) -> str:
    made = ask_kms(
        address,
        "CreateKey",
        lambda: client.create_key(Origin="EXTERNAL", KeySpec=KEY_SPEC, KeyUsage="SIGN_VERIFY", Description="Sign in with Apple"),
    )
    return str(made["KeyMetadata"]["Arn"])


def _import(client: Any, address: KmsAddress, arn: str, private: PrivateKey) -> None:
    given = ask_kms(address, "GetParametersForImport", lambda: client.get_parameters_for_import(KeyId=arn, **_WRAPPING))
    wrapped = wrap_for(given["PublicKey"], private)
    ask_kms(
        address,
        "ImportKeyMaterial",
        lambda: client.import_key_material(
            KeyId=arn, ImportToken=given["ImportToken"], EncryptedKeyMaterial=wrapped, ExpirationModel="KEY_MATERIAL_DOES_NOT_EXPIRE"
        ),
    )
