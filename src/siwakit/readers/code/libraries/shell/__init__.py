"""Shells: what their commands print, and what signs and sends there."""

from __future__ import annotations

from siwakit.readers.code.libraries.shell.clock import CLOCK
from siwakit.readers.code.libraries.shell.http import HTTP
from siwakit.readers.code.libraries.shell.jq import JQ
from siwakit.readers.code.libraries.shell.signatures import SIGNATURES
from siwakit.readers.code.libraries.shell.text import TEXT
from siwakit.readers.code.libraries.shell.tokens import TOKENS
from siwakit.readers.code.library import Library

LIBRARY = Library(TEXT, CLOCK, JQ, SIGNATURES, TOKENS, HTTP)
LIBRARY.is_found_by_type = True
LIBRARY.has_commands = True
LIBRARY.adds_numbers = True
