"""What libraries of Go say."""

from __future__ import annotations

from siwakit.readers.messages.go import go_oidc, golang_jwt, jwx, nakama, servers, sign_in, standard
from siwakit.readers.messages.model import Message

MESSAGES: tuple[Message, ...] = (
    *golang_jwt.MESSAGES,
    *go_oidc.MESSAGES,
    *standard.MESSAGES,
    *sign_in.MESSAGES,
    *jwx.MESSAGES,
    *servers.MESSAGES,
    *nakama.MESSAGES,
)
