"""grant, @fastify/oauth2, Arctic and apple-auth."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_GRANT = "https://github.com/simov/grant/blob/master/lib/flow/oauth2.js"
_GRANT_TOKEN = "https://github.com/simov/grant/blob/master/lib/response.js"

MESSAGES = (
    Message(
        id="grant-state",
        speaker="grant",
        literal="grant: oauth2 state mismatch",
        words=pattern(r"Grant: OAuth2 state mismatch"),
        proves=Proof.STATE_DIFFERS,
        samples=("error=Grant%3A%20OAuth2%20state%20mismatch", '{"error":"Grant: OAuth2 state mismatch"}'),
        versions="5",
        where=_GRANT,
        is_general=True,
    ),
    Message(
        id="grant-code",
        speaker="grant",
        literal="grant: oauth2 missing code parameter",
        words=pattern(r"Grant: OAuth2 missing code parameter"),
        proves=Proof.CODE_NOT_RETURNED,
        samples=('{"error":"Grant: OAuth2 missing code parameter"}',),
        versions="5",
        where=_GRANT,
        is_general=True,
    ),
    Message(
        id="grant-session",
        speaker="grant",
        literal="grant: missing session or misconfigured provider",
        words=pattern(r"Grant: missing session or misconfigured provider"),
        proves=Proof.COOKIE_NOT_RETURNED,
        samples=('{"error":"Grant: missing session or misconfigured provider"}',),
        versions="5",
        where="https://github.com/simov/grant/blob/master/lib/request.js",
        is_general=True,
    ),
    Message(
        id="grant-nonce",
        speaker="grant",
        literal="grant: openid connect nonce mismatch",
        words=pattern(r"Grant: OpenID Connect nonce mismatch"),
        proves=Proof.NONCE_DIFFERS,
        samples=('{"error":"Grant: OpenID Connect nonce mismatch"}',),
        versions="5",
        where=_GRANT_TOKEN,
        is_general=True,
    ),
    Message(
        id="grant-audience",
        speaker="grant",
        literal="grant: openid connect invalid id_token audience",
        words=pattern(r"Grant: OpenID Connect invalid id_token audience"),
        proves=Proof.AUDIENCE_REFUSED,
        samples=('{"error":"Grant: OpenID Connect invalid id_token audience"}',),
        versions="5",
        where=_GRANT_TOKEN,
        is_general=True,
    ),
    Message(
        id="grant-token",
        speaker="grant",
        literal="grant: openid connect",
        words=pattern(r"Grant: OpenID Connect (?:invalid id_token format|error decoding id_token)"),
        proves=Proof.TOKEN_UNREADABLE,
        samples=('{"error":"Grant: OpenID Connect invalid id_token format"}', '{"error":"Grant: OpenID Connect error decoding id_token"}'),
        versions="5",
        where=_GRANT_TOKEN,
        is_general=True,
    ),
    Message(
        id="fastify-oauth2-state",
        speaker="@fastify/oauth2",
        literal="error: invalid state",
        words=pattern(r"Error: Invalid state\b.{1,100}?\bat .{0,300}?fastify[/-]oauth2"),
        proves=Proof.STATE_DIFFERS,
        samples=("Error: Invalid state at defaultCheckStateFunction (/app/node_modules/@fastify/oauth2/index.js:58:12)",),
        versions="all",
        where="https://github.com/fastify/fastify-oauth2/blob/main/index.js",
        is_general=True,
    ),
    Message(
        id="arctic-no-token",
        speaker="Arctic",
        literal="missing or invalid field 'id_token'",
        words=pattern(r"Missing or invalid field 'id_token'"),
        proves=Proof.TOKEN_NOT_GIVEN,
        samples=("Error: Missing or invalid field 'id_token'",),
        versions="2 and 3",
        where="https://github.com/pilcrowonpaper/arctic/blob/main/src/oauth2.ts",
    ),
    Message(
        id="oslo-base64",
        speaker="Arctic",
        literal="error: invalid character",
        words=pattern(r"Error: Invalid character: .{0,120}?\bat .{0,700}?\bparsePKCS8PEM\b"),
        proves=Proof.KEY_HOLDS_FOREIGN_CHARACTER,
        samples=(
            (
                "Error: Invalid character: at Base64Encoding.decode (file:///app/node_modules/oslo/dist/encoding/base64.js:67:27) at "
                "decodeBase64 (base64.js:92:19) at parsePKCS8PEM (file:///app/node_modules/arctic/dist/providers/apple.js:64:12)"
            ),
        ),
        versions="Arctic 1, with oslo 1",
        where="https://github.com/pilcrowonpaper/arctic/issues/138",
        is_general=True,
    ),
    Message(
        id="arctic-token",
        speaker="Arctic",
        literal="error: invalid id token",
        words=pattern(r"Error: Invalid ID token\b.{0,100}?\bat .{0,300}?\b(?:decodeIdToken|arctic)\b"),
        proves=Proof.TOKEN_UNREADABLE,
        samples=("Error: Invalid ID token at decodeIdToken (file:///app/node_modules/arctic/dist/oidc.js:8:15)",),
        versions="3",
        where="https://github.com/pilcrowonpaper/arctic/blob/main/src/oidc.ts",
        is_general=True,
    ),
    Message(
        id="arctic-fetch",
        speaker="Arctic",
        literal="arcticfetcherror",
        words=pattern(r"ArcticFetchError: Failed to send request"),
        proves=Proof.APPLE_NOT_REACHED,
        samples=("ArcticFetchError: Failed to send request",),
        versions="2 and 3",
        where="https://github.com/pilcrowonpaper/arctic/blob/main/src/request.ts",
        is_general=True,
    ),
)
