"""Rules about the payload."""
