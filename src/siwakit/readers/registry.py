"""Every reader, in the order in which they are tried.

The order is the precedence: among the readers that are tried on the same text, the first that recognises something in it
decides. `recognise` tries the readers of a whole text, `cuts` those of what begins inside one.
"""

from __future__ import annotations

from siwakit.readers.app_calls import APP_CALL
from siwakit.readers.broker_answers import BROKER_ANSWER
from siwakit.readers.code.reader import SOURCE_CODE
from siwakit.readers.decoded import DECODED_TOKEN
from siwakit.readers.documents import ANSWER, JSON_ANSWER, JSON_REQUEST, JSON_SETTINGS, KEY_SET, NOTIFICATION, PRIVATE_JWK
from siwakit.readers.endpoint_addresses import ENDPOINT_ADDRESSES
from siwakit.readers.key_files import KEY_FILE
from siwakit.readers.key_literals import KEY_LITERAL
from siwakit.readers.logs.access_lines import ACCESS_LOG
from siwakit.readers.logs.log_lines import JSON_RECORD, LOG_RECORD
from siwakit.readers.messages.reader import MESSAGE
from siwakit.readers.model import Reader, Scope
from siwakit.readers.noted_answers import NOTED_ANSWER
from siwakit.readers.plain_words.reader import PLAIN_WORDS
from siwakit.readers.requests.collections import COLLECTION
from siwakit.readers.requests.curl import CURL
from siwakit.readers.requests.har import HAR
from siwakit.readers.requests.raw_http import RAW_HTTP
from siwakit.readers.requests.verbose import VERBOSE
from siwakit.readers.settings.any_settings import MARKED_SETTINGS, SETTINGS_FILE, SETTINGS_PARAGRAPH
from siwakit.readers.shapes import ADDRESS, DAMAGED_TOKEN, ENVIRONMENT, FORM, KEY, TOKEN

READERS: tuple[Reader, ...] = (
    # Whole texts.
    *(HAR, COLLECTION),
    SETTINGS_FILE,
    # What begins inside a text. The text is cut at each beginning, and is then several things.
    *(CURL, RAW_HTTP, VERBOSE),
    # Texts that are one thing. JSON is what its members say, before it is settings.
    *(KEY_SET, PRIVATE_JWK, NOTIFICATION, APP_CALL, JSON_ANSWER, JSON_REQUEST, JSON_SETTINGS),
    *(TOKEN, ANSWER, DAMAGED_TOKEN),
    # These contain values that may be one of the above.
    *(ENVIRONMENT, ADDRESS, KEY, FORM, KEY_FILE),
    NOTED_ANSWER,
    # What is left, or is more than it was recognised as.
    MARKED_SETTINGS,
    *(JSON_RECORD, SETTINGS_PARAGRAPH, LOG_RECORD, ACCESS_LOG),
    *(KEY_LITERAL, ENDPOINT_ADDRESSES),
    SOURCE_CODE,
    DECODED_TOKEN,
    *(MESSAGE, BROKER_ANSWER, PLAIN_WORDS),
)
BY_ID = {reader.id: reader for reader in READERS}
_OF_SCOPE = {scope: tuple(reader for reader in READERS if reader.scope is scope) for scope in Scope}
# The value of a setting is tried with the readers before the settings themselves.
VALUES = READERS[READERS.index(KEY_SET) : READERS.index(ENVIRONMENT)]


def readers_of(scope: Scope) -> tuple[Reader, ...]:
    """Return the readers of *scope*, in their order."""
    return _OF_SCOPE[scope]
