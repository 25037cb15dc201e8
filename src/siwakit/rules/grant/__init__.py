"""Rules about the grant."""
