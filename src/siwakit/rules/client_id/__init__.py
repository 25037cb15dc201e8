"""Rules about the client id."""
