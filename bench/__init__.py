"""Benchmarks; each figure is a ratio within one run: `python -m bench`."""
