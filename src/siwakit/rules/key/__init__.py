"""Rules about the key."""
