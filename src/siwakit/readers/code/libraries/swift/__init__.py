"""Swift: the language itself with Foundation, and what signs and sends there."""

from __future__ import annotations

from siwakit.readers.code.libraries.swift.alamofire import ALAMOFIRE
from siwakit.readers.code.libraries.swift.clients import CLIENTS
from siwakit.readers.code.libraries.swift.clock import CLOCK
from siwakit.readers.code.libraries.swift.language import LANGUAGE
from siwakit.readers.code.libraries.swift.signatures import SIGNATURES
from siwakit.readers.code.libraries.swift.tokens import TOKENS
from siwakit.readers.code.libraries.swift.urls import URLS
from siwakit.readers.code.library import Library

LIBRARY = Library(LANGUAGE, CLOCK, SIGNATURES, TOKENS, URLS, CLIENTS, ALAMOFIRE)
