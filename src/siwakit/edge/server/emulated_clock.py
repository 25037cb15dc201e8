"""The clock of a running emulator."""

from __future__ import annotations

from siwakit.edge.server.local_apple import LocalApple


class Clock:
    """The emulated clock, which runs on like the real one from the time that it is set to."""

    def __init__(self, apple: LocalApple) -> None:
        self._apple = apple

    def now(self) -> int:
        """Return the emulated time, in seconds since 1970 UTC."""
        return self._apple.now()

    def advance(self, seconds: int) -> None:
        """Move the clock forward, for example past the lifetime of a code.

        Programs keep this machine's clock, so what they have made may be too old or in the future. To make one code too old, see `Apple.age`.
        """
        self._apple.store.set_clock_offset(self._apple.store.clock_offset() + seconds)

    def set(self, now: int) -> None:
        """Set the clock to *now*, in seconds since 1970 UTC."""
        self.advance(now - self.now())
