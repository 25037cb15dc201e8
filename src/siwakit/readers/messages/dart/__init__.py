"""What libraries of Dart and Flutter say."""

from __future__ import annotations

from siwakit.readers.messages.dart import dart_jsonwebtoken, sign_in_with_apple
from siwakit.readers.messages.model import Message

MESSAGES: tuple[Message, ...] = (
    *dart_jsonwebtoken.MESSAGES,
    *sign_in_with_apple.MESSAGES,
)
