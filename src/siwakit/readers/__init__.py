"""Readers of what people paste: each finds what it knows in a text, and accuses nobody."""
