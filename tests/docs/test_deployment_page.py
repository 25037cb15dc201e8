"""The how-to page about deployment: its manifest is judged, as printed and with one thing wrong, and its crontab runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from tests.docs.how_to_pages import DOCS, read_page, run

PAGE = read_page("how-to/deployment.md")
KEY = (DOCS.parent / "examples" / "AuthKey_ABC123DEFG.p8").read_text("ascii")
MANIFEST = PAGE.files["deployment.yaml"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    PAGE.write(tmp_path)
    return tmp_path


def test_the_manifest_is_right(folder: Path):
    scanned = run(PAGE.command("siwakit scan"), folder)
    assert (scanned.returncode, "no problem found" in scanned.stdout) == (0, True), scanned.stdout
    assert run(PAGE.command("siwakit doctor"), folder).stdout.startswith("What was given shows no mistake so far")
    pod = yaml.safe_load(MANIFEST)["spec"]["template"]["spec"]
    names = {entry["name"]: entry for entry in pod["containers"][0]["env"]}
    assert names["SIWAKIT_KEY_FILE"]["value"].startswith(pod["containers"][0]["volumeMounts"][0]["mountPath"])


def test_a_key_in_the_manifest_is_found(folder: Path):
    lines = "".join(f"                {line}\n" for line in KEY.splitlines())
    mounted = "            - {name: SIWAKIT_KEY_FILE, value: /run/secrets/apple/AuthKey_ABC123DEFG.p8}\n"
    assert mounted in MANIFEST
    (folder / "deployment.yaml").write_text(MANIFEST.replace(mounted, f"            - name: APPLE_PRIVATE_KEY\n              value: |\n{lines}"))
    scanned = run(PAGE.command("siwakit scan"), folder)
    assert (scanned.returncode, "[key-in-repository]" in scanned.stdout) == (1, True), scanned.stdout


def test_swapped_identifiers_are_named(folder: Path):
    swapped = MANIFEST.replace("ABC123DEFG}", "?}").replace("A1B2C3D4E5}", "ABC123DEFG}").replace("?}", "A1B2C3D4E5}")
    (folder / "deployment.yaml").write_text(swapped)
    assert "root cause[settings-team-and-key-id-swapped]" in run(PAGE.command("siwakit doctor"), folder).stdout


def test_the_line_of_the_crontab_is_quiet_only_if_all_is_well(folder: Path):
    command = PAGE.files["siwakit.cron"].split(maxsplit=5)[5].replace("/srv/app/.env", ".env")
    shutil.copy(DOCS.parent / "examples" / "AuthKey_ABC123DEFG.p8", folder)
    for days, is_quiet in ((180, True), (30, False)):
        mint = f"siwakit secret --key AuthKey_ABC123DEFG.p8 --team A1B2C3D4E5 --client-id com.example.web --expires-in {days}d"
        run(f'echo "APPLE_CLIENT_SECRET=$({mint})" > .env', folder)
        assert (run(f"{command.strip()} --secret-only", folder).stdout == "") is is_quiet
