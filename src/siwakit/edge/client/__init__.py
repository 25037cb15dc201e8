"""Calls to Apple over the network, sync and async."""
