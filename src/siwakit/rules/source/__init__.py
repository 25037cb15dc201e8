"""Rules about mistakes that only source code shows, because a single client_secret does not."""
