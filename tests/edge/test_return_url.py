"""A Return URL for the ready-made world, so that an application on this machine needs no file."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from siwakit.cli.run import command
from siwakit.errors import UsageError
from siwakit.testing import emulator

LOCAL = "http://localhost:8000/apple/callback"
WORLD = {"team": [{"key": [{}], "app": [{"id": "com.example.app"}]}]}


@pytest.mark.parametrize(("url", "is_local"), [(LOCAL, True), ("https://www.example.org/back", False), ("https://127.0.0.1/back", True)])
def test_it_is_registered_and_a_local_one_is_accepted(url, is_local):
    with emulator(return_url=url) as apple:
        assert apple.environment()["SIWAKIT_REDIRECT_URI"] == url
        assert apple.sign_in("com.example.web", redirect_uri=url)
        assert apple.switch().allow_localhost is is_local


def test_the_rest_of_the_world_is_the_same_with_the_same_seed():
    with emulator(seed=7) as plain, emulator(seed=7, return_url=LOCAL) as other:
        assert (other.team_id, other.key_id) == (plain.team_id, plain.key_id)


def test_a_switch_that_is_given_wins():
    with pytest.raises(UsageError, match="Return URLs are invalid"), emulator(return_url=LOCAL, allow_localhost=False):
        pass


@pytest.mark.parametrize("url", ["nonsense", "https://*.example.com/back", "http:///back", ""])
def test_one_that_cannot_be_registered_is_refused(url):
    with pytest.raises(UsageError, match="Return URLs are invalid"), emulator(return_url=url):
        pass


def test_with_a_world_it_is_refused():
    with pytest.raises(UsageError, match="a world too"), emulator(WORLD, return_url=LOCAL):
        pass


def test_the_command_names_the_file_that_has_the_world(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "siwakit.toml").write_text('[emulator]\n[[emulator.user]]\nemail = "jane@example.com"\n')
    done = CliRunner().invoke(command, ["--return-url", LOCAL, "--", "true"])
    assert isinstance(done.exception, UsageError), done.output
    assert "siwakit.toml has another" in str(done.exception)
