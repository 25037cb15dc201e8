"""The client for threads, generated from `async_client`; `waiting.py` and `connection.py` are written by hand in both."""
