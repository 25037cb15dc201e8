"""The developer portal of the emulator: plain pages, and a management API with the same actions."""
