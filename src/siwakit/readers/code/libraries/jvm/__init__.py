"""Java, Kotlin and Scala: the languages themselves, and what signs and sends there."""

from __future__ import annotations

from siwakit.readers.code.libraries.jvm.clients import CLIENTS
from siwakit.readers.code.libraries.jvm.clock import CLOCK
from siwakit.readers.code.libraries.jvm.collections import COLLECTIONS
from siwakit.readers.code.libraries.jvm.files import FILES
from siwakit.readers.code.libraries.jvm.identity_tokens import IDENTITY_TOKENS
from siwakit.readers.code.libraries.jvm.jose import JOSE
from siwakit.readers.code.libraries.jvm.kotlin import KOTLIN
from siwakit.readers.code.libraries.jvm.language import LANGUAGE
from siwakit.readers.code.libraries.jvm.lists import LISTS
from siwakit.readers.code.libraries.jvm.scala import SCALA
from siwakit.readers.code.libraries.jvm.signatures import SIGNATURES
from siwakit.readers.code.libraries.jvm.spans import SPANS
from siwakit.readers.code.libraries.jvm.spring import SPRING
from siwakit.readers.code.libraries.jvm.tokens import TOKENS
from siwakit.readers.code.libraries.jvm.unirest import UNIREST
from siwakit.readers.code.library import Library

LIBRARY = Library(
    LANGUAGE, FILES, COLLECTIONS, LISTS, CLOCK, SPANS, SIGNATURES, TOKENS, JOSE, CLIENTS, UNIREST, SPRING, KOTLIN, SCALA, IDENTITY_TOKENS
)
"""What is known of the JVM."""
