"""Serve an emulator for the measurement of token exchanges: on each line of standard input, a number, as many codes come back."""

from __future__ import annotations

import gc
import json
import sys

from siwakit.testing import emulator


def main() -> None:
    """Say where the emulator is, then give codes until standard input ends."""
    with emulator(seed=1) as apple:
        secret = apple.mint_secret(expires_in_seconds=86_400)
        # As the command does.
        gc.freeze()
        gc.set_threshold(10_000)
        print(json.dumps({"url": apple.url, "client_secret": secret}), flush=True)
        for line in sys.stdin:
            print(json.dumps([apple.sign_in() for _ in range(int(line))]), flush=True)


if __name__ == "__main__":
    main()
