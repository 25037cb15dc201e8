"""What people paste whose PHP application refused a sign-in: the names are made up, the messages are the libraries'."""

from __future__ import annotations

REPORTS = (
    (
        "Socialite lost the session cookie",
        """[2026-11-29 14:12:03] production.ERROR:  {"exception":"[object] (Laravel\\\\Socialite\\\\Two\\\\InvalidStateException(code: 0):  at \
/var/www/acmefit/vendor/laravel/socialite/src/Two/AbstractProvider.php:224)
[stacktrace]
#0 /var/www/acmefit/app/Http/Controllers/Auth/AppleController.php(31): Laravel\\\\Socialite\\\\Two\\\\AbstractProvider->user()""",
        ("callback-lost-cookie",),
    ),
    (
        "the provider for Apple finds no key",
        "Laravel\\Socialite\\Two\\InvalidStateException: Invalid JWT Signature in /app/vendor/socialiteproviders/apple/Provider.php:211",
        ("identity-token-key-unknown", "jwks-kept-for-ever"),
    ),
    (
        "the clock is behind, and lcobucci says so through Socialite",
        """Laravel\\Socialite\\Two\\InvalidStateException: The token violates some mandatory constraints, details:
- The token was issued in the future""",
        ("identity-token-iat-ahead", "identity-token-iat-ahead-by-time-zone", "identity-token-iat-in-future"),
    ),
    (
        "the identity token has no nonce, and the provider wants one",
        'ErrorException: Undefined array key "nonce" in /app/vendor/socialiteproviders/apple/Provider.php:246',
        ("nonce-absent",),
    ),
    (
        "lcobucci/jwt finds no PEM lines",
        "It was not possible to parse your key, reason: error:0909006C:PEM routines:get_name:no start line",
        ("key-is-a-path", "key-pem-lines-missing"),
    ),
    (
        "lcobucci/jwt does not read the key from .env",
        """Lcobucci\\JWT\\Signer\\InvalidKeyProvided
It was not possible to parse your key, reason: * error:1E08010C:DECODER routines::unsupported
app/Services/AppleToken.php:27""",
        ("key-newlines-escaped",),
    ),
    (
        "lcobucci/jwt is given a P-384 key",
        "Lcobucci\\JWT\\Signer\\InvalidKeyProvided: The length of the provided key is different than 256 bits, 384 bits provided",
        ("key-wrong-curve",),
    ),
    (
        "lcobucci/jwt verifies for another audience",
        "The token violates some mandatory constraints, details:\n- The token is not allowed to be used by this audience",
        ("identity-token-aud-is-other-client",),
    ),
    (
        "php-jwt cannot sign",
        """PHP Warning:  openssl_sign(): Supplied key param cannot be coerced into a private key in /srv/www/JWT.php on line 253
PHP Fatal error:  Uncaught DomainException: OpenSSL unable to sign data in /srv/www/vendor/firebase/php-jwt/src/JWT.php:256
Stack trace:
#0 /srv/www/apple.php(22): Firebase\\JWT\\JWT::encode(Array, NULL, 'ES256', 'ABC123DEFG')""",
        ("key-newlines-escaped", "key-base64-damaged", "key-armour-damaged"),
    ),
    (
        "php-jwt does not know the kid",
        'PHP Fatal error:  Uncaught UnexpectedValueException: "kid" invalid, unable to lookup correct key in /srv/www/JWT.php:479',
        ("identity-token-key-unknown",),
    ),
    (
        "php-jwt runs on a clock that is behind",
        "Firebase\\JWT\\BeforeValidException: Cannot handle token with iat prior to 2026-11-29T14:12:09+00:00",
        ("identity-token-iat-ahead",),
    ),
    (
        "php-jwt verifies with another key",
        '{"success":false,"error":"Signature verification failed"}',
        ("jwks-first-key-only", "jwks-kept-for-ever"),
    ),
    (
        "php-jwt reads an old token",
        "Firebase\\JWT\\ExpiredException: Expired token in /app/vendor/firebase/php-jwt/src/JWT.php:176",
        ("identity-token-expired",),
    ),
    (
        "the key file is not on the server",
        "file_get_contents(/var/www/storage/app/AuthKey_ABC123DEFG.p8): Failed to open stream: No such file or directory",
        ("key-never-reached-the-signer",),
    ),
    (
        "Laravel refuses a POST without its token",
        "Illuminate\\Session\\TokenMismatchException: CSRF token mismatch. in /app/vendor/laravel/framework/VerifyCsrfToken.php:86",
        ("callback-refused-by-own-csrf",),
    ),
    (
        "Laravel's page of a refused form",
        "After I sign in with Apple I land on https://acmefit.example/auth/apple/callback and see only:\n\n419 | Page Expired",
        ("callback-refused-by-own-csrf",),
    ),
    (
        "Laravel routes only GET",
        """Symfony\\Component\\HttpKernel\\Exception\\MethodNotAllowedHttpException
The POST method is not supported for route auth/apple/callback. Supported methods: GET, HEAD.""",
        ("callback-route-is-get-only",),
    ),
    (
        "Symfony routes only GET",
        'request.ERROR: "No route found for "POST https://acmefit.example/connect/apple/check": Method Not Allowed (Allow: GET)"',
        ("callback-route-is-get-only",),
    ),
    (
        "KnpU's bundle has no session",
        "Invalid state parameter passed in callback URL.",
        ("callback-lost-cookie",),
    ),
    (
        "KnpU's bundle looks for the code in the query",
        'KnpU\\OAuth2ClientBundle\\Exception\\MissingAuthorizationCodeException: No "code" parameter was found (usually this is a query parameter)!',
        ("callback-body-not-read-as-form", "callback-route-is-get-only"),
    ),
    (
        "HWIOAuthBundle quotes Apple",
        r"""Authentication request failed. {"exception":"[object] (Symfony\\Component\\Security\\Core\\Exception\\AuthenticationException(code: 0):
OAuth error: \"invalid_client\" at /var/www/vendor/hwi/oauth-bundle/OAuth/ResourceOwner/GenericOAuth2ResourceOwner.php:199)"}""",
        ("secret-expired", "services-id-for-native-code"),
    ),
    (
        "Hybridauth in Nextcloud lost the session",
        "The authorization state [state=HA-...] of this page is either invalid or has already been consumed.",
        ("callback-lost-cookie",),
    ),
    (
        "Hybridauth has no key file",
        "Hybridauth\\Exception\\InvalidApplicationCredentialsException: Your key file /srv/keys/AuthKey_ABC123DEFG.p8 does not exist.",
        ("key-never-reached-the-signer",),
    ),
    (
        "WordPress lost the session",
        "Nextend Social Login: Error: Unable to validate CSRF state",
        ("callback-lost-cookie",),
    ),
    (
        "Yii refuses Apple's POST",
        "yii\\web\\BadRequestHttpException: Unable to verify your data submission. in /app/vendor/yiisoft/yii2/web/Controller.php:219",
        ("callback-refused-by-own-csrf",),
    ),
    (
        "a script reads the code from the query",
        'PHP Warning:  Undefined array key "code" in /srv/www/apple/callback.php on line 12',
        ("callback-body-not-read-as-form",),
    ),
    (
        "the server cannot resolve Apple's name",
        """cURL error 6: Could not resolve host: appleid.apple.com (see https://curl.haxx.se/libcurl/c/libcurl-errors.html) \
for https://appleid.apple.com/auth/keys""",
        ("jwks-broken", "edge-forbidden"),
    ),
    (
        "only the name of an exception",
        "Socialite throws InvalidStateException, but only for Apple",
        ("callback-lost-cookie",),
    ),
    (
        "a user without a name cannot be stored",
        "Illuminate\\Database\\QueryException: SQLSTATE[23000]: Integrity constraint violation: 1048 Column 'name' cannot be null",
        ("callback-user-lost", "callback-user-required-always"),
    ),
)
