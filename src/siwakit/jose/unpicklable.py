"""Keep values that contain secrets out of caches, queues and files: pickling writes every character of them."""

from __future__ import annotations

from typing import NoReturn


def refuse_pickling(value: object) -> NoReturn:
    """Refuse to pickle *value*; a class uses this as its `__reduce__`.

    Raises:
        TypeError: always.
    """
    message = f"{type(value).__name__} may contain key material and cannot be pickled: pass the text that it was read from"
    raise TypeError(message)
