"""Rules about the request."""
