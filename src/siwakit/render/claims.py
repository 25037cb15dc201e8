"""Meanings of the members of tokens used with Apple, and recognition of the kind of token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit.apple import IDENTIFIER, ISSUER

CLIENT_SECRET = "a client_secret"
IDENTITY_TOKEN = "an identity token"
NOTIFICATION = "a notification"
STORE_TOKEN = "an App Store Connect token"

_HEADER = {
    "alg": "the signature algorithm: ES256 in a client_secret, RS256 in Apple's tokens",
    "kid": "the Key ID of the signing key",
    "typ": "the type of the token; optional",
    "cty": "the type of the content",
    "crit": "extensions that a reader must understand; Apple uses none",
    "b64": "whether the payload is base64url; Apple never uses it",
    "jku": "a URL of keys; never trust it",
    "jwk": "a public key inside the token; never trust it",
    "x5c": "a certificate chain; App Store receipts have one",
    "x5u": "a URL of certificates; never trust it",
}
_PAYLOAD = {
    "iss": "the issuer of the token",
    "iat": "issued at",
    "exp": "valid until",
    "nbf": "not valid before; Apple does not require it",
    "aud": "the audience of the token",
    "sub": "the subject of the token",
    "nonce": "ties the token to one sign-in: the value in the request, or its SHA-256 in hex",
    "nonce_supported": "whether the platform supports a nonce",
    "email": "the user's email address, perhaps a relay address",
    "email_verified": "whether Apple has verified the email address; a boolean or a string",
    "is_private_email": "whether it is a relay address; a boolean or a string, often absent if false",
    "real_user_status": "0 unsupported, 1 unknown, 2 likely real; native apps only, first sign-in only",
    "auth_time": "the user signed in at",
    "at_hash": "ties the token to the access token in the same answer: the token came from /auth/token",
    "c_hash": "ties the token to the code sent with it: the token came from the app or in the redirect",
    "transfer_sub": "the user's transfer identifier, for 60 days after an app moves to another team",
    "org_id": "the organisation of a managed Apple Account",
    "events": "what happened to the user, as JSON or as a string that contains JSON",
    "jti": "the id of this token, to detect a repeat",
    "bid": "the bundle ID of the app that an App Store Connect token is for",
    "scope": "what the token may be used for",
}
_ISS = {
    CLIENT_SECRET: "the Team ID of the developer account that issued it",
    IDENTITY_TOKEN: "Apple",
    NOTIFICATION: "Apple",
    STORE_TOKEN: "the issuer UUID of App Store Connect keys",
}
_AUD = {
    CLIENT_SECRET: "the audience: Apple accepts only https://appleid.apple.com",
    IDENTITY_TOKEN: "the client_id it was issued to: the bundle ID in the app, the Services ID on the web",
    NOTIFICATION: "the client_id it concerns",
}
_SUB = {CLIENT_SECRET: "the client_id: the bundle ID or the Services ID", IDENTITY_TOKEN: "the user's stable identifier in your team"}


def token_kind(header: Mapping[str, Any], claims: Mapping[str, Any]) -> tuple[str, str]:
    """Return what kind of token this looks like, and what it was recognised by; this proves nothing."""
    issuer, audience = claims.get("iss"), claims.get("aud")
    if "events" in claims:
        return NOTIFICATION, "Apple tells a server what happened to a user; recognised by events"
    if issuer == ISSUER:
        return IDENTITY_TOKEN, _origin(claims)
    if audience == "appstoreconnect-v1":
        return STORE_TOKEN, "recognised by its aud; Sign in with Apple does not accept it"
    if ISSUER in str(audience) or ("sub" in claims and IDENTIFIER.fullmatch(str(issuer))):
        return CLIENT_SECRET, "what a server sends to Apple to authenticate itself; recognised by aud, or by a Team ID in iss and a sub"
    if "kid" in header and IDENTIFIER.fullmatch(str(issuer)):
        return "a provider token", "for APNs, MusicKit, MapKit or DeviceCheck; a client_secret also needs aud and sub"
    return "another JWT", "neither a client_secret nor a token that Apple sends for Sign in with Apple"


def _origin(claims: Mapping[str, Any]) -> str:
    if "real_user_status" in claims:
        return "signed by Apple for a native app: only such tokens contain real_user_status"
    if "at_hash" in claims:
        return "signed by Apple in an answer from /auth/token, because it has at_hash; only aud tells whether the code came from an app or the web"
    if "c_hash" in claims:
        return "signed by Apple and sent with a code: in an app, or in a web redirect with response_type code id_token"
    return "signed by Apple; only aud tells whether it is for an app (the bundle ID) or the web (the Services ID)"


def meaning(name: str, part: str, kind: str) -> str:
    """Return the meaning of the member *name* of *part* ("header" or "payload") in a token of this *kind*, or "" if it is not known."""
    if part == "header":
        return _HEADER.get(name, "")
    by_kind = {"iss": _ISS, "aud": _AUD, "sub": _SUB}.get(name, {})
    return by_kind.get(kind) or _PAYLOAD.get(name, "")
