"""The import of Apple's key into each kind of store, and the proof that the store signs with it."""

from __future__ import annotations

import sys

import pkcs11
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11 import Attribute, ObjectClass

from siwakit import cli
from siwakit.edge.signers import import_key as importing
from siwakit.edge.signers.addresses import parse_address
from siwakit.edge.signers.import_key import import_key, prove_copy
from siwakit.edge.signers.open_signer import open_signer
from siwakit.errors import KeyFault, UsageError
from siwakit.jose import es256
from siwakit.jose.signer import KeySigner
from siwakit.samples import KEY_ID, example_keys

pytestmark = pytest.mark.programs
NAME = f"AuthKey_{KEY_ID}"
SIGNER = KeySigner(example_keys.team_key())
OTHER = KeySigner(example_keys.other_key())


@pytest.fixture(params=["pkcs11", "transit", "awskms"])
def address(request):
    match request.param:
        case "pkcs11":
            return request.getfixturevalue("hsm").address(f"token=apple;object={NAME}")
        case "transit":
            request.getfixturevalue("bao").call("POST", f"sys/mounts/{request.node.originalname}", {"type": "transit"})
            return f"transit:{request.node.originalname}/{NAME}"
        case _:
            request.getfixturevalue("kms")
            return f"awskms:alias/{NAME}"


@pytest.fixture
def siwakit(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / f"{NAME}.p8").write_text(example_keys.team_key_text())

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["siwakit", "key", "import-into", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out, printed.err

    return run


def test_the_store_signs_with_the_key_after_the_import(address):
    assert import_key(parse_address(address), SIGNER, NAME) is True
    assert open_signer(address).public == SIGNER.public
    assert es256.verify(SIGNER.public, open_signer(address).sign(b"data"), b"data")


def test_an_import_can_be_repeated(address):
    assert import_key(parse_address(address), SIGNER, NAME) is True
    assert import_key(parse_address(address), SIGNER, NAME) is False


def test_another_key_at_the_address_is_left_alone(address):
    import_key(parse_address(address), OTHER, NAME)
    with pytest.raises(KeyFault, match="has another key"):
        import_key(parse_address(address), SIGNER, NAME)
    assert open_signer(address).public == OTHER.public


def test_nothing_is_done_without_run(address, siwakit):
    code, printed, _ = siwakit(address, f"{NAME}.p8")
    assert code == 0
    assert "Nothing was done. Add --run to do it." in printed
    with pytest.raises(KeyFault):
        _ = open_signer(address).public


def test_the_command_imports_proves_and_then_lets_the_file_go(address, siwakit):
    code, printed, complaint = siwakit("--run", address, f"{NAME}.p8")
    assert (code, complaint) == (0, "")
    assert f"Imported {NAME}.p8" in printed
    assert "each signature verifies with the public half of the file" in printed
    assert "can be deleted" in printed
    assert open_signer(address).public == SIGNER.public


def test_a_store_that_signs_with_another_key_does_not_let_the_file_go(address, siwakit, monkeypatch):
    monkeypatch.setattr(importing, "open_signer", lambda *_, **__: _Mixed())
    code, printed, complaint = siwakit("--run", address, f"{NAME}.p8")
    assert (code, printed) == (2, "")
    assert "does not verify with the public half of the file" in complaint
    assert "keep the file" in complaint


class _Mixed:
    """Store that shows one key and signs with another."""

    public = SIGNER.public

    def sign(self, data):
        return OTHER.sign(data)


def test_the_public_half_of_another_key_is_no_proof():
    with pytest.raises(KeyFault, match="another key's"):
        prove_copy(OTHER, SIGNER.public)


def test_the_key_in_the_token_cannot_be_read_out(hsm):
    import_key(parse_address(hsm.address(f"token=apple;object={NAME}")), SIGNER, NAME)
    with hsm.session("apple") as session:
        (key,) = session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})
        assert (key[Attribute.SENSITIVE], key[Attribute.EXTRACTABLE], key[Attribute.NEVER_EXTRACTABLE]) == (True, False, False)
        with pytest.raises(pkcs11.AttributeSensitive):
            _ = key[Attribute.VALUE]


def test_a_key_that_can_be_read_out_of_its_token_is_no_import(hsm):
    hsm.add_key("apple", example_keys.team_key(), NAME, is_extractable=True)
    with pytest.raises(KeyFault, match="can be read out"):
        import_key(parse_address(hsm.address(f"token=apple;object={NAME}")), SIGNER, NAME)


def test_a_token_gets_both_halves_or_none(hsm, monkeypatch):
    from siwakit.edge.signers import pkcs11_import

    def refuse(_):
        raise KeyFault("the key in the token can be read out")

    monkeypatch.setattr(pkcs11_import, "_require_kept", refuse)
    with pytest.raises(KeyFault, match="can be read out"):
        import_key(parse_address(hsm.address(f"token=apple;object={NAME}")), SIGNER, NAME)
    with hsm.session("apple") as session:
        assert list(session.get_objects({})) == []


def test_the_name_of_the_file_is_the_label_if_the_address_has_only_an_id(hsm, siwakit):
    assert siwakit("--run", hsm.address("token=apple;id=%07"), f"{NAME}.p8")[0] == 0
    assert open_signer(hsm.address(f"token=apple;object={NAME}")).public == SIGNER.public


def test_the_key_in_the_engine_cannot_be_exported(bao):
    import_key(parse_address("transit:transit/kept"), SIGNER, "kept")
    key = bao.call("GET", "transit/keys/kept")["data"]
    assert (key["exportable"], key["allow_plaintext_backup"], key["imported_key"]) == (False, False, True)


def test_a_key_that_can_be_exported_from_its_engine_is_no_import(bao):
    bao.call("POST", "transit/keys/loose", {"type": "ecdsa-p256", "exportable": True})
    with pytest.raises(KeyFault, match=r"has another key|can be exported"):
        import_key(parse_address("transit:transit/loose"), SIGNER, "loose")


def test_a_mount_that_is_no_transit_engine_is_named(bao):
    with pytest.raises(KeyFault, match="secret"):
        import_key(parse_address("transit:secret/apple"), SIGNER, "apple")


def test_only_an_alias_is_created_in_kms(kms):
    with pytest.raises(UsageError, match="no key with this ID"):
        import_key(parse_address("awskms:11111111-2222-3333-4444-555555555555"), SIGNER, NAME)


def test_a_key_in_kms_that_waits_for_its_material_gets_it(kms):
    made = kms.create_key(Origin="EXTERNAL", KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]
    assert import_key(parse_address(f"awskms:{made['Arn']}"), SIGNER, NAME) is True
    assert open_signer(f"awskms:{made['KeyId']}").public == SIGNER.public


def test_a_key_in_kms_for_something_else_gets_nothing(kms):
    made = kms.create_key(Origin="EXTERNAL", KeySpec="ECC_NIST_P384", KeyUsage="SIGN_VERIFY")["KeyMetadata"]
    with pytest.raises(KeyFault, match="does not take in a P-256 key"):
        import_key(parse_address(f"awskms:{made['Arn']}"), SIGNER, NAME)


def test_a_damaged_file_is_not_imported(bao, siwakit, tmp_path):
    (tmp_path / "bad.p8").write_text(example_keys.team_key_text().replace("\n", " "))
    code, printed, _ = siwakit("--run", "transit:transit/damaged", "bad.p8")
    assert (code, printed) == (2, "")


def test_an_address_is_no_file_to_import(siwakit):
    code, _, complaint = siwakit("transit:transit/a", "transit:transit/b")
    assert (code, "expected a .p8 file" in complaint) == (2, True)


def test_no_message_contains_the_key(address, siwakit):
    private = SIGNER.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    line = example_keys.team_key_text().splitlines()[1]
    for _ in range(2):
        shown = "".join(map(str, siwakit("--run", address, f"{NAME}.p8")))
        assert line not in shown
        assert private.hex() not in shown
