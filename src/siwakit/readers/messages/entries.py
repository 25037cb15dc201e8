"""Every message, by who says it.

The files are loaded when the first text is read that may contain a message, because there are many of them.
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
