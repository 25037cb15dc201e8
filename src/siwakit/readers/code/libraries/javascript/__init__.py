"""JavaScript: the language itself, Node, and what signs and sends there."""

from __future__ import annotations

from siwakit.readers.code.libraries.javascript.clients import CLIENTS
from siwakit.readers.code.libraries.javascript.data import DATA
from siwakit.readers.code.libraries.javascript.http import HTTP
from siwakit.readers.code.libraries.javascript.language import LANGUAGE
from siwakit.readers.code.libraries.javascript.node_crypto import CRYPTO
from siwakit.readers.code.libraries.javascript.node_http import NODE_HTTP
from siwakit.readers.code.libraries.javascript.tokens import TOKENS
from siwakit.readers.code.library import Library

LIBRARY = Library(LANGUAGE, DATA, TOKENS, CRYPTO, HTTP, CLIENTS, NODE_HTTP)
