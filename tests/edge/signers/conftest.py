"""The stores of keys that the tests start."""

from __future__ import annotations

import boto3
import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from tests.edge.signers import aws_server, bao_server, softhsm

from siwakit.edge.signers import pkcs11_token
from siwakit.edge.signers.addresses import PIN_VARIABLE


@pytest.fixture
def hsm(tmp_path, monkeypatch):
    """Return a SoftHSM2 with one token, `apple`."""
    started = softhsm.start(tmp_path)
    monkeypatch.setenv("SOFTHSM2_CONF", str(started.configuration))
    monkeypatch.setenv(PIN_VARIABLE, softhsm.PIN)
    monkeypatch.setattr(pkcs11_token, "_REFUSED", set())
    started.add_token("apple")
    yield started
    pkcs11.lib(started.module).finalize()


@pytest.fixture(scope="module")
def started_bao(tmp_path_factory):
    with bao_server.running(tmp_path_factory.mktemp("bao")) as bao:
        yield bao


@pytest.fixture
def bao(started_bao, monkeypatch):
    """Return an OpenBao whose root token is in the environment."""
    for name, value in started_bao.environment.items():
        monkeypatch.setenv(name, value)
    return started_bao


@pytest.fixture(scope="session")
def wrapping_key():
    return rsa.generate_private_key(65537, 4096)


@pytest.fixture
def kms(monkeypatch, wrapping_key, tmp_path):
    """Return a client of an AWS KMS that the environment names."""
    for name, value in {**aws_server.ENVIRONMENT, "HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    aws_server.ImportStub(wrapping_key).install(monkeypatch)
    with aws_server.running() as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        yield boto3.session.Session().client("kms")
