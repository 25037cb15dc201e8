"""Ruby: the language itself, and what signs and sends there."""

from __future__ import annotations

from siwakit.readers.code.libraries.ruby.clients import CLIENTS
from siwakit.readers.code.libraries.ruby.clock import CLOCK
from siwakit.readers.code.libraries.ruby.http import HTTP
from siwakit.readers.code.libraries.ruby.identity_tokens import IDENTITY_TOKENS
from siwakit.readers.code.libraries.ruby.language import LANGUAGE
from siwakit.readers.code.libraries.ruby.tokens import TOKENS
from siwakit.readers.code.library import Library

LIBRARY = Library(LANGUAGE, CLOCK, TOKENS, HTTP, CLIENTS, IDENTITY_TOKENS)
# The common tree has `A.new` as a call of A.
LIBRARY.functions |= {path.removesuffix(".new"): meaning for path, meaning in LIBRARY.functions.items() if path.endswith(".new")}
