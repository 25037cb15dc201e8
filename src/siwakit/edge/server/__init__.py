"""Servers on loopback: the emulator, its portal and the local page, over HTTP/1.1."""
