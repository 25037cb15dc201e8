"""Rules about the notifications that Apple sends to a server."""
