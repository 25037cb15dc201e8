"""Fuzz what reads other people's text: `python -m fuzz TARGET SECONDS`, or `python -m fuzz all SECONDS` for each in turn."""
