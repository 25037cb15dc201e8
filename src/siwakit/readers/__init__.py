"""Readers of pasted texts: each finds what it recognises and reports it, without judging."""
