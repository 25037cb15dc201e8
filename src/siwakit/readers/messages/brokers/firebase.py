"""Firebase Authentication and Identity Platform: the answers of Identity Toolkit, as its clients wrap them.

The clients put Identity Toolkit's own words into brackets behind a sentence of theirs. Where the words follow, the sentence proves nothing more.
"""

from __future__ import annotations

import re

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_JS = "https://github.com/firebase/firebase-js-sdk/blob/main/packages/auth/src/core/errors.ts"
_IOS = "https://github.com/firebase/firebase-ios-sdk/blob/main/FirebaseAuth/Sources/Swift/Utilities/AuthErrors.swift"

_FIREEMU = "https://github.com/t-k/fireemu"  # records what Identity Toolkit answers
_BEGIN = r"(?:INVALID_IDP_RESPONSE ?: ?|has expired\. \[ |Code=17004 \"|Firebase: |invalid-credential\] )"
_REDIRECTS = "https://firebase.google.com/docs/auth/web/redirect-best-practices"
_CONFIGURATION = r"(?![^{}]{0,300}identity provider configuration)"
_NONCE_REASON = r"(?! ?: (?:The|Dup|Nonce))(?![^{}]{0,200}(?:Duplicate credential|ID Token \"|Nonce is missing))"
_REASON = r"(?![^{}]{0,300}(?:ID Token|access token from|id_token|OAuth response|identity provider configuration))"


def _quoting(error: str) -> Message:
    """Return the message in which Identity Toolkit quotes Apple's *error*."""
    return Message(
        id=f"firebase-quotes-{error.replace('_', '-')}",
        speaker="Firebase",
        literal="error getting access token from https://appleid.apple.com",
        words=pattern(rf"Error getting access token from https://appleid\.apple\.com.{{0,400}}?error={error}"),
        proves=None,
        answer=error,
        samples=(
            (
                "INVALID_IDP_RESPONSE : Error getting access token from https://appleid.apple.com, OAuth2 redirect uri is: "
                f"https://example.firebaseapp.com/__/auth/handler, response: OAuth2TokenResponse{{params: error={error}, httpMetadata: x}}"
            ),
        ),
        versions="since when is not known",
        where="https://github.com/firebase/quickstart-unity/issues/985",
    )


MESSAGES = (
    *(_quoting(error) for error in ("invalid_client", "invalid_grant", "invalid_request")),
    Message(
        id="firebase-audience",
        speaker="Firebase",
        literal="the audience in id token",
        words=pattern(
            r"The audience in ID Token \[(?!\S{0,150}googleusercontent)(?P<actual>[^\]]{1,200})\] does not match the expected audience"
            r"(?: (?P<expected>[\w-]{1,60}(?:\.[\w-]{1,60}){1,8}))?"
        ),
        proves=Proof.AUDIENCE_REFUSED,
        samples=(
            (
                '{"error":{"message":"INVALID_IDP_RESPONSE : The audience in ID Token [com.example.web] does not match the expected audience '
                'com.example.app."}}'
            ),
            (
                "The supplied auth credential is malformed or has expired. [ The audience in ID Token [com.example.app] does "
                "not match the expected audience. ]"
            ),
        ),
        versions="all",
        where="https://github.com/aboutyou/dart_packages/issues/94",
    ),
    Message(
        id="firebase-issuer",
        speaker="Firebase",
        literal="the issuer in id token",
        words=pattern(
            _BEGIN
            + r"The issuer in ID Token (?P<actual>https?://\S{1,100}) does not match the expected one in config: (?P<expected>https?://[\w./-]{1,99}\w)"
        ),
        proves=Proof.ISSUER_REFUSED,
        samples=(
            (
                "INVALID_IDP_RESPONSE : The issuer in ID Token https://appleid.apple.com does not match the expected one in config: "
                "https://account.apple.com."
            ),
        ),
        versions="as observed in September 2026, with a provider of OpenID Connect",
        where=_FIREEMU,
    ),
    Message(
        id="firebase-nonce-not-hashed",
        speaker="Firebase",
        literal="sha256 hash of the raw nonce",
        words=pattern(r"(?i)nonce in ID Token \"([^\"]{1,200})\" does not match the SHA256 hash of the raw nonce \"\1\""),
        proves=Proof.NONCE_NOT_HASHED,
        samples=('Code=17094 "The nonce in ID Token "864816" does not match the SHA256 hash of the raw nonce "864816" in the request."',),
        versions="all",
        where="https://github.com/firebase/firebase-ios-sdk/issues/6336",
    ),
    Message(
        id="firebase-nonce",
        speaker="Firebase",
        literal="sha256 hash of the raw nonce",
        words=pattern(r"does not match the SHA256 hash of the raw nonce"),
        proves=Proof.NONCE_DIFFERS,
        samples=(
            'Code=17094 "The nonce in ID Token "864816" does not match the SHA256 hash of the raw nonce "135724" in the request."',
            "MISSING_OR_INVALID_NONCE : The nonce in ID Token does not match the SHA256 hash of the raw nonce in the request.",
        ),
        versions="all",
        where="https://github.com/firebase/firebase-ios-sdk/issues/6336",
    ),
    *(
        Message(
            id=f"firebase-nonce-{name}",
            speaker="Firebase",
            literal=text.lower(),
            words=pattern(text.replace(".", r"\.") + _NONCE_REASON),
            proves=Proof.NONCE_DIFFERS,
            samples=(f"sign-in failed: {text}",),
            versions="all",
            where=where,
        )
        for name, text, where in (
            ("code", "auth/missing-or-invalid-nonce", _JS),
            ("code-native", "ERROR_MISSING_OR_INVALID_NONCE", _IOS),
            ("code-rest", "MISSING_OR_INVALID_NONCE", _JS),
            ("sentence", "The request does not contain a valid nonce. This can occur if the SHA-256 hash", _JS),
        )
    ),
    Message(
        id="firebase-nonce-not-given",
        speaker="Firebase",
        literal="nonce is missing in the request",
        words=pattern(r"Nonce is missing in the request(?=\.)"),
        proves=Proof.NONCE_NOT_GIVEN,
        samples=("MISSING_OR_INVALID_NONCE : Nonce is missing in the request.",),
        versions="all",
        where=_FIREEMU,
    ),
    Message(
        id="firebase-duplicate",
        speaker="Firebase",
        literal="duplicate credential received",
        words=pattern(r"Duplicate credential received\. Please try again with a new credential"),
        proves=Proof.TOKEN_REPLAYED,
        samples=("MISSING_OR_INVALID_NONCE : Duplicate credential received. Please try again with a new credential.",),
        versions="all",
        where="https://github.com/firebase/firebase-ios-sdk/issues/4434",
    ),
    Message(
        id="firebase-stale",
        speaker="Firebase",
        literal="is stale to sign-in",
        words=pattern(_BEGIN + r"ID Token issued at \d{1,12} is stale to sign-in"),
        proves=Proof.TOKEN_EXPIRED,
        samples=("INVALID_IDP_RESPONSE : ID Token issued at 1796004146 is stale to sign-in.",),
        versions="all",
        where=_FIREEMU,
    ),
    Message(
        id="firebase-signature",
        speaker="Firebase",
        literal="unable to verify the id token signature",
        words=pattern(_BEGIN + r"Unable to verify the ID Token signature"),
        proves=Proof.SIGNATURE_REFUSED,
        samples=("INVALID_IDP_RESPONSE : Unable to verify the ID Token signature.",),
        versions="all",
        where=_FIREEMU,
        is_general=True,
    ),
    Message(
        id="firebase-unreadable",
        speaker="Firebase",
        literal="unable to parse the id token",
        words=pattern(_BEGIN + r"Unable to parse the ID Token"),
        proves=Proof.TOKEN_UNREADABLE,
        samples=("INVALID_IDP_RESPONSE : Unable to parse the ID Token.",),
        versions="all",
        where=_FIREEMU,
        is_general=True,
    ),
    Message(
        id="firebase-no-code",
        speaker="Firebase",
        literal="accesstoken or refreshtoken is nil",
        words=pattern(r"accessToken or refreshToken is nil"),
        proves=Proof.BROKER_WANTS_CODE,
        samples=('FIRAuthErrorDomain Code=17017 "Invalid user token: accessToken or refreshToken is nil"',),
        versions="reported in 2026",
        where="https://github.com/firebase/firebase-ios-sdk/issues/16199",
    ),
    Message(
        id="firebase-invalid-response",
        speaker="Firebase",
        literal="invalid oauth response from apple.com",
        words=pattern(r"Invalid OAuth response from apple\.com"),
        proves=Proof.CREDENTIAL_REFUSED,
        samples=("[firebase_auth/invalid-credential] Invalid OAuth response from apple.com",),
        versions="reported in 2026",
        where="https://github.com/firebase/flutterfire/issues/18289",
    ),
    Message(
        id="firebase-credential-refused",
        speaker="Firebase",
        literal="the supplied auth credential is",
        words=pattern(r"The supplied auth credential is (?:incorrect, )?malformed(?:,| or) has expired" + _REASON),
        proves=Proof.CREDENTIAL_REFUSED,
        samples=(
            "[Error: [auth/invalid-credential] The supplied auth credential is malformed or has expired.]",
            "The supplied auth credential is malformed, has expired or is not currently supported.",
        ),
        versions="all",
        where="https://github.com/invertase/react-native-apple-authentication/issues/227",
        is_general=True,
    ),
    *(
        Message(
            id=f"firebase-credential-{name}",
            speaker="Firebase",
            literal=text.lower(),
            words=pattern(re.escape(text) + r"(?! ?: )" + _REASON),
            proves=Proof.CREDENTIAL_REFUSED,
            samples=(f"sign-in failed: {text}",),
            versions="all",
            where=where,
            is_general=True,
        )
        for name, text, where in (
            ("code", "Error (auth/invalid-credential)", "https://github.com/capacitor-community/apple-sign-in/issues/120"),
            ("code-json", '"auth/invalid-credential"', "https://github.com/capacitor-community/apple-sign-in/issues/120"),
            ("code-native", "=ERROR_INVALID_CREDENTIAL", _IOS),
            ("code-rest", "INVALID_IDP_RESPONSE", _JS),
        )
    ),
    *(
        Message(
            id=f"firebase-provider-{name}",
            speaker="Firebase",
            literal=text.lower(),
            words=pattern(re.escape(text) + _CONFIGURATION),
            proves=Proof.PROVIDER_NOT_ENABLED,
            samples=(f"sign-in failed: {text}",),
            versions="all",
            where=_JS,
            is_general=True,
        )
        for name, text in (
            ("not-found", "he identity provider configuration is not found"),
            ("disabled", "he identity provider configuration is disabled"),
            ("not-enabled", "The given sign-in provider is disabled for this Firebase project"),
            ("code", "auth/operation-not-allowed"),
        )
    ),
    *(
        Message(
            id=f"firebase-{name}",
            speaker="Firebase",
            literal=text.lower(),
            words=pattern(text),
            proves=proof,
            samples=(f"FirebaseError: {text}",),
            versions="all",
            where=where,
            is_general=True,
        )
        for name, text, proof, where in (
            ("state-lost", "Unable to process request due to missing initial state", Proof.STATE_NOT_FOUND, _REDIRECTS),
            ("state-lost-code", "auth/missing-initial-state", Proof.STATE_NOT_FOUND, _REDIRECTS),
            ("popup-blocked", "auth/popup-blocked", Proof.POPUP_NOT_OPENED, _JS),
            ("popup-blocked-sentence", "Unable to establish a connection with the popup", Proof.POPUP_NOT_OPENED, _JS),
            ("popup-closed", "auth/popup-closed-by-user", Proof.SIGN_IN_CANCELLED, _JS),
            ("popup-cancelled", "auth/cancelled-popup-request", Proof.SIGN_IN_CANCELLED, _JS),
            ("user-cancelled", "auth/user-cancelled", Proof.SIGN_IN_CANCELLED, _JS),
            ("redirect-cancelled", "auth/redirect-cancelled-by-user", Proof.SIGN_IN_CANCELLED, _JS),
            ("cancelled-native", "ERROR_WEB_CONTEXT_CANCELLED", Proof.SIGN_IN_CANCELLED, _IOS),
        )
    ),
)
