"""Dart: the language itself, and what signs and sends there."""

from __future__ import annotations

from siwakit.readers.code.libraries.dart.clock import CLOCK
from siwakit.readers.code.libraries.dart.http import HTTP
from siwakit.readers.code.libraries.dart.language import LANGUAGE
from siwakit.readers.code.libraries.dart.tokens import TOKENS
from siwakit.readers.code.library import Library

LIBRARY = Library(LANGUAGE, CLOCK, TOKENS, HTTP)
"""What is known of Dart."""
