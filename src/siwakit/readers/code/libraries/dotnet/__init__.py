"""C#: the language itself, and what signs and sends in .NET."""

from __future__ import annotations

from siwakit.readers.code.libraries.dotnet.clock import CLOCK
from siwakit.readers.code.libraries.dotnet.http import HTTP
from siwakit.readers.code.libraries.dotnet.identity_tokens import IDENTITY_TOKENS
from siwakit.readers.code.libraries.dotnet.jose import JOSE
from siwakit.readers.code.libraries.dotnet.language import LANGUAGE
from siwakit.readers.code.libraries.dotnet.rest import REST
from siwakit.readers.code.libraries.dotnet.signatures import SIGNATURES
from siwakit.readers.code.libraries.dotnet.tokens import TOKENS
from siwakit.readers.code.library import Library

LIBRARY = Library(LANGUAGE, CLOCK, SIGNATURES, TOKENS, JOSE, HTTP, REST, IDENTITY_TOKENS)
"""What is known of .NET."""
