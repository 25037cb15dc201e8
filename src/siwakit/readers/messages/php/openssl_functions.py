"""PHP's own functions for keys and files."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

MESSAGES = (
    Message(
        id="php-openssl-sign",
        speaker="PHP",
        literal="supplied key param cannot be coerced into a private key",
        words=pattern(r"openssl_\w{4,20}\(\): [Ss]upplied key param cannot be coerced into a private key"),
        proves=Proof.KEY_REFUSED,
        samples=(
            "Warning: openssl_sign(): supplied key param cannot be coerced into a private key in /app/JWT.php on line 227",
            "ErrorException: openssl_sign(): Supplied key param cannot be coerced into a private key",
        ),
        versions='all; "Supplied" from PHP 8.0',
        where="https://github.com/googleapis/php-jwt/issues/509",
        is_general=True,
    ),
    Message(
        id="php-openssl-no-key",
        speaker="PHP",
        literal="argument #1 ($key) must be of type opensslasymmetrickey",
        words=pattern(
            r"openssl_pkey_(?:get_details|export)\(\): Argument #1 \(\$key\) must be of type "
            r"OpenSSLAsymmetricKey(?:\|[\w|]{1,60})?, (?:bool|false) given"
        ),
        proves=Proof.KEY_REFUSED,
        samples=("TypeError: openssl_pkey_get_details(): Argument #1 ($key) must be of type OpenSSLAsymmetricKey, bool given",),
        versions="PHP 8.0 and later",
        where="https://github.com/alextselegidis/easyappointments/issues/1368",
        is_general=True,
    ),
    Message(
        id="php-field-code",
        speaker="PHP",
        literal="code",
        words=pattern(r"Undefined (?:array key \"code\"|index: code\b)"),
        proves=Proof.CODE_NOT_RETURNED,
        samples=(
            'PHP Warning:  Undefined array key "code" in /srv/www/callback.php on line 12',
            "Notice: Undefined index: code in /srv/www/callback.php",
        ),
        versions="all",
        where="https://www.php.net/manual/en/language.types.array.php",
        is_general=True,
    ),
    Message(
        id="php-field-id-token",
        speaker="PHP",
        literal="id_token",
        words=pattern(r"Undefined (?:array key \"id_token\"|index: id_token\b)"),
        proves=Proof.TOKEN_NOT_GIVEN,
        samples=(
            'PHP Warning:  Undefined array key "id_token" in /srv/www/callback.php on line 12',
            "Notice: Undefined index: id_token in /srv/www/callback.php",
        ),
        versions="all",
        where="https://www.php.net/manual/en/language.types.array.php",
        is_general=True,
    ),
    Message(
        id="guzzle-apple-keys",
        speaker="Guzzle",
        literal="curl error ",
        words=pattern(r"cURL error \d{1,2}: [^\n]{1,200}? for https://appleid\.apple\.com/auth/keys"),
        proves=Proof.APPLE_KEYS_NOT_FETCHED,
        samples=(
            "cURL error 6: Could not resolve host: appleid.apple.com (see https://curl.haxx.se/libcurl/c/libcurl-errors.html) for https://appleid.apple.com/auth/keys",
        ),
        versions="all",
        where="https://github.com/guzzle/guzzle/blob/7.9/src/Handler/CurlFactory.php",
    ),
    Message(
        id="php-key-file",
        speaker="PHP",
        literal="failed to open stream",
        words=pattern(r"(?:file_get_contents|fopen)\([^()\n]{0,200}\.p8\): [Ff]ailed to open stream"),
        proves=Proof.KEY_FILE_NOT_FOUND,
        samples=(
            "file_get_contents(/var/www/storage/AuthKey_ABC123DEFG.p8): Failed to open stream: No such file or directory",
            "file_get_contents(AuthKey_ABC123DEFG.p8): failed to open stream: Permission denied",
        ),
        versions="all",
        where="https://www.php.net/manual/en/function.file-get-contents.php",
    ),
)
