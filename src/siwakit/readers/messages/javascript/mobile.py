"""Expo and React Native."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.compared import NOT_COMPARED
from siwakit.readers.messages.model import Message

_EXPO = "https://github.com/expo/expo/blob/main/packages/expo-apple-authentication/ios/AppleAuthenticationExceptions.swift"
_INVERTASE = (
    "https://github.com/invertase/react-native-apple-authentication/blob/main/android/src/main/java/com/"
    "RNAppleAuthentication/AppleAuthenticationAndroidModule.java"
)

MESSAGES = (
    Message(
        id="expo-cors-middleware",
        speaker="Expo",
        literal="unauthorized request from https://appleid.apple.com",
        words=pattern(r"Unauthorized request from https://appleid\.apple\.com\b"),
        proves=Proof.APPLE_ORIGIN_REFUSED,
        samples=(
            (
                "Error: Unauthorized request from https://appleid.apple.com. This may happen because of a conflicting browser extension to "
                "intercept HTTP requests."
            ),
        ),
        versions="@expo/cli with API routes",
        where="https://github.com/expo/expo/blob/main/packages/@expo/cli/src/start/server/middleware/CorsMiddleware.ts",
    ),
    Message(
        id="expo-cancelled",
        speaker="expo-apple-authentication",
        literal="cancel",
        words=pattern(NOT_COMPARED + r"(?:ERR_REQUEST_CANCELED|The user canceled the authorization attempt)\b"),
        proves=Proof.SIGN_IN_CANCELLED,
        samples=("[Error: The user canceled the authorization attempt]", '{"code":"ERR_REQUEST_CANCELED"}'),
        versions="SDK 46 and later",
        where=_EXPO,
    ),
    Message(
        id="expo-unknown-code",
        speaker="expo-apple-authentication",
        literal="err_request_",
        words=pattern(NOT_COMPARED + r"ERR_REQUEST_(?:UNKNOWN|NOT_HANDLED|NOT_INTERACTIVE)\b"),
        proves=Proof.APP_NOT_ENTITLED,
        samples=('{"code":"ERR_REQUEST_UNKNOWN"}',),
        versions="SDK 46 and later",
        where=_EXPO,
    ),
    Message(
        id="expo-unknown",
        speaker="expo-apple-authentication",
        literal="the authorization ",
        words=pattern(r"(?:The authorization attempt failed for an unknown reason|The authorization request wasn't handled)"),
        proves=Proof.APP_NOT_ENTITLED,
        samples=("[Error: The authorization attempt failed for an unknown reason]", "[Error: The authorization request wasn't handled]"),
        versions="SDK 46 and later",
        where=_EXPO,
    ),
    Message(
        id="react-native-apple-cancelled",
        speaker="react-native-apple-authentication",
        literal="e_signin_cancelled_error",
        words=pattern(NOT_COMPARED + r"E_SIGNIN_CANCELLED_ERROR\b"),
        proves=Proof.SIGN_IN_CANCELLED,
        samples=("[Error: E_SIGNIN_CANCELLED_ERROR]",),
        versions="2 and later, on Android",
        where=_INVERTASE,
    ),
    Message(
        id="react-native-apple-unsupported",
        speaker="react-native-apple-authentication",
        literal="appleauth is not supported on the device",
        words=pattern(r"AppleAuth is not supported on the device"),
        proves=Proof.APP_NOT_ENTITLED,
        samples=(("Error: AppleAuth is not supported on the device. Currently Apple Authentication works on iOS devices running iOS 13 or later."),),
        versions="all",
        where="https://github.com/invertase/react-native-apple-authentication/blob/main/lib/AppleAuthModule.js",
    ),
)
