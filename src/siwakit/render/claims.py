"""Say what each member of a token of Apple's world means, and what kind of token it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit.apple import IDENTIFIER, ISSUER

CLIENT_SECRET = "a client_secret"
IDENTITY_TOKEN = "an identity token"
NOTIFICATION = "a notification"
STORE_TOKEN = "an App Store Connect token"

_HEADER = {
    "alg": "the signature algorithm; a client_secret is ES256, what Apple signs is RS256",
    "kid": "the Key ID of the key that signed",
    "typ": "the type of the token; optional",
    "cty": "the type of what is inside",
    "crit": "extensions that a reader must understand; Apple uses none",
    "b64": "whether the payload is base64url; Apple uses it nowhere",
    "jku": "an address of keys; never to be trusted",
    "jwk": "a public key inside the token; never to be trusted",
    "x5c": "a chain of certificates; App Store receipts have one",
    "x5u": "an address of certificates; never to be trusted",
}
_PAYLOAD = {
    "iss": "who made the token",
    "iat": "made at",
    "exp": "valid until",
    "nbf": "not valid before; Apple does not ask for it",
    "aud": "whom the token is for",
    "sub": "whom the token is about",
    "nonce": "ties the token to one sign-in: the value of the request, or its SHA-256 in hex",
    "nonce_supported": "whether the platform carries a nonce",
    "email": "the user's address, perhaps a relay address",
    "email_verified": "Apple has verified the address; a boolean or a string",
    "is_private_email": "whether the address is a relay; a boolean or a string, absent when false in many tokens",
    "real_user_status": "0 unsupported, 1 unknown, 2 likely real; native apps only, first sign-in only",
    "auth_time": "the user signed in at",
    "at_hash": "ties the token to the access token of the same answer: it came from /auth/token",
    "c_hash": "ties the token to the code beside it: it came from the app or with the redirect",
    "transfer_sub": "the user's identifier while an app changes teams, for 60 days",
    "org_id": "the organisation of a managed Apple Account",
    "events": "what happened to the user, as JSON or as a string of JSON",
    "jti": "the number of this token, to notice a repeat",
    "bid": "the bundle ID that an App Store key speaks for",
    "scope": "what the token may be used for",
}
_ISS = {
    CLIENT_SECRET: "the Team ID of the developer account that made it",
    IDENTITY_TOKEN: "Apple",
    NOTIFICATION: "Apple",
    STORE_TOKEN: "the issuer UUID of App Store Connect keys",
}
_AUD = {
    CLIENT_SECRET: "whom it is for: Apple takes https://appleid.apple.com alone",
    IDENTITY_TOKEN: "the client_id it was issued to: the bundle ID in the app, the Services ID on the web",
    NOTIFICATION: "the client_id it concerns",
}
_SUB = {CLIENT_SECRET: "the client_id: the bundle ID or the Services ID", IDENTITY_TOKEN: "the user's stable identifier in your team"}


def token_kind(header: Mapping[str, Any], claims: Mapping[str, Any]) -> tuple[str, str]:
    """Return what kind of token this looks like, and by what it was recognised; the name proves nothing."""
    issuer, audience = claims.get("iss"), claims.get("aud")
    if "events" in claims:
        return NOTIFICATION, "Apple tells a server what happened to a user; recognised by events"
    if issuer == ISSUER:
        return IDENTITY_TOKEN, _origin(claims)
    if audience == "appstoreconnect-v1":
        return STORE_TOKEN, "recognised by its aud; Sign in with Apple does not take it"
    if ISSUER in str(audience) or ("sub" in claims and IDENTIFIER.fullmatch(str(issuer))):
        return CLIENT_SECRET, "what a server sends to Apple to prove who it is; recognised by aud, or by a Team ID in iss with a sub"
    if "kid" in header and IDENTIFIER.fullmatch(str(issuer)):
        return "a provider token", "for APNs, MusicKit, MapKit or DeviceCheck; a client_secret needs aud and sub too"
    return "another JWT", "neither a client_secret nor anything that Apple sends for Sign in with Apple"


def _origin(claims: Mapping[str, Any]) -> str:
    if "real_user_status" in claims:
        return "signed by Apple for a native app: real_user_status is found nowhere else"
    if "at_hash" in claims:
        return "signed by Apple in an answer of /auth/token: it has at_hash; whether the code was of the app or of the web, only aud tells"
    if "c_hash" in claims:
        return "signed by Apple beside a code: in the app, or in a web redirect that asked for code id_token"
    return "signed by Apple; native or web, only aud tells: the bundle ID or the Services ID"


def meaning(name: str, part: str, kind: str) -> str:
    """Return what the member *name* of *part* ("header" or "payload") is in a token of this *kind*; nothing where it is not known."""
    if part == "header":
        return _HEADER.get(name, "")
    by_kind = {"iss": _ISS, "aud": _AUD, "sub": _SUB}.get(name, {})
    return by_kind.get(kind) or _PAYLOAD.get(name, "")
