"""The server of `siwakit mcp`: its tools with files, a clock and an emulator, on standard input and output."""
