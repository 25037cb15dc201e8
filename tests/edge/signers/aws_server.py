"""moto's AWS, on loopback.

moto does not implement the import of key material (GetParametersForImport, ImportKeyMaterial, and the state PendingImport before it). This file
adds them: they decrypt as AWS KMS documents it, and moto signs with the key that comes out.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap_with_padding
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_private_key
from moto.kms.models import Key, KmsBackend
from moto.kms.responses import KmsResponse
from moto.server import ThreadedMotoServer

TOKEN = b"import token"
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


@contextmanager
def running() -> Iterator[str]:
    """Start a server, yield its URL, and end it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        url = f"http://{host}:{port}"
        # What earlier servers of this process made is in its memory.
        httpx2.post(f"{url}/moto-api/reset", trust_env=False)
        yield url
    finally:
        server.stop()


class ImportStub:
    """The part of AWS KMS that moto lacks. *wrapping* is its RSA key."""

    def __init__(self, wrapping: rsa.RSAPrivateKey) -> None:
        self.wrapping = wrapping

    def install(self, monkeypatch) -> None:
        created = KmsBackend.create_key

        def create_key(backend, *arguments):
            key: Key = created(backend, *arguments)
            if key.origin == "EXTERNAL":
                key.key_state, key.enabled = "PendingImport", False
            return key

        monkeypatch.setattr(KmsBackend, "create_key", create_key)
        monkeypatch.setattr(KmsResponse, "get_parameters_for_import", self._parameters(), raising=False)
        monkeypatch.setattr(KmsResponse, "import_key_material", self._import(), raising=False)

    def _parameters(self):
        public = self.wrapping.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

        def get_parameters_for_import(response) -> str:
            assert response._get_param("WrappingAlgorithm") == "RSA_AES_KEY_WRAP_SHA_256"
            assert response._get_param("WrappingKeySpec") == "RSA_4096"
            key_id = response._get_param("KeyId")
            return json.dumps(
                {
                    "KeyId": key_id,
                    "ImportToken": base64.b64encode(TOKEN).decode(),
                    "PublicKey": base64.b64encode(public).decode(),
                    "ParametersValidTo": 2e9,
                }
            )

        return get_parameters_for_import

    def _import(self):
        def import_key_material(response) -> str:
            assert base64.b64decode(response._get_param("ImportToken")) == TOKEN
            assert response._get_param("ExpirationModel") == "KEY_MATERIAL_DOES_NOT_EXPIRE"
            wrapped = base64.b64decode(response._get_param("EncryptedKeyMaterial"))
            size = self.wrapping.key_size // 8
            transport = self.wrapping.decrypt(wrapped[:size], padding.OAEP(padding.MGF1(SHA256()), SHA256(), None))
            key = response.kms_backend.describe_key(response._get_param("KeyId"))
            key.private_key.private_key = load_der_private_key(aes_key_unwrap_with_padding(transport, wrapped[size:]), None)
            key.key_state, key.enabled = "Enabled", True
            return "{}"

        return import_key_material
