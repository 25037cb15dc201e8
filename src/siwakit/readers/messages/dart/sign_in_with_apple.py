"""sign_in_with_apple, the package for Flutter."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.compared import NOT_COMPARED
from siwakit.readers.messages.model import Message

_SOURCE = (
    "https://github.com/aboutyou/dart_packages/blob/master/packages/sign_in_with_apple/sign_in_with_apple_platform_interface/lib/exceptions.dart"
)

MESSAGES = (
    Message(
        id="sign-in-with-apple-web-unknown",
        speaker="sign_in_with_apple",
        literal="unknown_siwa_error",
        words=pattern(r"Authentication failed with UNKNOWN_SIWA_ERROR"),
        proves=Proof.SHEET_GAVE_UP,
        samples=("SignInWithAppleCredentialsException(Authentication failed with UNKNOWN_SIWA_ERROR)",),
        versions="on the web, also when Apple's script is missing from the page",
        where="https://github.com/aboutyou/dart_packages/blob/master/packages/sign_in_with_apple/sign_in_with_apple_web/lib/sign_in_with_apple_web.dart",
    ),
    Message(
        id="sign-in-with-apple-cancelled",
        speaker="sign_in_with_apple",
        literal="cancel",
        words=pattern(NOT_COMPARED + r"(?:AuthorizationErrorCode\.canceled\b(?:, [^()]{0,120}\([^()]{0,120}\))?|authorization-error/canceled\b)"),
        proves=Proof.SIGN_IN_CANCELLED,
        samples=(
            (
                "SignInWithAppleAuthorizationException(AuthorizationErrorCode.canceled, The operation couldn't be completed. "
                "(com.apple.AuthenticationServices.AuthorizationError error 1001.))"
            ),
            "PlatformException(authorization-error/canceled, The user closed the Custom Tab, null, null)",
        ),
        versions="all",
        where=_SOURCE,
    ),
    Message(
        id="sign-in-with-apple-unknown",
        speaker="sign_in_with_apple",
        literal="authorization",
        words=pattern(
            NOT_COMPARED + r"(?:AuthorizationErrorCode\.(?:unknown|failed|notHandled|invalidResponse|"
            r"notInteractive)\b(?:, [^()]{0,120}\([^()]{0,120}\))?|authorization-error/(?:unknown|failed|notHandled|"
            r"invalidResponse)\b)"
        ),
        proves=Proof.APP_NOT_ENTITLED,
        samples=(
            (
                "SignInWithAppleAuthorizationError(AuthorizationErrorCode.unknown, The operation couldn't be completed. "
                "(com.apple.AuthenticationServices.AuthorizationError error 1000.))"
            ),
            "SignInWithAppleAuthorizationException(AuthorizationErrorCode.failed, no message provided)",
            "PlatformException(authorization-error/unknown, null, null, null)",
        ),
        versions="Error: 2 to 6.1, Exception: 1 and from 2.0",
        where="https://github.com/aboutyou/dart_packages/issues/110",
    ),
    Message(
        id="sign-in-with-apple-unsupported",
        speaker="sign_in_with_apple",
        literal="signinwithapplenotsupportedexception",
        words=pattern(r"SignInWithAppleNotSupportedException\([^()]{0,120}\)"),
        proves=Proof.APP_NOT_ENTITLED,
        samples=("SignInWithAppleNotSupportedException(Unsupported platform version: iOS 12.4)",),
        versions="all",
        where=_SOURCE,
    ),
    Message(
        id="sign-in-with-apple-web-cancelled",
        speaker="sign_in_with_apple",
        literal="signinwithapplecredentialsexception",
        words=pattern(
            r"SignInWithAppleCredentialsException\(Authentication failed with (?:popup_closed_by_user|user_cancelled_authorize|"
            r"user_trigger_new_signin_flow)\)"
        ),
        proves=Proof.SIGN_IN_CANCELLED,
        samples=("SignInWithAppleCredentialsException(Authentication failed with popup_closed_by_user)",),
        versions="all",
        where=(
            "https://github.com/aboutyou/dart_packages/blob/master/packages/sign_in_with_apple/sign_in_with_apple_web/lib/sign_in_with_apple_web.dart"
        ),
    ),
)
