"""What people paste whose server or page in JavaScript fails: the names and keys are made up, the messages are the libraries'."""

from __future__ import annotations

COOKIE = ("callback-lost-cookie",)
AUDIENCE = ("identity-token-aud-foreign", "identity-token-aud-is-other-client")
KEY_TEXT = ("key-newlines-escaped", "key-base64-damaged", "key-is-base64-of-pem")
NO_PEM = ("key-is-a-path", "key-pem-lines-missing", "key-newlines-escaped")

REPORTS = (
    (
        "Node cannot decode the key",
        (
            "node:internal/crypto/keys:640\n"
            "Error: error:1E08010C:DECODER routines::unsupported\n"
            "    at Object.createPrivateKey (node:internal/crypto/keys:640:12)\n"
            "    at getAppleClientSecret (/app/src/auth/apple.js:31:24) {\n"
            "  library: 'DECODER routines',\n"
            "  reason: 'unsupported',\n"
            "  code: 'ERR_OSSL_UNSUPPORTED'\n"
            "}"
        ),
        KEY_TEXT,
    ),
    (
        "Node finds the base64 of the key damaged",
        (
            "Error: error:0D07207B:asn1 encoding routines:ASN1_get_object:header too long\n"
            "    at createPrivateKey (node:internal/crypto/keys:620:12)\n"
            "  reason: 'header too long',\n"
            "  code: 'ERR_OSSL_ASN1_HEADER_TOO_LONG'"
        ),
        KEY_TEXT,
    ),
    (
        "Node is given no key",
        (
            'TypeError [ERR_INVALID_ARG_TYPE]: The "key" argument must be of type string or an instance of ArrayBuffer, '
            "Buffer, TypedArray, or DataView. Received undefined\n"
            "    at Object.createPrivateKey (node:internal/crypto/keys:620:12)\n"
            "    at appleSecret (/srv/apple.ts:12:9)"
        ),
        ("key-never-reached-the-signer", "key-is-a-path"),
    ),
    (
        "the key file is not in the image",
        ("Error: ENOENT: no such file or directory, open '/usr/src/app/config/AuthKey_2X9R4HXF34.p8'\n    at Object.openSync (node:fs:601:3)"),
        ("key-never-reached-the-signer", "key-is-a-path"),
    ),
    (
        "the key is encrypted",
        (
            "Error: error:07880109:common libcrypto routines::interrupted or cancelled\n"
            "  code: 'ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED' }\n"
            "    at signAppleJwt (/app/apple.js:8:3)"
        ),
        ("key-is-encrypted",),
    ),
    (
        "WebCrypto imports an RSA key",
        ("DOMException [DataError]: Invalid key type\n    at async importPKCS8 (file:///app/node_modules/jose/dist/webapi/key/import.js:17:12)"),
        ("key-is-rsa", "key-wrong-curve"),
    ),
    (
        "a worker cannot import the key",
        ("\u2718 [ERROR] Uncaught (in promise) DataError: Invalid PKCS8 input.\n    at async AppleProvider.createClientSecret (worker.js:2210:21)"),
        KEY_TEXT,
    ),
    (
        "jsonwebtoken has no key",
        (
            "(node:2411) UnhandledPromiseRejectionWarning: Error: secretOrPrivateKey must have a value\n"
            "    at Object.module.exports [as sign] (/app/node_modules/jsonwebtoken/sign.js:107:20)\n"
            "    at AppleAuth._generateToken (/app/node_modules/apple-auth/src/token.js:54:17)"
        ),
        ("key-never-reached-the-signer", "key-is-a-path"),
    ),
    (
        "jsonwebtoken takes the key for a password",
        ('{"level":50,"msg":"apple login failed","err":"Error: secretOrPrivateKey must be an asymmetric key when using ES256"}'),
        KEY_TEXT,
    ),
    (
        "jsonwebtoken is not told the algorithm",
        (
            "Error: secretOrPrivateKey must be a symmetric key when using HS256\n"
            "    at module.exports [as sign] (/app/node_modules/jsonwebtoken/sign.js:127:22)"
        ),
        ("secret-alg-not-es256", "secret-signed-with-key-text"),
    ),
    (
        "jsonwebtoken is told RS256",
        ('Error: "alg" parameter for "ec" key type must be one of: ES256, ES384, ES512.\n    at validateAsymmetricKey'),
        ("secret-alg-not-es256",),
    ),
    (
        "jsonwebtoken is given another service's RSA key",
        'Error: "alg" parameter for "rsa" key type must be one of: RS256, PS256, RS384, PS384, RS512, PS512.',
        ("key-is-rsa",),
    ),
    (
        "the token of the app is verified for the Services ID",
        (
            "JsonWebTokenError: jwt audience invalid. expected: com.acmefit.web\n"
            "    at /app/node_modules/jsonwebtoken/verify.js:191:19\n"
            "    at getSecret (/app/node_modules/jsonwebtoken/verify.js:97:14)\n"
            "    at AppleAuthService.verify (/app/dist/auth/apple.service.js:44:23)"
        ),
        AUDIENCE,
    ),
    (
        "the issuer ends in a slash",
        '{"statusCode":401,"message":"jwt issuer invalid. expected: https://appleid.apple.com/","error":"Unauthorized"}',
        ("identity-token-iss-from-discovery", "identity-token-iss-not-apple"),
    ),
    (
        "an old token is verified",
        ("TokenExpiredError: jwt expired\n    at verifyAppleIdToken (/srv/auth/apple.js:19:22) {\n  expiredAt: 2026-11-29T14:12:03.000Z\n}"),
        ("identity-token-expired",),
    ),
    (
        "the nonce is hashed on one side",
        (
            "JsonWebTokenError: jwt nonce invalid. expected: 4d1f\n"
            "    at appleSignin.verifyIdToken (/app/node_modules/apple-signin-auth/lib/index.js:1:4410)"
        ),
        ("nonce-hashed-on-one-side", "nonce-differs"),
    ),
    (
        "the code is verified in place of the token",
        (
            "Apple login error JsonWebTokenError: jwt malformed\n"
            "    at Object.module.exports [as verify] (/app/node_modules/jsonwebtoken/verify.js:70:17)"
        ),
        ("identity-token-is-not-a-jws", "identity-token-damaged"),
    ),
    (
        "the app sends no token",
        ("JsonWebTokenError: jwt must be provided\n    at AppleGuard.canActivate (/app/dist/apple.guard.js:17:31)"),
        ("identity-token-missing",),
    ),
    (
        "a fixed key of Apple's is used",
        ("JsonWebTokenError: invalid signature\n    at /app/node_modules/jsonwebtoken/verify.js:171:19\n    at verifyApple (/app/apple.js:22:3)"),
        ("identity-token-signature-wrong", "jwks-first-key-only"),
    ),
    (
        "the key set is kept",
        (
            "SigningKeyNotFoundError: Unable to find a signing key that matches 'fh6Bs8C'\n"
            "    at JwksClient.getSigningKey (/app/node_modules/jwks-rsa/src/JwksClient.js:86:13)"
        ),
        ("identity-token-key-unknown", "jwks-kept-for-ever"),
    ),
    (
        "jose is given a path",
        (
            'TypeError: "pkcs8" must be PKCS#8 formatted string\n'
            "    at importPKCS8 (webpack-internal:///(rsc)/./node_modules/jose/dist/node/esm/key/import.js:38:15)\n"
            "    at generateAppleClientSecret (webpack-internal:///(rsc)/./lib/apple.ts:9:69)"
        ),
        NO_PEM,
    ),
    (
        "jose finds a backslash in the base64",
        (
            "DOMException [InvalidCharacterError]: Invalid character\n"
            "    at atob (node:buffer:1303:13)\n"
            "    at decodeBase64 (file:///app/node_modules/jose/dist/webapi/lib/base64.js:12:20)\n"
            "    at processPEMData (file:///app/node_modules/jose/dist/webapi/lib/asn1.js:95:12)\n"
            "    at fromPKCS8 (file:///app/node_modules/jose/dist/webapi/lib/asn1.js:97:21)"
        ),
        ("key-base64-damaged", "key-newlines-escaped", "key-has-quotes"),
    ),
    (
        "jose refuses the audience",
        (
            'JWTClaimValidationFailed: unexpected "aud" claim value\n'
            "    at default (file:///app/node_modules/jose/dist/node/esm/lib/jwt_claims_set.js:74:15)\n"
            "    at async verifyAppleToken (file:///app/src/apple.mjs:14:23) {\n"
            "  code: 'ERR_JWT_CLAIM_VALIDATION_FAILED',\n"
            "  claim: 'aud',\n"
            "  reason: 'check_failed'\n"
            "}"
        ),
        AUDIENCE,
    ),
    (
        "jose knows no key",
        ("JWKSNoMatchingKey: no applicable key found in the JSON Web Key Set\n    at RemoteJWKSet.getKey\n  code: 'ERR_JWKS_NO_MATCHING_KEY'"),
        ("identity-token-key-unknown", "jwks-kept-for-ever"),
    ),
    (
        "jose waits for the key set in vain",
        (
            "JWKSTimeout: request timed out\n"
            "    at fetchJwks (/app/node_modules/jose/dist/node/cjs/runtime/fetch_jwks.js:24:19)\n"
            "  code: 'ERR_JWKS_TIMEOUT'"
        ),
        ("jwks-broken", "edge-forbidden"),
    ),
    (
        "next-auth lost its cookie",
        (
            "[next-auth][error][OAUTH_CALLBACK_ERROR]\n"
            "https://next-auth.js.org/errors#oauth_callback_error PKCE code_verifier cookie was missing. {\n"
            "  error: TypeError: PKCE code_verifier cookie was missing.\n"
            "      at Object.use (/app/node_modules/next-auth/core/lib/oauth/checks.js:61:30)\n"
            "  providerId: 'apple',\n"
            "  message: 'PKCE code_verifier cookie was missing.'\n"
            "}"
        ),
        COOKIE,
    ),
    (
        "next-auth did not find the state",
        (
            "[next-auth][error][OAUTH_CALLBACK_ERROR]\n"
            "https://next-auth.js.org/errors#oauth_callback_error checks.state argument is missing {\n"
            "  error: TypeError: checks.state argument is missing\n"
            "      at Client.callback (/app/node_modules/openid-client/lib/client.js:406:13)"
        ),
        COOKIE,
    ),
    (
        "Auth.js could not read its cookie",
        (
            "[auth][error] InvalidCheck: pkceCodeVerifier value could not be parsed. Read more at "
            "https://errors.authjs.dev#invalidcheck\n"
            "    at parseCookie (webpack-internal:///(rsc)/./node_modules/@auth/core/lib/actions/callback/oauth/checks.js:5"
            "1:15)"
        ),
        COOKIE,
    ),
    (
        "next-auth found another state",
        (
            "https://next-auth.js.org/errors#oauth_callback_error state mismatch, expected undefined, got: RgDZwNvcky {\n"
            "  error: RPError: state mismatch"
        ),
        ("callback-lost-cookie", "state-mismatch"),
    ),
    (
        "next-auth has no route for the POST",
        "Error: This action with HTTP POST is not supported by NextAuth.js",
        ("callback-route-is-get-only",),
    ),
    (
        "next-auth asks for a userinfo endpoint",
        ("[next-auth][error][OAUTH_CALLBACK_ERROR] userinfo_endpoint must be configured on the issuer {\n  providerId: 'apple' }"),
        ("userinfo-endpoint-does-not-exist",),
    ),
    (
        "openid-client expects the discovered issuer",
        ("RPError: unexpected iss value, expected https://account.apple.com, got: https://appleid.apple.com\n    at Client.validateJWT"),
        ("identity-token-iss-from-discovery",),
    ),
    (
        "openid-client is given no nonce",
        (
            "RPError: nonce mismatch, expected undefined, got: 9f86d081\n"
            "    at Client.validateIdToken (/app/node_modules/openid-client/lib/client.js:776:13)"
        ),
        ("nonce-not-given-to-verifier",),
    ),
    (
        "openid-client finds the wrong audience",
        "RPError: aud mismatch, expected com.acmefit.web, got: com.acmefit.app",
        AUDIENCE,
    ),
    (
        "Convex Auth lost its cookie",
        (
            'Uncaught OperationProcessingError: unexpected "state" response parameter encountered\n'
            "    at OPE (../../node_modules/oauth4webapi/build/index.js:236:3)\n"
            "    at validateAuthResponse (../../node_modules/oauth4webapi/build/index.js:2001:9)"
        ),
        COOKIE,
    ),
    (
        "oauth4webapi misses the nonce",
        ('OperationProcessingError: ID Token "nonce" claim missing\n    at processAuthorizationCodeOpenIDResponse'),
        ("nonce-absent",),
    ),
    (
        "Better Auth lost its state",
        (
            "2026-11-29T14:12:03.511Z ERROR [Better Auth]: State mismatch: State not persisted correctly { state: '\u2026' }\n"
            "GET /api/auth/error?error=state_mismatch 302"
        ),
        COOKIE,
    ),
    (
        "Better Auth does not find the verification",
        ("ERROR [Better Auth]: State Mismatch. Verification not found\n GET /api/auth/error?error=please_restart_the_process 200 in 46ms"),
        ("callback-lost-cookie", "state-mismatch"),
    ),
    (
        "Better Auth gets no e-mail address",
        (
            "https://app.example.com/login?error=email_not_found\n"
            "ERROR [Better Auth]: Provider did not return email. This could be due to misconfiguration in the provider "
            "settings."
        ),
        ("identity-token-email-missing",),
    ),
    (
        "Better Auth refuses the app's token",
        ("WARN [Better Auth]: Invalid id token { provider: 'apple' }\nPOST /api/auth/sign-in/social 401"),
        ("identity-token-aud-is-other-client", "identity-token-aud-foreign", "nonce-hashed-on-one-side"),
    ),
    (
        "passport lost its session",
        ('{"message":"Unable to verify authorization request state."}\nPOST /auth/apple/callback 403 3.1 ms'),
        COOKIE,
    ),
    (
        "passport-apple cannot sign",
        ("AppleAuth Error \u2013 Error occurred while signing: Error: secretOrPrivateKey must be an asymmetric key when using ES256"),
        KEY_TEXT,
    ),
    (
        "passport-apple finds no key file",
        ("InternalOAuthError: AppleAuth Error - Couldn't read your Private Key file: Error: ENOENT: no such file or directory, open './AuthKey.p8'"),
        ("key-never-reached-the-signer", "key-is-a-path"),
    ),
    (
        "a strategy has no client id",
        (
            "TypeError: OAuth2Strategy requires a clientID option\n"
            "    at new OAuth2Strategy (/app/node_modules/passport-oauth2/lib/strategy.js:87:34)\n"
            "    at new AppleStrategy (/app/node_modules/passport-apple/src/strategy.js:70:5)"
        ),
        ("client-id-missing",),
    ),
    (
        "apple-signin finds the wrong audience",
        "Error: aud parameter does not include this client - is: com.acmefit.app| expected: com.acmefit.web",
        AUDIENCE,
    ),
    (
        "apple-signin-auth does not know the kid",
        ("Error: input error: Invalid id token public key id\n    at getApplePublicKey"),
        ("identity-token-key-unknown", "jwks-kept-for-ever"),
    ),
    (
        "verify-apple-id-token finds the wrong audience",
        "Error: The aud parameter does not include this client - is: com.acmefit.app | expected: com.acmefit.web",
        AUDIENCE,
    ),
    (
        "grant lost its session",
        "GET /callback?error=Grant%3A%20OAuth2%20state%20mismatch 200",
        ("callback-lost-cookie", "state-mismatch"),
    ),
    (
        "fastify lost its cookie",
        ("Error: Invalid state\n    at defaultCheckStateFunction (/app/node_modules/@fastify/oauth2/index.js:58:12)\n    at fastify.appleOAuth2"),
        ("callback-lost-cookie", "state-mismatch"),
    ),
    (
        "Arctic got no token",
        (
            "Error: Missing or invalid field 'id_token'\n"
            "    at OAuth2Tokens.idToken (file:///app/node_modules/arctic/dist/oauth2.js:49:15)\n"
            "    at apple"
        ),
        ("identity-token-missing",),
    ),
    (
        "Express has no route for the POST",
        "Cannot POST /auth/apple/callback",
        ("callback-route-is-get-only",),
    ),
    (
        "Fastify has no parser for the form",
        (
            '{"level":50,"err":{"type":"FastifyError","message":"Unsupported Media Type: '
            'application/x-www-form-urlencoded"},"req":"POST /auth/apple/callback"}'
        ),
        ("callback-body-not-read-as-form",),
    ),
    (
        "csurf refuses the callback",
        ("ForbiddenError: invalid csrf token\n    at csrf (/app/node_modules/csurf/index.js:112:19)\nPOST /auth/apple/callback 403"),
        ("callback-refused-by-own-csrf",),
    ),
    (
        "SvelteKit refuses the callback",
        "Cross-site POST form submissions are forbidden",
        ("callback-refused-by-own-csrf",),
    ),
    (
        "the user cancels in an Expo app",
        " ERROR  [Error: The user canceled the authorization attempt] code: ERR_REQUEST_CANCELED",
        ("callback-cancel-not-handled",),
    ),
    (
        "an Expo app lacks the capability",
        (" ERROR  [Error: The authorization attempt failed for an unknown reason]\n  code: 'ERR_REQUEST_UNKNOWN'"),
        ("capability-disabled",),
    ),
    (
        "a React Native app lacks the capability",
        (
            "{ code: '1000',\n"
            "  message: 'The operation couldn\u2019t be completed. (com.apple.AuthenticationServices.AuthorizationError error "
            "1000.)',\n"
            "  domain: 'com.apple.AuthenticationServices.AuthorizationError',\n"
            "  userInfo: {} }"
        ),
        ("capability-disabled",),
    ),
    (
        "next-auth waits for Apple in vain",
        ("[next-auth][error][OAUTH_CALLBACK_ERROR] outgoing request timed out after 3500ms { error: RPError, providerId: 'apple' }"),
        ("apple-server-error", "edge-forbidden"),
    ),
    (
        "the container has no name server",
        ("FetchError: request to https://appleid.apple.com/auth/token failed, reason: getaddrinfo ENOTFOUND appleid.apple.com"),
        ("apple-server-error", "edge-forbidden"),
    ),
    (
        "Better Auth does not trust Apple's page",
        ("ERROR [Better Auth]: Invalid origin: https://appleid.apple.com\nPOST /api/auth/callback/apple 403"),
        ("callback-refused-by-own-csrf",),
    ),
    (
        "only the code of jose is logged",
        ('{"level":"error","route":"/auth/apple","err":{"code":"ERR_JWT_CLAIM_VALIDATION_FAILED","claim":"aud","reason":"check_failed"}}'),
        AUDIENCE,
    ),
    (
        "the user cancels, and next-auth logs it",
        ("[next-auth][error][OAUTH_CALLBACK_HANDLER_ERROR] { error: Error: user_cancelled_authorize, providerId: 'apple' }"),
        ("callback-cancel-not-handled",),
    ),
    (
        "the page decodes something else than the token",
        (
            "Uncaught InvalidTokenError: Invalid token specified: missing part #2\n"
            "    at jwtDecode (index.js:46:15)\n"
            "    at handleAppleResponse (Login.jsx:31:9)"
        ),
        ("identity-token-is-not-a-jws", "identity-token-damaged"),
    ),
    (
        "Arctic finds a backslash in the base64",
        (
            "Error: Invalid character: \n"
            "    at Base64Encoding.decode (file:///var/task/node_modules/oslo/dist/encoding/base64.js:67:27)\n"
            "    at parsePKCS8PEM (file:///var/task/node_modules/arctic/dist/providers/apple.js:64:12)\n"
            "    at Apple.createClientSecret"
        ),
        ("key-newlines-escaped",),
    ),
    (
        "Better Auth shows its page of errors",
        "https://app.example.com/api/auth/error?error=state_mismatch",
        COOKIE,
    ),
    (
        "the page of errors of a site with grant",
        "https://app.example.com/connect/apple/callback?error=Grant%3A%20OAuth2%20state%20mismatch",
        COOKIE,
    ),
    (
        "a Remix app lost its cookie",
        ("ReferenceError: Missing state on cookie.\n    at OAuth2Strategy.authenticate (/app/node_modules/remix-auth-oauth2/build/index.js:88:19)"),
        COOKIE,
    ),
    (
        "an Adonis app lost its cookie",
        (
            "Exception: Unable to verify re-redirect state\n"
            "    at AppleDriver.accessToken (/app/node_modules/adonis-ally-apple/build/src/apple.js:112:13)"
        ),
        COOKIE,
    ),
    (
        "apple-sign-in-rest is given no key",
        ("Error: Empty private key from given input method\n    at new AppleSignIn (/app/node_modules/apple-sign-in-rest/build/index.js:40:19)"),
        ("key-never-reached-the-signer",),
    ),
)
