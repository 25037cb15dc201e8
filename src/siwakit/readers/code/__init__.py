"""Source code, read without running it: what it would mint and send to Apple."""
