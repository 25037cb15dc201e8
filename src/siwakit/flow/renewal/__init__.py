"""Renewing client_secrets: decisions without I/O. `plan.py` explains how it works."""
