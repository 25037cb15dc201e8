"""What is deployed: how long each client_secret is still valid, and whether secret, key, team and client agree."""
