"""Laravel, its Socialite and the provider for Apple."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

MESSAGES = (
    Message(
        id="socialite-state",
        speaker="Laravel Socialite",
        literal="invalidstateexception",
        words=pattern(r"Two\\{1,4}InvalidStateException(?!(?:\(code: \d\))?: (?:Invalid JWT|The token violates))"),
        proves=Proof.STATE_DIFFERS,
        samples=(
            "Laravel\\Socialite\\Two\\InvalidStateException in /app/vendor/laravel/socialite/src/Two/AbstractProvider.php:224",
            "[object] (Laravel\\Socialite\\Two\\InvalidStateException(code: 0):  at /app/vendor/socialiteproviders/apple/Provider.php:255)",
        ),
        versions="all",
        where="https://github.com/laravel/socialite/blob/5.x/src/Two/AbstractProvider.php",
        is_general=True,
    ),
    Message(
        id="socialite-state-class",
        speaker="Laravel Socialite",
        literal="invalidstateexception",
        words=pattern(r"InvalidStateException(?<!\\InvalidStateException)(?![:(\w]| \()"),
        proves=Proof.STATE_DIFFERS,
        samples=("the sign-in with Apple ends in InvalidStateException",),
        versions="all",
        where="https://github.com/laravel/socialite/blob/5.x/src/Two/InvalidStateException.php",
        is_general=True,
    ),
    Message(
        id="laravel-csrf-class",
        speaker="Laravel",
        literal="tokenmismatchexception",
        words=pattern(r"TokenMismatchException(?<!\\TokenMismatchException)(?![:(\w]| \()"),
        proves=Proof.CSRF_REFUSED,
        samples=("the callback of Apple ends in TokenMismatchException",),
        versions="all",
        where="https://github.com/laravel/framework/blob/11.x/src/Illuminate/Session/TokenMismatchException.php",
        is_general=True,
    ),
    Message(
        id="socialite-apple-kid",
        speaker="socialiteproviders/apple",
        literal="invalid jwt signature",
        words=pattern(r"InvalidStateException(?:\(code: \d{1,5}\))?(?::|' with message ')? ?Invalid JWT Signature"),
        proves=Proof.SIGNING_KEY_UNKNOWN,
        samples=("Laravel\\Socialite\\Two\\InvalidStateException: Invalid JWT Signature",),
        versions="all",
        where="https://github.com/SocialiteProviders/Providers/blob/master/src/Apple/Provider.php",
    ),
    Message(
        id="socialite-apple-nonce",
        speaker="socialiteproviders/apple",
        literal="nonce",
        words=pattern(r"Undefined (?:array key \"nonce\"|index: nonce)"),
        proves=Proof.NONCE_NOT_IN_TOKEN,
        samples=(
            'ErrorException: Undefined array key "nonce"',
            "Undefined index: nonce",
        ),
        versions="4.0 and later",
        where="https://github.com/SocialiteProviders/Providers/blob/master/src/Apple/Provider.php",
        is_general=True,
    ),
    Message(
        id="laravel-csrf",
        speaker="Laravel",
        literal="token",
        words=pattern(
            r"(?:Session\\{1,4}TokenMismatchException(?:(?:\(code: \d{1,5}\))?(?::|' with message ')? ?CSRF token mismatch\.)?|CSRF token mismatch\.)"
        ),
        proves=Proof.CSRF_REFUSED,
        samples=(
            "Illuminate\\Session\\TokenMismatchException: CSRF token mismatch. in file /app/vendor/laravel/framework",
            '{"message": "CSRF token mismatch."}',
        ),
        versions="all; the text 5.7 and later",
        where="https://github.com/laravel/framework/blob/11.x/src/Illuminate/Foundation/Http/Middleware/VerifyCsrfToken.php",
        is_general=True,
    ),
    Message(
        id="laravel-page-expired",
        speaker="Laravel",
        literal="page expired",
        words=pattern(r"419 ?\|? ?Page Expired"),
        proves=Proof.CSRF_REFUSED,
        samples=(
            "419 | Page Expired",
            "POST https://acmefit.example/auth/apple/callback 419 Page Expired",
        ),
        versions="5.7 and later",
        where="https://github.com/laravel/framework/blob/11.x/src/Illuminate/Foundation/Exceptions/views/419.blade.php",
        is_general=True,
    ),
    Message(
        id="laravel-method",
        speaker="Laravel",
        literal="the post method is not supported for ",
        words=pattern(r"The POST method is not supported for (?:this route|route [\w/.{}-]{1,120})"),
        proves=Proof.METHOD_REFUSED,
        samples=(
            "MethodNotAllowedHttpException: The POST method is not supported for route auth/apple/callback. Supported methods: GET, HEAD.",
            "The POST method is not supported for this route. Supported methods: GET, HEAD.",
        ),
        versions="5.8 and later",
        where="https://github.com/laravel/framework/blob/11.x/src/Illuminate/Routing/AbstractRouteCollection.php",
        is_general=True,
    ),
)
