"""Write every generated file of the project, or with --check say which are not current.

python tools/generate.py [--check]
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
GENERATORS = ("count_reports.py", "build_sync_client.py", "build_examples.py", "build_demo.py", "build_vectors.py", "build_docs.py")


def main() -> int:
    """Run each generator; return 1 if a checked file is not current."""
    stale = [name for name in GENERATORS if subprocess.run([sys.executable, HERE / name, *sys.argv[1:]], check=False).returncode]
    for name in stale:
        print(f"error: what tools/{name} writes is not current", file=sys.stderr)
        print("hint: make docs", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
