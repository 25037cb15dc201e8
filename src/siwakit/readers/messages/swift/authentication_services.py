"""Apple's framework AuthenticationServices, in any language of the device."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_CODES = "https://developer.apple.com/documentation/authenticationservices/asauthorizationerror/code"

MESSAGES = (
    Message(
        id="authorization-error-unknown",
        speaker="AuthenticationServices",
        literal="authorizationerror",
        words=pattern(r"com\.apple\.AuthenticationServices\.AuthorizationError[^\d()]{1,24}100[0235]\b(?!.{0,60}not associated with domain)"),
        proves=Proof.APP_NOT_ENTITLED,
        samples=(
            'Error Domain=com.apple.AuthenticationServices.AuthorizationError Code=1000 "(null)"',
            "The operation couldn't be completed. (com.apple.AuthenticationServices.AuthorizationError error 1000.)",
            "Der Vorgang konnte nicht abgeschlossen werden. (com.apple.AuthenticationServices.AuthorizationError Fehler 1000.)",
            "\u64cd\u4f5c\u3092\u5b8c\u4e86\u3067\u304d\u307e\u305b\u3093\u3067\u3057\u305f\u3002\uff08com.apple.AuthenticationServices.AuthorizationError\u30a8\u30e9\u30fc1000\uff09",
        ),
        versions="all",
        where="https://github.com/invertase/react-native-apple-authentication/issues/210",
    ),
    Message(
        id="authorization-error-failed",
        speaker="AuthenticationServices",
        literal="authorizationerror",
        words=pattern(r"com\.apple\.AuthenticationServices\.AuthorizationError[^\d()]{1,24}1004\b(?!.{0,160}(?:associated with domain|[Pp]asskey))"),
        proves=Proof.APP_NOT_ENTITLED,
        samples=('Error Domain=com.apple.AuthenticationServices.AuthorizationError Code=1004 "(null)"',),
        versions="all",
        where=_CODES,
    ),
    Message(
        id="authorization-error-cancelled",
        speaker="AuthenticationServices",
        literal="authorizationerror",
        words=pattern(r"com\.apple\.AuthenticationServices\.AuthorizationError[^\d()]{1,24}1001\b"),
        proves=Proof.SIGN_IN_CANCELLED,
        samples=(
            'Error Domain=com.apple.AuthenticationServices.AuthorizationError Code=1001 "(null)"',
            "The operation couldn't be completed. (com.apple.AuthenticationServices.AuthorizationError error 1001.)",
        ),
        versions="all",
        where="https://github.com/lupidan/apple-signin-unity/issues/66",
    ),
    Message(
        id="authorization-error-raw",
        speaker="AuthenticationServices",
        literal="asauthorizationerror",
        words=pattern(r"ASAuthorizationError(?:\.?Code)?\(rawValue: 100[0235]\)"),
        proves=Proof.APP_NOT_ENTITLED,
        samples=("code: __C.ASAuthorizationErrorCode(rawValue: 1000)",),
        versions="all",
        where=_CODES,
    ),
    Message(
        id="authorization-error-raw-cancelled",
        speaker="AuthenticationServices",
        literal="asauthorizationerror",
        words=pattern(r"ASAuthorizationError(?:\.?Code)?\(rawValue: 1001\)"),
        proves=Proof.SIGN_IN_CANCELLED,
        samples=("code: __C.ASAuthorizationErrorCode(rawValue: 1001)",),
        versions="all",
        where=_CODES,
    ),
    Message(
        id="authkit-error",
        speaker="AuthKit",
        literal="akauthenticationerror",
        words=pattern(r"AKAuthenticationError[^\d()-]{1,24}-70\d\d\b"),
        proves=Proof.APP_NOT_ENTITLED,
        samples=(
            ('[core] Authorization failed: Error Domain=AKAuthenticationError Code=-7026 "(null)" UserInfo={AKClientBundleID=com.example.app}'),
            '[AuthKit] Authorization failed: Error Domain=AKAuthenticationError Code=-7003 "(null)"',
            'Authorization failed: Error Domain=AKAuthenticationError Code=-7022 "(null)"',
            "Exception: The operation couldn't be completed. (AKAuthenticationError error -7044.)",
        ),
        versions="all",
        where="https://github.com/tomgilder/flutter_apple_sign_in/issues/23",
    ),
    Message(
        id="xcode-profile",
        speaker="Xcode",
        literal="provisioning profile",
        words=pattern(
            r"[Pp]rovisioning profile .{0,120}?doesn't (?:include the com\.apple\.developer\.applesignin entitlement|(?:support|"
            r"include) the Sign [Ii]n with Apple capability)"
        ),
        proves=Proof.APP_NOT_ENTITLED,
        samples=(
            ('error: Provisioning profile "match AppStore com.example.app" doesn\'t include the com.apple.developer.applesignin entitlement.'),
            'Provisioning profile "Example" doesn\'t support the Sign in with Apple capability.',
        ),
        versions="Xcode 11 and later",
        where="https://github.com/fastlane/fastlane/issues/16628",
    ),
)
