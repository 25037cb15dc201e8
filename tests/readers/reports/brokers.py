"""What people paste whose broker refused a sign-in: the names are made up, the messages are the broker's."""

from __future__ import annotations

from hashlib import sha256

from siwakit import samples

_LATELY = {"iat": 1_796_004_600, "auth_time": 1_796_004_600, "exp": 1_796_091_000}
_AUDIENCE = ("identity-token-aud-is-other-client",)
_NONCE = ("nonce-hashed-on-one-side",)
_NO_COOKIE = ("callback-lost-cookie",)
_REFUSED_BY_APPLE = ("secret-expired", "sub-differs-from-client-id", "services-id-for-native-code", "signature-by-other-key")
_CODE_REFUSED = ("code-used-twice", "code-expired", "user-withdrew-consent")
_ISSUER = ("identity-token-iss-from-discovery", "identity-token-iss-not-apple")
_KEY_UNKNOWN = ("identity-token-key-unknown", "jwks-kept-for-ever", "identity-token-key-retired")


def _nonces_mismatch(raw: str, claim: str) -> str:
    """Return a call of Supabase with a token whose nonce is *claim*, and the refusal."""
    token = samples.Scenario().verifying(lambda identity: identity.claims(nonce=claim, **_LATELY)).evidence().identity_token.text
    return (
        "POST /auth/v1/token?grant_type=id_token HTTP/1.1\nHost: qwhzkd.supabase.co\nContent-Type: application/json\n\n"
        f'{{"provider": "apple", "id_token": "{token}", "nonce": "{raw}"}}\n\n'
        'HTTP/1.1 400 Bad Request\nContent-Type: application/json\n\n{"error":"invalid nonce","error_description":"Nonces mismatch"}'
    )


_SUPABASE = (
    ("Supabase hashes the nonce, and Apple was given the raw one", _nonces_mismatch(samples.NONCE, samples.NONCE), _NONCE),
    (
        "Supabase hashes the nonce, and was given the hash",
        _nonces_mismatch(sha256(samples.NONCE.encode()).hexdigest(), sha256(samples.NONCE.encode()).hexdigest()),
        _NONCE,
    ),
    (
        "Supabase does not list the bundle ID",
        '{"code":400,"error_code":"validation_failed","msg":"Unacceptable audience in id_token: [com.acmefit.app]"}',
        _AUDIENCE,
    ),
    (
        "Supabase, as its Swift client prints it",
        (
            'api(message: "Unacceptable audience in id_token: [com.acmefit.app]", errorCode: Auth.ErrorCode(rawValue: '
            '"unknown"), underlyingData: 93 bytes, '
            "underlyingResponse: <NSHTTPURLResponse: 0x600000c0a2e0> { Status Code: 400 })"
        ),
        _AUDIENCE,
    ),
    (
        "Supabase, as its Kotlin client prints it",
        (
            "io.github.jan.supabase.exceptions.BadRequestRestException: invalid nonce (Nonces mismatch)\n"
            "URL: https://qwhzkd.supabase.co/auth/v1/token?grant_type=id_token\nHttp Method: POST"
        ),
        _NONCE,
    ),
    (
        "Supabase, as its Flutter client prints it",
        (
            "I/flutter ( 8650): AuthApiException(message: Passed nonce and nonce in id_token should either both exist or "
            "not., statusCode: 400, code: null)\n"
            "I/flutter ( 8650): #0      GotrueFetch._handleError (package:gotrue/src/fetch.dart:106:5)"
        ),
        ("nonce-not-checked", "nonce-not-given", "nonce-absent"),
    ),
    (
        "Supabase redeems the code, and the app sees only the address",
        (
            "I/flutter ( 8650): handle deeplink uri com.acmefit://login-callback/?error=server_error&error_code=500"
            "&error_description=Unable+to+exchange+external+code%3A+c008"
        ),
        _REFUSED_BY_APPLE,
    ),
    (
        "Supabase's log has Apple's answer beside it",
        (
            '{"component":"api","error":"oauth2: \\"invalid_client\\"","level":"error","method":"POST","msg":"500: Unable '
            'to exchange external code: c8d5",'
            '"path":"/callback","referer":"https://app.acmefit.example","time":"2026-11-29T13:12:25Z"}'
        ),
        _REFUSED_BY_APPLE,
    ),
    (
        "Supabase's log has Apple's answer beside it, about the code",
        (
            '{"component":"api","error":"oauth2: \\"invalid_grant\\" \\"The code has already been '
            'used.\\"","level":"error","msg":"500: Unable to exchange '
            'external code: c8d5","path":"/callback"}'
        ),
        ("code-used-twice",),
    ),
    (
        "Supabase did not find the state",
        "https://app.acmefit.example/?error=invalid_request&error_code=bad_oauth_state&error_description=OAuth+state+not+found+or+expired",
        (*_NO_COOKIE, "callback-state-not-found", "state-mismatch"),
    ),
    (
        "Supabase's dashboard wants a JWT",
        "Supabase > Authentication > Providers > Apple, on Save:\nSecret key should be a JWT.",
        ("secret-is-private-key", "secret-is-not-a-jwt", "settings-secret-is-private-key"),
    ),
    (
        "Supabase takes the issuer for somebody else's",
        "AuthApiError: Detected ID token issuer is not an Apple ID token issuer\n    at handleError (auth-js/dist/main/lib/fetch.js:80:11)",
        _ISSUER,
    ),
)

_FIREBASE = (
    (
        "Firebase on Android: the token is for the Services ID",
        (
            "[Error: [auth/invalid-credential] The supplied auth credential is malformed or has expired. [ The audience in ID Token "
            "[com.acmefit.android] does not match the expected audience. ]]"
        ),
        _AUDIENCE,
    ),
    (
        "Identity Toolkit, as JSON",
        (
            '{\n  "error": {\n    "code": 400,\n    "message": "INVALID_IDP_RESPONSE : The audience in ID Token '
            "[com.acmefit.web] does not match the expected "
            'audience com.acmefit.app.",\n    "errors": [{"domain": "global", "reason": "invalid"}]\n  }\n}'
        ),
        _AUDIENCE,
    ),
    (
        "Firebase on iOS, with the two nonces",
        (
            'Error Domain=FIRAuthErrorDomain Code=17094 "The nonce in ID Token "8648160ed87a" does not match the SHA256 '
            'hash of the raw nonce "8648160ed87a" '
            'in the request." UserInfo={FIRAuthErrorUserInfoNameKey=ERROR_MISSING_OR_INVALID_NONCE}'
        ),
        _NONCE,
    ),
    (
        "Firebase's JavaScript client, without details",
        "FirebaseError: Firebase: Error (auth/missing-or-invalid-nonce).\n    at createErrorInternal (index.esm2017.js:474)",
        _NONCE,
    ),
    (
        "Firebase has seen the credential before",
        (
            '["FIRAuthErrorUserInfoNameKey": ERROR_MISSING_OR_INVALID_NONCE, "NSLocalizedDescription": Duplicate '
            "credential received. Please try again "
            "with a new credential.]"
        ),
        ("identity-token-replayed",),
    ),
    (
        "Firebase wants the code",
        (
            'FIRAuthErrorDomain Code=17017 "Invalid user token: accessToken or refreshToken is nil" UserInfo={FIRAuthErrorUserInfoNameKey='
            "ERROR_INVALID_USER_TOKEN}"
        ),
        ("broker-needs-code",),
    ),
    (
        "FlutterFire wants the code and does not say so",
        "FirebaseAuthException: [firebase_auth/invalid-credential] Invalid OAuth response from apple.com",
        ("broker-needs-code",),
    ),
    (
        "Capacitor, without details",
        (
            'signInWithCredential error {"code":"auth/invalid-credential","customData":{"appName":"[DEFAULT]"},"name":"FirebaseError"}\n'
            "after SignInWithApple.authorize()"
        ),
        ("broker-needs-code", "identity-token-aud-is-other-client"),
    ),
    (
        "Firebase for Unity quotes Apple",
        (
            "Firebase.FirebaseException: The supplied auth credential is malformed or has expired. [ Error getting access token from "
            "https://appleid.apple.com, OAuth2 redirect uri is: https://acmefit.firebaseapp.com/__/auth/handler, response: "
            "OAuth2TokenResponse{params: "
            "error=invalid_client, httpMetadata: HttpMetadata{status=400, cachePolicy=NO_CACHE}} ]"
        ),
        _REFUSED_BY_APPLE,
    ),
    (
        "Identity Toolkit quotes Apple",
        (
            '{"error":{"code":400,"message":"INVALID_IDP_RESPONSE : Error getting access token from '
            "https://appleid.apple.com, OAuth2 redirect uri is: "
            "https://acmefit.firebaseapp.com/__/auth/handler, response: OAuth2TokenResponse{params: error=invalid_grant, "
            'httpMetadata: HttpMetadata{}}"}}'
        ),
        _CODE_REFUSED,
    ),
    (
        "Firebase's page lost its state",
        "Unable to process request due to missing initial state. This may happen if browser sessionStorage is inaccessible or accidentally cleared.",
        (*_NO_COOKIE, "callback-cookie-partitioned", "callback-state-not-found", "state-mismatch"),
    ),
)

_COGNITO = (
    (
        "Cognito wants the name again",
        (
            'Error Domain=com.amazon.cognito.AWSCognitoAuthErrorDomain Code=-3000 "(null)" '
            "UserInfo={error=invalid_request: Invalid user attributes: name: "
            "The attribute is required\n }"
        ),
        ("callback-user-lost", "callback-user-required-always"),
    ),
    (
        "Cognito wants the address, after the name of the attribute changed",
        "AuthError: invalid_request Invalid+user+attributes:+emails:+The+attribute+emails+is+required+\nSign in with Apple, second time",
        ("identity-token-email-missing",),
    ),
    (
        "Cognito quotes Apple",
        (
            'Error Domain=com.amazon.cognito.AWSCognitoAuthErrorDomain Code=-3000 "(null)" '
            "UserInfo={error=invalid_request: SignInWithApple Error - 400 "
            "invalid_client}"
        ),
        _REFUSED_BY_APPLE,
    ),
    (
        "an identity pool does not know the audience",
        "NotAuthorizedException: Invalid login token. Incorrect token audience.\n    at Request.extractError (aws-sdk/lib/protocol/json.js:51)",
        _AUDIENCE,
    ),
    (
        "Amplify's CLI hands the key on",
        (
            '{"Status":"FAILED","Data":{"err":{"message":"Provided private key cannot be used for Sign in with '
            'Apple.","code":"InvalidParameterException"}}}'
        ),
        ("key-newlines-escaped", "key-armour-damaged", "key-holds-foreign-characters", "key-damaged"),
    ),
)

_KEYCLOAK = (
    (
        "Keycloak's page, in English",
        "We are sorry...\nUnexpected error when authenticating with identity provider",
        _REFUSED_BY_APPLE,
    ),
    ("Keycloak's page, in German", "Unerwarteter Fehler während der Authentifizierung mit dem Identity Provider.", _REFUSED_BY_APPLE),
    ("Keycloak's page, in French", "Erreur inattendue lors de l\u2019authentification avec fournisseur d\u2019identité.", _REFUSED_BY_APPLE),
    (
        "Keycloak expects the issuer of the discovery document",
        (
            "ERROR [org.keycloak.broker.oidc.AbstractOAuth2IdentityProvider] (executor-thread-3) Failed to make identity provider oauth callback: "
            "org.keycloak.broker.provider.IdentityBrokerException: Wrong issuer from token. Got: https://appleid.apple.com expected: "
            "https://account.apple.com\n\tat org.keycloak.broker.oidc.OIDCIdentityProvider.validateToken(OIDCIdentityProvider.java:702)"
        ),
        _ISSUER,
    ),
    (
        "Keycloak refuses a token of the app",
        (
            "ERROR [org.keycloak.broker.oidc.AbstractOAuth2IdentityProvider] (executor-thread-3) Failed to make identity provider oauth callback: "
            "org.keycloak.broker.provider.IdentityBrokerException: Wrong audience from token.\n"
            "\tat org.keycloak.broker.oidc.OIDCIdentityProvider.validateToken(OIDCIdentityProvider.java:685)"
        ),
        _AUDIENCE,
    ),
    (
        "Keycloak's extension quotes Apple and falls over it",
        (
            "WARN  [at.klausbetz.provider.AppleIdentityProvider] (executor-thread-14) Error response from apple: "
            'status=400, body={"error":"invalid_client"}\n'
            "ERROR [at.klausbetz.provider.AppleIdentityProviderEndpoint] (executor-thread-14) Failed to complete apple "
            "identity provider oauth callback: "
            'java.lang.NullPointerException: Cannot invoke "org.keycloak.broker.provider.BrokeredIdentityContext.getIdpConfig()"'
        ),
        _REFUSED_BY_APPLE,
    ),
    ("Keycloak set a cookie and got none", "Cookie not found. Please make sure cookies are enabled in your browser.", _NO_COOKIE),
)

_OTHERS = (
    (
        "Auth0 cannot say what Apple did",
        '{"error":"invalid_request","error_description":"Error from Apple connection."}',
        _REFUSED_BY_APPLE,
    ),
    (
        "authentik lost the session",
        (
            '{"event": "No state stored in the session.", "level": "warning", "logger": "authentik.sources.oauth.clients.oauth2", "pid": 41}\n'
            '{"event": "Application state check failed.", "level": "warning", "logger": "authentik.sources.oauth.clients.oauth2", "pid": 41}\n'
            '{"event": "Authentication Failure", "level": "warning", "reason": "State check failed."}'
        ),
        _NO_COOKIE,
    ),
    (
        "authentik has the Services ID alone",
        "ValueError: Apple Source client_id should be formatted like services_id_identifier;apple_team_id;key_id",
        ("key-never-reached-the-signer", "secret-empty"),
    ),
    (
        "Ory Kratos reads another cookie",
        (
            '{"code":400,"status":"Bad Request","reason":"Unable to complete OpenID Connect flow because the query state '
            "parameter does not match the state "
            'parameter from the session cookie."}'
        ),
        _NO_COOKIE,
    ),
    (
        "Ory Kratos does not list the bundle ID",
        "Could not verify id_token: token audience didn't match allowed audiences: [com.acmefit.web]",
        _AUDIENCE,
    ),
    (
        "ZITADEL hands Apple's answer to the page",
        'https://login.acmefit.example/idp/apple/failure?error=oauth2%3A+"invalid_client"&error_description=&id=292706142981894472',
        _REFUSED_BY_APPLE,
    ),
    (
        "FusionAuth, on the page and in its log",
        (
            'A request to the Apple Token API has failed. Unable to complete this login request.\nStatus code [400] Error response is { "error" : '
            '"invalid_client" }'
        ),
        _REFUSED_BY_APPLE,
    ),
    (
        "FusionAuth, through its API",
        (
            '{"generalErrors":[{"code":"[ExternalAuthenticationException]AppleIdToken","message":"The id_token returned '
            "from Apple is invalid or cannot be "
            'verified. Unable to complete this login request."}]}'
        ),
        _AUDIENCE,
    ),
    ("Logto", '{"code":"connector.social_invalid_id_token","message":"The connector\'s id token is invalid."}', _AUDIENCE),
    ("Casdoor", '{"status":"error","msg":"State expected: casdoor, but got: app-built-in","data":null}', _NO_COOKIE),
    ("Casdoor, in Chinese", '{"status":"error","msg":"期望状态为: casdoor, 实际状态为: app-built-in","data":null}', _NO_COOKIE),
    (
        "Casdoor quotes Apple",
        '{"status":"error","msg":"oauth2: cannot fetch token: 400 Bad Request\\nResponse: {\\"error\\":\\"invalid_client\\"}","data":null}',
        ("secret-expired", "code-used-twice", *_REFUSED_BY_APPLE),
    ),
    (
        "Directus lost its cookie",
        '[14:02:11.004] WARN: [OpenID] Couldn\'t verify OpenID cookie\n    err: {\n      "type": "JsonWebTokenError"\n    }',
        _NO_COOKIE,
    ),
    (
        "Directus, on the page",
        (
            '{"errors":[{"message":"Service \\"openid\\" is unavailable. Service returned unexpected response: '
            'undefined.","extensions":{"service":"openid"}}]}'
        ),
        _REFUSED_BY_APPLE,
    ),
    (
        "Appwrite quotes Apple",
        '{"message":"Apple couldn\'t complete sign-in (invalid_client). Please try again.","code":424,"type":"user_oauth2_provider_failure"}',
        _REFUSED_BY_APPLE,
    ),
    ("PocketBase", '{"code":400,"message":"Failed to fetch OAuth2 token.","data":{}}', _REFUSED_BY_APPLE),
    ("Nhost", "https://app.acmefit.example/?error=oauth-token-echange-failed&errorDescription=Failed+to+exchange+token", _REFUSED_BY_APPLE),
    (
        "InstantDB, with a client of the web",
        '{"type":"validation-failed","message":"Validation failed for id_token: The id_token was generated for the wrong OAuth client."}',
        _AUDIENCE,
    ),
    (
        "InstantDB, with a nonce that Apple did not get",
        '{"message":"Validation failed for id_token: The id_token is missing a nonce."}',
        ("nonce-absent",),
    ),
    (
        "WSO2 Identity Server",
        "ERROR {AppleAuthenticator} - An error occurred while generating private key for the client secret. Reason: InvalidKeySpecException",
        ("key-newlines-escaped", "key-armour-damaged", "key-holds-foreign-characters", "key-damaged"),
    ),
    (
        "Parse Server",
        "ParseError: 101 Unable to find matching key for Key ID: eXaunmL\n    at getAppleKeyByKeyId (Adapters/Auth/apple.js:25)",
        _KEY_UNKNOWN,
    ),
    (
        "SuperTokens quotes Apple",
        (
            'Error: Received response with status 400 and body {"error":"invalid_client"}\n    at TypeProvider.exchangeAuthCodeForOAuthTokens '
            "(supertokens-node/lib/build/recipe/thirdparty/providers/custom.js:238:19)"
        ),
        _REFUSED_BY_APPLE,
    ),
    ("Clerk", '{"errors":[{"code":"oauth_token_exchange_error","message":"Token exchange failed"}],"strategy":"oauth_apple"}', _REFUSED_BY_APPLE),
    (
        "Azure AD B2C, before 2022",
        (
            "Microsoft.Identity.Client.MsalServiceException: AADB2C90289: We encountered an error connecting to the "
            "identity provider. Please try again "
            "later.\nCorrelation ID: 18012cae-fff9-4860-88f5-d2fd863466d4\nTimestamp: 2026-11-29 20:23:54Z"
        ),
        _REFUSED_BY_APPLE,
    ),
    (
        "Azure AD B2C, as it is now",
        "AADB2C90289: We encountered an 'invalid_client' error connecting to the identity provider. Please try again later.",
        _REFUSED_BY_APPLE,
    ),
    ("Rocket.Chat", "Error: identityToken is not a valid JWT\n    at handleIdentityToken (app/apple/lib/handleIdentityToken.ts:41:9)", _AUDIENCE),
    (
        "Atlas App Services",
        "Login failed: Error Domain=realm::app::ServiceError Code=47 \"invalid apple id token: 'aud' must be a string containing the client_id\"",
        _AUDIENCE,
    ),
    (
        "Discourse, on its page",
        "Unable to verify authorization token due to server clock differences. Please try again.",
        ("identity-token-iat-ahead", "identity-token-from-future", "clock-behind", "identity-token-ahead-of-clock"),
    ),
)

REPORTS = (*_SUPABASE, *_FIREBASE, *_COGNITO, *_KEYCLOAK, *_OTHERS)
