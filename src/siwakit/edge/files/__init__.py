"""Everything that is read from files, and the file that the emulator keeps its state in."""
