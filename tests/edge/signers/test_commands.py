"""The commands with a key that is not in a file."""

from __future__ import annotations

import json
import sys

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from tests.edge.signers.softhsm import PIN

from siwakit import cli
from siwakit.jose.jwk import public_jwk
from siwakit.samples.example_keys import other_key
from siwakit.testing import emulator

pytestmark = pytest.mark.programs
WEB = "com.example.web"


@pytest.fixture
def served():
    with emulator(seed=7) as running:
        yield running


@pytest.fixture
def address(hsm, served):
    """Return the address of the emulated team's key in a token."""
    name = f"AuthKey_{served.key_id}"
    hsm.add_key("apple", load_pem_private_key(served.key_text.encode(), None), name)
    return hsm.address(f"token=apple;object={name}")


@pytest.fixture
def siwakit(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["siwakit", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out, printed.err

    return run


def test_the_emulator_accepts_a_secret_that_was_signed_in_a_token(served, address, siwakit):
    minted = siwakit("secret", "--key", address, "--team", served.team_id, "--client-id", WEB)
    assert minted[0] == 0
    assert minted[1].count(".") == 2
    options = ("--key", address, "--team", served.team_id, "--services-id", WEB, "--emulator", served.url)
    code, printed, _ = siwakit("token", "exchange", served.sign_in(WEB), "--redirect-uri", "https://app.example.com/callback", *options)
    assert code == 0
    assert siwakit("token", "refresh", json.loads(printed)["refresh_token"], *options)[0] == 0


def test_the_project_can_name_the_address_of_its_key(served, address, siwakit, tmp_path):
    (tmp_path / "siwakit.toml").write_text(f'team_id = "{served.team_id}"\nservices_ids = ["{WEB}"]\nkeys = ["{address}"]\n', "utf-8")
    assert siwakit("secret")[::2] == (0, "")
    assert siwakit("probe", "--send", "--pause", "0", "--emulator", served.url)[0] == 0


def test_the_doctor_compares_a_secret_with_the_public_half_in_the_store(served, address, siwakit):
    secret = served.mint_secret(WEB)
    request = f"curl https://appleid.apple.com/auth/token -d client_id={WEB} -d client_secret={secret} -d grant_type=refresh_token -d refresh_token=x"
    report = siwakit("doctor", request, "--key", address, "--team", served.team_id, "--format", "json")[1]
    assert {"question": "signature", "reply": "yes", "rules": [], "missing": []} in json.loads(report)["questions"]


def test_a_summary_of_logs_takes_an_address_too(served, address, siwakit, tmp_path):
    (tmp_path / "app.log").write_text("nothing\n")
    assert siwakit("doctor", "--summary", "app.log", "--key", address, "--jobs", "1")[0] in {0, 3}


def test_a_key_without_a_key_id_in_its_name_asks_for_one(hsm, served, siwakit):
    hsm.add_key("apple", load_pem_private_key(served.key_text.encode(), None), "signing")
    options = ("--key", hsm.address("token=apple;object=signing"), "--team", served.team_id, "--client-id", WEB)
    code, printed, complaint = siwakit("secret", *options)
    assert (code, printed, "no Key ID: the name signing does not contain it" in complaint) == (2, "", True)
    assert siwakit("secret", "--key-id", served.key_id, *options)[0] == 0


@pytest.mark.parametrize("command", ["secret", "key"])
def test_a_pin_in_the_address_is_refused_and_not_shown(address, siwakit, command):
    options = ("--team", "A1B2C3D4E5", "--client-id", WEB, "--key") if command == "secret" else ()
    code, printed, complaint = siwakit(command, *options, f"{address}&pin-value={PIN}")
    assert (code, printed, "contains a PIN" in complaint, PIN in complaint) == (2, "", True, False)


def test_the_doctor_tells_that_another_key_signed(hsm, served, siwakit):
    name = f"AuthKey_{served.key_id}"
    hsm.add_key("apple", other_key(), name)
    request = f"curl https://appleid.apple.com/auth/token -d client_id={WEB} -d client_secret={served.mint_secret(WEB)} -d grant_type=refresh_token"
    code, report, _ = siwakit("doctor", request, "--key", hsm.address(f"token=apple;object={name}"), "--team", served.team_id, "--format", "json")
    assert (code, "signature-does-not-verify" in report) == (1, True)


def test_key_shows_the_public_half_that_an_emulator_takes(served, address, siwakit):
    code, printed, _ = siwakit("key", address, "--format", "json")
    shown = json.loads(printed)
    assert (code, shown["usable"], shown["key_id"]) == (0, True, served.key_id)
    assert shown["public_jwk"] == public_jwk(load_pem_private_key(served.key_text.encode(), None).public_key())
    assert "in a store, which shows only its public half" in siwakit("key", address)[1]


def test_the_next_step_signs_with_the_key_in_the_store(served, address, siwakit):
    secret = jws_with(served, aud="https://appleid.apple.com/auth/token")
    request = f"curl https://appleid.apple.com/auth/token -d client_id={WEB} -d client_secret={secret} -d grant_type=refresh_token -d refresh_token=x"
    report = siwakit("doctor", request, "--key", address, "--team", served.team_id, "--services-id", WEB, "--fix")[1]
    assert f"--key '{address}'" in report
    assert "not minted: add the .p8 key (--key FILE), because the doctor does not sign" in " ".join(report.split())


def jws_with(served, **claims):
    """Return a client_secret of the emulated key with wrong *claims*."""
    now = 1_764_547_200
    payload = {"iss": served.team_id, "iat": now, "exp": now + 600, "sub": WEB, **claims}
    return jwt.encode(payload, served.key_text, algorithm="ES256", headers={"kid": served.key_id})
