"""What the README claims about speed, each figure a ratio within one run: `python -m bench`."""
