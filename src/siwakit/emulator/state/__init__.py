"""The emulator's state: its world, its store, its keys and its randomness."""
