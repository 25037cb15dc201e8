"""What the emulator knows and remembers: its world, its store, its keys, and its randomness."""
