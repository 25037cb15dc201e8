"""PHP: the language itself, and what signs and sends there."""

from __future__ import annotations

from siwakit.readers.code.libraries.php.clock import CLOCK
from siwakit.readers.code.libraries.php.http import HTTP
from siwakit.readers.code.libraries.php.identity_tokens import IDENTITY_TOKENS
from siwakit.readers.code.libraries.php.language import LANGUAGE
from siwakit.readers.code.libraries.php.tokens import TOKENS
from siwakit.readers.code.library import Library

LIBRARY = Library(LANGUAGE, CLOCK, TOKENS, HTTP, IDENTITY_TOKENS)
