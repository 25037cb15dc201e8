"""What people paste whose Flutter app or Dart server fails: the names are made up, the messages are the libraries'."""

from __future__ import annotations

REPORTS = (
    (
        "a Flutter app lacks the capability",
        (
            "[ERROR:flutter/runtime/dart_vm_initializer.cc(41)] Unhandled Exception: "
            "SignInWithAppleAuthorizationException(AuthorizationErrorCode.unknown, The operation couldn\u2019t be completed. "
            "(com.apple.AuthenticationServices.AuthorizationError error 1000.))\n"
            "#0      SignInWithApple.getAppleIDCredential (package:sign_in_with_apple/src/sign_in_with_apple.dart:137:7)\n"
            "<asynchronous suspension>"
        ),
        ("capability-disabled",),
    ),
    (
        "the user of a Flutter app cancels",
        (
            "flutter: SignInWithAppleAuthorizationError(AuthorizationErrorCode.canceled, The operation couldn\u2019t be "
            "completed. (com.apple.AuthenticationServices.AuthorizationError error 1001.))"
        ),
        ("callback-cancel-not-handled",),
    ),
    (
        "the user of a Flutter app on Android closes the tab",
        "PlatformException(authorization-error/canceled, The user closed the Custom Tab, null, null)",
        ("callback-cancel-not-handled",),
    ),
    (
        "the user of a Flutter page closes the window",
        "Uncaught Error: SignInWithAppleCredentialsException(Authentication failed with popup_closed_by_user)",
        ("callback-cancel-not-handled", "popup-origin-differs"),
    ),
    (
        "the_apple_sign_in lacks the capability",
        (
            '[core] Authorization failed: Error Domain=AKAuthenticationError Code=-7026 "(null)" '
            "UserInfo={AKClientBundleID=com.acmefit.app}\n"
            "flutter: The operation couldn\u2019t be completed. (com.apple.AuthenticationServices.AuthorizationError error "
            "1000.)"
        ),
        ("capability-disabled",),
    ),
    (
        "dart_jsonwebtoken finds the wrong audience",
        (
            "Unhandled exception:\n"
            "JWTInvalidException: invalid audience\n"
            "#0      JWT.verify (package:dart_jsonwebtoken/src/jwt.dart:124:15)\n"
            "#1      verifyAppleToken"
        ),
        ("identity-token-aud-foreign", "identity-token-aud-is-other-client"),
    ),
    (
        "dart_jsonwebtoken cannot verify the signature",
        ("JWTInvalidException: invalid signature\n#1      AppleAuth.verify (package:server/apple_auth.dart:40:18)"),
        ("identity-token-signature-wrong", "jwks-first-key-only"),
    ),
    (
        "dart_jsonwebtoken verifies an old token",
        ("JWTExpiredException: jwt expired\n#1      AppleAuth.verify (package:server/apple_auth.dart:40:18)"),
        ("identity-token-expired",),
    ),
    (
        "jose for Dart finds the wrong audience",
        ("JoseException: Audiences does not contain clientId `com.acmefit.web`.\n#0      main (file:///srv/bin/server.dart:31:5)"),
        ("identity-token-aud-foreign", "identity-token-aud-is-other-client"),
    ),
)
