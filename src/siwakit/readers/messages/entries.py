"""Every message, by who says it.

The files are loaded when a text is read in which a message may stand, and not before: there are many.
"""

from __future__ import annotations

from siwakit.readers.messages import apple, beam, brokers, dart, databases, dotnet, go, javascript, jvm, openssl, php, python, ruby, swift
from siwakit.readers.messages.model import Message

MESSAGES: tuple[Message, ...] = (
    *openssl.MESSAGES,
    *javascript.MESSAGES,
    *python.MESSAGES,
    *ruby.MESSAGES,
    *php.MESSAGES,
    *jvm.MESSAGES,
    *dotnet.MESSAGES,
    *go.MESSAGES,
    *swift.MESSAGES,
    *beam.MESSAGES,
    *dart.MESSAGES,
    *databases.MESSAGES,
    *brokers.MESSAGES,
    *apple.MESSAGES,
)
