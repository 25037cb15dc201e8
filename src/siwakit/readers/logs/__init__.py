"""Readers of logs: which lines belong together, when they were written, and what they contain about a sign-in."""
