"""The tools, each loaded at its first call."""
