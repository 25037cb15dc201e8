"""Answers for coding agents: a diagnosis, a mint, a scan as at most 2 kB of JSON with the next call in it."""
