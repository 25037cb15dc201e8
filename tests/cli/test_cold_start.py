"""`siwakit decode` starts fast: it loads nothing that it does not need."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("asyncio", "cryptography", "email", "siwakit.judge", "siwakit.rules", "sqlalchemy", "starlette", "tomllib", "urllib")
WAYS = (("-m", "siwakit"), ("-c", "from siwakit.cli import main; main()"))
PROGRAM = "import sys; import siwakit.cli.group, siwakit.cli.decode, siwakit.render.decode; print(*sys.modules)"


def test_decode_loads_neither_cryptography_nor_the_rules():
    loaded = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=True).stdout.split()
    assert [name for name in HEAVY if name in loaded] == []


def test_the_package_can_be_run_by_its_name():
    said = [subprocess.run([sys.executable, *way, "decode", "--help"], capture_output=True, text=True, timeout=60, check=True).stdout for way in WAYS]
    assert said[0] == said[1] != ""


def test_a_command_that_ends_leaves_nothing_to_be_searched_for_garbage():
    # What is registered first is called last, so this sees the end of what the command has registered.
    program = "import atexit, gc, sys; atexit.register(lambda: print(gc.get_freeze_count() > 1_000)); from siwakit.cli import main; main()"
    ended = subprocess.run([sys.executable, "-c", program, "--version"], capture_output=True, text=True, timeout=60, check=True)
    assert ended.stdout.splitlines()[-1] == "True"


def test_modules_in_the_current_folder_are_neither_run_nor_taken_for_pythons(tmp_path):
    for name in ("token", "http", "jwt", "secrets", "select", "click", "siwakit_settings"):
        (tmp_path / f"{name}.py").write_text("print('ran'); raise SystemExit(77)\n")
    given = tmp_path / "given.txt"
    given.write_text("some words")
    made = subprocess.run([sys.executable, "-m", "siwakit", "doctor", str(given)], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "ran" not in made.stdout
    assert (made.returncode, "nothing that siwakit recognises" in made.stderr) == (2, True)
