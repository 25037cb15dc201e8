"""`siwakit decode` answers at once: what it does not need, it does not load."""

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
