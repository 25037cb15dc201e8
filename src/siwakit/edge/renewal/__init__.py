"""Renewing client_secrets: the lock, the journal file, the run and the service."""
