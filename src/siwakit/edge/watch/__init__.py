"""Connections to Apple that are passed on as they are, and read from a copy."""
