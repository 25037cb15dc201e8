"""Let `python -m siwakit` be the command `siwakit`."""

import sys

# `python -m` looks for modules in the current folder first. A developer's `token.py` or `http.py` there must neither run nor be taken for Python's.
if not sys.flags.safe_path:
    del sys.path[0]

from siwakit.cli import main

main()
