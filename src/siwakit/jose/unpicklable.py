"""Keep values with secrets in them out of caches, queues and files: pickling writes every character of them."""

from __future__ import annotations

from typing import NoReturn


def refuse_pickling(value: object) -> NoReturn:
    """Refuse to write *value*; a class takes this as its `__reduce__`.

    Raises:
        TypeError: always.
    """
    message = f"{type(value).__name__} may hold key material and is not pickled: hand over the text that it was read from"
    raise TypeError(message)
