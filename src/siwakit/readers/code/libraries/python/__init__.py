"""Python: the language itself, and what signs and sends there."""

from __future__ import annotations

from siwakit.readers.code.libraries.python.clock import CLOCK
from siwakit.readers.code.libraries.python.http import HTTP
from siwakit.readers.code.libraries.python.identity_tokens import IDENTITY_TOKENS
from siwakit.readers.code.libraries.python.language import LANGUAGE
from siwakit.readers.code.libraries.python.signatures import SIGNATURES
from siwakit.readers.code.libraries.python.tokens import TOKENS
from siwakit.readers.code.library import Library

LIBRARY = Library(LANGUAGE, CLOCK, TOKENS, SIGNATURES, HTTP, IDENTITY_TOKENS)
