"""Entry point of `python -m siwakit`, the same as the command `siwakit`."""

import sys

# `python -m` looks for modules in the current folder first. A developer's `token.py` or `http.py` there must not be imported instead of Python's.
if not sys.flags.safe_path:
    del sys.path[0]

from siwakit.cli import main

main()
