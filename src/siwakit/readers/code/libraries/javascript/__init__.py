"""JavaScript: the language itself, Node, and what signs and sends there."""

from __future__ import annotations

from siwakit.readers.code.libraries.javascript.clients import CLIENTS
from siwakit.readers.code.libraries.javascript.data import DATA
from siwakit.readers.code.libraries.javascript.dates import DATES
from siwakit.readers.code.libraries.javascript.http import HTTP
from siwakit.readers.code.libraries.javascript.identity_tokens import IDENTITY_TOKENS
from siwakit.readers.code.libraries.javascript.language import LANGUAGE
from siwakit.readers.code.libraries.javascript.node_crypto import CRYPTO
from siwakit.readers.code.libraries.javascript.node_http import NODE_HTTP
from siwakit.readers.code.libraries.javascript.other_tokens import OTHER_TOKENS
from siwakit.readers.code.libraries.javascript.sign_in import SIGN_IN
from siwakit.readers.code.libraries.javascript.tokens import TOKENS
from siwakit.readers.code.library import Library

LIBRARY = Library(LANGUAGE, DATA, DATES, TOKENS, OTHER_TOKENS, SIGN_IN, CRYPTO, HTTP, CLIENTS, NODE_HTTP, IDENTITY_TOKENS)
