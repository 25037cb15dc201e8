"""Go: the language itself, and what signs and sends there."""

from __future__ import annotations

from siwakit.readers.code.libraries.go.http import HTTP
from siwakit.readers.code.libraries.go.identity_tokens import IDENTITY_TOKENS
from siwakit.readers.code.libraries.go.jose import JOSE
from siwakit.readers.code.libraries.go.language import LANGUAGE
from siwakit.readers.code.libraries.go.signatures import SIGNATURES
from siwakit.readers.code.libraries.go.tokens import TOKENS
from siwakit.readers.code.library import Library

LIBRARY = Library(LANGUAGE, SIGNATURES, TOKENS, JOSE, HTTP, IDENTITY_TOKENS)
