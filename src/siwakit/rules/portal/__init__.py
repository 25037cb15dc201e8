"""Rules about the portal."""
