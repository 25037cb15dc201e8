"""Places that store a client_secret, each behind the same three calls: read, write, and destroy what was replaced."""
