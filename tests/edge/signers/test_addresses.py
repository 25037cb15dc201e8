"""Addresses of keys that are not in a file."""

from __future__ import annotations

import subprocess
import sys

import pytest

from siwakit.edge.signers.addresses import KmsAddress, Pkcs11Address, TransitAddress, is_address, key_name, parse_address
from siwakit.errors import UsageError


def test_a_pkcs11_address_is_read_as_rfc_7512_writes_it():
    text = "pkcs11:token=My%20token;manufacturer=Yubico;model=YK5;serial=12;slot-id=3;object=Auth%3BKey;id=%00%FF;type=private"
    assert parse_address(f"{text}?module-path=/usr/lib/x.so&pin-source=file:/etc/pin") == Pkcs11Address(
        text=f"{text}?module-path=/usr/lib/x.so&pin-source=file:/etc/pin",
        token="My token",
        manufacturer="Yubico",
        model="YK5",
        serial="12",
        slot=3,
        label="Auth;Key",
        id=b"\x00\xff",
        module="/usr/lib/x.so",
        pin_file="/etc/pin",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pkcs11:", "names no key"),
        ("pkcs11:token=a", "names no key"),
        ("pkcs11:object=a;object=b", "object is twice"),
        ("pkcs11:object=", "object in the address has no value"),
        ("pkcs11:object", "object in the address has no value"),
        ("pkcs11:object=a;colour=red", "colour is not a known attribute"),
        ("pkcs11:object=a;type=public", "expected private"),
        ("pkcs11:object=a;slot-id=x", "slot-id is not a number"),
        ("pkcs11:object=a?module-name=softhsm2", "module-name is not a known attribute"),
        ("pkcs11:object=a?pin-source=|/bin/pin", "names a command"),
        ("transit:", "not the address of a transit key"),
        ("transit:apple", "not the address of a transit key"),
        ("transit:a/../b", "not the address of a transit key"),
        ("transit:a/b?c", "not the address of a transit key"),
        ("awskms:", "not the address of a key in AWS KMS"),
        ("awskms:apple", "not the address of a key in AWS KMS"),
        ("awskms:arn:aws:s3:eu-central-1:123456789012:key/x", "not the address of a key in AWS KMS"),
        ("gcpkms:x", "is not the address of a key"),
        (f"transit:a/{'b' * 2000}", "characters, expected at most"),
    ],
)
def test_a_malformed_address_is_explained(text, said):
    with pytest.raises(UsageError, match=said):
        parse_address(text)


@pytest.mark.parametrize("text", ["pkcs11:object=a?pin-value=7391", "pkcs11:object=a;pin-value=7391", "pkcs11:x=1?y=2&PIN-VALUE=7391"])
def test_a_pin_in_an_address_is_refused_first_and_never_shown(text):
    with pytest.raises(UsageError, match="contains a PIN") as told:
        parse_address(text)
    assert "7391" not in told.value.message + told.value.hint
    assert "SIWAKIT_PKCS11_PIN" in told.value.hint


def test_the_other_addresses_name_a_mount_or_a_region():
    assert parse_address("transit:team/transit/apple") == TransitAddress("transit:team/transit/apple", "team/transit", "apple")
    arn = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    assert parse_address(f"awskms:{arn}") == KmsAddress(f"awskms:{arn}", arn, "eu-central-1")
    assert parse_address("awskms:alias/apple") == KmsAddress("awskms:alias/apple", "alias/apple", None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("pkcs11:object=AuthKey_ABC123DEFG", "AuthKey_ABC123DEFG"),
        ("pkcs11:id=%01", ""),
        ("transit:transit/AuthKey_ABC123DEFG", "AuthKey_ABC123DEFG"),
        ("awskms:alias/AuthKey_ABC123DEFG", "AuthKey_ABC123DEFG"),
        ("awskms:arn:aws:kms:eu-central-1:123456789012:alias/apple", "apple"),
        ("awskms:11111111-2222-3333-4444-555555555555", ""),
    ],
)
def test_the_name_of_a_key_is_the_one_that_people_gave_it(text, name):
    assert key_name(parse_address(text)) == name


def test_a_path_is_no_address():
    assert [is_address(text) for text in ("AuthKey.p8", "./pkcs11:x", "pkcs11", "C:\\key.p8", "PKCS11:object=x", "transit:a/b")] == [
        False,
        False,
        False,
        False,
        True,
        True,
    ]


def test_no_library_of_a_store_is_loaded_before_its_signer_is_opened():
    program = (
        "import sys, siwakit, siwakit.edge.signers.open_signer as o\n"
        "o.open_signer('pkcs11:object=x') if 'pkcs11' in sys.argv else None\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules} & {'pkcs11', 'boto3', 'botocore', 'httpx2', 'nacl'}))\n"
    )
    started = ([sys.executable, "-c", program, *more] for more in ((), ("pkcs11",)))
    loaded = [subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() for command in started]
    assert loaded[0] == []
    assert "boto3" not in loaded[1]


@pytest.mark.parametrize(
    ("library", "address", "extra"),
    [("pkcs11", "pkcs11:object=x", "pkcs11"), ("httpx2", "transit:a/b", "http"), ("boto3", "awskms:alias/x", "aws")],
)
def test_a_library_that_is_missing_is_named_with_its_extra(library, address, extra):
    program = (
        f"import sys; sys.modules[{library!r}] = None\n"
        "from siwakit import open_signer, SiwakitError\n"
        f"try: open_signer({address!r})\nexcept SiwakitError as error: print(error.message, error.hint, sep='|')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == f"{library} is not installed|run pip install 'siwakit[{extra}]'\n"
