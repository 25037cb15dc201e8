"""Rust: the standard library and its companions, and what signs and sends there."""

from __future__ import annotations

from siwakit.readers.code.libraries.rust.clients import CLIENTS
from siwakit.readers.code.libraries.rust.clock import CLOCK
from siwakit.readers.code.libraries.rust.collections import COLLECTIONS
from siwakit.readers.code.libraries.rust.language import LANGUAGE
from siwakit.readers.code.libraries.rust.signatures import SIGNATURES
from siwakit.readers.code.libraries.rust.tokens import TOKENS
from siwakit.readers.code.library import Library

LIBRARY = Library(LANGUAGE, COLLECTIONS, CLOCK, SIGNATURES, TOKENS, CLIENTS)
