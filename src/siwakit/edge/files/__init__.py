"""Reading files, and the file with the emulator's state."""
