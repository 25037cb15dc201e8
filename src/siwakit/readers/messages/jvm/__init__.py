"""What libraries of Java, Kotlin and Scala say."""

from __future__ import annotations

from siwakit.readers.messages.jvm import (
    auth0,
    bouncy_castle,
    callbacks,
    java_security,
    jjwt,
    jose4j,
    nimbus,
    openid_clients,
    spring_security,
    web_frameworks,
)
from siwakit.readers.messages.model import Message

MESSAGES: tuple[Message, ...] = (
    *java_security.MESSAGES,
    *bouncy_castle.MESSAGES,
    *spring_security.MESSAGES,
    *nimbus.MESSAGES,
    *jjwt.MESSAGES,
    *auth0.MESSAGES,
    *jose4j.MESSAGES,
    *openid_clients.MESSAGES,
    *callbacks.MESSAGES,
    *web_frameworks.MESSAGES,
)
