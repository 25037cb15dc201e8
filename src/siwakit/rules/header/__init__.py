"""Rules about the header."""
