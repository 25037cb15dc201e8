"""What libraries and runtimes of JavaScript say."""

from __future__ import annotations

from siwakit.readers.messages.javascript import (
    apple_signin,
    better_auth,
    frameworks,
    jose_keys,
    jose_tokens,
    jsonwebtoken_sign,
    jsonwebtoken_verify,
    mobile,
    next_auth,
    node,
    oauth4webapi,
    oauth_libraries,
    openid_client,
    passport,
)
from siwakit.readers.messages.model import Message

MESSAGES: tuple[Message, ...] = (
    *apple_signin.MESSAGES,
    *better_auth.MESSAGES,
    *frameworks.MESSAGES,
    *jose_keys.MESSAGES,
    *jose_tokens.MESSAGES,
    *jsonwebtoken_sign.MESSAGES,
    *jsonwebtoken_verify.MESSAGES,
    *mobile.MESSAGES,
    *next_auth.MESSAGES,
    *node.MESSAGES,
    *oauth4webapi.MESSAGES,
    *oauth_libraries.MESSAGES,
    *openid_client.MESSAGES,
    *passport.MESSAGES,
)
