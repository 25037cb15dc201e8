"""Readers of logs: which lines belong together, when they were written, and what they hold of a sign-in."""
