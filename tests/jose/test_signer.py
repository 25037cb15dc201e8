"""A key in memory is checked once, when its signer is created."""

from __future__ import annotations

import asyncio
from base64 import encodebytes

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from siwakit import KeyFault, KeySigner, load_signer
from siwakit.jose.signer import ask_signer
from siwakit.samples import example_keys

KEY = example_keys.team_key()
OTHER = example_keys.other_key()


def public_bytes(key):
    numbers = key.public_key().public_numbers()
    return numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")


def as_pkcs8(key):
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def armoured(der):
    return f"-----BEGIN PRIVATE KEY-----\n{encodebytes(der).decode()}-----END PRIVATE KEY-----\n"


class Delegate(ec.EllipticCurvePrivateKey):
    """Key in a store, which delegates to *KEY*."""

    curve = property(lambda _self: KEY.curve)
    key_size = 256
    sign = exchange = private_bytes = __copy__ = __deepcopy__ = None

    def public_key(self):
        return OTHER.public_key()

    def private_numbers(self):
        return KEY.private_numbers()


class Hardware(Delegate):
    """Key that cannot be exported."""

    def private_numbers(self):
        raise NotImplementedError


def test_a_file_whose_public_half_is_another_keys_is_refused_when_it_is_loaded():
    der = as_pkcs8(KEY)
    assert load_signer(armoured(der)).public == KEY.public_key()
    with pytest.raises(KeyFault) as refused:
        load_signer(armoured(der.replace(public_bytes(KEY), public_bytes(OTHER))))
    assert refused.value.hint


def test_a_key_object_whose_public_half_is_another_keys_is_refused():
    with pytest.raises(KeyFault, match="public half of another key"):
        KeySigner(Delegate())


def test_a_key_that_cannot_be_exported_needs_its_own_signer():
    with pytest.raises(KeyFault, match="cannot be read out") as refused:
        KeySigner(Hardware())
    assert "`public`" in refused.value.hint


@pytest.mark.parametrize("key", [None, "text", rsa.generate_private_key(65537, 2048), KEY.public_key()], ids=["nothing", "text", "RSA", "public"])
def test_anything_but_an_ec_private_key_is_refused(key):
    with pytest.raises(KeyFault, match="expected one on P-256"):
        KeySigner(key)


def test_a_key_on_another_curve_is_refused_when_the_signer_is_made():
    with pytest.raises(KeyFault, match="secp384r1"):
        KeySigner(ec.generate_private_key(ec.SECP384R1()))


class Panic(BaseException):
    """Exception that a Rust library raises when it panics."""


class Broken:
    """Signer that raises."""

    def __init__(self, error, *, in_public):
        self.error, self.in_public = error, in_public

    @property
    def public(self):
        if self.in_public:
            raise self.error
        return KEY.public_key()

    def sign(self, _data, /):
        raise self.error


@pytest.mark.parametrize("in_public", [True, False], ids=["public", "sign"])
@pytest.mark.parametrize("error", [Panic("secret"), ValueError("secret"), MemoryError(), StopIteration(), RecursionError()], ids=ascii)
def test_a_signer_that_breaks_is_named_without_its_words(error, in_public):
    with pytest.raises(KeyFault) as refused:
        ask_signer(Broken(error, in_public=in_public), b"data")
    assert type(error).__name__ in str(refused.value)
    assert "secret" not in f"{refused.value}{refused.value.hint}"
    assert refused.value.__cause__ is error


@pytest.mark.parametrize("in_public", [True, False], ids=["public", "sign"])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(3), GeneratorExit(), asyncio.CancelledError()], ids=ascii)
def test_an_exception_that_ends_the_program_or_task_is_not_caught(error, in_public):
    with pytest.raises(type(error)) as passed:
        ask_signer(Broken(error, in_public=in_public), b"data")
    assert passed.value is error
