"""Keys in AWS KMS: what signs with them, and what is said if it cannot."""

from __future__ import annotations

import json
import threading

import pytest
from moto.kms.responses import KmsResponse
from tests.edge.signers.aws_server import ENVIRONMENT
from tests.edge.signers.test_transit import served

from siwakit import mint_client_secret, verify_signature
from siwakit.edge.signers.addresses import parse_address
from siwakit.edge.signers.import_key import import_key
from siwakit.edge.signers.kms_signer import KmsSigner
from siwakit.edge.signers.open_signer import open_signer
from siwakit.errors import KeyFault, MintRefused, SignerUnavailable, UsageError
from siwakit.jose import es256
from siwakit.jose.signer import KeySigner
from siwakit.samples import KEY_ID, NOW, SERVICES_ID, TEAM_ID, example_keys

NAMES = {"team_id": TEAM_ID, "key_id": KEY_ID, "client_id": SERVICES_ID, "now": NOW}
SIGNER = KeySigner(example_keys.team_key())
ADDRESS = "awskms:alias/apple"


@pytest.fixture
def key(kms):
    import_key(parse_address(ADDRESS), SIGNER, "apple")
    return kms


@pytest.fixture
def aws(monkeypatch, tmp_path):
    """Set credentials, and return a function that names the server."""
    for name, value in {**ENVIRONMENT, "HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    return lambda url: monkeypatch.setenv("AWS_ENDPOINT_URL_KMS", url)


@pytest.mark.programs
def test_a_secret_signed_in_kms_verifies_with_its_public_half(key):
    assert verify_signature(mint_client_secret(open_signer(ADDRESS), **NAMES), SIGNER.public)


@pytest.mark.programs
def test_a_key_is_found_by_alias_id_and_arn(key):
    metadata = key.describe_key(KeyId="alias/apple")["KeyMetadata"]
    for name in ("alias/apple", metadata["KeyId"], metadata["Arn"]):
        assert open_signer(f"awskms:{name}").public == SIGNER.public


@pytest.mark.programs
def test_a_text_that_kms_does_not_hash_itself_is_sent_as_its_digest(key, monkeypatch):
    kinds = []
    sign = KmsResponse.sign

    def noted(response):
        kinds.append(response._get_param("MessageType"))
        return sign(response)

    monkeypatch.setattr(KmsResponse, "sign", noted)
    signer = open_signer(ADDRESS)
    for size in (4096, 4097):
        signer.sign(b"x" * size)
    assert kinds == ["RAW", "DIGEST"]


@pytest.mark.programs
def test_an_alias_that_moves_later_does_not_move_the_signer(key):
    signer = open_signer(ADDRESS)
    assert es256.verify(signer.public, signer.sign(b"x"), b"x")
    other = key.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    key.update_alias(AliasName="alias/apple", TargetKeyId=other)
    assert es256.verify(SIGNER.public, signer.sign(b"x"), b"x")
    assert open_signer(ADDRESS).public != SIGNER.public


@pytest.mark.programs
def test_a_key_that_is_not_there_is_named(kms):
    with pytest.raises(KeyFault, match="no key alias/orange"):
        open_signer("awskms:alias/orange").sign(b"x")


@pytest.mark.programs
@pytest.mark.parametrize("spec", ["ECC_NIST_P384", "ECC_SECG_P256K1", "RSA_2048"])
def test_a_key_of_another_kind_is_refused(kms, spec):
    made = kms.create_key(KeySpec=spec, KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    with pytest.raises(KeyFault, match=f"of the kind {spec}, expected ECC_NIST_P256"):
        open_signer(f"awskms:{made}").sign(b"x")


@pytest.mark.programs
def test_signatures_by_another_key_make_no_secret(key, monkeypatch):
    signer = open_signer(ADDRESS)
    _ = signer.public
    made = key.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"]
    object.__setattr__(signer._key, "arn", made)
    with pytest.raises(MintRefused) as told:
        mint_client_secret(signer, **NAMES)
    assert told.value.rules == ("signature-does-not-verify",)


def _refusal(status: int, code: str):
    return lambda _: (status, "application/x-amz-json-1.1", json.dumps({"__type": code, "message": "words of AWS"}).encode())


@pytest.mark.parametrize(
    ("status", "code", "kind", "said"),
    [
        (400, "AccessDeniedException", KeyFault, "does not allow kms:GetPublicKey"),
        (400, "UnrecognizedClientException", KeyFault, "does not allow kms:GetPublicKey"),
        (400, "ExpiredTokenException", KeyFault, "does not allow kms:GetPublicKey"),
        (400, "DisabledException", KeyFault, "cannot sign (DisabledException)"),
        (400, "KMSInvalidStateException", KeyFault, "cannot sign (KMSInvalidStateException)"),
        (400, "ThrottlingException", SignerUnavailable, "status 400 (ThrottlingException)"),
        (500, "KMSInternalException", SignerUnavailable, "status 500 (KMSInternalException)"),
        (503, "ServiceUnavailable", SignerUnavailable, "status 503"),
    ],
)
def test_a_refusal_of_aws_is_explained_in_our_words(aws, status, code, kind, said):
    with served(_refusal(status, code)) as (url, _):
        aws(url)
        with pytest.raises(KeyFault) as told:
            open_signer(ADDRESS).sign(b"x")
    assert type(told.value) is kind
    assert said in told.value.message
    assert "words of AWS" not in told.value.message + told.value.hint


@pytest.mark.parametrize("status", [200, 403, 502])
def test_a_page_of_a_proxy_is_no_answer_of_aws(aws, status):
    with served(lambda _: (status, "text/html", b"<!doctype html><title>Sign in</title>")) as (url, _):
        aws(url)
        with pytest.raises(SignerUnavailable):
            open_signer(ADDRESS).sign(b"x")


def test_nothing_listens_is_one_clear_error(aws):
    with served(_refusal(500, "x")) as (url, _):
        aws(url)
    with pytest.raises(SignerUnavailable, match="did not answer"):
        open_signer(ADDRESS).sign(b"x")


def test_a_server_that_is_silent_ends_in_time(aws):
    release = threading.Event()

    def wait(_):
        release.wait(30)
        return 200, "application/x-amz-json-1.1", b"{}"

    with served(wait) as (url, _):
        aws(url)
        with pytest.raises(SignerUnavailable, match=r"did not answer within 0\.5 seconds"):
            KmsSigner(parse_address(ADDRESS), 0.5).sign(b"x")
        release.set()


def test_without_a_region_or_credentials_nothing_is_asked(aws, monkeypatch):
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    with pytest.raises(UsageError, match="no AWS region given"):
        open_signer(ADDRESS).sign(b"x")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    with pytest.raises(UsageError, match="no credentials for AWS found"):
        open_signer(ADDRESS).sign(b"x")
