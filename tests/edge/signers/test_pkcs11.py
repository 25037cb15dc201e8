"""Keys in a PKCS#11 token: what signs with them, and what is said if it cannot."""

from __future__ import annotations

import os
import shutil
import threading

import pkcs11
import pytest
from pkcs11 import Attribute, KeyType
from tests.edge.signers.softhsm import PIN, WRONG_PIN

from siwakit import mint_client_secret, verify_signature
from siwakit.edge.signers import pkcs11_token
from siwakit.edge.signers.addresses import MODULE_VARIABLE, PIN_VARIABLE
from siwakit.edge.signers.open_signer import open_signer
from siwakit.errors import KeyFault, MintRefused, NotReadable, SignerUnavailable, UsageError
from siwakit.jose import es256
from siwakit.samples import KEY_ID, NOW, SERVICES_ID, TEAM_ID, example_keys

pytestmark = pytest.mark.programs
NAME = f"AuthKey_{KEY_ID}"
NAMES = {"team_id": TEAM_ID, "key_id": KEY_ID, "client_id": SERVICES_ID, "now": NOW}
PUBLIC = example_keys.team_key().public_key()


@pytest.fixture
def with_key(hsm):
    hsm.add_key("apple", example_keys.team_key(), NAME)
    return hsm


@pytest.fixture
def address(with_key):
    return with_key.address(f"token=apple;object={NAME}")


def test_a_secret_signed_in_the_token_verifies_with_its_public_half(address):
    assert verify_signature(mint_client_secret(open_signer(address), **NAMES), PUBLIC)


def test_the_public_half_is_read_from_the_token(address):
    assert open_signer(address).public == PUBLIC


@pytest.mark.parametrize("rest", ["token=apple;id=%01", "object=AuthKey%5FABC123DEFG", "token=apple;type=private;id=%01;object=AuthKey_ABC123DEFG"])
def test_a_key_is_found_by_label_or_id(with_key, rest):
    assert open_signer(with_key.address(rest)).public == PUBLIC


def test_the_module_can_be_named_by_the_environment(with_key, monkeypatch):
    monkeypatch.setenv(MODULE_VARIABLE, with_key.module)
    assert open_signer(f"pkcs11:token=apple;object={NAME}").public == PUBLIC


def test_the_pin_is_read_from_the_file_of_pin_source(with_key, monkeypatch, tmp_path):
    monkeypatch.delenv(PIN_VARIABLE)
    (tmp_path / "pin").write_text(f"{PIN}\n")
    for source in (f"{tmp_path}/pin", f"file:{tmp_path}/pin", f"file://{tmp_path}/pin"):
        assert open_signer(with_key.address(f"token=apple;object={NAME}") + f"&pin-source={source}").public == PUBLIC


def test_a_missing_pin_file_is_named(with_key):
    with pytest.raises(NotReadable, match="/nowhere/pin: no such file or directory"):
        _ = open_signer(with_key.address(f"token=apple;object={NAME}") + "&pin-source=/nowhere/pin").public


def test_without_a_pin_nothing_is_tried(address, hsm, monkeypatch):
    monkeypatch.delenv(PIN_VARIABLE)
    with pytest.raises(UsageError, match="no PIN given"):
        _ = open_signer(address).public
    assert pkcs11.TokenFlag.USER_PIN_COUNT_LOW not in hsm.token("apple").flags


def test_a_wrong_pin_is_tried_once(address, hsm, monkeypatch):
    tries = []
    monkeypatch.setattr(pkcs11_token, "_open", _counting(tries))
    monkeypatch.setenv(PIN_VARIABLE, WRONG_PIN)
    first, second = open_signer(address), open_signer(address)
    with pytest.raises(KeyFault, match="refused the PIN; it was tried once") as told:
        first.sign(b"x")
    assert WRONG_PIN not in told.value.message + told.value.hint
    for signer in (first, second):
        with pytest.raises(KeyFault, match="is not tried again"):
            mint_client_secret(signer, **NAMES)
    assert len(tries) == 1
    assert pkcs11.TokenFlag.USER_PIN_COUNT_LOW in hsm.token("apple").flags


def test_the_last_try_of_a_token_is_left_to_its_owner(address, monkeypatch):
    tries = []
    monkeypatch.setattr(pkcs11_token, "_open", _counting(tries))
    for flag, said in ((pkcs11.TokenFlag.USER_PIN_FINAL_TRY, "one try of the PIN left"), (pkcs11.TokenFlag.USER_PIN_LOCKED, "is locked")):
        monkeypatch.setattr(pkcs11_token, "_find_token", lambda *_, flag=flag: _Flagged(flag))
        with pytest.raises(KeyFault, match=said):
            open_signer(address).sign(b"x")
    assert tries == []


class _Flagged:
    serial = b"1"

    def __init__(self, flag):
        self.flags = pkcs11.TokenFlag.LOGIN_REQUIRED | flag


def _counting(tries):
    opens = pkcs11_token._open

    def counted(*arguments, **options):
        tries.append(1)
        return opens(*arguments, **options)

    return counted


def test_a_token_that_is_not_there_is_named_with_those_that_are(with_key):
    with pytest.raises(SignerUnavailable, match="the token orange is not there") as told:
        open_signer(with_key.address("token=orange;object=x")).sign(b"x")
    assert "token=apple" in told.value.hint


def test_a_token_that_is_removed_is_one_clear_error_and_works_again_when_it_is_back(address, hsm, tmp_path):
    signer = open_signer(address)
    signer.sign(b"x")
    shutil.move(hsm.folder, tmp_path / "away")
    hsm.folder.mkdir()
    pkcs11.lib(hsm.module).reinitialize()
    with pytest.raises(SignerUnavailable, match="the token apple is not there"):
        mint_client_secret(signer, **NAMES)
    hsm.folder.rmdir()
    shutil.move(tmp_path / "away", hsm.folder)
    pkcs11.lib(hsm.module).reinitialize()
    assert verify_signature(mint_client_secret(signer, **NAMES), PUBLIC)


def test_a_key_whose_files_vanish_is_one_clear_error(address, hsm):
    signer = open_signer(address)
    signer.sign(b"x")
    for place in hsm.folder.iterdir():
        shutil.rmtree(place)
    with pytest.raises(KeyFault, match="the token"):
        signer.sign(b"x")


def test_of_two_keys_with_the_same_label_neither_is_chosen(with_key):
    with_key.add_key("apple", example_keys.other_key(), NAME, b"\x02\xff")
    with pytest.raises(KeyFault, match=f"has 2 private keys {NAME}") as told:
        open_signer(with_key.address(f"token=apple;object={NAME}")).sign(b"x")
    assert {"id=%01", "id=%02%FF"} == set(told.value.hint.split()) & {"id=%01", "id=%02%FF"}
    assert open_signer(with_key.address(f"token=apple;object={NAME};id=%02%FF")).public == example_keys.other_key().public_key()


def test_of_two_tokens_with_the_same_label_neither_is_chosen(with_key):
    with_key.add_token("apple")
    with pytest.raises(UsageError, match="means 2 tokens") as told:
        open_signer(with_key.address(f"token=apple;object={NAME}")).sign(b"x")
    assert "serial=" in told.value.hint


def test_a_key_that_is_not_there_is_named(with_key):
    with pytest.raises(KeyFault, match="no private key orange"):
        open_signer(with_key.address("token=apple;object=orange")).sign(b"x")


@pytest.mark.parametrize(("kind", "said"), [("P-384", "another curve than P-256"), ("RSA", "a key for RSA")])
def test_a_key_of_another_kind_is_refused(hsm, kind, said):
    with hsm.session("apple") as session:
        if kind == "RSA":
            session.generate_keypair(KeyType.RSA, 2048, store=True, label="odd", id=b"\x05")
        else:
            curve = session.create_domain_parameters(
                KeyType.EC, {Attribute.EC_PARAMS: pkcs11.util.ec.encode_named_curve_parameters("secp384r1")}, local=True
            )
            curve.generate_keypair(store=True, label="odd", id=b"\x05")
    with pytest.raises(KeyFault, match=said):
        open_signer(hsm.address("token=apple;object=odd")).sign(b"x")


def test_signatures_by_another_key_than_the_public_half_make_no_secret(hsm):
    hsm.add_key("apple", example_keys.team_key(), NAME, public=example_keys.other_key().public_key())
    with pytest.raises(MintRefused) as told:
        mint_client_secret(open_signer(hsm.address(f"token=apple;object={NAME}")), **NAMES)
    assert told.value.rules == ("signature-does-not-verify",)


def test_a_private_key_without_a_public_half_is_refused(hsm):
    hsm.add_key("apple", example_keys.team_key(), NAME)
    with hsm.session("apple") as session:
        next(iter(session.get_objects({Attribute.CLASS: pkcs11.ObjectClass.PUBLIC_KEY}))).destroy()
    with pytest.raises(KeyFault, match="no public key with the id of the private key"):
        open_signer(hsm.address(f"token=apple;object={NAME}")).sign(b"x")


def test_a_library_that_is_no_module_is_refused(hsm, tmp_path):
    (tmp_path / "libno.so").write_bytes(b"no library")
    for place in (tmp_path / "libno.so", tmp_path / "missing.so"):
        with pytest.raises(UsageError, match="cannot be loaded as a PKCS#11 module"):
            open_signer(f"pkcs11:token=apple;object=x?module-path={place}").sign(b"x")


def test_without_a_module_the_hint_says_where_to_name_it(monkeypatch):
    monkeypatch.delenv(MODULE_VARIABLE, raising=False)
    with pytest.raises(UsageError, match="no PKCS#11 module given") as told:
        open_signer("pkcs11:token=apple;object=x").sign(b"x")
    assert MODULE_VARIABLE in told.value.hint


def test_threads_share_a_signer(address):
    signer, signed = open_signer(address), []
    threads = [threading.Thread(target=lambda: signed.append(signer.sign(b"data"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [es256.verify(PUBLIC, signature, b"data") for signature in signed] == [True] * 8


def test_two_signers_share_a_token(address):
    first, second = open_signer(address), open_signer(address)
    for signer in (first, second, first):
        assert es256.verify(PUBLIC, signer.sign(b"data"), b"data")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_signer_works_on_after_a_fork(address):
    signer = open_signer(address)
    signer.sign(b"data")
    child = os.fork()
    if child == 0:
        os._exit(0 if es256.verify(PUBLIC, signer.sign(b"data"), b"data") else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert es256.verify(PUBLIC, signer.sign(b"data"), b"data")
