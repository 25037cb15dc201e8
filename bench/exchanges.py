"""Serve an emulator to measure token exchanges with: for each number on standard input it prints that many codes."""

from __future__ import annotations

import gc
import json
import sys

from siwakit.testing import emulator


def main() -> None:
    """Print the URL of the emulator, then codes until standard input ends."""
    with emulator(seed=1) as apple:
        secret = apple.mint_secret(expires_in_seconds=86_400)
        # As `siwakit emulator` does.
        gc.freeze()
        gc.set_threshold(10_000)
        print(json.dumps({"url": apple.url, "client_secret": secret}), flush=True)
        for line in sys.stdin:
            print(json.dumps([apple.sign_in() for _ in range(int(line))]), flush=True)


if __name__ == "__main__":
    main()
