"""Rules about the way back from Apple to the application; the answers that they judge are the application's own."""
