"""The how-to pages about Supabase and Keycloak: their settings are judged, as printed and with one thing wrong, and their commands parsed."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import tomllib
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from tests.docs.how_to_pages import DOCS, Page, read_page, run

from siwakit.edge.files.renew_toml import read_renew
from siwakit.edge.stores.open_store import open_store

SUPABASE, KEYCLOAK = read_page("how-to/supabase.md"), read_page("how-to/keycloak.md")
KEY = "AuthKey_ABC123DEFG.p8"
NO_MISTAKE = "What was given shows no mistake so far"


def prepare(page: Page, folder: Path, *commands: str) -> None:
    """Write the files of *page* into *folder*, the key too, and run its commands with these words."""
    page.write(folder)
    shutil.copy(DOCS.parent / "examples" / KEY, folder)
    (folder / KEY).chmod(0o600)
    for words in commands:
        done = run(page_command(page, words), folder)
        assert done.returncode == 0, done.stderr


def page_command(page: Page, words: str) -> str:
    """Return the only block of commands of *page* that begins with *words*, as a script: `cat` and `jq` go over several lines."""
    (block,) = [block.text for block in page.blocks if block.language == "console" and block.text.startswith(f"$ {words}")]
    return re.sub(r"^\$ ", "", block, flags=re.MULTILINE)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def report(done: CompletedProcess[str]) -> str:
    return done.stdout + done.stderr


@pytest.fixture
def supabase(tmp_path: Path) -> Path:
    prepare(SUPABASE, tmp_path, "siwakit secret", "echo", "cat")
    return tmp_path


def test_supabases_settings_are_right(supabase: Path):
    checked = run(page_command(SUPABASE, "siwakit check"), supabase)
    assert (checked.returncode, len(re.findall(r"^good ", checked.stdout, re.MULTILINE))) == (0, 2), report(checked)
    assert checked.stdout.count("agrees  key yes, team yes, client yes") == 2
    for name in ("supabase/config.toml .env", "auth.env"):
        known = "--origin web --services-id com.example.web --bundle-id com.example.app --team A1B2C3D4E5"
        assert run(f"siwakit doctor {name} --key {KEY} {known}", supabase).stdout.startswith(NO_MISTAKE)


@pytest.mark.parametrize("name", ["supabase/config.toml", "auth.env"])
def test_a_bundle_id_that_is_first_is_named(supabase: Path, name: str):
    command = page_command(SUPABASE, "siwakit doctor supabase").replace("supabase/config.toml", name)
    (said,) = [block.text for block in SUPABASE.blocks if block.language == "text"]
    assert said not in run(command, supabase).stdout
    change(supabase / name, "com.example.web,com.example.app", "com.example.app,com.example.web")
    assert said in run(command, supabase).stdout


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("$(cat client_secret.jwt)", f"'$(cat {KEY})'", "settings-secret-is-private-key"),
        ("$(cat client_secret.jwt)", f"$(siwakit secret --key {KEY} --team Z9Z9Z9Z9Z9 --client-id com.example.web)", "secret-iss-differs-from-team"),
    ],
)
def test_another_secret_in_supabases_settings_is_named(supabase: Path, old: str, new: str, rule: str):
    run(page_command(SUPABASE, "cat").replace(old, new), supabase)
    wrong = run(page_command(SUPABASE, "siwakit check").replace(".env auth.env", "auth.env"), supabase)
    assert (wrong.returncode, rule in wrong.stdout) == (1, True), report(wrong)


def test_the_store_of_the_page_can_be_renewed(supabase: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(supabase)
    (table,) = read_renew(None).tables
    assert [open_store(store, environment={}).describe().kind for store in table.stores] == ["supabase"]
    assert tomllib.loads(SUPABASE.files["supabase/config.toml"])["auth"]["external"]["apple"]["enabled"] is True


def test_what_supabases_users_see_is_recognised(supabase: Path):
    log = '{"component":"api","error":"Unable to exchange external code: c1","level":"error","msg":"500: Internal Server Error"}\n'
    (supabase / "auth.log").write_text(log)
    done = run(page_command(SUPABASE, "siwakit doctor auth.log"), supabase)
    assert re.search("^said: Supabase", done.stdout, re.MULTILINE), report(done)


@pytest.fixture
def keycloak(tmp_path: Path) -> Path:
    if shutil.which("jq") is None:
        pytest.skip("jq is not installed")
    prepare(KEYCLOAK, tmp_path, "jq")
    return tmp_path


def test_keycloaks_settings_are_right(keycloak: Path):
    settings = json.loads((keycloak / "apple.json").read_text())
    assert settings["config"].keys() == set(re.findall(r"^\| \*[^|]+\| `(\w+)`", KEYCLOAK.text, re.MULTILINE))
    command = page_command(KEYCLOAK, "siwakit check apple.json")
    checked = run(command, keycloak)
    assert (checked.returncode, "the key ABC123DEFG can sign" in checked.stdout) == (0, True), report(checked)
    assert run(command.replace("check", "doctor"), keycloak).stdout.startswith(NO_MISTAKE)


def test_identifiers_in_each_others_field_are_named(keycloak: Path):
    command = re.search(r"`(siwakit doctor apple\.json [^`]+)`", KEYCLOAK.text)
    said = [block.text for block in KEYCLOAK.blocks if block.language == "text"][-1]
    assert command
    assert said not in run(command[1], keycloak).stdout
    for old, new in (("A1B2C3D4E5", "?"), ("ABC123DEFG", "A1B2C3D4E5"), ("?", "ABC123DEFG")):
        change(keycloak / "apple.json", f'"{old}"', f'"{new}"')
    assert said in run(command[1], keycloak).stdout


def test_keycloaks_own_provider_gets_a_secret_and_basic_is_named(tmp_path: Path):
    prepare(KEYCLOAK, tmp_path, "siwakit secret")
    assert "CLIENT_SECRET" not in (tmp_path / "apple-oidc.json").read_text()
    command = next(command for command in KEYCLOAK.commands if "check apple-oidc.json" in command)
    assert "agrees  key yes, team yes, client yes" in run(command, tmp_path).stdout
    assert run(command.replace("check", "doctor"), tmp_path).stdout.startswith(NO_MISTAKE)
    change(tmp_path / "apple-oidc.json", "client_secret_post", "client_secret_basic")
    assert "root cause[settings-authenticate-by-basic]" in run(command.replace("check", "doctor"), tmp_path).stdout


def test_the_commands_for_keycloak_can_be_parsed():
    found = [shlex.split(command) for command in KEYCLOAK.commands if command.startswith("kcadm.sh")]
    known = {"--server", "--realm", "--user", "-r", "-f"}
    assert [words[1] for words in found] == ["config", "create"]
    assert {word for words in found for word in words if word.startswith("-")} <= known
    assert found[1][2:] == ["identity-provider/instances", "-r", "demo", "-f", "apple.json"]


def test_what_keycloak_logs_is_recognised(keycloak: Path):
    log = "ERROR [at.klausbetz.provider.AppleIdentityProvider] (executor-1) Unable to generate JWS: InvalidKeySpecException\n"
    (keycloak / "keycloak.log").write_text(log)
    done = run(page_command(KEYCLOAK, "siwakit doctor keycloak.log"), keycloak)
    assert "said: apple-identity-provider-keycloak: the signer could not read the key" in done.stdout, report(done)
