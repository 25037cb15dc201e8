"""Readers of requests: curl and other commands, raw HTTP, recordings of browsers, saved collections."""
