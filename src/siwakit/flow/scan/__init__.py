"""Scanning a repository: which files are read, what is found in them, and what is reported."""
