"""Benchmarks of what the README claims about speed; each figure is a ratio within one run: `python -m bench`."""
