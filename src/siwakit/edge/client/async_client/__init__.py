"""The client for asyncio. Most of `sync_client` is generated from it: `waiting.py` and `connection.py` are written by hand in both."""
