"""PocketBase."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_APPLE = "https://github.com/pocketbase/pocketbase/blob/master/tools/auth/apple.go"

MESSAGES = (
    Message(
        id="pocketbase-exchange",
        speaker="PocketBase",
        literal="failed to fetch oauth2 token",
        words=pattern(r"Failed to fetch OAuth2 token"),
        proves=Proof.SIGN_IN_NOT_FINISHED,
        samples=('{"code":400,"message":"Failed to fetch OAuth2 token.","data":{}}',),
        versions="all",
        where="https://github.com/pocketbase/pocketbase/blob/master/apis/record_auth_with_oauth2.go",
        is_general=True,
    ),
    Message(
        id="pocketbase-id-token-refused",
        speaker="PocketBase",
        literal="id_token validation failed",
        words=pattern(r"id_token validation failed"),
        proves=Proof.TOKEN_REFUSED,
        samples=("Failed to fetch OAuth2 user. (id_token validation failed)",),
        versions="0.31 and later",
        where=_APPLE,
        is_general=True,
    ),
    Message(
        id="pocketbase-no-id-token",
        speaker="PocketBase",
        literal="empty id_token",
        words=pattern(r"empty id_token\b"),
        proves=Proof.TOKEN_NOT_GIVEN,
        samples=('{"message":"Failed to fetch OAuth2 user.","details":"empty id_token"}',),
        versions="0.14 and later",
        where=_APPLE,
        is_general=True,
    ),
    Message(
        id="pocketbase-state-missing",
        speaker="PocketBase",
        literal="missing oauth2 state parameter",
        words=pattern(r"Missing OAuth2 state parameter"),
        proves=Proof.STATE_NOT_RETURNED,
        samples=("DEBUG Missing OAuth2 state parameter",),
        versions="0.21 and later",
        where="https://github.com/pocketbase/pocketbase/blob/master/apis/record_auth_with_oauth2_redirect.go",
        is_general=True,
    ),
    Message(
        id="pocketbase-state-not-found",
        speaker="PocketBase",
        literal="missing or invalid oauth2 subscription client",
        words=pattern(r"Missing or invalid OAuth2 subscription client"),
        proves=Proof.STATE_NOT_FOUND,
        samples=("DEBUG Missing or invalid OAuth2 subscription client",),
        versions="0.21 and later",
        where="https://github.com/pocketbase/pocketbase/blob/master/apis/record_auth_with_oauth2_redirect.go",
        is_general=True,
    ),
)
