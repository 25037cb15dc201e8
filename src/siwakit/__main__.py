"""Let `python -m siwakit` be the command `siwakit`."""

from siwakit.cli import main

main()
