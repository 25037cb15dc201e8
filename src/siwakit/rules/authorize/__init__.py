"""Rules about the authorization request."""
