"""Rules about the callback from Apple to the application; the answers that they check are the application's own."""
