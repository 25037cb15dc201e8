"""What people paste whose app or Vapor server fails: the names are made up, the messages are those of Apple's frameworks and of JWTKit."""

from __future__ import annotations

CAPABILITY = ("capability-disabled",)
AUDIENCE = ("identity-token-aud-foreign", "identity-token-aud-is-other-client")

REPORTS = (
    (
        "the app lacks the entitlement",
        (
            "2026-11-29 14:12:03.511 Acme[412:9001] [core] Authorization failed: Error Domain=AKAuthenticationError "
            'Code=-7026 "(null)" UserInfo={AKClientBundleID=com.acmefit.app}\n'
            "ASAuthorizationController credential request failed with error: Error "
            'Domain=com.apple.AuthenticationServices.AuthorizationError Code=1000 "(null)"'
        ),
        CAPABILITY,
    ),
    (
        "the sign-in of the app is half registered",
        (
            '[AuthKit] Authorization failed: Error Domain=AKAuthenticationError Code=-7003 "(null)" '
            "UserInfo={AKClientBundleID=com.acmefit.app}\n"
            "ASAuthorizationController credential request failed with error: Error "
            'Domain=com.apple.AuthenticationServices.AuthorizationError Code=1001 "(null)"'
        ),
        CAPABILITY,
    ),
    (
        "a German device",
        ("Der Vorgang konnte nicht abgeschlossen werden. (com.apple.AuthenticationServices.AuthorizationError-Fehler 1000.)"),
        CAPABILITY,
    ),
    (
        "a French device",
        "L\u2019op\u00e9ration n\u2019a pas pu s\u2019achever. (com.apple.AuthenticationServices.AuthorizationError erreur 1000.)",
        CAPABILITY,
    ),
    (
        "a Chinese device, in JSON",
        (
            '{"message": "\\u672a\\u80fd\\u5b8c\\u6210\\u64cd\\u4f5c\\u3002\\uff08com.apple.AuthenticationServices.AuthorizationErr'
            'or\\u9519\\u8bef1000\\u3002\\uff09"}'
        ),
        CAPABILITY,
    ),
    (
        "the user cancels",
        ("Sign in with Apple errored: The operation couldn\u2019t be completed. (com.apple.AuthenticationServices.AuthorizationError error 1001.)"),
        ("callback-cancel-not-handled",),
    ),
    (
        "the error of Swift is dumped",
        (
            "failure(AuthenticationServices.ASAuthorizationError(_nsError: Error "
            'Domain=com.apple.AuthenticationServices.AuthorizationError Code=1000 "(null)"))'
        ),
        CAPABILITY,
    ),
    (
        "Vapor verifies a token of the app for the Services ID",
        ("[ ERROR ] JWTKit error: aud claim verification failed: not intended for com.acmefit.web [request-id: 2F1A] (App/AppleController.swift:21)"),
        AUDIENCE,
    ),
    (
        "JWTKit 5 refuses the audience",
        (
            "[ WARNING ] JWTKitError(errorType: claimVerificationFailure, failedClaim: JWTKit.AudienceClaim(value: "
            '["com.acmefit.app"]), reason: "not intended for com.acmefit.web")'
        ),
        AUDIENCE,
    ),
    (
        "Vapor verifies an old token",
        '{"error":true,"reason":"exp claim verification failed: expired"}',
        ("identity-token-expired",),
    ),
    (
        "JWTKit does not know the kid",
        "[ ERROR ] JWTKit error: unknown kid: fh6Bs8C [request-id: 0A21] (App/routes.swift:14) apple",
        ("identity-token-key-unknown", "jwks-kept-for-ever"),
    ),
    (
        "CryptoKit finds no PEM lines",
        ("Fatal error: Error raised at top level: CryptoKit.CryptoKitASN1Error.invalidPEMDocument: file Swift/ErrorType.swift, line 253"),
        ("key-is-a-path", "key-pem-lines-missing", "key-newlines-escaped", "key-on-one-line"),
    ),
    (
        "Xcode cannot sign the app with the entitlement",
        (
            'error: Provisioning profile "match AppStore com.acmefit.app" doesn\'t include the '
            "com.apple.developer.applesignin entitlement. (in target 'App' from project 'App')"
        ),
        CAPABILITY,
    ),
)
