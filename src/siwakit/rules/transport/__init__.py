"""Rules about the transport."""
