"""`siwakit decode` answers at once: what it does not need, it does not load."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("asyncio", "cryptography", "email", "siwakit.judge", "siwakit.rules", "sqlalchemy", "starlette", "tomllib", "urllib")
PROGRAM = "import sys; import siwakit.cli.group, siwakit.cli.decode, siwakit.render.decode; print(*sys.modules)"


def test_decode_loads_neither_cryptography_nor_the_rules():
    loaded = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=True).stdout.split()
    assert [name for name in HEAVY if name in loaded] == []
