"""The configuration from variables of the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from siwakit import Apple, AppleClient, KeyFault, NotReadable, UsageError, configuration_from_environment
from siwakit.samples import KEY_ID, SERVICES_ID, TEAM_ID, team_key_text
from siwakit.testing import emulator

APP = "com.example.app"


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    file = tmp_path / f"AuthKey_{KEY_ID}.p8"
    file.write_text(team_key_text())
    names = {"TEAM_ID": TEAM_ID, "KEY_ID": KEY_ID, "KEY_FILE": str(file), "CLIENT_ID": SERVICES_ID, "BUNDLE_ID": APP}
    return {f"SIWAKIT_{name}": value for name, value in names.items()}


def test_the_variables_name_a_team_its_key_and_its_clients(variables):
    found = configuration_from_environment(variables)
    assert (found.team_id, found.key_id, found.services_ids, found.bundle_ids) == (TEAM_ID, KEY_ID, (SERVICES_ID,), (APP,))
    assert found.apple is Apple.PRODUCTION


@pytest.mark.parametrize(("missing", "left"), [("SIWAKIT_CLIENT_ID", (APP,)), ("SIWAKIT_BUNDLE_ID", (SERVICES_ID,))])
def test_one_client_is_enough(variables, missing, left):
    assert configuration_from_environment({**variables, missing: ""}).client_ids == left
    del variables[missing]
    assert configuration_from_environment(variables).client_ids == left


def test_the_variables_of_an_emulator_with_only_an_app_configure_that_app():
    with emulator({"team": [{"key": [{}], "app": [{"id": APP}]}], "user": [{"email": "jane@example.com"}]}) as apple:
        found = configuration_from_environment(apple.environment())
    assert (found.bundle_ids, found.services_ids) == ((APP,), ())


@pytest.mark.parametrize("value", [None, ""])
@pytest.mark.parametrize("name", ["SIWAKIT_TEAM_ID", "SIWAKIT_KEY_ID", "SIWAKIT_KEY_FILE"])
def test_a_missing_variable_is_named(variables, name, value):
    changed = {key: text for key, text in {**variables, name: value}.items() if text is not None}
    with pytest.raises(UsageError, match=f"the variable {name} is not set"):
        configuration_from_environment(changed)


def test_without_any_client_it_is_refused(variables):
    with pytest.raises(UsageError, match="no client is configured"):
        configuration_from_environment({**variables, "SIWAKIT_CLIENT_ID": "", "SIWAKIT_BUNDLE_ID": ""})


def test_a_key_that_is_missing_or_is_not_a_key_is_refused(variables, tmp_path):
    with pytest.raises(NotReadable):
        configuration_from_environment({**variables, "SIWAKIT_KEY_FILE": str(tmp_path / "none.p8")})
    (tmp_path / "other.p8").write_text("no key")
    with pytest.raises(KeyFault):
        configuration_from_environment({**variables, "SIWAKIT_KEY_FILE": str(tmp_path / "other.p8")})


def test_an_emulator_on_another_machine_needs_https(variables):
    with pytest.raises(UsageError, match="expected https"):
        configuration_from_environment({**variables, "SIWAKIT_URL": "http://apple.example.com"})


def test_with_the_variables_of_the_emulator_a_user_signs_in(monkeypatch):
    with emulator(seed=7) as apple:
        for name, value in apple.environment().items():
            monkeypatch.setenv(name, value)
        with AppleClient(configuration_from_environment()) as client:
            tokens = client.exchange_web_code(apple.sign_in(nonce="n"), redirect_uri=apple.environment()["SIWAKIT_REDIRECT_URI"])
            assert client.verify_identity_token(tokens.id_token, nonce="n").email
